import { parseShard, type Shard } from '../recipients/shard.ts'
import { type CampaignSettingName, campaignSettingNames, type Refuse } from '../settings.ts'

/** Settings of an event that goes to a list of users, checked and typed. */
export interface CampaignSettings {
  /** Text given in place, a file, or standard input. */
  readonly recipients: { readonly text: string } | { readonly file: string } | 'input'
  /** Whether a bad line holds everything back. */
  readonly strict: boolean
  readonly shard: Shard | undefined
  /** Requests a second to each region, at most; absent: as many as are taken in. */
  readonly rate: number | undefined
  /** Requests under way at once to each region, at most. */
  readonly concurrency: number
  /** Absent: a name made from what the campaign is. */
  readonly journal: string | undefined
  /** Whether there has to be a journal already. */
  readonly resume: boolean
  /** How many users may get nothing without a failure. */
  readonly maxFailures: number
  /** Absent: beside the journal. */
  readonly failedFile: string | undefined
}

/** What is set only where the event goes to a list of users. */
const dependent = campaignSettingNames.filter(name => name !== 'users' && name !== 'users-file')

const mostConnections = 512
const mostPerSecond = 100_000

/**
 * Checks the settings of a campaign.
 *
 * @param text the value of a setting; undefined where it is not set
 * @param flag the value of a switch
 * @param refuse notes a mistake
 * @returns undefined where it is not known who the event is for
 */
export function parseCampaign(
  text: (name: CampaignSettingName) => string | undefined,
  flag: (name: CampaignSettingName) => boolean,
  refuse: Refuse,
): CampaignSettings | undefined {
  const number = (
    name: CampaignSettingName,
    pattern: RegExp,
    most: number,
    help: string,
  ): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    if (pattern.test(value) && Number(value) <= most) return Number(value)
    return refuse(name, `is "${value}"`, help)
  }
  const settings = {
    strict: flag('strict'),
    resume: flag('resume'),
    shard: shardOf(text('shard'), refuse),
    rate: number(
      'rate',
      /^(?=.*[1-9])\d+(?:\.\d+)?$/,
      mostPerSecond,
      'Write how many requests a second go to each region, such as 40; without it, as many as Amazon takes in.',
    ),
    concurrency:
      number(
        'concurrency',
        /^[1-9]\d*$/,
        mostConnections,
        `Use a whole number from 1 to ${mostConnections}: so many requests may be under way at once to each region.`,
      ) ?? 64,
    journal: text('journal'),
    maxFailures:
      number(
        'max-failures',
        /^\d+$/,
        Number.MAX_SAFE_INTEGER,
        'Use a whole number: so many users may get nothing without a failure.',
      ) ?? 0,
    failedFile: text('failed-file'),
  }
  const recipients = recipientsOf(text('users'), text('users-file'), refuse)
  if (recipients !== undefined) return { recipients, ...settings }
  if (text('users') === undefined && text('users-file') === undefined) {
    refuseAlone(text, refuse)
  }
  return undefined
}

function recipientsOf(
  users: string | undefined,
  file: string | undefined,
  refuse: Refuse,
): CampaignSettings['recipients'] | undefined {
  if (users !== undefined && file !== undefined) {
    return refuse('users', 'is set, and users-file too', 'Keep one of them.')
  }
  if (users !== undefined) return { text: users }
  if (file === undefined) return undefined
  return file === '-' ? 'input' : { file }
}

function shardOf(text: string | undefined, refuse: Refuse): Shard | undefined {
  if (text === undefined) return undefined
  const shard = parseShard(text)
  if (shard !== undefined) return shard
  return refuse(
    'shard',
    `is "${text}"`,
    'Write number and count, such as 2/8 for the second of eight.',
  )
}

function refuseAlone(
  text: (name: CampaignSettingName) => string | undefined,
  refuse: Refuse,
): void {
  const set = dependent.filter(name => (text(name)?.toLowerCase() ?? 'false') !== 'false')
  for (const name of set) {
    refuse(
      name,
      'is set, but there is no list of users it could have an effect on',
      'Set users or users-file to send to single users, or leave it out.',
    )
  }
}
