import { Command, CommanderError, Option } from 'commander'
import type { Style } from '../core/report/layout.ts'
import type { SettingName } from '../core/settings-table.ts'
import { version } from '../core/version.ts'
import { afterOptions, commandHelp } from './help.ts'
import { type Invocation, type SimulateOption, simulateOptions } from './invocation.ts'
import { type RunCommand, type SettingOption, settingOptions } from './options.ts'
import { refusal } from './refusal.ts'

const simulateDescriptions: Readonly<Record<SimulateOption, readonly [string, string]>> = {
  port: ['<number>', 'port to listen on (default: any free one)'],
  host: ['<address>', 'address to listen on (default: 127.0.0.1)'],
  manifest: ['<path>', 'the skill manifest (default: skill-package/skill.json or skill.json)'],
  'client-id': ['<id>', 'client id to accept (default: made up)'],
  'client-secret': ['<secret>', 'client secret to accept (default: made up)'],
}

/**
 * Understands the arguments. Values stay as they are: whether a stage or a duration is one is for
 * the settings to say.
 *
 * @param words the arguments without the program's name
 * @param style how help looks
 */
export function parseCommandLine(words: readonly string[], style: Style): Invocation {
  const answer: string[] = []
  const found: Invocation[] = []
  const program = programOf(words, style, invocation => found.push(invocation))
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: text => answer.push(text),
      // What commander says of mistakes is said in other words, by `refusal`.
      writeErr: text => answer.push(text),
      outputError: () => {},
      getOutHelpWidth: () => style.columns,
      getErrHelpWidth: () => style.columns,
      getOutHasColors: () => style.colors.isColorSupported,
      getErrHasColors: () => style.colors.isColorSupported,
    })
  }
  try {
    program.parse([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { kind: 'answer', text: answer.join('') }
    return refusal(error, words)
  }
  return found[0] ?? { kind: 'answer', text: answer.join('') }
}

/** Options are made only for a command that is mentioned: making all takes longer than a check. */
function programOf(
  words: readonly string[],
  style: Style,
  found: (invocation: Invocation) => void,
): Command {
  const { bold, cyan } = style.colors
  const program = new Command('alexa-proactive')
    .description(
      "Checks an Alexa skill's proactive events, shows what customers will hear, and sends them to the right stage, once.",
    )
    .version(version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({
      styleTitle: bold,
      styleCommandText: cyan,
      styleSubcommandText: cyan,
      styleOptionText: cyan,
    })
    .addHelpText(
      'after',
      () => '\nalexa-proactive <command> --help shows the options and examples of a command.',
    )
  for (const name of ['validate', 'preview', 'send'] as const) {
    const command = commandOf(program, name, style)
    if (words.includes(name)) addRunOptions(command, name, found)
  }
  const simulate = commandOf(program, 'simulate', style)
  if (words.includes('simulate')) addSimulateOptions(simulate, found)
  const join = commandOf(program, 'join', style)
  if (words.includes('join')) addJoinOptions(join, found)
  return program
}

function addRunOptions(
  command: Command,
  name: RunCommand,
  found: (invocation: Invocation) => void,
): void {
  const options = settingOptions
    .filter(option => option.commands.includes(name))
    .map(option => ({ name: option.name, option: commanderOption(option) }))
  for (const { option } of options) command.addOption(option)
  addCommonOptions(command)
  command.action(() => {
    const values = command.opts()
    const settings: Partial<Record<SettingName, string>> = { command: name }
    let ref: string | undefined
    for (const entry of options) {
      const text = textOf(values[entry.option.attributeName()])
      if (text === undefined) continue
      if (entry.name === 'ref') ref = text
      else settings[entry.name] = text
    }
    found({ kind: 'run', command: name, settings, ref, json: values['json'] === true })
  })
}

function addSimulateOptions(command: Command, found: (invocation: Invocation) => void): void {
  for (const name of simulateOptions) {
    const [value, description] = simulateDescriptions[name]
    command.addOption(
      new Option(`--${name} ${value}`, description)
        .helpGroup('How it serves:')
        .argParser(readValue),
    )
  }
  addCommonOptions(command)
  command.action(() => {
    const values = command.opts()
    const options: Partial<Record<SimulateOption, string>> = {}
    for (const name of simulateOptions) {
      const text = textOf(values[new Option(`--${name} <value>`).attributeName()])
      if (text !== undefined) options[name] = text
    }
    found({ kind: 'simulate', options, json: values['json'] === true })
  })
}

function addJoinOptions(command: Command, found: (invocation: Invocation) => void): void {
  command
    .argument('<report...>', 'the reports of all shards')
    .optionsGroup('What comes out:')
    .addOption(
      new Option('--report <path>', 'write the joined result to a file too').argParser(readValue),
    )
    .addOption(
      new Option(
        '--max-failures <number>',
        'how many users may get nothing without a failure (default: what the shards allowed)',
      ).argParser(readValue),
    )
  addCommonOptions(command)
  command.action((reports: readonly string[]) => {
    const values = command.opts()
    found({
      kind: 'join',
      reports,
      report: textOf(values['report']),
      maxFailures: textOf(values['maxFailures']),
      json: values['json'] === true,
    })
  })
}

function commandOf(program: Command, name: keyof typeof commandHelp, style: Style): Command {
  const help = commandHelp[name]
  return program
    .command(name)
    .summary(help.summary)
    .description(help.description)
    .addHelpText('after', () => afterOptions(help, style))
}

/** Colours are decided before the arguments are understood; here the options are only made known. */
function addCommonOptions(command: Command): void {
  command
    .optionsGroup('What comes out:')
    .option('--json', 'print one JSON object to stdout, everything else to stderr')
    .option('--color', 'colours, whatever stdout is')
    .option('--no-color', 'no colours')
    .helpOption('-h, --help', 'show this help')
}

function commanderOption({ name, value, description, group, list }: SettingOption): Option {
  const option = new Option(
    value === undefined ? `--${name}` : `--${name} ${value}`,
    description,
  ).helpGroup(group)
  if (value === undefined) return option
  return option.argParser(list === true ? appendValue : readValue)
}

function readValue(value: string): string {
  // An option in place of a value means that the value was forgotten. YAML may begin with "---".
  if (/^--[a-z]/.test(value)) throw new CommanderError(2, 'value-missing', value)
  return value
}

function appendValue(value: string, previous: unknown): string {
  const text = readValue(value)
  return typeof previous === 'string' ? `${previous}\n${text}` : text
}

function textOf(value: unknown): string | undefined {
  if (value === true) return 'true'
  return typeof value === 'string' ? value : undefined
}
