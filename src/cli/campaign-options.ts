import { many, who } from './option-groups.ts'
import type { SettingOption } from './options.ts'

const withRegions = ['preview', 'send'] as const
const sending = ['send'] as const

/** The options of an event that goes to a list of users. */
export const campaignOptions: readonly SettingOption[] = [
  {
    name: 'users',
    value: '<ids>',
    description: 'send to these users alone, a Unicast each',
    group: who,
    commands: withRegions,
    list: true,
  },
  {
    name: 'users-file',
    value: '<path>',
    description: 'the same from a file: text, CSV or JSON Lines, also gzip; - for stdin',
    group: who,
    commands: withRegions,
  },
  {
    name: 'shard',
    value: '<share>',
    description: 'only a share of the users: 2/8 for the second of eight',
    group: who,
    commands: withRegions,
  },
  {
    name: 'strict',
    description: 'send nothing where a line of the users is not understood',
    group: who,
    commands: withRegions,
  },
  {
    name: 'rate',
    value: '<number>',
    description: 'requests a second to a region at most (default: what is taken in)',
    group: many,
    commands: sending,
  },
  {
    name: 'concurrency',
    value: '<number>',
    description: 'requests under way at once to a region, 1 to 512 (default: 64)',
    group: many,
    commands: sending,
  },
  {
    name: 'journal',
    value: '<path>',
    description:
      'notes who got it; the same command again goes on with it (default: in .alexa-proactive)',
    group: many,
    commands: sending,
  },
  {
    name: 'resume',
    description: 'only go on with a journal: where there is none, send nothing',
    group: many,
    commands: sending,
  },
  {
    name: 'max-failures',
    value: '<number>',
    description: 'how many users may get nothing without a failure (default: 0)',
    group: many,
    commands: sending,
  },
  {
    name: 'failed-file',
    value: '<path>',
    description: 'list of those who got nothing, to be sent again (default: beside the journal)',
    group: many,
    commands: sending,
  },
]
