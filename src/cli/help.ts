import { indented, padTo, type Row, rows, type Style } from '../core/report/layout.ts'
import { silentReasons } from '../core/report/words.ts'
import { type Command, commands, type Setting } from '../core/setting-kinds.ts'
import { settings, settingsOf, titleOf } from '../core/settings-table.ts'

/** What is done to campaigns that an engine carries out. */
export const campaignCommands = [
  'campaign-status',
  'campaign-stop',
  'campaign-resume',
  'campaign-speed',
] as const
export type CampaignCommand = (typeof campaignCommands)[number]

export type CommandName = Command | 'init' | 'simulate' | 'join' | 'subscribers' | CampaignCommand

/** An option of the command line. */
export interface CliOption {
  readonly name: string
  /** What stands for the value in the help; absent for a flag. */
  readonly placeholder?: string | undefined
  readonly description: string
  /** The title under which the help lists it. */
  readonly group: string
  /** Whether it may be given several times: the values become lines of one text. */
  readonly repeatable?: boolean
  readonly secret?: boolean
  /** The value that counts where none follows it; absent: one has to. */
  readonly bare?: string
  /** Environment variables that hold the value where it is not given. */
  readonly variables?: readonly string[]
}

/** What the help of a command says besides its options. */
interface CommandHelp {
  readonly summary: string
  readonly description: string
  /** The words that follow the options. */
  readonly operands?: string
  readonly examples: readonly string[]
  readonly exitCodes: readonly Row[]
  /** More to know, as a list under a title. */
  readonly list?: { readonly title: string; readonly items: readonly string[] }
}

const wrongCommandLine: Row = { label: '2', text: 'the command line is wrong' }
const interrupted: Row = { label: '130', text: 'interrupted by Ctrl-C (143: terminated)' }

const exitCodes: readonly Row[] = [
  { label: '0', text: 'done' },
  { label: '1', text: 'the check or the delivery failed' },
  { label: '2', text: 'the command line or a setting is wrong' },
  interrupted,
]

const campaignExitCodes: readonly Row[] = [
  { label: '0', text: 'done; of a campaign that has ended: as after "send"' },
  { label: '1', text: 'users were not notified, or the engine cannot be used' },
  wrongCommandLine,
  { label: '130', text: 'interrupted by Ctrl-C (143: terminated); the campaign goes on' },
]

