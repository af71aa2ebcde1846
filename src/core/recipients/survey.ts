import { hash } from 'node:crypto'
import type { Region } from '../alexa.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { Shard } from '../setting-kinds.ts'
import { counted, listed } from '../wording.ts'
import { type Bitmap, openBitmap, openSeen } from './duplicates.ts'
import { type ListState, openRecord, unchanged } from './list.ts'
import { readRecipients } from './read.ts'
import { type BadRecord, lineOf, type Recipient, type SelectedRecipient } from './recipient.ts'

/** What decides which records of a list get a notification. */
export interface SelectionOptions {
  /** The list's path, or a name for text that is in no file: `<users>`. */
  readonly name: string
  /** Undefined: everybody. */
  readonly shard: Shard | undefined
  /** The regions of the plan, at least one. */
  readonly regions: readonly Region[]
}

/**
 * Tells whether a user is in a shard. Every user is in exactly one of them, the same whatever the list,
 * its order or the version of this program: the one with the number 1 + (the first 48 bits of the
 * SHA-256 of the user id in UTF-8, as a whole number) modulo `of`.
 */
export function isInShard(user: string, { number, of }: Shard): boolean {
  return of === 1 || Number.parseInt(hash('sha256', user).slice(0, 12), 16) % of === number - 1
}

/**
 * Decides about one record. Who belongs to another shard is that shard's: whether the region is
 * right, and whether the user is listed twice, is decided there.
 */
function select(
  record: Recipient | BadRecord,
  { shard, regions }: SelectionOptions,
): SelectedRecipient | BadRecord | 'other shard' {
  if ('problem' in record) return record
  const { user, variables, index, line } = record
  if (shard !== undefined && !isInShard(user, shard)) return 'other shard'
  const region = record.region ?? (regions.length === 1 ? regions[0] : undefined)
  if (region === undefined || !regions.includes(region)) {
    return { index, line, problem: problemOfRegion(region, regions) }
  }
  return { user, region, variables, index, line }
}

function problemOfRegion(region: Region | undefined, regions: readonly Region[]): string {
  return region === undefined
    ? `No region is given for the user, and the event goes to ${listed(regions)}: add a region to the record, or set regions to one.`
    : `The user is in ${region}, but the event goes to ${listed(regions)} only: add ${region} to regions.`
}

/**
 * The recipients of a list who get a notification, as they come: in this shard, once each, with the
 * region it is posted to. They are those the survey counted, under the same indexes.
 *
 * @param known of the survey, since to know each user again would take the memory a second time
 * @throws RecipientsError where the list cannot be read, or is not what it was when it was surveyed
 */
export async function* selectedRecipients(
  source: AsyncIterable<Uint8Array>,
  options: SelectionOptions,
  known: Pick<Survey, 'repeated' | 'bytes' | 'marks'>,
): AsyncGenerator<readonly SelectedRecipient[]> {
  for await (const batch of readRecipients(unchanged(source, options.name, known), options)) {
    const selected = batch
      .map(record => select(record, options))
      .filter(one => typeof one === 'object' && 'user' in one)
      .filter(({ index }) => !known.repeated.has(index))
    if (selected.length > 0) yield selected
  }
}

/** What a list of recipients holds, known before anything is sent. */
export interface Survey extends ListState {
  /** How many get a notification from this shard. */
  readonly recipients: number
  /** Records left out because an earlier one has the same user in the same region. */
  readonly duplicates: number
  /** Of these, how many say something else of the user than the first; where the first such begins. */
  readonly others: number
  readonly firstOther: number | undefined
  /** The indexes of all duplicates. */
  readonly repeated: Bitmap
  readonly otherShards: number
  readonly bad: number
  /** Those of the bad records that are nobody's, and so of no shard. */
  readonly unreadable: number
  /** How many of `recipients` there are of each region. */
  readonly byRegion: ReadonlyMap<Region, number>
  /** At most ten. */
  readonly firstBad: readonly BadRecord[]
  /** The first who gets a notification, for previews. */
  readonly first: SelectedRecipient | undefined
  /** Names of variables the selected recipients have; undefined where there are more than a hundred. */
  readonly variableNames: ReadonlySet<string> | undefined
}

const mostBad = 10
const mostNames = 100

