import type { Row } from '../core/report/layout.ts'
import { silentReasons } from '../core/report/words.ts'
import { type Command, commands as runs, type Setting } from '../core/setting-kinds.ts'
import { settingsOf, titleOf } from '../core/settings.ts'
import { settings } from '../core/settings-table.ts'

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

/** A command: what it takes, and what its help says. */
interface CommandInfo {
  readonly summary: string
  readonly description: string
  /** The words that follow the options, and how many there may be; absent: none. */
  readonly operands?: { readonly words: string; readonly most: number }
  readonly options: readonly CliOption[]
  readonly examples: readonly string[]
  /** Variables that matter besides those that stand for options. */
  readonly environment?: readonly Row[]
  readonly exitCodes: Readonly<Record<number, string>>
  /** More to know, as a list under a title. */
  readonly list?: { readonly title: string; readonly items: readonly string[] }
}

const wrongCommandLine = 'the command line is wrong'
const interrupted = 'interrupted by Ctrl-C (143: terminated)'

const exitCodes = {
  0: 'done',
  1: 'the check or the delivery failed',
  2: 'the command line or a setting is wrong',
  130: interrupted,
}

const ofCampaign = {
  operands: { words: '[name]', most: 1 },
  environment: [{ label: 'ALEXA_ENGINE', text: 'the engine, instead of --engine' }],
  exitCodes: {
    0: 'done; of a campaign that has ended: as after "send"',
    1: 'users were not notified, or the engine cannot be used',
    2: wrongCommandLine,
    130: `${interrupted}; the campaign continues`,
  },
}

const engine = {
  'engine <arn>':
    'ARN of the state machine of the engine (default: ALEXA_ENGINE from the environment)',
}
const failedFile = {
  'failed-file <path>':
    'Path of the list of users who were not notified (default: in .alexa-proactive)',
}

