import { type Region, regionOfLocale, regions, skillLocales } from '../alexa.ts'
import { oneLine } from '../escape.ts'
import { isArray, isObject, type Json, type JsonObject, parsedJson } from '../json.ts'
import { deepest } from '../source/document.ts'
import { didYouMean, listed, nearest } from '../wording.ts'
import type { Line } from './lines.ts'
import { type BadRecord, problemOfUser, type Recipient } from './recipient.ts'

/** Gathers the records of a list in their order, numbers them, and checks their users and regions. */
export interface Records {
  /** @param region as the list has it: NA, EU or FE in any case, or nothing */
  add(line: number, user: string, region?: string, variables?: JsonObject): void
  /** @param problem one sentence that can be printed anywhere */
  addBad(line: number, problem: string): void
  /** What was added since the last time. */
  take(): readonly (Recipient | BadRecord)[]
}

/** Understands the lines of one format. Records that go over several lines it keeps until they end. */
export interface RecordReader {
  read(line: Line, number: number): void
  /** There are no more lines. */
  finish(): void
}

/** Opens the records of one list. */
export function openRecords(): Records {
  let index = 0
  let records: (Recipient | BadRecord)[] = []
  const addBad: Records['addBad'] = (line, problem) => {
    records.push({ index, line, problem })
    index += 1
  }
  return {
    add(line, user, regionText = '', variables = undefined) {
      const text = regionText.trim()
      const region = text === '' ? undefined : readRegion(text)
      const problem =
        region === undefined && text !== '' ? problemOfRegion(text) : problemOfUser(user)
      if (problem !== undefined) return addBad(line, problem)
      records.push({ user, region, variables, index, line })
      index += 1
    },
    addBad,
    take() {
      const taken = records
      records = []
      return taken
    },
  }
}

/**
 * Reads plain text: user ids, one per line or with commas between them. Empty lines and what follows a
 * `#` are left out.
 */
export function textReader(records: Records): RecordReader {
  return lineReader(records, (text, number) => {
    const comment = text.search(/(?:^|\s)#/u)
    for (const part of text.slice(0, comment === -1 ? undefined : comment).split(',')) {
      const user = part.trim()
      if (user !== '') records.add(number, user)
    }
  })
}

/** What a record may hold. `reason` is written into lists of failed recipients, and means nothing here. */
const usefulKeys = ['user', 'region', 'variables'] as const
const knownKeys: ReadonlySet<string> = new Set([...usefulKeys, 'reason'])

/** Reads JSON Lines: in each line an object with `user`, and perhaps `region` and `variables`. */
export function jsonReader(records: Records): RecordReader {
  return lineReader(records, (text, number) => {
    if (text.trim() === '') return
    const problem = addJson(records, text, number)
    if (problem !== undefined) records.addBad(number, problem)
  })
}

/** A reader of records that are a line each. */
function lineReader(
  records: Records,
  readText: (text: string, number: number) => void,
): RecordReader {
  return {
    read(line, number) {
      if (typeof line === 'string') readText(line, number)
      else records.addBad(number, line.problem)
    },
    finish() {},
  }
}

/** Adds what a line holds, or returns one sentence about why it cannot be used. */
function addJson(records: Records, text: string, number: number): string | undefined {
  const value = parsedJson(text)
  if (value === undefined) return problemOfSyntax(text)
  if (!isObject(value)) {
    return `The line is ${kindOf(value)}, not an object: write {"user": "amzn1.ask.account.…"}.`
  }
  for (const key in value) if (!knownKeys.has(key)) return problemOfKey(key)
  const { user, region, variables } = value
  if (user === undefined) return 'The object has no "user".'
  if (typeof user !== 'string') return `"user" is ${kindOf(user)}, not a user id as a text.`
  const place = region ?? undefined
  if (place !== undefined && typeof place !== 'string') {
    return `"region" is ${kindOf(place)}, not NA, EU or FE.`
  }
  const own = variables ?? undefined
  if (own !== undefined && !isObject(own)) return `"variables" is ${kindOf(own)}, not an object.`
  const problem = own && problemOfValue(own, 1)
  if (problem === undefined) records.add(number, user, place, own)
  return problem
}

function problemOfSyntax(text: string): string {
  const trimmed = text.trim()
  const reasons: readonly (readonly [boolean, string])[] = [
    [!trimmed.startsWith('{'), 'it does not begin with "{"'],
    [!trimmed.endsWith('}') && !/\},$/.test(trimmed), 'it ends too early'],
    [/\},$/.test(trimmed), 'remove the comma after "}"'],
    [/^\{\s*'/.test(trimmed), "write double quotes instead of '"],
    [/,\s*\}/.test(trimmed), 'remove the comma before "}"'],
    [/^\{\s*[A-Za-z_]/.test(trimmed), 'put the names of the keys into double quotes'],
  ]
  const reason = reasons.find(([applies]) => applies)?.[1]
  return reason === undefined
    ? 'The line is not valid JSON.'
    : `The line is not valid JSON: ${reason}.`
}

function problemOfKey(key: string): string {
  const suggestion = didYouMean(key, usefulKeys)
  const advice = suggestion === '' ? '; what templates use stands under "variables".' : suggestion
  return `The key "${oneLine(key, 40)}" is not one of ${listed(usefulKeys)}${advice}`
}

/** What would change on its way, or take too long on it. */
function problemOfValue(value: Json, depth: number): string | undefined {
  if (typeof value === 'number') {
    return Math.abs(value) > Number.MAX_SAFE_INTEGER
      ? 'A number in "variables" is too large to keep all its digits; put it into quotes.'
      : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > deepest) return `"variables" are nested more than ${deepest} levels deep.`
  for (const part of Object.values(value)) {
    const problem = problemOfValue(part, depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

/** A region as lists have it: NA, EU or FE in any case. */
function readRegion(text: string): Region | undefined {
  const name = text.toUpperCase()
  return regions.find(region => region === name)
}

function problemOfRegion(text: string): string {
  const guess = guessedRegion(text)
  const advice = guess === undefined ? 'it is NA, EU or FE.' : `did you mean ${guess}?`
  return `The region "${oneLine(text, 40)}" is unknown; ${advice}`
}

/** People write countries, locales, or the address that a request to the skill came with. */
function guessedRegion(text: string): Region | undefined {
  const [address, host = 'NA'] = /^https?:\/\/api(?:\.(eu|fe))?\.amazonalexa\.com/i.exec(text) ?? []
  if (address !== undefined) return readRegion(host)
  const country = (text.split(/[-_]/).at(-1) ?? '').toUpperCase().replace(/^USA$/, 'US')
  const locale = skillLocales.find(one => one.endsWith(`-${country === 'UK' ? 'GB' : country}`))
  const ofCountry = locale === undefined ? undefined : regionOfLocale(locale)
  return ofCountry ?? readRegion(nearest(text, regions) ?? '')
}
