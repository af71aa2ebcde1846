import { hash } from 'node:crypto'
import { sortedJson } from '../event/reference-id.ts'
import type { JsonObject } from '../json.ts'

/**
 * Prepares the reference ids of an announcement for its users: the same whenever it is sent again,
 * another one for each user, and nothing in it tells who that is. A SHA-256 hash: an HMAC would take
 * four times as long, and nothing is authenticated here.
 *
 * @param key what makes the announcement different from every other, without a line break
 * @returns a function from a user id, and what is said to this user alone, to 64 hexadecimal digits
 */
export function referenceIdsOf(key: string): (user: string, own?: JsonObject) => string {
  // A user id has no line break either, so that no user and variables are taken for another user.
  return (user, own) =>
    own === undefined
      ? hash('sha256', `${key}\n${user}`)
      : hash('sha256', `${key}\n${user}\n${JSON.stringify(sortedJson(own))}`)
}
