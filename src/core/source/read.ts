import { type Diagnostic, finding } from '../diagnostic.ts'
import { isObject } from '../json.ts'
import { decode, withoutMark } from './decode.ts'
import type { Document } from './document.ts'
import { parseJson } from './json.ts'
import { placesOf } from './places.ts'
import type { Parsed, Problem } from './problem.ts'
import { type SourceTree, spanAt } from './tree.ts'

/** What became of a file or text: its value with places, or the reasons why there is none. */
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

const mebibyte = 1024 * 1024

/** A file with more mistakes than this is another one than meant. */
const mostFindings = 100

/**
 * Reads JSON or YAML 1.2 from the bytes of a file: UTF-8 with or without byte order mark, LF or
 * CRLF, 1 MiB at most. A file ending in `.json` is JSON; anything else is JSON where it is an object
 * in JSON, else YAML. Mistakes come back as findings; nothing is thrown.
 *
 * @param file the path as the user wrote it
 */
export async function readDocument(file: string, bytes: Uint8Array): Promise<Reading> {
  if (bytes.byteLength > mebibyte) return tooLarge(file)
  const { text, problem } = decode(bytes)
  if (problem !== undefined) return readingOf(file, text, { tree: undefined, problems: [problem] })
  return read(file, text)
}

/**
 * Reads JSON or YAML 1.2 from a text, like {@link readDocument}.
 *
 * @param file a name in angle brackets for text that is in no file: `<event>`
 */
export async function readText(file: string, text: string): Promise<Reading> {
  if (Buffer.byteLength(text) > mebibyte) return tooLarge(file)
  return read(file, withoutMark(text))
}

async function read(file: string, text: string): Promise<Reading> {
  return readingOf(file, text, text.trim() === '' ? empty() : await parse(file, text))
}

async function parse(file: string, text: string): Promise<Parsed> {
  const namedJson = file.toLowerCase().endsWith('.json')
  const json = namedJson || text.trimStart().startsWith('{') ? parseJson(text) : undefined
  if (json !== undefined && (namedJson || isObject(json.tree?.value))) return json
  const { parseYaml } = await import('./yaml.ts')
  const yaml = parseYaml(text)
  if (json !== undefined && yaml.tree === undefined && /^\s*\{\s*"/.test(text)) return json
  return yaml.tree !== undefined && isNothing(yaml.tree) ? empty() : yaml
}

/** To YAML, comments alone are the value null; but nobody wrote it. */
function isNothing({ value, node }: SourceTree): boolean {
  return value === null && node.start === node.end
}

function readingOf(file: string, text: string, { tree, problems }: Parsed): Reading {
  const placeOf = placesOf(file, text)
  const diagnostics = problems
    .toSorted((one, other) => one.span.start - other.span.start)
    .slice(0, mostFindings)
    .map(({ rule, span, message, help, severity }) =>
      finding(rule, placeOf(span), message, help, severity),
    )
  const document = tree === undefined ? undefined : documentOf(file, text, tree, placeOf)
  return { document, diagnostics, source: { file, text } }
}

function documentOf(
  file: string,
  text: string,
  tree: SourceTree,
  placeOf: ReturnType<typeof placesOf>,
): Document {
  return {
    file,
    text,
    value: tree.value,
    place: (path, part = 'value') => placeOf(spanAt(tree.node, path, part)),
  }
}

function empty(): Parsed {
  const problem: Problem = {
    rule: 'source/empty',
    span: { start: 0, end: 0 },
    message: 'There is nothing in it but blanks or comments.',
    help: 'Write the content, or correct the path.',
  }
  return { tree: undefined, problems: [problem] }
}

function tooLarge(file: string): Reading {
  const diagnostic = finding(
    'source/too-large',
    placesOf(file, '')({ start: 0, end: 0 }),
    'The file is larger than 1 MiB, so it is not read.',
    'Check the path; manifests and event files have a few kilobytes.',
  )
  return { document: undefined, diagnostics: [diagnostic], source: undefined }
}
