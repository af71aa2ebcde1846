import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { rules } from '../src/core/rules/index.ts'
import type { Rule } from '../src/core/rules/rule.ts'

// Writes what the documentation repeats from the code: the tables of inputs and outputs and the
// example service in README.md, the table of settings in docs/serverless.md, and docs/rules.md. With
// --check nothing is written, and a difference fails.

interface Entry {
  readonly description?: string
  readonly default?: string
}

const root = new URL('../', import.meta.url)
const onlyCheck = process.argv.includes('--check')

/** One row an input: name, default, meaning. Fails where a description is missing. */
function tableOf(entries: Readonly<Record<string, Entry>>, withDefaults: boolean): string {
  const head = withDefaults ? ['name', 'default', 'meaning'] : ['name', 'meaning']
  const rows = Object.entries(entries).map(([name, entry]) => {
    if (entry.description === undefined) throw new Error(`action.yml: ${name} has no description`)
    const meaning = entry.description
      .trim()
      .replace(/\s*\n\s*/g, ' ')
      .replaceAll('|', '\\|')
    const fallback = (entry.default ?? '').trim().replace(/\s*\n\s*/g, ', ')
    return withDefaults
      ? [`\`${name}\``, fallback === '' ? '' : `\`${fallback}\``, meaning]
      : [`\`${name}\``, meaning]
  })
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n')
}

function between(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name}:start -->)[\\s\\S]*?(<!-- ${name}:end -->)`)
  if (!pattern.test(text)) throw new Error(`There is no place for the ${name}`)
  return text.replace(pattern, (_, start, end) => `${start}\n\n${content}\n\n${end}`)
}

function readmeOf(readme: string): string {
  const action = parse(readFileSync(new URL('action.yml', root), 'utf8'))
  const withInputs = between(readme, 'inputs', tableOf(action.inputs, true))
  const withOutputs = between(withInputs, 'outputs', tableOf(action.outputs, false))
  return between(withOutputs, 'serverless', exampleOf('serverless.yml', 'yaml'))
}

/** A file of the example service, as people would copy it. */
function exampleOf(name: string, language: string): string {
  const text = readFileSync(new URL(`examples/serverless/${name}`, root), 'utf8')
  return ['```'.concat(language), `# ${name}`, text.trimEnd(), '```'].join('\n')
}

/** One row a setting of the plugin: name, default, meaning. */
function settingsTable(): string {
  const schema = JSON.parse(
    readFileSync(new URL('schemas/plugin-settings.schema.json', root), 'utf8'),
  )
  const rowsOf = (properties: Readonly<Record<string, SettingSchema>>, prefix: string) =>
    Object.entries(properties).map(([name, own]) => {
      const [, definition] = /^#\/definitions\/(\w+)$/.exec(own.$ref ?? '') ?? []
      const { description, default: fallback } =
        definition === undefined ? own : schema.definitions[definition]
      if (description === undefined) throw new Error(`${prefix}${name} has no description`)
      const shown = fallback === undefined ? '' : `\`${String(fallback)}\``
      return `| \`${prefix}${name}\` | ${shown} | ${description} |`
    })
  const { events, ...others } = schema.properties
  return [
    '| name | default | meaning |',
    '| --- | --- | --- |',
    ...rowsOf({ events }, ''),
    ...rowsOf(events.additionalProperties.properties, 'events.<name>.'),
    ...rowsOf(others, ''),
  ].join('\n')
}

interface SettingSchema {
  readonly description?: string
  readonly default?: unknown
  readonly $ref?: string
}

function rulesPage(): string {
  const entries: readonly (readonly [string, Rule])[] = Object.entries(rules)
  const groups = new Map<string, string[]>()
  for (const [id, rule] of entries) {
    const [group = ''] = id.split('/')
    const section = [
      `### ${id}`,
      `**${rule.title}** · ${rule.severity}`,
      rule.why,
      `*What to do:* ${rule.fix}`,
    ].join('\n\n')
    groups.set(group, [...(groups.get(group) ?? []), section])
  }
  const sections = [...groups].map(([group, list]) => `## ${group}\n\n${list.join('\n\n')}`)
  return [
    '# Rules',
    'Made from the rules in `src/core/rules` by `npm run docs`; edit them there.',
    'Severity follows certainty: an **error** is what Amazon is known to refuse or what cannot work, a **warning** is what sources disagree about or what surprises customers, a **notice** is good to know.',
    ...sections,
  ]
    .join('\n\n')
    .concat('\n')
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

write('README.md', readmeOf)
write('docs/serverless.md', page => between(page, 'settings', settingsTable()))
write('docs/rules.md', rulesPage)
