import type { Path } from '../json.ts'
import { isArray, isObject, type Json } from '../json.ts'
import { listed } from '../listed.ts'
import { shortened } from '../source/quoted.ts'
import { type Remark, remark } from './remark.ts'
import { sha256 } from './sha256.ts'

/** The most characters of a reference id, according to Amazon's SDK. */
const longest = 100

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 256 bits in base 62. */
const derivedLength = 43

/** What makes one announcement to one audience different from every other. */
export interface Announced {
  readonly announcement: readonly string[]
  readonly name: string
  readonly stage: string
  /** Event and texts as they are written, before templates are rendered. */
  readonly written: Json
  readonly variables: Json
  /** The user of a Unicast. */
  readonly user: string | undefined
}

/**
 * Derives a reference id: the same for every repetition of a run, another one for another
 * announcement, event file, stage or user.
 *
 * @returns 43 letters and digits.
 */
export function derivedReferenceId({
  announcement,
  name,
  stage,
  written,
  variables,
  user,
}: Announced): string {
  const parts = [announcement, name, stage, sorted(written), sorted(variables), user ?? null]
  const hash = sha256(JSON.stringify(parts))
  let number = BigInt(`0x${hash}`)
  let text = ''
  while (number > 0n) {
    text = `${digits[Number(number % 62n)]}${text}`
    number /= 62n
  }
  return text.padStart(derivedLength, '0')
}

/** The same for two values that differ in the order of their keys only. */
function sorted(value: Json): Json {
  if (isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}

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