const table = {
  init: {
    summary: 'begin: an event file, a workflow, the lines of the plugin',
    description:
      'Writes an event file for one of the eight events, with each property explained, and a GitHub workflow that checks and sends it. In a Serverless service it shows the lines of the plugin. Asks on a terminal for what is not given. Never overwrites a file.',
    options: optionsIn('What it writes:', {
      'event <name>': 'The event: its name, or only the middle of it, such as media-content',
      'event-file <path>': 'Where the event goes (default: announcements/, named like the event)',
      'workflow <path>':
        'Where the workflow goes (default: .github/workflows/announce.yml; none in a Serverless service)',
      'no-workflow': 'No workflow',
      'manifest <path>': descriptionOf(settings.manifest),
    }),
    examples: [
      'alexa-proactive init',
      'alexa-proactive init --event media-content',
      'alexa-proactive init --event AMAZON.OrderStatus.Updated --event-file events/order.yaml --no-workflow',
    ],
    exitCodes: {
      0: 'the files were written',
      1: 'a file exists already, or cannot be written',
      2: wrongCommandLine,
      130: interrupted,
    },
  },
  validate: {
    summary: 'check the skill manifest, and an event file',
    description:
      'Checks whether the skill may send proactive events, and whether an event file is right for it. Needs no network.',
    options: [
      ...settingsFor('validate'),
      ...optionsIn(titleOf('report'), {
        fix: 'Correct the manifest: show what changes, ask on a terminal, write, then check',
      }),
    ],
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
    options: settingsFor('preview'),
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
    options: settingsFor('send'),
    examples: [
      'alexa-proactive send --event-file release.yaml --simulate',
      'alexa-proactive send --event-file release.yaml --stage development',
      'alexa-proactive send --event-file release.yaml --ref refs/tags/v2.1.0 --json',
      'alexa-proactive send --event-file order.yaml --users-file users.csv --regions EU',
    ],
    environment: [
      { label: 'HTTPS_PROXY', text: 'proxy; HTTP_PROXY for http, NO_PROXY for exceptions' },
    ],
    exitCodes,
    list: { title: 'If an accepted notification stays silent:', items: silentReasons },
  },
  simulate: {
    summary: "serve a simulator of Amazon's side until stopped",
    description:
      "Serves Login with Amazon and the Proactive Events API on this machine, as strict as Amazon's, shows each request, and has a page that shows what customers get. Allows the publications of the skill manifest if there is one.",
    options: optionsIn('How it serves:', {
      'port <number>': 'Port to listen on (default: any free one)',
      'host <address>': 'Address to listen on (default: 127.0.0.1)',
      'manifest <path>': descriptionOf(settings.manifest),
      'event-file <path>':
        'Check, preview and send this event to the simulator, again whenever it or the manifest is saved',
      open: "Open the inbox, the simulator's page, in the browser",
      'client-id <id>': 'Client id to accept (default: generated)',
      'client-secret <secret>': 'Client secret to accept (default: generated)',
    }).map(option => ({ ...option, secret: option.name.startsWith('client-') })),
    examples: [
      'alexa-proactive simulate --open --event-file release.yaml',
      'alexa-proactive simulate --port 8080 --manifest skill-package/skill.json',
    ],
    exitCodes: {
      0: 'stopped',
      1: 'the address or port cannot be used',
      2: 'the command line or the manifest is wrong',
    },
  },
  join: {
    summary: 'join the reports of a campaign that was sent in shards',
    description:
      'Adds up the reports that "send --shard" has written with --report, and says whether everybody has the notification.',
    operands: { words: '<report...>', most: Number.POSITIVE_INFINITY },
    options: optionsIn(titleOf('report'), {
      'report <path>': 'Write the joined result to a file too',
      'max-failures <number>':
        'How many users may be left unnotified without a failure (default: what the shards allowed)',
    }),
    examples: ['alexa-proactive join reports/*.json --report campaign.json'],
    exitCodes: {
      0: 'every user has the notification, or --max-failures allows the rest',
      1: 'users were not notified, or the report of a shard is missing',
      2: 'the command line or a report is wrong',
    },
  },
  subscribers: {
    summary: 'count or export the subscribers in a DynamoDB table',
    description:
      'Counts who is subscribed, by event, region and day. Exports them as a list of users, or removes those whom a campaign found gone. The table is named by itself or by the stack that has it; credentials and region are found as every program of AWS finds them.',
    operands: { words: '[table or stack]', most: 1 },
    options: optionsIn('What it does:', {
      'event <name>': 'Only those who are subscribed to this event',
      'export <path>': 'Write them as a list of users, JSON Lines',
      'remove-from <path>':
        'Remove the users whom a campaign found gone (HTTP 403): its report, or its list of failed users',
    }),
    examples: [
      'alexa-proactive subscribers star-quest-prod',
      'alexa-proactive subscribers star-quest-prod --event AMAZON.OrderStatus.Updated --export users.jsonl',
      'alexa-proactive subscribers star-quest-prod --remove-from report.json',
    ],
    environment: [{ label: 'ALEXA_SUBSCRIBERS_TABLE', text: 'the table, where none is named' }],
    exitCodes: {
      0: 'done',
      1: 'the table cannot be read, or a file cannot be written',
      2: 'the command line or the list is wrong',
      130: interrupted,
    },
  },
  'campaign-status': {
    ...ofCampaign,
    summary: 'show the progress or the result of a campaign on an engine',
    description:
      'Shows how many users of a campaign have the notification, and why others have not; with --follow until it ends. Without a name the campaign that was started last is shown.',
    options: optionsIn('What it does:', {
      ...engine,
      follow: 'Follow the campaign until it ends',
      ...failedFile,
    }),
    examples: [
      'alexa-proactive campaign-status Storm2026-0123456789abcdef --engine arn:…',
      'ALEXA_ENGINE=arn:… alexa-proactive campaign-status --follow',
    ],
  },
  'campaign-stop': {
    ...ofCampaign,
    summary: 'stop a campaign on an engine',
    description:
      'Stops a campaign: after two seconds nothing more is sent. "campaign-resume" resumes it, and nobody is notified twice.',
    options: optionsIn('What it does:', engine),
    examples: ['alexa-proactive campaign-stop Storm2026-0123456789abcdef --engine arn:…'],
  },
  'campaign-resume': {
    ...ofCampaign,
    summary: 'resume a campaign on an engine that was stopped',
    description:
      'Resumes a campaign that ended before everybody was sent to, and follows it to its end. Nobody is notified twice.',
    options: optionsIn('What it does:', {
      ...engine,
      detach: 'End as soon as the campaign has resumed',
      ...failedFile,
    }),
    examples: ['alexa-proactive campaign-resume Storm2026-0123456789abcdef --engine arn:…'],
  },
  'campaign-speed': {
    ...ofCampaign,
    summary: 'set how fast a campaign on an engine is sent',
    description:
      'Sets how many requests per second to each region a campaign makes at most, while it is under way.',
    operands: { words: '[name] <number>', most: 2 },
    options: optionsIn('What it does:', engine),
    examples: ['alexa-proactive campaign-speed Storm2026-0123456789abcdef 500 --engine arn:…'],
  },
} as const satisfies Readonly<Record<string, CommandInfo>>

export type CommandName = keyof typeof table

export const commands: Readonly<Record<CommandName, CommandInfo>> = table

export const commandNames = Object.keys(table).filter((name): name is CommandName =>
  Object.hasOwn(table, name),
)

/** Whether a command is a run, whose options are settings. */
export function isRun(command: CommandName): command is Command {
  return runs.some(name => name === command)
}

/** The options of a command, with what all commands have. */
export function optionsOf(command: CommandName): readonly CliOption[] {
  return [
    ...commands[command].options,
    ...optionsIn(titleOf('report'), {
      json: 'Print one JSON object to stdout, everything else to stderr',
      color: 'Colors, whatever stdout is',
      'no-color': 'No colors',
      help: 'Show this help (also -h)',
    }),
  ]
}

/** @param descriptions by the option's name, behind which a placeholder stands for its value */
function optionsIn(
  group: string,
  descriptions: Readonly<Record<string, string>>,
): readonly CliOption[] {
  return Object.entries(descriptions).map(([label, description]) => {
    const [name = '', placeholder] = label.split(' ')
    return { name, placeholder, description, group }
  })
}

function settingsFor(command: Command): readonly CliOption[] {
  return settingsOf('cli').flatMap(name => {
    const setting: Setting<unknown, unknown> = settings[name]
    if (setting.commands?.includes(command) === false) return []
    return [{ ...setting, name, description: descriptionOf(setting), group: titleOf(name) }]
  })
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