const commandHelp: Readonly<Record<CommandName, CommandHelp>> = {
  init: {
    summary: 'begin: an event file, a workflow, the lines of the plugin',
    description:
      'Writes an event file for one of the eight events, with each property explained, and a GitHub workflow that checks and sends it. In a Serverless service it shows the lines of the plugin. Asks on a terminal for what is not given. Never overwrites a file.',
    examples: [
      'alexa-proactive init',
      'alexa-proactive init --event media-content',
      'alexa-proactive init --event AMAZON.OrderStatus.Updated --event-file events/order.yaml --no-workflow',
    ],
    exitCodes: [
      { label: '0', text: 'the files were written' },
      { label: '1', text: 'a file exists already, or cannot be written' },
      wrongCommandLine,
      interrupted,
    ],
  },
  validate: {
    summary: 'check the skill manifest, and an event file',
    description:
      'Checks whether the skill may send proactive events, and whether an event file is right for it. Needs no network.',
    examples: [
      'alexa-proactive validate',
      'alexa-proactive validate --event-file release.yaml --variables "{version: 2.1.0}"',
      'alexa-proactive validate --event-file release.yaml --fix',
      'alexa-proactive validate --fail-on warning --report findings.sarif',
    ],
    exitCodes,
  },
  preview: {
    summary: 'show what customers would hear, where and why',
    description:
      'Checks like validate, then shows the stage, the regions and what customers hear in every language. Sends nothing, needs no network.',
    examples: [
      'alexa-proactive preview --event-file release.yaml',
      'alexa-proactive preview --event-file release.yaml --ref refs/tags/v2.1.0',
    ],
    exitCodes,
  },
  send: {
    summary: 'check, then send the event to every region, once',
    description:
      'Checks like validate, then sends the event. If anything is wrong, nothing is sent. Sending again uses the same reference id, which Amazon refuses if it accepted the event before, so that nobody is notified twice.',
    examples: [
      'alexa-proactive send --event-file release.yaml --simulate',
      'alexa-proactive send --event-file release.yaml --stage development',
      'alexa-proactive send --event-file release.yaml --ref refs/tags/v2.1.0 --json',
      'alexa-proactive send --event-file order.yaml --users-file users.csv --regions EU',
    ],
    exitCodes,
    list: { title: 'If an accepted notification stays silent:', items: silentReasons },
  },
  join: {
    summary: 'join the reports of a campaign that was sent in shards',
    description:
      'Adds up the reports that "send --shard" has written with --report, and says whether everybody has the notification.',
    operands: '<report...>',
    examples: ['alexa-proactive join reports/*.json --report campaign.json'],
    exitCodes: [
      { label: '0', text: 'every user has the notification, or --max-failures allows the rest' },
      { label: '1', text: 'users were not notified, or the report of a shard is missing' },
      { label: '2', text: 'the command line or a report is wrong' },
    ],
  },
  subscribers: {
    summary: 'count or export the subscribers in a DynamoDB table',
    description:
      'Counts who is subscribed, by event, region and day. Exports them as a list of users, or removes those whom a campaign found gone. The table is named by itself or by the stack that has it; credentials and region are found as every program of AWS finds them.',
    operands: '[table or stack]',
    examples: [
      'alexa-proactive subscribers star-quest-prod',
      'alexa-proactive subscribers star-quest-prod --event AMAZON.OrderStatus.Updated --export users.jsonl',
      'alexa-proactive subscribers star-quest-prod --remove-from report.json',
    ],
    exitCodes: [
      { label: '0', text: 'done' },
      { label: '1', text: 'the table cannot be read, or a file cannot be written' },
      { label: '2', text: 'the command line or the list is wrong' },
      interrupted,
    ],
  },
  'campaign-status': {
    summary: 'show how a campaign on an engine is getting on, or has ended',
    description:
      'Shows how many users of a campaign have the notification, and why others have not; with --follow until it ends. Without a name the campaign that was started last is shown.',
    operands: '[name]',
    examples: [
      'alexa-proactive campaign-status Storm2026-0123456789abcdef --engine arn:…',
      'ALEXA_ENGINE=arn:… alexa-proactive campaign-status --follow',
    ],
    exitCodes: campaignExitCodes,
  },
  'campaign-stop': {
    summary: 'stop a campaign on an engine',
    description:
      'Stops a campaign: after two seconds nothing more is sent. "campaign-resume" goes on with it, and nobody is notified twice.',
    operands: '[name]',
    examples: ['alexa-proactive campaign-stop Storm2026-0123456789abcdef --engine arn:…'],
    exitCodes: campaignExitCodes,
  },
  'campaign-resume': {
    summary: 'go on with a campaign on an engine that was stopped',
    description:
      'Goes on with a campaign that has ended before everybody was sent to, and follows it to its end. Nobody is notified twice.',
    operands: '[name]',
    examples: ['alexa-proactive campaign-resume Storm2026-0123456789abcdef --engine arn:…'],
    exitCodes: campaignExitCodes,
  },
  'campaign-speed': {
    summary: 'set how fast a campaign on an engine is sent',
    description:
      'Sets how many requests per second to each region a campaign makes at most, while it is under way.',
    operands: '[name] <number>',
    examples: ['alexa-proactive campaign-speed Storm2026-0123456789abcdef 500 --engine arn:…'],
    exitCodes: campaignExitCodes,
  },
  simulate: {
    summary: "serve a simulator of Amazon's side until stopped",
    description:
      "Serves Login with Amazon and the Proactive Events API on this machine, as strict as Amazon's, shows each request, and has a page that shows what customers get. Allows the publications of the skill manifest if there is one.",
    examples: [
      'alexa-proactive simulate --open --event-file release.yaml',
      'alexa-proactive simulate --port 8080 --manifest skill-package/skill.json',
    ],
    exitCodes: [
      { label: '0', text: 'stopped' },
      { label: '1', text: 'the address or port cannot be used' },
      { label: '2', text: 'the command line or the manifest is wrong' },
    ],
  },
}

