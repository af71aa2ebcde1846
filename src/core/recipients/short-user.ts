import { plainText } from '../escape.ts'
import { userPrefix } from './user-prefix.ts'

/** What is not longer than this, without the prefix of user ids, is shown whole. */
const longestShown = 12

/**
 * A user id as logs and messages show it: enough to find it in a list, not enough to use it, and safe
 * to print. `amzn1.ask.account.AHQ3…7F2A`
 */
export function shortUser(user: string): string {
  const prefix = user.startsWith(userPrefix) ? userPrefix : ''
  const own = user.slice(prefix.length)
  const shown = own.length > longestShown ? `${own.slice(0, 4)}…${own.slice(-4)}` : own
  return plainText(`${prefix}${shown.replace(/\s/gu, ' ')}`)
}
