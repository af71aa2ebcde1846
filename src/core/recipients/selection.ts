import type { Region } from '../alexa.ts'
import type { Bitmap } from '../bitmap.ts'
import { isInShard, type Shard } from '../shard.ts'
import { listed } from '../wording.ts'
import { readRecipients } from './read.ts'
import type { BadRecord, Recipient, RecipientBatch, SelectedRecipient } from './recipient.ts'

/** What decides which records of a list get a notification. */
export interface SelectionOptions {
  /** The list's path, or a name for text that is in no file: `<users>`. */
  readonly name: string
  /** Undefined: everybody. */
  readonly shard: Shard | undefined
  /** The regions of the plan, at least one. */
  readonly regions: readonly Region[]
}

/** Some records of a list, sorted out. */
export interface Selection {
  readonly selected: readonly SelectedRecipient[]
  readonly bad: readonly BadRecord[]
  readonly duplicates: number
  readonly otherShards: number
}

/**
 * Opens the decision about the records of one list, to be asked for each batch in their order. Who
 * belongs to another shard is that shard's: whether the region is right, and whether the user stands in
 * the list twice, is decided there.
 *
 * @param isFirst whether a record is the first of its user in its region; asked once for each, in order
 */
export function openSelection(
  { shard, regions }: SelectionOptions,
  isFirst: (recipient: SelectedRecipient) => boolean,
): (batch: RecipientBatch) => Selection {
  const [first] = regions
  const only = regions.length === 1 ? first : undefined

  return batch => {
    const selected: SelectedRecipient[] = []
    const bad: BadRecord[] = [...batch.bad]
    let duplicates = 0
    let otherShards = 0
    for (const recipient of batch.recipients) {
      const { user, variables, index, line, region = only } = recipient
      if (shard !== undefined && !isInShard(user, shard)) otherShards += 1
      else if (region === undefined || !regions.includes(region)) {
        bad.push({ index, line, problem: problemOfRegion(recipient, regions) })
      } else {
        const chosen = { user, region, variables, index, line }
        if (isFirst(chosen)) selected.push(chosen)
        else duplicates += 1
      }
    }
    if (bad.length > batch.bad.length) bad.sort((one, other) => one.index - other.index)
    return { selected, bad, duplicates, otherShards }
  }
}

function problemOfRegion({ region }: Recipient, regions: readonly Region[]): string {
  return region === undefined
    ? `No region is given for the user, and the event goes to ${listed(regions)}: add a region to the record, or set regions to one.`
    : `The user is in ${region}, but the event goes to ${listed(regions)} only: add ${region} to regions.`
}

/**
 * The recipients of a list who get a notification, as they come: in this shard, once each, with the
 * region it is posted to. For the same bytes and options they are always the same, under the same
 * indexes; what is left out is what `survey` counts.
 *
 * @param repeated what the survey of the list says is there twice: to know each user again would take
 * the memory a second time
 * @throws RecipientsError where the list cannot be read, and what the source throws
 */
export async function* selectedRecipients(
  source: AsyncIterable<Uint8Array>,
  options: SelectionOptions,
  repeated: Pick<Bitmap, 'has'>,
): AsyncGenerator<readonly SelectedRecipient[]> {
  const select = openSelection(options, ({ index }) => !repeated.has(index))
  for await (const batch of readRecipients(source, options)) {
    const { selected } = select(batch)
    if (selected.length > 0) yield selected
  }
}
