import { hash, randomBytes } from 'node:crypto'
import type { Region } from '../alexa.ts'
import { sortedJson } from '../event/reference-id.ts'
import type { JsonObject } from '../json.ts'

/** What those before a record had of its user: nothing, the same variables, or others, such as those of another order. */
type Likeness = 'new' | 'same' | 'other'

/** Of the places, at most so many are taken: beyond that it takes long to find a free one. */
const fullest = 0.75
const initialPlaces = 2 ** 10

/**
 * Opens an empty memory of users, at 18 bytes for each. What it keeps is 64 bits of a hash for each, in a table that doubles
 * as it fills: 19 MB at 1,000,000 users, 28 MB for the moment in which it doubles. The hash is seeded
 * with a random number, so that nobody can choose an id to be taken for somebody else's; by chance that
 * happens once in 30 million lists of 1,000,000. Of the variables it keeps 8 bits: one of 256 records
 * with other variables is taken for the same.
 *
 * @param digestOf a hash of a text, as a text of at least eight bytes
 */
export function openSeen(digestOf = seededDigest()) {
  let table = emptyTable(initialPlaces)
  let size = 0

  return {
    /** Takes a record in; a user in two regions counts as two. */
    add(user: string, region: Region | undefined, variables?: JsonObject): Likeness {
      const digest = digestOf(`${region ?? ''} ${user}`)
      const mark = markOf(variables)
      const known = put(table, wordAt(digest, 0), wordAt(digest, 4), mark)
      if (known !== undefined) return known === mark ? 'same' : 'other'
      size += 1
      if (size > table.high.length * fullest) table = doubled(table)
      return 'new'
    },
    get size() {
      return size
    },
  }
}

function seededDigest(): (text: string) => string {
  const seed = randomBytes(16).toString('base64')
  return text => hash('sha256', `${seed}${text}`, 'binary')
}

type Table = ReturnType<typeof emptyTable>

/** Open addressing: two halves of a hash in each place, of which `low` is 0 where it is free, and a mark. */
function emptyTable(places: number) {
  return {
    high: new Uint32Array(places),
    low: new Uint32Array(places),
    marks: new Uint8Array(places),
  }
}

/** The mark of the hash that is there already; undefined where there is none, so that it is put there. */
function put({ high, low, marks }: Table, first: number, second: number, mark: number) {
  const last = high.length - 1
  // Zero means a free place.
  const filled = Math.max(1, second)
  for (let place = first & last; ; place = (place + 1) & last) {
    if (low[place] === 0) {
      high[place] = first
      low[place] = filled
      marks[place] = mark
      return undefined
    }
    if (high[place] === first && low[place] === filled) return marks[place]
  }
}

function doubled({ high, low, marks }: Table): Table {
  const larger = emptyTable(high.length * 2)
  for (let place = 0; place < high.length; place += 1) {
    const second = low[place] ?? 0
    if (second !== 0) put(larger, high[place] ?? 0, second, marks[place] ?? 0)
  }
  return larger
}

function markOf(variables: JsonObject | undefined): number {
  if (variables === undefined) return 0
  return hash('sha256', JSON.stringify(sortedJson(variables)), 'binary').charCodeAt(0)
}

function wordAt(bytes: string, at: number): number {
  return (
    ((bytes.charCodeAt(at) << 24) |
      (bytes.charCodeAt(at + 1) << 16) |
      (bytes.charCodeAt(at + 2) << 8) |
      bytes.charCodeAt(at + 3)) >>>
    0
  )
}

/** A set of small numbers, a bit for each. */
export type Bitmap = ReturnType<typeof openBitmap>

export function openBitmap() {
  let bytes = new Uint8Array(64)
  let size = 0
  return {
    has: (number: number): boolean => ((bytes[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0,
    add(number: number): void {
      const place = number >>> 3
      if (place >= bytes.length) {
        const larger = new Uint8Array(Math.max(place + 1, bytes.length * 2))
        larger.set(bytes)
        bytes = larger
      }
      const before = bytes[place] ?? 0
      const after = before | (1 << (number & 7))
      if (after === before) return
      bytes[place] = after
      size += 1
    },
    /** How many numbers are in it. */
    get size() {
      return size
    },
  }
}
