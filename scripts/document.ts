import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { camelCase, isSettingName, settingsOf } from '../src/core/settings.ts'
import { type SettingName, settings } from '../src/core/settings-table.ts'
import { picture } from './rooms.ts'
import { scaleTable } from './scale.ts'
import { table } from './table.ts'

// Writes what repeats the code: the inputs of action.yml, the descriptions in the schema of the plugin's
// settings, the tables of docs/inputs.md, the commonest inputs and the example service in README.md, the
// table of settings in docs/serverless.md, that of sizes in docs/scale.md, and the picture in
// docs/architecture.md. With --check nothing is written, and a difference fails.

const root = new URL('../', import.meta.url)
const onlyCheck = process.argv.includes('--check')

function actionOf(text: string): string {
  const inputs = settingsOf('action').map(inputText).join('')
  return text.replace(/^inputs:\n[\s\S]*?\n(?=outputs:\n)/m, () => `inputs:\n${inputs}\n`)
}

function inputText(name: SettingName): string {
  const { description, otherwise, actionDefault, fallbackText = '' } = settings[name]
  const isSaid = otherwise === undefined || actionDefault !== undefined
  return [
    `  ${name}:`,
    `    description: ${JSON.stringify(isSaid ? description : `${description} Default: ${otherwise}.`)}`,
    '    required: false',
    `    default: ${defaultText(actionDefault ?? fallbackText)}`,
    '',
  ].join('\n')
}

/** As YAML, always a text: the runner hands over nothing else. */
function defaultText(value: string): string {
  if (value.includes('\n')) return ['|', ...value.split('\n')].join('\n      ')
  return /^(?!true$|false$)[a-z]+$/.test(value) ? value : JSON.stringify(value)
}

/** The inputs by what a reader looks for; those that most workflows need stand in README.md, too. */
const groups = {
  'What is sent': [
    ...['command', 'manifest', 'event-file', 'event', 'variables', 'release', 'release-level'],
    ...['expires-in', 'github-token'],
  ],
  'Who is notified': [
    ...['stage', 'environment', 'live-refs', 'live-environments', 'require-protected', 'regions'],
    ...['users', 'users-file', 'subscribers', 'shard', 'strict'],
  ],
  Once: ['announcement', 'reference-id', 'journal', 'resume'],
  'How it is sent': [
    ...['client-id', 'client-secret', 'on-missing-credentials', 'dry-run', 'simulate', 'rate'],
    ...['concurrency', 'retries', 'timeout', 'max-failures', 'auth-url', 'api-url'],
  ],
  'How it is sent from AWS': ['engine', 'detach'],
  'How the manifest is compared': [
    ...['drift', 'skill-id', 'ask-refresh-token', 'ask-lwa-client-id'],
    ...['ask-lwa-client-confirmation', 'smapi-url'],
  ],
  'What the run shows': ['fail-on', 'comment', 'summary', 'report', 'html', 'failed-file'],
} as const satisfies Readonly<Record<string, readonly SettingName[]>>

const common: readonly SettingName[] = [
  ...['command', 'event-file', 'variables', 'stage', 'live-refs', 'client-id', 'client-secret'],
  ...['dry-run', 'simulate', 'comment'],
] as const

/** A table for each group, with a heading. */
function inputsByGroup(): string {
  const grouped: readonly SettingName[] = Object.values(groups).flat()
  const missing = settingsOf('action').filter(name => !grouped.includes(name))
  if (missing.length > 0) throw new Error(`In no group of inputs: ${missing.join(', ')}`)
  return Object.entries(groups)
    .map(([title, names]) => `### ${title}\n\n${inputsTable(names)}`)
    .join('\n\n')
}

function inputsTable(names: readonly SettingName[]): string {
  const rows = names.map(name => {
    const { description, otherwise, actionDefault, fallbackText } = settings[name]
    const value = actionDefault ?? fallbackText
    const shown = value === undefined ? (otherwise ?? '') : `\`${value.replaceAll('\n', ', ')}\``
    return [`\`${name}\``, shown, description]
  })
  return table(['name', 'default', 'meaning'], rows)
}

function outputsTable(): string {
  const { outputs }: { outputs: Readonly<Record<string, { description: string }>> } = parse(
    readFileSync(new URL('action.yml', root), 'utf8'),
  )
  const rows = Object.entries(outputs).map(([name, output]) => [
    `\`${name}\``,
    output.description.trim(),
  ])
  return table(['name', 'meaning'], rows)
}

