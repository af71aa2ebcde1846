import { hash } from 'node:crypto'

/** A share of the recipients: number 2 of 8. */
export interface Shard {
  /** From 1. */
  readonly number: number
  readonly of: number
}

/** More jobs than any matrix has. */
const mostShards = 10_000

/**
 * Reads a shard as the setting has it: `2/8`.
 *
 * @returns undefined for anything else; the number is at least 1 and not larger than `of`, which is at
 * most 10,000
 */
export function parseShard(text: string): Shard | undefined {
  const [, first = '', second = ''] =
    /^\s*([1-9]\d{0,4})\s*\/\s*([1-9]\d{0,4})\s*$/.exec(text) ?? []
  const number = Number(first)
  const of = Number(second)
  return number >= 1 && number <= of && of <= mostShards ? { number, of } : undefined
}

/**
 * Tells whether a user is in a shard. Every user is in exactly one of them, the same whatever the list,
 * its order or the version of this program: the one with the number 1 + (the first 48 bits of the
 * SHA-256 of the user id in UTF-8, as a whole number) modulo `of`.
 */
export function isInShard(user: string, { number, of }: Shard): boolean {
  return of === 1 || Number.parseInt(hash('sha256', user).slice(0, 12), 16) % of === number - 1
}