/** Variables that matter to a command: those that stand for options, and those that others have, too. */
function environmentOf(command: CommandName): readonly Row[] {
  const ofSettings = optionsOf(command).flatMap(({ name, variables = [] }) =>
    variables.map(label => ({ label, text: `in place of --${name}` })),
  )
  const proxy = {
    label: 'HTTPS_PROXY',
    text: 'proxy; HTTP_PROXY for http, NO_PROXY for exceptions',
  }
  const colors = {
    label: 'NO_COLOR',
    text: 'no colours; FORCE_COLOR for colours without a terminal',
  }
  const table = { label: 'ALEXA_SUBSCRIBERS_TABLE', text: 'the table, where none is named' }
  const engine = { label: 'ALEXA_ENGINE', text: 'the engine, in place of --engine' }
  return [
    ...ofSettings,
    ...(isCampaignCommand(command) ? [engine] : []),
    ...(command === 'send' ? [proxy] : []),
    ...(command === 'subscribers' ? [table] : []),
    colors,
  ]
}

/** All commands, in the order of the help. */
export const commandNames: readonly CommandName[] = [
  'init',
  ...commands,
  'simulate',
  'join',
  'subscribers',
  ...campaignCommands,
]

/** Whether a command is about a campaign that an engine carries out. */
export function isCampaignCommand(command: CommandName | undefined): command is CampaignCommand {
  return campaignCommands.some(name => name === command)
}

const initOptions = optionsIn('What it writes:', [
  ['event', '<name>', 'The event: its name, or only the middle of it, such as media-content'],
  ['event-file', '<path>', 'Where the event goes (default: announcements/, named like the event)'],
  [
    'workflow',
    '<path>',
    'Where the workflow goes (default: .github/workflows/announce.yml; none in a Serverless service)',
  ],
  ['no-workflow', undefined, 'No workflow'],
  ['manifest', '<path>', descriptionOf(settings.manifest)],
])

const simulateOptions = optionsIn('How it serves:', [
  ['port', '<number>', 'Port to listen on (default: any free one)'],
  ['host', '<address>', 'Address to listen on (default: 127.0.0.1)'],
  ['manifest', '<path>', descriptionOf(settings.manifest)],
  [
    'event-file',
    '<path>',
    'Check, preview and send this event to the simulator, again whenever it or the manifest is saved',
  ],
  ['open', undefined, "Open the inbox, the simulator's page, in the browser"],
  ['client-id', '<id>', 'Client id to accept (default: made up)'],
  ['client-secret', '<secret>', 'Client secret to accept (default: made up)'],
]).map(option => ({ ...option, secret: option.name.startsWith('client-') }))

const subscribersOptions = optionsIn('What it does:', [
  ['event', '<name>', 'Only those who are subscribed to this event'],
  ['export', '<path>', 'Write them as a list of users, JSON Lines'],
  [
    'remove-from',
    '<path>',
    'Remove the users whom a campaign found gone (HTTP 403): its report, or its list of failed users',
  ],
])

const fixOptions = optionsIn(titleOf('report'), [
  [
    'fix',
    undefined,
    'Correct the manifest: show what changes, ask on a terminal, write, then check',
  ],
])

const engineOption = [
  'engine',
  '<arn>',
  'ARN of the state machine of the engine (default: ALEXA_ENGINE from the environment)',
] as const
const failedFileOption = [
  'failed-file',
  '<path>',
  'Path of the list of users who were not notified (default: in .alexa-proactive)',
] as const
const campaignOptions = {
  'campaign-status': optionsIn('What it does:', [
    engineOption,
    ['follow', undefined, 'Follow the campaign until it ends'],
    failedFileOption,
  ]),
  'campaign-stop': optionsIn('What it does:', [engineOption]),
  'campaign-resume': optionsIn('What it does:', [
    engineOption,
    ['detach', undefined, 'End as soon as the campaign goes on'],
    failedFileOption,
  ]),
  'campaign-speed': optionsIn('What it does:', [engineOption]),
} as const satisfies Readonly<Record<CampaignCommand, readonly CliOption[]>>

