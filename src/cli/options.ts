import type { Command } from '../core/setting-kinds.ts'
import type { SettingName } from '../core/settings-table.ts'
import { campaignOptions } from './campaign-options.ts'
import { how, result, what, who } from './option-groups.ts'

/** The commands that carry out a run; `simulate` serves instead. */
export type RunCommand = Command

/** An option that is handed on as text under the name of its setting. */
export interface SettingOption {
  readonly name: Exclude<SettingName, 'command' | 'comment'> | 'ref'
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string
  readonly description: string
  readonly group: string
  /** Where it means something. */
  readonly commands: readonly RunCommand[]
  /** May be given several times; the values become lines of one list. */
  readonly list?: true
}

const everywhere = ['validate', 'preview', 'send'] as const
const withRegions = ['preview', 'send'] as const
const sending = ['send'] as const

/** The settings as options, in the order of the help. Values are checked with the settings, not here. */
export const settingOptions: readonly SettingOption[] = [
  {
    name: 'event-file',
    value: '<path>',
    description: 'the event file, YAML or JSON',
    group: what,
    commands: everywhere,
  },
  {
    name: 'event',
    value: '<text>',
    description: 'the event in place of a file, YAML or JSON',
    group: what,
    commands: everywhere,
  },
  {
    name: 'variables',
    value: '<map>',
    description: 'values for templates: "{name: value}"',
    group: what,
    commands: everywhere,
  },
  {
    name: 'manifest',
    value: '<path>',
    description: 'the skill manifest (default: skill-package/skill.json or skill.json)',
    group: what,
    commands: everywhere,
  },
  {
    name: 'release',
    value: '<tag>',
    description: 'the GitHub release to announce: a tag, or latest',
    group: what,
    commands: everywhere,
  },
  {
    name: 'release-level',
    value: '<level>',
    description: 'patch, minor or major: skip releases of a lower level (default: patch)',
    group: what,
    commands: everywhere,
  },
  {
    name: 'repository',
    value: '<owner/name>',
    description: 'repository of the release (default: GITHUB_REPOSITORY)',
    group: what,
    commands: everywhere,
  },
  {
    name: 'github-token',
    value: '<token>',
    description: 'better given as GITHUB_TOKEN or GH_TOKEN: arguments are no secret',
    group: what,
    commands: everywhere,
  },
  {
    name: 'announcement',
    value: '<name>',
    description: 'name of this announcement, any text: the same name is sent once',
    group: what,
    commands: everywhere,
  },
  {
    name: 'expires-in',
    value: '<duration>',
    description: 'how long the notification lives, 5m to 24h (default: 24h)',
    group: what,
    commands: everywhere,
  },
  {
    name: 'reference-id',
    value: '<id>',
    description: 'id of this announcement (default: derived from what is announced)',
    group: what,
    commands: everywhere,
  },
  {
    name: 'stage',
    value: '<stage>',
    description: 'auto, development or live (default: auto)',
    group: who,
    commands: everywhere,
  },
  {
    name: 'ref',
    value: '<ref>',
    description: 'branch or full ref (refs/tags/v1.2.0) that auto decides by',
    group: who,
    commands: everywhere,
  },
  {
    name: 'environment',
    value: '<name>',
    description: 'deployment environment that auto decides by, before the ref',
    group: who,
    commands: everywhere,
  },
  {
    name: 'live-refs',
    value: '<patterns>',
    description: 'refs that are live (default: default branch, refs/tags/v*)',
    group: who,
    commands: everywhere,
    list: true,
  },
  {
    name: 'live-environments',
    value: '<patterns>',
    description: 'environments that are live (default: production, prod, live)',
    group: who,
    commands: everywhere,
    list: true,
  },
  {
    name: 'require-protected',
    description: 'live only from a protected branch or tag',
    group: who,
    commands: everywhere,
  },
  {
    name: 'regions',
    value: '<list>',
    description: 'auto, or a list of NA, EU, FE (default: auto, from the manifest)',
    group: who,
    commands: withRegions,
    list: true,
  },
  {
    name: 'dry-run',
    description: 'show what would be sent and send nothing',
    group: how,
    commands: sending,
  },
  {
    name: 'simulate',
    description: 'send to the built-in simulator: no account, nobody notified',
    group: how,
    commands: sending,
  },
  {
    name: 'client-id',
    value: '<id>',
    description: 'better given as ALEXA_CLIENT_ID: arguments are no secret',
    group: how,
    commands: sending,
  },
  {
    name: 'client-secret',
    value: '<secret>',
    description: 'better given as ALEXA_CLIENT_SECRET, likewise',
    group: how,
    commands: sending,
  },
  {
    name: 'on-missing-credentials',
    value: '<what>',
    description: 'fail or skip (default: fail)',
    group: how,
    commands: sending,
  },
  {
    name: 'retries',
    value: '<number>',
    description: 'how often a request is repeated, 0 to 10 (default: 4)',
    group: how,
    commands: sending,
  },
  {
    name: 'timeout',
    value: '<duration>',
    description: 'for each phase of a request (default: 10s)',
    group: how,
    commands: sending,
  },
  {
    name: 'auth-url',
    value: '<url>',
    description: "where tokens come from (default: Amazon's)",
    group: how,
    commands: sending,
  },
  {
    name: 'api-url',
    value: '<url>',
    description: "where events go, may hold {region} (default: Amazon's)",
    group: how,
    commands: sending,
  },
  ...campaignOptions,
  {
    name: 'fail-on',
    value: '<severity>',
    description: 'error, warning or never (default: error)',
    group: result,
    commands: everywhere,
  },
  {
    name: 'report',
    value: '<path>',
    description: 'write the result to a file too: JSON, or SARIF if *.sarif',
    group: result,
    commands: everywhere,
  },
]
