import { indented, padTo, type Row, rows, type Style } from '../core/report/layout.ts'
import { type CommandName, commandNames, commands, optionsOf } from './commands.ts'

/** The help of the program, or of one of its commands. */
export function helpText(command: CommandName | undefined, style: Style): string {
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
