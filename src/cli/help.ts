import type { Style } from '../core/report/layout.ts'
import { indented, type Row, rows } from '../core/report/layout.ts'
import { silentReasons } from '../core/report/words.ts'
import type { RunCommand } from './options.ts'

/** What the help says besides the options: one line of purpose, examples, and what the environment does. */
export interface CommandHelp {
  readonly summary: string
  readonly description: string
  readonly examples: readonly string[]
  /** Names of `environmentHelp` that matter here. */
  readonly environment: readonly (keyof typeof environmentHelp)[]
  readonly exitCodes: readonly Row[]
  /** More to know, as a list under a title. */
  readonly list?: { readonly title: string; readonly items: readonly string[] }
}

const environmentHelp = {
  ALEXA_CLIENT_ID: "the skill's client id: developer console, Build, Permissions",
  ALEXA_CLIENT_SECRET: 'the client secret beside it',
  HTTPS_PROXY: 'proxy for https; HTTP_PROXY for http, NO_PROXY for exceptions',
  NO_COLOR: 'no colours; FORCE_COLOR for colours where there is no terminal',
} as const

const exitCodes: readonly Row[] = [
  { label: '0', text: 'done' },
  { label: '1', text: 'the check or the delivery failed' },
  { label: '2', text: 'the command line or a setting is wrong' },
  { label: '130', text: 'interrupted by Ctrl-C (143: terminated)' },
]

/** The help of each command. */
export const commandHelp: Readonly<Record<RunCommand | 'simulate' | 'join', CommandHelp>> = {
  validate: {
    summary: 'check the skill manifest, and an event file',
    description:
      'Checks whether the skill may send proactive events, and whether an event file is right for it. Needs no network.',
    examples: [
      'alexa-proactive validate',
      'alexa-proactive validate --event-file release.yaml --variables "{version: 2.1.0}"',
      'alexa-proactive validate --fail-on warning --report findings.sarif',
    ],
    environment: ['NO_COLOR'],
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
    environment: ['NO_COLOR'],
    exitCodes,
  },
  send: {
    summary: 'check, then send the event to every region, once',
    description:
      'Checks like validate, then sends the event. Where anything is wrong, nothing is sent. A repeat carries the same reference id, which is refused where the event was taken in before, so that nobody is notified twice.',
    examples: [
      'alexa-proactive send --event-file release.yaml --simulate',
      'alexa-proactive send --event-file release.yaml --stage development',
      'alexa-proactive send --event-file release.yaml --ref refs/tags/v2.1.0 --json',
      'alexa-proactive send --event-file order.yaml --users-file users.csv --regions EU',
    ],
    environment: ['ALEXA_CLIENT_ID', 'ALEXA_CLIENT_SECRET', 'HTTPS_PROXY', 'NO_COLOR'],
    exitCodes,
    list: { title: 'If an accepted notification stays silent:', items: silentReasons },
  },
  join: {
    summary: 'join the reports of a campaign that was sent in shards',
    description:
      'Adds up the reports that "send --shard" has written with --report, and says whether everybody has the notification.',
    examples: ['alexa-proactive join reports/*.json --report campaign.json'],
    environment: ['NO_COLOR'],
    exitCodes: [
      { label: '0', text: 'every user has the notification, or --max-failures allows the rest' },
      { label: '1', text: 'users got nothing, or the report of a shard is missing' },
      { label: '2', text: 'the command line or a report is wrong' },
    ],
  },
  simulate: {
    summary: "serve a simulator of Amazon's side until stopped",
    description:
      "Serves Login with Amazon and the Proactive Events API on this machine, as strict as Amazon's, and shows each request. Takes the publications of the skill manifest where there is one.",
    examples: [
      'alexa-proactive simulate',
      'alexa-proactive simulate --port 8080 --manifest skill-package/skill.json',
    ],
    environment: ['NO_COLOR'],
    exitCodes: [
      { label: '0', text: 'stopped' },
      { label: '1', text: 'the address or port cannot be used' },
      { label: '2', text: 'the command line or the manifest is wrong' },
    ],
  },
}

/** The part of a command's help that follows its options. */
export function afterOptions(help: CommandHelp, { colors, columns }: Style): string {
  const { bold } = colors
  return [
    '',
    bold('Examples:'),
    ...help.examples.map(example => `  ${example}`),
    '',
    bold('Environment:'),
    aligned(
      help.environment.map(name => ({ label: name, text: environmentHelp[name] })),
      columns,
    ),
    '',
    bold('Exit codes:'),
    aligned(help.exitCodes, columns),
    ...(help.list === undefined
      ? []
      : ['', bold(help.list.title), ...help.list.items.map(item => listItem(item, columns))]),
  ].join('\n')
}

function aligned(entries: readonly Row[], columns: number): string {
  return rows(entries, columns, label => label)
}

function listItem(text: string, columns: number): string {
  return `  - ${indented(text, 4, columns).trimStart()}`
}
