import { createHmac, createSecretKey } from 'node:crypto'
import { base62 } from '../base62.ts'
import { sortedJson } from '../event/sorted-json.ts'
import type { JsonObject } from '../json.ts'

/**
 * Prepares the reference ids of an announcement for its users: the same whenever it is sent again,
 * another one for each user, and nothing in it tells who that is. HMAC-SHA256 in base 62.
 *
 * @param key what makes the announcement different from every other
 * @returns a function from a user id, and what is said to this user alone, to 43 letters and digits
 */
export function referenceIdsOf(key: string): (user: string, own?: JsonObject) => string {
  const secret = createSecretKey(Buffer.from(key))
  return (user, own) => {
    // A user id has no line break, so that no user and variables are taken for another user.
    const message = own === undefined ? user : `${user}\n${JSON.stringify(sortedJson(own))}`
    return base62(createHmac('sha256', secret).update(message).digest('binary'))
  }
}
