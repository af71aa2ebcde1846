import { visible } from '../escape.ts'
import { shortUser } from './short-user.ts'
import { userPrefix } from './user-prefix.ts'

/** The longest user id, according to the description of `User` in Amazon's SDK. */
const longestUser = 255

/** Nearly every user id is this, and nothing is wrong with it. */
const plainUser = /^amzn1\.ask\.account\.[\w.~+/=-]+$/

/** Other ids of Amazon's, by how they begin. */
const otherIds: readonly (readonly [string, string])[] = [
  ['amzn1.ask.skill.', 'a skill id'],
  ['amzn1.ask.person.', 'a person id, and nothing is known of person ids working here'],
  ['amzn1.ask.device.', 'a device id'],
  ['amzn1.application-oa2-client.', 'a client id'],
  ['amzn1.account.', 'the id of an account at Login with Amazon, not that of a user of a skill'],
]

/**
 * What is wrong with the form of a user id: one sentence that can be printed anywhere, or undefined.
 * Ids begin with `amzn1.ask.account.` and have at most 255 characters (Amazon's SDK, `User.userId`).
 */
export function problemOfUser(user: string): string | undefined {
  if (user.length <= longestUser && plainUser.test(user)) return undefined
  if (user === '') return 'The user id is empty.'
  const unquoted = user.replace(/^["'`“”„‘’]+|["'`“”‘’]+$/gu, '')
  if (unquoted !== user) {
    return `There are quotes around the user id ${shortUser(unquoted)}; write it without.`
  }
  return user.startsWith(userPrefix) ? problemOfRest(user) : problemOfBeginning(user)
}

function problemOfRest(user: string): string | undefined {
  if (user === userPrefix) return `The user id ends after "${userPrefix}".`
  if (/\s/u.test(user)) return `There is a blank in the user id ${shortUser(user)}.`
  if (visible(user) !== user) {
    return `There is a character in the user id ${shortUser(user)} that cannot be seen.`
  }
  return user.length > longestUser
    ? `The user id ${shortUser(user)} has ${user.length} characters; user ids have at most ${longestUser}.`
    : undefined
}

function problemOfBeginning(user: string): string {
  const shown = shortUser(user)
  const other = otherIds.find(([beginning]) => user.startsWith(beginning))
  if (other !== undefined) return `${shown} is ${other[1]}; user ids begin with "${userPrefix}".`
  if (user.toLowerCase().startsWith(userPrefix)) {
    return `The user id ${shown} does not begin with "${userPrefix}" in small letters.`
  }
  // Whose address it is, is nobody's business in a log.
  if (/^\S+@\S+\.\S+$/u.test(user)) {
    return `An e-mail address is no user id; user ids begin with "${userPrefix}".`
  }
  return `${shown} is no user id; user ids begin with "${userPrefix}".`
}
