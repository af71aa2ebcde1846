import {
  longestUser,
  type Region,
  regionOfLocale,
  regions,
  skillLocales,
  userPrefix,
} from '../alexa.ts'
import { type Diagnostic, finding, type Place, type RuleId } from '../diagnostic.ts'
import { oneLine, plainText, visible } from '../escape.ts'
import type { JsonObject } from '../json.ts'
import { didYouMean, nearest } from '../wording.ts'

/** One user a notification is for, as a list of recipients names it. */
export interface Recipient {
  /** The user id, checked in form. */
  readonly user: string
  /** Undefined where the list names none. */
  readonly region: Region | undefined
  /** What the list gives templates for this user alone; undefined where that is nothing. */
  readonly variables: JsonObject | undefined
  /** Ordinal of the record in the list, from 0; records that are bad count too. */
  readonly index: number
  /** The line the record begins in, from 1. */
  readonly line: number
}

/** A recipient and the one region its notification is posted to. */
export type SelectedRecipient = Recipient & { readonly region: Region }

export interface BadRecord {
  readonly index: number
  readonly line: number
  /** One sentence that can be printed anywhere: escaped, with users shortened. */
  readonly problem: string
}

/** Thrown for a list of recipients of which nothing can be read, or nothing more. */
export class RecipientsError extends Error {
  override readonly name = 'RecipientsError'
  readonly finding: Diagnostic

  /** The list as the user knows it, and the line (from 1) where the reason stands in one. */
  constructor(rule: RuleId, list: string, message: string, help: string, line?: number) {
    super(message)
    this.finding = finding(rule, line === undefined ? undefined : lineOf(list, line), message, help)
  }
}

export function lineOf(list: string, line: number): Place {
  return { file: list, line, column: 1, endLine: line, endColumn: 2 }
}

/** What is not longer than this, without the prefix of user ids, is shown whole. */
const longestShown = 12

/** A user id as logs and messages show it: enough to find it in a list, not enough to use it, and safe to print. */
export function shortUser(user: string): string {
  const prefix = user.startsWith(userPrefix) ? userPrefix : ''
  const own = user.slice(prefix.length)
  const shown = own.length > longestShown ? `${own.slice(0, 4)}…${own.slice(-4)}` : own
  return plainText(`${prefix}${shown.replace(/\s/gu, ' ')}`)
}

/** Nearly every user id is this, and nothing is wrong with it. */
const plainUser = /^amzn1\.ask\.account\.[\w.~+/=-]+$/

const otherIds: readonly (readonly [string, string])[] = [
  ['amzn1.ask.skill.', 'a skill id'],
  ['amzn1.ask.person.', 'a person id, and nothing is known of person ids working here'],
  ['amzn1.ask.device.', 'a device id'],
  ['amzn1.application-oa2-client.', 'a client id'],
  ['amzn1.account.', 'the id of an account at Login with Amazon, not that of a user of a skill'],
]

/**
 * What is wrong with the form of a user id, if anything: one sentence that can be printed anywhere. Ids have a prefix and
 * at most 255 characters (Amazon's SDK, `User.userId`).
 */
export function problemOfUser(user: string): string | undefined {
  if (user.length <= longestUser && plainUser.test(user)) return undefined
  if (user === '') return 'The user id is empty.'
  // Of a long text the expression would look at each quote again and again.
  const unquoted =
    user.length > longestUser * 2 ? user : user.replace(/^["'`“”„‘’]+|["'`“”‘’]+$/gu, '')
  if (unquoted !== user) {
    return `There are quotes around the user id ${shortUser(unquoted)}; write it without.`
  }
  return user.startsWith(userPrefix) ? problemOfRest(user) : problemOfBeginning(user)
}

function problemOfRest(user: string): string | undefined {
  const shown = shortUser(user)
  if (user === userPrefix) return `The user id ends after "${userPrefix}".`
  if (/\s/u.test(user)) return `There is whitespace in the user id ${shown}.`
  if (visible(user) !== user) {
    return `There is a character in the user id ${shown} that cannot be seen.`
  }
  if (user.length <= longestUser) return undefined
  return `The user id ${shown} has ${user.length} characters; user ids have at most ${longestUser}.`
}

function problemOfBeginning(user: string): string {
  const shown = shortUser(user)
  const other = otherIds.find(([beginning]) => user.startsWith(beginning))
  if (other !== undefined) return `${shown} is ${other[1]}; user ids begin with "${userPrefix}".`
  if (user.toLowerCase().startsWith(userPrefix)) {
    return `The user id ${shown} does not begin with "${userPrefix}" in lowercase.`
  }
  // Whose address it is, is nobody's business in a log.
  if (/[^\s@]@\S+\.\S/u.test(user)) {
    return `An email address is not a user id; user ids begin with "${userPrefix}".`
  }
  return `${shown} is not a user id; user ids begin with "${userPrefix}".`
}

const regionNames: ReadonlyMap<string, Region> = new Map(regions.map(region => [region, region]))

/** A region as lists have it: NA, EU or FE in any case. */
function readRegion(text: string): Region | undefined {
  return regionNames.get(text) ?? regionNames.get(text.toUpperCase())
}

function problemOfRegion(text: string): string {
  const advice = didYouMean(guessedRegion(text), '; it is NA, EU or FE.')
  return `The region "${oneLine(text, 40)}" is unknown${advice}`
}

/** Countries as people call them, where locales have another name. */
const countries: ReadonlyMap<string, string> = new Map([
  ['USA', 'US'],
  ['UK', 'GB'],
])

/** People write countries, locales, or the address that a request to the skill came with. */
function guessedRegion(text: string): Region | undefined {
  const [address, host = 'NA'] = /\bapi(?:\.(eu|fe))?\.amazonalexa\.com/i.exec(text) ?? []
  if (address !== undefined) return readRegion(host)
  const country = (text.split(/[-_]/).at(-1) ?? '').toUpperCase()
  const locale = skillLocales.find(one => one.endsWith(`-${countries.get(country) ?? country}`))
  const ofCountry = locale === undefined ? undefined : regionOfLocale(locale)
  return ofCountry ?? readRegion(nearest(text, regions) ?? '')
}

/** Most UTF-16 units of a line, and of a record of several lines. Nothing a user needs comes near it. */
export const longestLine = 64 * 1024

export type Records = ReturnType<typeof openRecords>

/** Gathers the records of a list in their order, numbers them, and checks their users and regions. */
export function openRecords() {
  let index = 0
  let records: (Recipient | BadRecord)[] = []
  /** @param problem one sentence that can be printed anywhere */
  const addBad = (line: number, problem: string): void => {
    records.push({ index, line, problem })
    index += 1
  }
  return {
    /** @param regionText as the list has it: NA, EU or FE in any case, or nothing */
    add(line: number, user: string, regionText = '', variables?: JsonObject): void {
      const text = regionText.trim()
      const region = readRegion(text)
      const isUnknown = region === undefined && text !== ''
      const problem = isUnknown ? problemOfRegion(text) : problemOfUser(user)
      if (problem !== undefined) addBad(line, problem)
      else {
        records.push({ user, region, variables, index, line })
        index += 1
      }
    },
    addBad,
    /** What was added since the last time. */
    take(): readonly (Recipient | BadRecord)[] {
      const taken = records
      records = []
      return taken
    },
  }
}
