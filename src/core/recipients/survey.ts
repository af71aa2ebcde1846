import { createHash } from 'node:crypto'
import type { Region } from '../alexa.ts'
import { type Bitmap, openBitmap } from '../bitmap.ts'
import { openSeen } from './duplicates.ts'
import { readRecipients } from './read.ts'
import type { BadRecord, SelectedRecipient } from './recipient.ts'
import { openSelection, type SelectionOptions } from './selection.ts'

/** What a list of recipients holds, known before anything is sent. */
export interface Survey {
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
  /** Of the list as it is, packed or not. */
  readonly bytes: number
  /** Of the list as it is: 64 hexadecimal digits in lower case. */
  readonly sha256: string
  /** The first who gets a notification, for previews. */
  readonly first: SelectedRecipient | undefined
  /** Names of variables the selected recipients have; undefined where there are more than a hundred. */
  readonly variableNames: ReadonlySet<string> | undefined
}

const mostBad = 10
const mostNames = 100

/**
 * Reads a list of recipients to its end and counts. What `selectedRecipients` gives for the same bytes
 * and options is exactly what is counted here.
 *
 * @throws RecipientsError where the list cannot be read, and what the source throws
 */
export async function survey(
  source: AsyncIterable<Uint8Array>,
  options: SelectionOptions,
): Promise<Survey> {
  const seen = openSeen()
  const repeated = openBitmap()
  let others = 0
  let firstOther: number | undefined
  const select = openSelection(options, ({ user, region, variables, index, line }) => {
    const likeness = seen.add(user, region, variables)
    if (likeness === 'new') return true
    repeated.add(index)
    if (likeness === 'other') {
      others += 1
      firstOther ??= line
    }
    return false
  })
  const hash = createHash('sha256')
  const names = new Set<string>()
  const firstBad: BadRecord[] = []
  let bytes = 0
  let recipients = 0
  let duplicates = 0
  let otherShards = 0
  let bad = 0
  let unreadable = 0
  const byRegion = new Map<Region, number>()
  let first: SelectedRecipient | undefined

  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
  }

  for await (const batch of readRecipients(measured(), options)) {
    const selection = select(batch)
    recipients += selection.selected.length
    duplicates += selection.duplicates
    otherShards += selection.otherShards
    bad += selection.bad.length
    unreadable += batch.bad.length
    firstBad.push(...selection.bad.slice(0, mostBad - firstBad.length))
    first ??= selection.selected[0]
    for (const { region, variables } of selection.selected) {
      byRegion.set(region, (byRegion.get(region) ?? 0) + 1)
      addNames(names, variables)
    }
  }
  return {
    recipients,
    duplicates,
    others,
    firstOther,
    repeated,
    otherShards,
    bad,
    unreadable,
    byRegion,
    firstBad,
    bytes,
    sha256: hash.digest('hex'),
    first,
    variableNames: names.size > mostNames ? undefined : names,
  }
}

function addNames(names: Set<string>, variables: SelectedRecipient['variables']): void {
  if (variables === undefined || names.size > mostNames) return
  for (const name in variables) names.add(name)
}
