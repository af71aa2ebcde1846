import { parseArgs } from 'node:util'
import { indented, padTo, type Row, rows, type Style } from '../core/report/layout.ts'
import type { Command } from '../core/setting-kinds.ts'
import { isSettingName, type RawSettings } from '../core/settings.ts'
import type { SettingName } from '../core/settings-table.ts'
import { version } from '../core/version.ts'
import { didYouMean, listed, nearest } from '../core/wording.ts'
import { type CommandName, commandNames, commands, isRun, optionsOf } from './commands.ts'

/** What the arguments ask for. Values stay as they are given; the settings check them. */
export type Invocation =
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly settings: RawSettings
      readonly json: boolean
      /** Whether what is wrong in the manifest is to be corrected. */
      readonly fix?: boolean
    }
  | OtherInvocation
  /** Help or the version was asked for. */
  | { readonly kind: 'answer'; readonly text: string }
  | Refusal

/** A command that is no run: its options are no settings. */
export interface OtherInvocation {
  readonly kind: Exclude<CommandName, Command>
  readonly options: ReadonlyMap<string, string>
  /** Paths of the reports to join, the table of subscribers, or the name of a campaign. */
  readonly operands: readonly string[]
  readonly json: boolean
}

interface Refusal {
  readonly kind: 'refusal'
  readonly message: string
  readonly hint: string
}

type Token = ReturnType<typeof tokensOf>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** Every option of every command. One name takes a value everywhere or nowhere. */
const everyOption = new Map(
  commandNames.flatMap(optionsOf).map(option => [option.name, option] as const),
)

/** Parses the arguments, without the program's name. `style` is how help looks. */
export function parseCommandLine(words: readonly string[], style: Style): Invocation {
  const tokens = tokensOf(words.flatMap(withBareValue))
  const [first, ...others] = tokens.flatMap(token =>
    token.kind === 'positional' ? [token.value] : [],
  )
  const asksForHelp = hasOption(tokens, 'help') || first === 'help'
  const name = first === 'help' ? others[0] : first
  const command = commandNames.find(candidate => candidate === name)
  if (asksForHelp && (name === undefined || command !== undefined)) {
    return { kind: 'answer', text: helpText(command, style) }
  }
  if (hasOption(tokens, 'version')) return { kind: 'answer', text: `${version}\n` }
  const mistake = mistakeIn(tokens, command, name)
  if (mistake !== undefined) return mistake
  return command === undefined ? noCommand(name) : invocationOf(command, tokens, others)
}

/** Gives an option that may be written without a value the one that counts then. */
function withBareValue(
  word: string,
  index: number,
  words: readonly string[],
): string | readonly string[] {
  const { bare } = everyOption.get(word.replace(/^--/, '')) ?? {}
  if (bare === undefined || !word.startsWith('--')) return word
  const next = words[index + 1]
  // A word that is no value and no option is a mistake, which its own rule explains best.
  const hasValue = next !== undefined && !next.startsWith('-')
  return hasValue ? word : `${word}=${bare}`
}

