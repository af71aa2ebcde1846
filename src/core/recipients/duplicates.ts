import { hash, randomBytes } from 'node:crypto'
import type { Region } from '../alexa.ts'

/** Remembers users, at 16 bytes for each. */
export interface Seen {
  /** True the first time; a user in two regions counts as two. */
  add(user: string, region: Region | undefined): boolean
  readonly size: number
}

/** Of the places, at most so many are taken: beyond that it takes long to find a free one. */
const fullest = 0.75
const initialPlaces = 2 ** 10

/**
 * Opens an empty memory of users. What it keeps is 64 bits of a hash for each, in a table that doubles
 * as it fills: 17 MB at 1,000,000 users, 25 MB for the moment in which it doubles. The hash is seeded
 * with a random number, so that nobody can choose an id to be taken for somebody else's; by chance that
 * happens once in 30 million lists of 1,000,000.
 */
export function openSeen(): Seen {
  const seed = randomBytes(16).toString('base64')
  let table = emptyTable(initialPlaces)
  let size = 0

  return {
    add(user, region) {
      // SHA-256 as a text of bytes: eight of them make the two halves.
      const digest = hash('sha256', `${seed}${region ?? ''} ${user}`, 'binary')
      const isNew = put(table, wordAt(digest, 0), wordAt(digest, 4))
      if (!isNew) return false
      size += 1
      if (size > table.high.length * fullest) table = doubled(table)
      return true
    },
    get size() {
      return size
    },
  }
}

/** Open addressing: two halves of a hash in each place, both 0 where it is free. */
interface Table {
  readonly high: Uint32Array
  readonly low: Uint32Array
}

function emptyTable(places: number): Table {
  return { high: new Uint32Array(places), low: new Uint32Array(places) }
}

/** False where the hash is there already. */
function put({ high, low }: Table, first: number, second: number): boolean {
  const last = high.length - 1
  // All zeros mean a free place.
  const filled = first === 0 && second === 0 ? 1 : second
  for (let place = first & last; ; place = (place + 1) & last) {
    if (high[place] === 0 && low[place] === 0) {
      high[place] = first
      low[place] = filled
      return true
    }
    if (high[place] === first && low[place] === filled) return false
  }
}

function doubled({ high, low }: Table): Table {
  const larger = emptyTable(high.length * 2)
  for (let place = 0; place < high.length; place += 1) {
    const first = high[place] ?? 0
    const second = low[place] ?? 0
    if (first !== 0 || second !== 0) put(larger, first, second)
  }
  return larger
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