const joinOptions = optionsIn(titleOf('report'), [
  ['report', '<path>', 'Write the joined result to a file too'],
  [
    'max-failures',
    '<number>',
    'How many users may be left unnotified without a failure (default: what the shards allowed)',
  ],
])

const commonOptions = optionsIn(titleOf('report'), [
  ['json', undefined, 'Print one JSON object to stdout, everything else to stderr'],
  ['color', undefined, 'Colours, whatever stdout is'],
  ['no-color', undefined, 'No colours'],
  ['help', undefined, 'Show this help (also -h)'],
])

/** @param options name, placeholder and description of each */
function optionsIn(
  group: string,
  options: readonly (readonly [string, string | undefined, string])[],
): readonly CliOption[] {
  return options.map(([name, placeholder, description]) => {
    return { name, placeholder, description, group }
  })
}

/** The options of a command: its settings, and what all commands have. */
export function optionsOf(command: CommandName): readonly CliOption[] {
  return [...ownOptions(command), ...commonOptions]
}

function ownOptions(command: CommandName): readonly CliOption[] {
  if (command === 'init') return initOptions
  if (command === 'simulate') return simulateOptions
  if (command === 'join') return joinOptions
  if (command === 'subscribers') return subscribersOptions
  if (isCampaignCommand(command)) return campaignOptions[command]
  const ofSettings = settingsOf('cli').flatMap(name => {
    const setting: Setting<unknown, unknown> = settings[name]
    if (setting.commands?.includes(command) === false) return []
    return [{ ...setting, name, description: descriptionOf(setting), group: titleOf(name) }]
  })
  return command === 'validate' ? [...ofSettings, ...fixOptions] : ofSettings
}

/** The first sentence of a setting's description as plain text, and what counts without a value. */
function descriptionOf(setting: Setting<unknown, unknown>): string {
  const { description, placeholder, fallbackText, otherwise, secret } = setting
  const [sentence = description] = /^.*?(?=\.(?:\s|$))/.exec(description) ?? []
  const value = otherwise ?? (placeholder === undefined ? undefined : fallbackText)
  const label = secret === true ? 'default, and safer' : 'default'
  const addition = value === undefined ? '' : ` (${label}: ${value.replaceAll('\n', ', ')})`
  return `${sentence}${addition}`.replaceAll('`', '')
}

/** The help of the program, or of one of its commands. */
export function helpText(command: CommandName | undefined, style: Style): string {
  return `${(command === undefined ? programHelp(style) : helpOf(command, style)).join('\n')}\n`
}

const programOptions: readonly Row[] = [
  { label: '-v, --version', text: 'Show the version' },
  { label: '-h, --help', text: 'Show this help' },
]

function programHelp({ colors, columns }: Style): readonly string[] {
  const summaries = commandNames.map(name => ({ label: name, text: commandHelp[name].summary }))
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
  const { description, operands, examples, exitCodes, list } = commandHelp[command]
  const options = optionsOf(command).map(({ name, placeholder, ...option }) => ({
    ...option,
    label: placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`,
  }))
  const width = Math.max(...options.map(({ label }) => label.length))
  const groups = [...new Set(options.map(({ group }) => group))].map(title => {
    const entries = options
      .filter(({ group }) => group === title)
      .map(({ label, description: text }) => ({ label: padTo(label, width), text }))
    return [title, rows(entries, columns, colors.cyan)] as const
  })
  const plain = (entries: readonly Row[]) => rows(entries, columns, label => label)
  const points = list?.items.map(item => `  - ${indented(item, 4, columns).trimStart()}`) ?? []
  const sections = [
    ...groups,
    ['Examples:', examples.map(example => `  ${example}`).join('\n')] as const,
    ['Environment:', plain(environmentOf(command))] as const,
    ['Exit codes:', plain(exitCodes)] as const,
    ...(list === undefined ? [] : [[list.title, points.join('\n')] as const]),
  ]
  return [
    `${colors.bold('Usage:')} alexa-proactive ${command} [options]${operands === undefined ? '' : ` ${operands}`}`,
    '',
    indented(description, 0, columns),
    ...sections.flatMap(([title, text]) => ['', colors.bold(title), text]),
  ]
}