function between(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name}:start -->)[\\s\\S]*?(<!-- ${name}:end -->)`)
  if (!pattern.test(text)) throw new Error(`There is no place for the ${name}`)
  return text.replace(pattern, (_, start, end) => `${start}\n\n${content}\n\n${end}`)
}

function readmeOf(readme: string): string {
  const withInputs = between(readme, 'inputs', inputsTable(common))
  return between(withInputs, 'serverless', exampleOf('serverless.yml', 'yaml'))
}

/** A file of the example service, as people would copy it. */
function exampleOf(name: string, language: string): string {
  const text = readFileSync(new URL(`examples/serverless/${name}`, root), 'utf8')
  return ['```'.concat(language), `# ${name}`, text.trimEnd(), '```'].join('\n')
}

/**
 * The schema of the plugin's settings with what the table says of those that it shares with the others.
 * What the plugin alone has, and takes in its own way, stays as it is written there.
 */
function pluginSchemaOf(text: string): string {
  const schema: PluginSchema = JSON.parse(text)
  for (const setting of settingsOf('plugin')) {
    const name = camelCase(setting)
    const shared = schema.definitions[name]
    const place = shared === undefined ? schema.properties : schema.definitions
    const { title, examples } = place[name] ?? {}
    place[name] = { title, ...schemaOf(setting), examples }
  }
  return `${JSON.stringify(schema, undefined, 2)
    .replace(
      /\[\s+([^[\]{}]*?)\s+\]/g,
      (_, items: string) => `[${items.replace(/\s*\n\s*/g, ' ')}]`,
    )
    .replace(/\[\s+(\[[^[\]]*\])\s+\]/g, '[$1]')}\n`
}

function schemaOf(name: SettingName): SettingSchema {
  const { description, otherwise, fallback, fallbackText, schema } = settings[name]
  const plain = description.replace(/`([^`]*)`/g, (_, code: string) =>
    isSettingName(code) ? camelCase(code) : code,
  )
  const value =
    schema['type'] === 'integer' || schema['type'] === 'boolean' ? fallback : fallbackText
  return {
    description:
      otherwise === undefined ? plain : `${plain} Default: ${otherwise.replaceAll('`', '')}.`,
    default: schema['type'] === 'array' ? (fallbackText ?? '').split('\n') : value,
    ...schema,
  }
}

/** One row a setting of the plugin: name, default, meaning. */
function settingsTable(): string {
  const schema: PluginSchema = JSON.parse(
    readFileSync(new URL('schemas/plugin-settings.schema.json', root), 'utf8'),
  )
  const rowsOf = (properties: Readonly<Record<string, SettingSchema>>, prefix: string) =>
    Object.entries(properties).map(([name, own]) => {
      const [, definition] = /^#\/definitions\/(\w+)$/.exec(own.$ref ?? '') ?? []
      const setting = definition === undefined ? own : schema.definitions[definition]
      if (setting?.description === undefined) throw new Error(`${prefix}${name} has no description`)
      const shown = setting.default === undefined ? '' : `\`${String(setting.default)}\``
      return [`\`${prefix}${name}\``, shown, setting.description]
    })
  const { events, ...others } = schema.properties
  if (events === undefined) throw new Error('The schema of the plugin has no events')
  return table(
    ['name', 'default', 'meaning'],
    [
      ...rowsOf({ events }, ''),
      ...rowsOf(events.additionalProperties?.properties ?? {}, 'events.<name>.'),
      ...Object.entries(others).flatMap(([name, own]) => [
        ...rowsOf({ [name]: own }, ''),
        ...rowsOf(own.properties ?? {}, `${name}.`),
      ]),
    ],
  )
}

interface PluginSchema {
  readonly properties: Record<string, SettingSchema>
  readonly definitions: Record<string, SettingSchema>
}

interface SettingSchema {
  readonly title?: unknown
  readonly description?: string
  readonly default?: unknown
  readonly examples?: unknown
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, SettingSchema>>
  readonly additionalProperties?: { readonly properties?: Readonly<Record<string, SettingSchema>> }
}

function write(name: string, made: (present: string) => string): void {
  const file = new URL(name, root)
  const present = readOrEmpty(file)
  const wanted = made(present)
  if (wanted === present) return
  if (onlyCheck) {
    console.error(`${name} is not what the code says. Run: npm run docs`)
    process.exitCode = 1
    return
  }
  writeFileSync(file, wanted)
  console.log(`wrote ${fileURLToPath(file)}`)
}

function readOrEmpty(file: URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

write('action.yml', actionOf)
write('schemas/plugin-settings.schema.json', pluginSchemaOf)
write('README.md', readmeOf)
write('docs/inputs.md', page =>
  between(between(page, 'inputs', inputsByGroup()), 'outputs', outputsTable()),
)
write('docs/architecture.md', page => between(page, 'picture', picture()))
write('docs/scale.md', page => between(page, 'sizes', scaleTable()))
write('docs/serverless.md', page => between(page, 'settings', settingsTable()))