/** Reads a list of recipients to its end and counts exactly those whom `selectedRecipients` gives. */
export async function survey(
  source: AsyncIterable<Uint8Array>,
  options: SelectionOptions,
): Promise<Survey> {
  const seen = openSeen()
  const repeated = openBitmap()
  const firstBad: BadRecord[] = []
  const byRegion = new Map<Region, number>()
  const names = new Set<string>()
  const counts = { recipients: 0, others: 0, otherShards: 0, bad: 0, unreadable: 0 }
  let firstOther: number | undefined
  let first: SelectedRecipient | undefined
  const record = openRecord(source)
  const take = (one: SelectedRecipient): void => {
    const { user, region, variables, index, line } = one
    const likeness = seen.add(user, region, variables)
    if (likeness === 'new') {
      counts.recipients += 1
      first ??= one
      byRegion.set(region, (byRegion.get(region) ?? 0) + 1)
      for (const name in variables ?? {}) if (names.size <= mostNames) names.add(name)
      return
    }
    repeated.add(index)
    if (likeness === 'same') return
    counts.others += 1
    firstOther ??= line
  }
  for await (const batch of readRecipients(record.blocks, options)) {
    for (const read of batch) {
      const one = select(read, options)
      if (one === 'other shard') counts.otherShards += 1
      else if ('user' in one) take(one)
      else {
        counts.bad += 1
        if (one === read) counts.unreadable += 1
        if (firstBad.length < mostBad) firstBad.push(one)
      }
    }
  }
  const variableNames = names.size > mostNames ? undefined : names
  return {
    ...record.state(),
    ...counts,
    duplicates: repeated.size,
    firstOther,
    repeated,
    byRegion,
    firstBad,
    first,
    variableNames,
  }
}

const mostShown = 3

/** What a survey found, for the report; where it is `strict`, a bad record is an error. */
export function recipientsFindings(
  found: Survey,
  options: Pick<SelectionOptions, 'name' | 'shard'> & { readonly strict: boolean },
): readonly Diagnostic[] {
  const { recipients, duplicates, others, firstOther, otherShards, bad } = found
  const { name, shard } = options
  const findings: Diagnostic[] = []
  if (bad > 0) findings.push(badRecords(found, options))
  if (firstOther !== undefined) {
    const message = `${naming(others, name)} with other values, and ${others === 1 ? 'is' : 'are'} left out: a list notifies each user once.`
    const help =
      'If each is news, such as a second order, put it in a second list: a different value in the event makes it a different announcement.'
    findings.push(finding('recipients/other-duplicate', lineOf(name, firstOther), message, help))
  }
  if (duplicates > others) {
    const message = `${naming(duplicates - others, name)}; nobody is notified twice.`
    const help = 'Nothing to do; a large number may point to a mistake in the list.'
    findings.push(finding('recipients/duplicate', undefined, message, help))
  }
  if (recipients === 0 && otherShards === 0) {
    const message = `${name} names no recipient${bad > 0 ? ' that is understood' : ''}.`
    findings.push(finding('recipients/none', undefined, message, helpForNone(name)))
  } else if (recipients === 0 && shard !== undefined) {
    const message = `${name} has no recipient in shard ${shard.number}/${shard.of}; nothing is to be sent here.`
    const help = 'Nothing to do: a short list may leave a share empty.'
    findings.push(finding('recipients/none', undefined, message, help, 'notice'))
  }
  return findings
}

function helpForNone(name: string): string {
  switch (name) {
    case '<subscribers>':
      return 'Nobody in the table is subscribed to the event: "alexa-proactive subscribers" counts the subscribers of each.'
    case '<users>':
      return 'Write one user id per line, or separate them with commas.'
    case '<stdin>':
      return 'Check what is written to standard input: one user id per line, CSV with a column "user", or JSON Lines.'
    default:
      return 'Check the path: one user id per line, CSV with a column "user", or JSON Lines.'
  }
}

function naming(count: number, name: string): string {
  return `${records(count, name)} ${count === 1 ? 'names a user' : 'name users'} listed before`
}

function badRecords(
  { bad, firstBad }: Survey,
  { name, strict }: { readonly name: string; readonly strict: boolean },
): Diagnostic {
  const shown = firstBad.slice(0, mostShown)
  const place = lineOf(name, shown[0]?.line ?? 1)
  const message = [
    `${records(bad, name)} ${bad === 1 ? 'is' : 'are'} left out.`,
    ...shown.map(one => `Line ${one.line}: ${one.problem}`),
    ...(bad > shown.length ? [`And ${counted(bad - shown.length)} more.`] : []),
  ].join(' ')
  const help = strict
    ? 'Correct the list; with strict set, nothing is sent before.'
    : 'Correct the records and send them again: who got the announcement is not notified twice.'
  return finding('recipients/bad-record', place, message, help, strict ? 'error' : undefined)
}

function records(count: number, name: string): string {
  return `${counted(count)} ${count === 1 ? 'record' : 'records'} of ${name}`
}
