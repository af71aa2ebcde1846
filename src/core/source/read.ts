import { type Diagnostic, finding } from '../diagnostic.ts'
import { isObject } from '../json.ts'
import { codeOf, messageOf, type World } from '../world.ts'
import {
  type Document,
  isNamedJson,
  type Parsed,
  type Problem,
  placesOf,
  quoted,
  type SourceNode,
  type Span,
  spanAt,
} from './document.ts'
import { parseJson } from './json.ts'

/** A file or text that was read: its value with places, or the reasons why there is none. */
export interface Reading {
  /** Absent where the text cannot be understood; then there is at least one error. */
  readonly document: Document | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** The text the findings point into, also where it cannot be understood; for code frames. */
  readonly source: SourceText | undefined
}

/** A file as people see it. */
export interface SourceText {
  readonly file: string
  /** Without byte order mark. */
  readonly text: string
}

/** The most bytes of a file: JSON is read fast, YAML many times slower. Real files have a few kilobytes. */
const mostOfJson = 1024 * 1024
const mostOfYaml = 64 * 1024

/** A file with more mistakes than this is most likely the wrong one. */
const mostFindings = 100

/**
 * Reads JSON or YAML 1.2 from the bytes of a file: UTF-8 with or without byte order mark, LF or
 * CRLF, 1 MiB of JSON or 64 KiB of YAML at most. A file ending in `.json` is JSON; anything else is JSON where it is an object
 * in JSON, else YAML. Mistakes come back as findings; nothing is thrown.
 *
 * @param file the path as the user wrote it
 */
export async function readDocument(file: string, bytes: Uint8Array): Promise<Reading> {
  if (bytes.byteLength > mostOfJson) return tooLarge(file)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return readingOf(file, new TextDecoder().decode(bytes), notUtf8(bytes))
  }
  return read(file, text)
}

/**
 * Reads JSON or YAML 1.2 from a text, like {@link readDocument}.
 *
 * @param file a name in angle brackets for text that is in no file: `<event>`
 */
export async function readText(file: string, text: string): Promise<Reading> {
  if (Buffer.byteLength(text) > mostOfJson) return tooLarge(file)
  return read(file, text.replace(/^\uFEFF/, ''))
}

async function read(file: string, text: string): Promise<Reading> {
  return readingOf(file, text, text.trim() === '' ? empty() : await parse(file, text))
}

async function parse(file: string, text: string): Promise<Parsed> {
  const namedJson = isNamedJson(file)
  const json = namedJson || text.trimStart().startsWith('{') ? parseJson(text) : undefined
  if (json !== undefined && (namedJson || isObject(json.tree?.value))) return json
  const isLikeJson = json !== undefined && /^\s*\{\s*"/.test(text)
  if (Buffer.byteLength(text) > mostOfYaml) {
    return isLikeJson ? json : tooLargeAs('64 KiB of YAML')
  }
  const { parseYaml } = await import('./yaml.ts')
  const yaml = parseYaml(text)
  if (isLikeJson && yaml.tree === undefined) return json
  return yaml.tree !== undefined && isNothing(yaml.tree) ? empty() : yaml
}

/** To YAML, comments alone are the value null; but nobody wrote it. */
function isNothing({ value, start, end }: SourceNode): boolean {
  return value === null && start === end
}

function readingOf(file: string, text: string, { tree, problems }: Parsed): Reading {
  const placeOf = placesOf(file, text)
  const diagnostics = problems
    .toSorted((one, other) => one.span.start - other.span.start)
    .slice(0, mostFindings)
    .map(({ rule, span, message, help, severity }) =>
      finding(rule, placeOf(span), message, help, severity),
    )
  const document: Document | undefined = tree && {
    file,
    text,
    value: tree.value,
    place: (path, part = 'value') => placeOf(spanAt(tree, path, part)),
  }
  return { document, diagnostics, source: { file, text } }
}

function empty(): Parsed {
  const message = 'There is nothing in it but spaces or comments.'
  return refused('source/empty', message, 'Write the content, or correct the path.')
}

function tooLarge(file: string): Reading {
  return { ...readingOf(file, '', tooLargeAs('1 MiB')), source: undefined }
}

function tooLargeAs(limit: string): Parsed {
  const message = `The file is larger than ${limit}, so it is not read.`
  const help = 'Check the path; manifests and event files have a few kilobytes.'
  return refused('source/too-large', message, help)
}

function refused(
  rule: Problem['rule'],
  message: string,
  help: string,
  span: Span = { start: 0, end: 0 },
): Parsed {
  return { tree: undefined, problems: [{ rule, span, message, help }] }
}

/** The outcome of opening a file: its bytes, or why there are none. */
export type Opened =
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly file: undefined; readonly diagnostic: Diagnostic }

/** The bytes of a file, or the reason why it cannot be read; undefined where there is no such file. */
export async function openFile(
  file: string,
  world: Pick<World, 'readFile'>,
): Promise<Opened | undefined> {
  try {
    const bytes = await world.readFile(file, mostOfJson)
    return bytes === undefined ? undefined : { file, bytes }
  } catch (error) {
    const diagnostic = finding(
      'settings/file-unreadable',
      undefined,
      `The file ${quoted(file)} cannot be read: ${reasonOf(error)}.`,
      isFolder(error) ? 'Name the file in the folder.' : 'Check the path and its permissions.',
    )
    return { file: undefined, diagnostic }
  }
}

/**
 * Reads a file like {@link readDocument}; that it cannot be read is a finding.
 *
 * @returns undefined where there is no such file
 */
export async function readFile(
  file: string,
  world: Pick<World, 'readFile'>,
): Promise<Reading | undefined> {
  const opened = await openFile(file, world)
  if (opened?.file !== undefined) return readDocument(opened.file, opened.bytes)
  return opened && { document: undefined, diagnostics: [opened.diagnostic], source: undefined }
}

function isFolder(error: unknown): boolean {
  return codeOf(error) === 'EISDIR'
}

function reasonOf(error: unknown): string {
  return isFolder(error) ? 'it is a folder' : messageOf(error)
}

/** What is wrong with bytes that are no UTF-8. */
function notUtf8(bytes: Uint8Array): Parsed {
  // What cannot be decoded comes back as another sign, and differs from there on.
  const again = new TextEncoder().encode(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  )
  let at = again.findIndex((byte, index) => byte !== bytes[index])
  // That sign begins with the bytes EF BF, and so may the broken one: back to its first byte.
  while (((again[at] ?? 0) & 0xc0) === 0x80) at -= 1
  const start = new TextDecoder().decode(bytes.subarray(0, at)).length
  const number = bytes[at]?.toString(16).toUpperCase().padStart(2, '0')
  const isUtf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const message = isUtf16
    ? 'The file is UTF-16, not UTF-8.'
    : `The byte 0x${number} is not UTF-8; the file may be saved in an older encoding such as Windows-1252.`
  const span = { start, end: start + 1 }
  return refused('source/encoding', message, 'Save the file as UTF-8.', span)
}
