import { userPrefix } from '../alexa.ts'
import { oneLine } from '../escape.ts'
import { isArray, isObject, type Json, parsedJson } from '../json.ts'
import { deepest } from '../source/document.ts'
import { didYouMean, listed, nearest } from '../wording.ts'
import { csvReader, headerMissing, isNearlyHeader, type RecordReader, readHeader } from './csv.ts'
import { type Line, readLines, unpacked } from './lines.ts'
import {
  type BadRecord,
  openRecords,
  type Recipient,
  RecipientsError,
  type Records,
} from './recipient.ts'

/**
 * Reads a list of recipients as it comes: plain text (a user id per line), CSV with a header, or JSON
 * Lines, each also as gzip. The format is told by the first line that is neither empty nor a comment,
 * and by the ending of the name where that leaves it open. A record that is not understood does not
 * stop the rest. One batch is made of each chunk of bytes.
 *
 * @throws RecipientsError where nothing of the list, or nothing more, can be read: damaged gzip,
 * UTF-16, a CSV without a column of users. What the source throws goes through.
 */
export async function* readRecipients(
  source: AsyncIterable<Uint8Array>,
  { name }: { readonly name: string },
): AsyncGenerator<readonly (Recipient | BadRecord)[]> {
  const records = openRecords()
  let reader: RecordReader | undefined
  let number = 0
  let withoutRecord = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of unpacked(source, name)) {
      withoutRecord += chunk.length
      if (withoutRecord > mostWithoutRecord) {
        const message = 'More than 32 MiB of the list in a row hold no record.'
        const help = 'Check what wrote the list; it may be full of empty lines or zeros.'
        throw new RecipientsError('recipients/form', name, message, help)
      }
      yield chunk
    }
  }
  for await (const lines of readLines(counted())) {
    for (const line of lines) {
      number += 1
      if (reader !== undefined) reader.read(line, number)
      else if (isMeaningful(line)) reader = openReader(records, name, line, number)
    }
    const taken = records.take()
    if (taken.length > 0) withoutRecord = 0
    yield taken
  }
  reader?.finish()
  yield records.take()
}

/** Bytes; a spreadsheet of a million empty rows has fewer. A small gzip may unpack to terabytes. */
const mostWithoutRecord = 32 * 1024 * 1024

function isMeaningful(line: Line): boolean {
  return typeof line !== 'string' || !/^\s*(?:#|$)/u.test(line)
}

/** Chooses the reader by the first line that says anything, and has it read that. */
function openReader(records: Records, list: string, first: Line, number: number): RecordReader {
  const start = (typeof first === 'string' ? first : first.start).trim()
  refuseOtherForms(start, list)
  const mayBeHeader = typeof first === 'string' && !start.startsWith('{')
  const header = mayBeHeader ? readHeader(first, number, list) : undefined
  if (header !== undefined) return csvReader(records, header)
  const reader = lineReader(records, formatOf(start, number, list))
  reader.read(first, number)
  return reader
}

/** The format of a list that has no header. */
function formatOf(start: string, number: number, list: string): typeof readText {
  const byName = formatByName(list)
  const isUser = start.startsWith(userPrefix)
  if (start.startsWith('{') || (byName === 'json' && !isUser)) return readJson
  const isList = isUser && !/[,;\t]/.test(start)
  if ((byName === 'csv' && !isList) || isNearlyHeader(start)) {
    throw headerMissing(start, number, list)
  }
  return readText
}

function refuseOtherForms(start: string, list: string): void {
  if (start.startsWith('[')) {
    const message = 'The list is one JSON array, which would have to be read as a whole.'
    const help = 'Write one object per line with jq -c ".[]", or ids alone with jq -r ".[]".'
    throw new RecipientsError('recipients/form', list, message, help, 1)
  }
  if (start.includes('\r')) {
    const message = 'The lines of the list end with CR alone, as on very old systems.'
    const help = 'Save it with LF or CRLF at the end of lines.'
    throw new RecipientsError('recipients/form', list, message, help, 1)
  }
}

function formatByName(list: string): 'csv' | 'json' | undefined {
  const name = list.toLowerCase().replace(/\.gz$/, '')
  if (/\.(?:csv|tsv)$/.test(name)) return 'csv'
  return /\.(?:jsonl|ndjson|json)$/.test(name) ? 'json' : undefined
}

/** Reads plain text: user ids, one per line or with commas between them, and comments after `#`. */
function readText(records: Records, text: string, number: number): void {
  const comment = text.includes('#') ? text.search(/(?:^|\s)#/u) : -1
  const content = comment === -1 ? text : text.slice(0, comment)
  for (const part of content.split(',')) {
    const user = part.trim()
    if (user !== '') records.add(number, user)
  }
}

/** What a record may hold. `reason` is written into lists of failed recipients, and means nothing here. */
const usefulKeys = ['user', 'region', 'variables'] as const
const knownKeys: ReadonlySet<string> = new Set([...usefulKeys, 'reason'])

/** Reads JSON Lines: in each line an object with `user`, and perhaps `region` and `variables`. */
function readJson(records: Records, text: string, number: number): void {
  if (text.trim() === '') return
  const problem = addJson(records, text, number)
  if (problem !== undefined) records.addBad(number, problem)
}

/** A reader of records that are a line each, or several. */
function lineReader(records: Records, readLine: typeof readText): RecordReader {
  return {
    read(line, number) {
      if (typeof line === 'string') readLine(records, line, number)
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
  if (typeof user !== 'string') return `"user" is ${kindOf(user)}, not a user id as a string.`
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
    [/\},$/.test(trimmed), 'remove the comma after "}"'],
    [!trimmed.endsWith('}'), 'it ends too early'],
    [/^\{\s*'/.test(trimmed), "write double quotes instead of '"],
    [/,\s*\}/.test(trimmed), 'remove the comma before "}"'],
    [/^\{\s*[A-Za-z_]/.test(trimmed), 'put the names of the keys in double quotes'],
  ]
  const reason = reasons.find(([applies]) => applies)?.[1]
  return reason === undefined
    ? 'The line is not valid JSON.'
    : `The line is not valid JSON: ${reason}.`
}

function problemOfKey(key: string): string {
  const otherwise = '; values for templates belong under "variables".'
  const advice = didYouMean(nearest(key, usefulKeys), otherwise)
  return `The key "${oneLine(key, 40)}" is not one of ${listed(usefulKeys)}${advice}`
}

/** What would change on its way, or take too long on it. */
function problemOfValue(value: Json, depth: number): string | undefined {
  if (typeof value === 'number') {
    return Math.abs(value) > Number.MAX_SAFE_INTEGER
      ? 'A number in "variables" is too large to keep all its digits; put it in quotes.'
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
  return `a ${typeof value}`
}
