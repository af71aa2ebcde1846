import type { Path } from '../json.ts'
import { listed } from '../listed.ts'
import { shortened } from '../source/document.ts'
import { type Remark, remark } from './remark.ts'

/** The most characters of a reference id, according to Amazon's SDK. */
const longest = 100

/**
 * Checks a reference id that somebody chose (1 to 100 letters, digits and `~`: Amazon's SDK;
 * Amazon's own samples hold hyphens too, so other characters are no error).
 */
export function referenceIdRemarks(id: string, path: Path | undefined): readonly Remark[] {
  if (id === '') {
    const help = 'Leave it out to have one derived, or write letters and digits.'
    return [remark('event/reference-id-length', path, 'The reference id is empty.', help)]
  }
  const isTooLong = id.length > longest
  if (id.includes('amzn1.ask.')) {
    const message = `The reference id holds a user id${isTooLong ? `, and with ${id.length} characters it is longer than ${longest}` : ''}.`
    const help = 'Leave the user out: one reference id may go to any number of customers.'
    return [remark('event/reference-id-user', path, message, help, isTooLong ? 'error' : 'warning')]
  }
  if (isTooLong) {
    const message = `The reference id has ${id.length} characters; at most ${longest} are allowed.`
    return [
      remark(
        'event/reference-id-length',
        path,
        message,
        'Shorten it, or leave it out to have one derived.',
      ),
    ]
  }
  const odd = [...new Set(id.match(/[^A-Za-z0-9~]/gu))]
  if (odd.length === 0) return []
  const message = `The reference id "${shortened(id)}" holds ${listed(odd.slice(0, 5).map(name => JSON.stringify(name)))}; Amazon's SDK allows letters, digits and "~" only.`
  const help = `Write "${shortened(id.replace(/[^A-Za-z0-9~]+/gu, ''))}", or leave it out to have one derived.`
  return [remark('event/reference-id-characters', path, message, help)]
}