function tokensOf(words: readonly string[]) {
  const options = Object.fromEntries(
    [...everyOption].map(([name, { placeholder }]) => [
      name,
      { type: placeholder === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      ...options,
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
    // Not strict: its own messages quote values, which may be secrets.
    strict: false,
    tokens: true,
  })
  return tokens
}

function hasOption(tokens: readonly Token[], name: string): boolean {
  return tokens.some(token => token.kind === 'option' && token.name === name)
}

/** The first mistake, in the order of the arguments. Says nothing of values. */
function mistakeIn(
  tokens: readonly Token[],
  command: CommandName | undefined,
  word: string | undefined,
): Refusal | undefined {
  const seen = new Set<string>()
  let operands = 0
  for (const token of tokens) {
    if (token.kind === 'option') {
      const mistake = mistakeOf(token, command) ?? repetition(token, seen, command)
      if (mistake !== undefined) return mistake
      seen.add(token.name)
    } else if (token.kind === 'positional') {
      operands += 1
      if (operands === 1 && command === undefined) return noCommand(word)
      // The command itself is one of them.
      if (command !== undefined && operands > 1 + (commands[command].operands?.most ?? 0)) {
        return refusal(
          `Unexpected argument "${token.value}".`,
          command,
          'Name files by options, such as --event-file and --manifest; put quotes around a value with spaces.',
        )
      }
    }
  }
  if (command === 'join' && operands === 1) {
    return refusal('There is no report to join.', command, 'Name the reports: join reports/*.json')
  }
  return undefined
}

function mistakeOf(token: OptionToken, command: CommandName | undefined): Refusal | undefined {
  const { name, rawName, value, inlineValue } = token
  const option = everyOption.get(name)
  const known = command === undefined ? [...everyOption.keys()] : namesOf(command)
  if (option === undefined || rawName !== `--${name}`) {
    const options = known.map(candidate => `--${candidate}`)
    const guess = didYouMean(nearest(rawName, options))
    return refusal(`There is no option ${rawName}${guess}`, command)
  }
  if (command !== undefined && !known.includes(name)) {
    const owners = commandNames.filter(candidate => namesOf(candidate).includes(name))
    const owned = `it is an option of ${listed(owners)}`
    return refusal(`${command} has no option ${rawName}; ${owned}.`, command)
  }
  if (option.placeholder === undefined) {
    const takesNone = value !== undefined && !isSettingName(name)
    return takesNone ? refusal(`The option ${rawName} takes no value.`, command) : undefined
  }
  if (value === undefined) return refusal(`The option ${rawName} has no value.`, command)
  // An option instead of a value: the value was forgotten. YAML may begin with "---".
  if (inlineValue === false && /^--[a-z]/.test(value)) {
    const next = value.replace(/=.*/s, '')
    return refusal(`The option ${rawName} has no value: "${next}" is an option itself.`, command)
  }
  if (value.trim() === '' && option.secret !== true) {
    return refusal(
      `The option ${rawName} is empty.`,
      command,
      'Give it a value or leave it out. If the value comes from a variable, the variable is not set.',
    )
  }
  return undefined
}

function repetition(
  { name, rawName }: OptionToken,
  seen: ReadonlySet<string>,
  command: CommandName | undefined,
): Refusal | undefined {
  const { placeholder, repeatable } = everyOption.get(name) ?? {}
  if (!seen.has(name) || placeholder === undefined || repeatable === true) return undefined
  return refusal(`The option ${rawName} is given twice.`, command, 'Keep one of them.')
}

function namesOf(command: CommandName): readonly string[] {
  return optionsOf(command).map(({ name }) => name)
}

function noCommand(word: string | undefined): Refusal {
  const hint = `Use ${listed(commandNames, 'or')}; "alexa-proactive --help" shows more.`
  if (word === undefined) return refusal('There is no command.', undefined, hint)
  const guess = didYouMean(nearest(word, commandNames))
  return refusal(`There is no command "${word}"${guess}`, undefined, hint)
}

function refusal(message: string, command: CommandName | undefined, hint?: string): Refusal {
  const help = ['alexa-proactive', ...(command === undefined ? [] : [command]), '--help'].join(' ')
  return { kind: 'refusal', message, hint: hint ?? `"${help}" shows the options.` }
}

function invocationOf(
  command: CommandName,
  tokens: readonly Token[],
  operands: readonly string[],
): Invocation {
  const values = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const earlier = values.get(token.name)
    const text = token.value ?? 'true'
    const isList = everyOption.get(token.name)?.repeatable === true && earlier !== undefined
    values.set(token.name, isList ? `${earlier}\n${text}` : text)
  }
  const json = values.has('json')
  if (!isRun(command)) return { kind: command, options: values, operands, json }
  const settings: Partial<Record<SettingName, string>> = { command }
  for (const [name, text] of values) {
    if (isSettingName(name)) settings[name] = text
  }
  return { kind: 'run', command, settings, json, ...(values.has('fix') && { fix: true }) }
}

function helpText(command: CommandName | undefined, style: Style): string {
  return `${(command === undefined ? programHelp(style) : helpOf(command, style)).join('\n')}\n`
}

const programOptions: readonly Row[] = [
  { label: '-v, --version', text: 'Show the version' },
  { label: '-h, --help', text: 'Show this help' },
]

function programHelp({ colors, columns }: Style): readonly string[] {
  const summaries = commandNames.map(name => ({ label: name, text: commands[name].summary }))
  return [
    `${colors.bold('Usage:')} alexa-proactive <command> [options]`,
    '',
    indented(
      "Checks an Alexa skill's proactive events, shows what customers will hear, and sends them to the right stage, once.",
      0,
      columns,
    ),
    '',
    colors.bold('Commands:'),
    rows(summaries, columns, colors.cyan),
    '',
    colors.bold('Options:'),
    rows(programOptions, columns, colors.cyan),
    '',
    'alexa-proactive <command> --help shows the options and examples of a command.',
  ]
}

function helpOf(command: CommandName, { colors, columns }: Style): readonly string[] {
  const { description, operands, examples, exitCodes, list } = commands[command]
  const options = optionsOf(command).map(({ name, placeholder, description: text, group }) => {
    return { label: ['--', name, placeholder && ` ${placeholder}`].join(''), text, group }
  })
  const width = Math.max(...options.map(({ label }) => label.length))
  const optionsIn = (title: string) =>
    options
      .filter(({ group }) => group === title)
      .map(({ label, text }) => ({ label: padTo(label, width), text }))
  const plain = (entries: readonly Row[]) => rows(entries, columns, label => label)
  const codes = Object.entries(exitCodes).map(([label, text]) => ({ label, text }))
  const points = list?.items.map(item => `  - ${indented(item, 4, columns).trimStart()}`) ?? []
  const sections: readonly (readonly [title: string, text: string])[] = [
    ...[...new Set(options.map(({ group }) => group))].map(
      title => [title, rows(optionsIn(title), columns, colors.cyan)] as const,
    ),
    ['Examples:', examples.map(example => `  ${example}`).join('\n')],
    ['Environment:', plain(environmentOf(command))],
    ['Exit codes:', plain(codes)],
    ...(list === undefined ? [] : [[list.title, points.join('\n')] as const]),
  ]
  return [
    `${colors.bold('Usage:')} alexa-proactive ${command} [options]${operands === undefined ? '' : ` ${operands.words}`}`,
    '',
    indented(description, 0, columns),
    ...sections.flatMap(([title, text]) => ['', colors.bold(title), text]),
  ]
}

/** Variables that matter to a command: those that stand for options, and those that others have, too. */
function environmentOf(command: CommandName): readonly Row[] {
  const ofOptions = optionsOf(command).flatMap(({ name, variables = [] }) =>
    variables.map(label => ({ label, text: `instead of --${name}` })),
  )
  const colors = 'no colors; FORCE_COLOR for colors without a terminal'
  const own = commands[command].environment ?? []
  return [...ofOptions, ...own, { label: 'NO_COLOR', text: colors }]
}
