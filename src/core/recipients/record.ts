import { type Region, regionOfLocale, regions, skillLocales } from '../alexa.ts'
import { oneLine } from '../escape.ts'
import { isArray, isObject, type Json, type JsonObject, parsedJson } from '../json.ts'
import { deepest } from '../source/document.ts'
import { didYouMean, listed, nearest } from '../wording.ts'
import type { Line } from './lines.ts'
import { type BadRecord, problemOfUser, type Recipient, type RecipientBatch } from './recipient.ts'

/** Gathers the records of a list in their order, numbers them, and checks their users. */
export interface Records {
  add(line: number, user: string, region: Region | undefined, variables?: JsonObject): void
  /** @param problem one sentence that can be printed anywhere */
  addBad(line: number, problem: string): void
  /** What was added since the last time. */
  take(): RecipientBatch
}

/** Understands the lines of one format. Records that go over several lines it keeps until they end. */
export interface RecordReader {
  read(line: Line, number: number): void
  /** There are no more lines. */
  finish(): void
}

/** Opens the records of one list. */
export function openRecords(): Records {
  let nextIndex = 0
  let recipients: Recipient[] = []
  let bad: BadRecord[] = []

  function addBad(line: number, problem: string): void {
    bad.push({ index: nextIndex, line, problem })
    nextIndex += 1
  }

  return {
    add(line, user, region, variables) {
      const problem = problemOfUser(user)
      if (problem !== undefined) {
        addBad(line, problem)
        return
      }
      recipients.push({ user, region, variables, index: nextIndex, line })
      nextIndex += 1
    },
    addBad,
    take() {
      const taken = { recipients, bad }
      recipients = []
      bad = []
      return taken
    },
  }
}

/** What a record may hold. `reason` is written into lists of failed recipients, and means nothing here. */
const keys = ['user', 'region', 'variables', 'reason'] as const
const usefulKeys = ['user', 'region', 'variables'] as const
const knownKeys: ReadonlySet<string> = new Set(keys)

/** Reads JSON Lines: in each line an object with `user`, and perhaps `region` and `variables`. */
export function jsonReader(records: Records): RecordReader {
  return lineReader(records, (text, number) => {
    if (text.trim() === '') return
    const record = readRecord(text)
    if (typeof record === 'string') records.addBad(number, record)
    else records.add(number, record.user, record.region, record.variables)
  })
}

/** A reader of records that are a line each. */
export function lineReader(
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

interface JsonRecord {
  readonly user: string
  readonly region: Region | undefined
  readonly variables: JsonObject | undefined
}

/** A text where the record cannot be used: one sentence about it. */
function readRecord(text: string): JsonRecord | string {
  const value = parsedJson(text)
  if (value === undefined) return problemOfSyntax(text)
  if (!isObject(value)) {
    return `The line is ${kindOf(value)}, not an object: write {"user": "amzn1.ask.account.…"}.`
  }
  let unknown: string | undefined
  for (const key in value) if (!knownKeys.has(key)) unknown ??= key
  if (unknown !== undefined) return problemOfKey(unknown)
  const { user, region = null, variables = null } = value
  if (user === undefined) return 'The object has no "user".'
  if (typeof user !== 'string') return `"user" is ${kindOf(user)}, not a user id as a text.`
  if (region !== null && typeof region !== 'string') {
    return `"region" is ${kindOf(region)}, not NA, EU or FE.`
  }
  const ofRegion = region === null ? { region: undefined } : readRegion(region)
  if ('problem' in ofRegion) return ofRegion.problem
  if (variables === null) return { user, region: ofRegion.region, variables: undefined }
  if (!isObject(variables)) return `"variables" is ${kindOf(variables)}, not an object.`
  return problemOfValue(variables, 1) ?? { user, region: ofRegion.region, variables }
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

/** What a record says of the region; a text where that is wrong: one sentence that can be printed. */
export type RegionReading = { readonly region: Region | undefined } | { readonly problem: string }

const readings = new Map<string, RegionReading>(
  regions.flatMap(region => [
    [region, { region }],
    [region.toLowerCase(), { region }],
  ]),
)

/** Reads a region as lists have it: NA, EU or FE in any case, or nothing. */
export function readRegion(text: string): RegionReading {
  const trimmed = text.trim()
  if (trimmed === '') return { region: undefined }
  const reading = readings.get(trimmed) ?? readings.get(trimmed.toUpperCase())
  return reading ?? { problem: problemOfRegion(trimmed) }
}

function problemOfRegion(text: string): string {
  const guess = guessedRegion(text)
  const advice = guess === undefined ? 'it is NA, EU or FE' : `did you mean ${guess}?`
  const end = advice.endsWith('?') ? '' : '.'
  return `The region "${oneLine(text, 40)}" is unknown; ${advice}${end}`
}

/** People write countries, locales, or the address that a request to the skill came with. */
function guessedRegion(text: string): Region | undefined {
  const [, host] = /^https?:\/\/api(?:\.(eu|fe))?\.amazonalexa\.com/i.exec(text) ?? []
  if (host !== undefined) return regions.find(region => region === host.toUpperCase())
  if (/^https?:\/\/api\.amazonalexa\.com/i.test(text)) return 'NA'
  const country = (text.split(/[-_]/).at(-1) ?? '').toUpperCase().replace(/^USA$/, 'US')
  const locale = skillLocales.find(one => one.endsWith(`-${country === 'UK' ? 'GB' : country}`))
  const ofCountry = locale === undefined ? undefined : regionOfLocale(locale)
  if (ofCountry !== undefined) return ofCountry
  const near = nearest(text, regions)
  return regions.find(region => region === near)
}
