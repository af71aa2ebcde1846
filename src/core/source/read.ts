import { isUtf8 } from 'node:buffer'
import { byPlace, type Diagnostic, finding, type RuleOf } from '../diagnostic.ts'
import { isNamedJson, isObject } from '../json.ts'
import { quoted } from '../wording.ts'
import { codeOf, messageOf, type World } from '../world.ts'
import { type Document, Source, type SourceNode, spanAt } from './document.ts'
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
  const text = new TextDecoder().decode(bytes)
  return isUtf8(bytes) ? parse(file, text) : notUtf8(new Source(file, text), bytes)
}

/**
 * Reads JSON or YAML 1.2 from a text, like {@link readDocument}.
 *
 * @param file a name in angle brackets for text that is in no file: `<event>`
 */
export async function readText(file: string, text: string): Promise<Reading> {
  if (Buffer.byteLength(text) > mostOfJson) return tooLarge(file)
  return parse(file, text.replace(/^\uFEFF/, ''))
}

async function parse(file: string, text: string): Promise<Reading> {
  const json = new Source(file, text)
  if (text.trim() === '') return empty(json)
  const namedJson = isNamedJson(file)
  const isLikeJson = namedJson || /^\s*\{\s*"/.test(text)
  const tree = namedJson || text.trimStart().startsWith('{') ? parseJson(json) : undefined
  if (namedJson || isObject(tree?.value)) return readingOf(json, tree)
  const yaml = new Source(file, text)
  if (Buffer.byteLength(text) > mostOfYaml) {
    return isLikeJson ? readingOf(json) : refused(yaml, ...tooLargeAs('64 KiB of YAML'))
  }
  const { parseYaml } = await import('./yaml.ts')
  const root = parseYaml(yaml)
  if (root === undefined) return readingOf(isLikeJson ? json : yaml)
  // To YAML, comments alone are the value null; but nobody wrote it.
  return root.value === null && root.start === root.end ? empty(yaml) : readingOf(yaml, root)
}

function readingOf(source: Source, tree?: SourceNode): Reading {
  const { file, text, findings } = source
  const document: Document | undefined = tree && {
    file,
    text,
    value: tree.value,
    place: (path, part = 'value') => source.place(spanAt(tree, path, part)),
  }
  const diagnostics = findings.toSorted(byPlace).slice(0, mostFindings)
  return { document, diagnostics, source: { file, text } }
}

type Finding = [rule: RuleOf<'source'>, message: string, help: string]

function refused(source: Source, ...what: Finding): Reading {
  source.report({ start: 0, end: 0 }, ...what)
  return readingOf(source)
}

function empty(source: Source): Reading {
  const message = 'There is nothing in it but spaces or comments.'
  return refused(source, 'source/empty', message, 'Write the content, or correct the path.')
}

function tooLarge(file: string): Reading {
  return { ...refused(new Source(file, ''), ...tooLargeAs('1 MiB')), source: undefined }
}

function tooLargeAs(limit: string): Finding {
  const message = `The file is larger than ${limit}, so it is not read.`
  const help = 'Check the path; manifests and event files have a few kilobytes.'
  return ['source/too-large', message, help]
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
    const message = `The file ${quoted(file)} cannot be read: ${messageOf(error)}.`
    const isFolder = codeOf(error) === 'EISDIR'
    const help = isFolder ? 'Name the file in the folder.' : 'Check the path and its permissions.'
    const diagnostic = finding('settings/file-unreadable', undefined, message, help)
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

/** What is wrong with bytes that are no UTF-8. */
function notUtf8(source: Source, bytes: Uint8Array): Reading {
  // What cannot be decoded comes back as another sign, and differs from there on.
  const again = Buffer.from(Buffer.from(bytes).toString())
  let at = again.findIndex((byte, index) => byte !== bytes[index])
  // That sign begins with the bytes EF BF, and so may the broken one: back to its first byte.
  while (((again[at] ?? 0) & 0xc0) === 0x80) at -= 1
  const start = new TextDecoder().decode(bytes.subarray(0, at)).length
  const number = bytes[at]?.toString(16).toUpperCase().padStart(2, '0')
  const isUtf16 = /^(?:fffe|feff)/.test(Buffer.from(bytes.subarray(0, 2)).toString('hex'))
  const message = isUtf16
    ? 'The file is UTF-16, not UTF-8.'
    : `The byte 0x${number} is not UTF-8; the file may be saved in an older encoding such as Windows-1252.`
  const span = { start, end: start + 1 }
  source.report(span, 'source/encoding', message, 'Save the file as UTF-8.')
  return readingOf(source)
}
