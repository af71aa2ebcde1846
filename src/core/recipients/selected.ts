import type { Bitmap } from '../bitmap.ts'
import { readRecipients } from './read.ts'
import type { SelectedRecipient } from './recipient.ts'
import { openSelection, type SelectionOptions } from './selection.ts'

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
