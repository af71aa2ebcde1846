import {
  type Alias,
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isAlias,
  isScalar,
  isSeq,
  type ParsedNode,
  Parser,
  type YAMLError,
  YAMLParseError,
} from 'yaml'
import {
  deepest,
  type Lines,
  linesOf,
  openTrees,
  type Parsed,
  type Problem,
  problemAt,
  quoted,
  type SourceNode,
  type Span,
  shortened,
  tooDeepAt,
} from './document.ts'

export { stringify } from 'yaml'

/** More values than this are not made from aliases; nine lines of aliases of aliases make billions. */
const mostFromAliases = 10_000

/**
 * Parses YAML 1.2 with the core schema: `NO`, `on` and dates stay text. Aliases are resolved,
 * within bounds; merge keys, tags of other programs and keys that are no text are problems.
 *
 * @param text without byte order mark
 */
export function parseYaml(text: string): Parsed {
  const document = parsed(text)
  if (document === undefined) return { tree: undefined, problems: [tooDeepAt(nowhere)] }
  const { contents, errors } = document
  return errors.length === 0
    ? treeOf(text, contents)
    : { tree: undefined, problems: syntaxProblems(text, errors, linesOf(text)) }
}

const nowhere: Span = { start: 0, end: 0 }

/** What a text full of mistakes holds after this many is not looked at. */
const mostErrorTokens = 100

/**
 * The first document of a text, and every error in it; a second document is one, too. Undefined for a text
 * that is nested too deeply for the parser.
 */
function parsed(
  text: string,
): { readonly contents: ParsedNode | null; readonly errors: readonly YAMLError[] } | undefined {
  const composer = new Composer({
    version: '1.2',
    // Named here, so that a %YAML 1.1 directive in the file does not bring back its booleans.
    schema: 'core',
    resolveKnownTags: false,
    // Found while the value is built, together with the line of the first key.
    uniqueKeys: false,
  })
  let first: Document.Parsed | undefined
  let second: Document.Parsed | undefined
  try {
    ;[first, second] = composer.compose(tokensOf(text), true, text.length)
  } catch (error) {
    // The parser calls itself for each level that ends, and many fit into one line: `- - - …`.
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
  const errors: YAMLError[] = [...(first?.errors ?? [])]
  if (second !== undefined) {
    const [start, end] = second.range
    errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', 'More than one document'))
  }
  return { contents: first?.contents ?? null, errors }
}

function* tokensOf(text: string): Generator<CST.Token> {
  let errors = 0
  for (const token of new Parser().parse(text)) {
    yield token
    if (token.type === 'error') errors += 1
    if (errors === mostErrorTokens) return
  }
}

function treeOf(text: string, contents: ParsedNode | null): Parsed {
  const trees = openTrees(text)
  /** What each anchor marks; undefined while that value itself is being built. */
  const anchors = new Map<string, SourceNode | undefined>()
  let fromAliases = 0
  /** After some problems the value would mislead: something is missing from it. */
  let isUsable = true

  function report(problem: Problem | undefined): void {
    if (problem === undefined) return
    isUsable = false
    trees.problems.push(problem)
  }

  function build(node: ParsedNode | null, key: Span | undefined, depth: number): SourceNode {
    const span = spanOf(node, text, key)
    const nothing = () => trees.scalar(null, '', span, key)
    if (node === null) return nothing()
    if (isAlias(node)) return buildAlias(node.source, span, key, depth) ?? nothing()
    if (depth >= deepest && !isScalar(node)) {
      report(tooDeepAt({ start: span.start, end: span.start }))
      return nothing()
    }
    report(problemOfTag(node.tag, span))
    if (node.anchor !== undefined) anchors.set(node.anchor, undefined)
    const built = buildContent(node, span, key, depth)
    if (node.anchor !== undefined) anchors.set(node.anchor, built)
    return built
  }

  function buildContent(
    node: Exclude<ParsedNode, Alias.Parsed>,
    span: Span,
    key: Span | undefined,
    depth: number,
  ): SourceNode {
    if (isScalar(node)) {
      // The core schema has it that a number with this tag needs no point; the parser leaves it a string.
      const isWhole = node.tag === float && /^[-+]?\d+$/.test(node.source)
      return trees.scalar(isWhole ? Number(node.source) : node.value, node.source, span, key)
    }
    if (isSeq(node)) {
      const items = node.items.map(item => build(item, undefined, depth + 1))
      return trees.list(items, span, key)
    }
    const parts: (readonly [string, SourceNode])[] = []
    for (const pair of node.items) {
      const at = spanOf(pair.key, text)
      const name = nameOf(pair.key, at, span)
      if (name !== undefined) parts.push([name, build(pair.value, at, depth + 1)])
    }
    return trees.object(parts, span, key)
  }

  /** The text of a key; undefined where the key is none, which is then a problem. */
  function nameOf(key: ParsedNode, span: Span, map: Span): string | undefined {
    if (!isScalar(key) || (key.type === 'PLAIN' && key.source === '')) {
      report(keyProblem(span, map, text))
      return undefined
    }
    report(problemOfTag(key.tag, span))
    // `NO: x`, `1: x` and `1.0: x` have the keys that stand there, not what YAML makes of them.
    const name = key.source
    if (key.anchor !== undefined) {
      anchors.set(key.anchor, trees.scalar(name, name, span, undefined))
    }
    if (name !== '<<' || key.type !== 'PLAIN') return name
    report(mergeKey(span))
    return undefined
  }

  function buildAlias(
    name: string,
    span: Span,
    key: Span | undefined,
    depth: number,
  ): SourceNode | undefined {
    const target = anchors.get(name)
    // Too many are reported once; what follows would only repeat it.
    if (target !== undefined && fromAliases > mostFromAliases) return undefined
    const height = target === undefined ? 0 : heightOf(target)
    if (target === undefined) report(aliasWithoutValue(name, span, anchors.has(name)))
    else if (fromAliases > mostFromAliases) report(tooManyValues(name, span))
    else if (depth + height > deepest) report(tooDeepAt(span))
    // Parts of the value are shown where they are written, the value itself where it is used.
    else return { ...target, ...span, key }
    return undefined
  }

  /** Levels of objects and lists in a value, aliases written out; counts its values. */
  function heightOf({ entries, items }: SourceNode): number {
    fromAliases += 1
    const parts = entries?.values() ?? items
    if (parts === undefined) return 0
    let height = 0
    for (const part of parts) {
      height = Math.max(height, heightOf(part))
    }
    return height + 1
  }

  const tree = build(contents, undefined, 0)
  return { tree: isUsable ? tree : undefined, problems: trees.problems }
}

function aliasWithoutValue(name: string, span: Span, inItself: boolean): Problem {
  const [alias, anchor] = [quoted(`*${name}`), quoted(`&${name}`)]
  const [message, help] = inItself
    ? [
        `The alias ${alias} is inside the value that ${anchor} marks, so it would never end.`,
        'Write the value out.',
      ]
    : [
        `The alias ${alias} has no anchor ${anchor} before it.`,
        'Write the anchor before the alias; if the star belongs to the text, put the text in quotes.',
      ]
  return problemAt(span, 'source/yaml-alias', message, help)
}

function tooManyValues(name: string, span: Span): Problem {
  const most = mostFromAliases.toLocaleString('en-US')
  const message = `With the alias ${quoted(`*${name}`)}, aliases make more than ${most} values.`
  const help = 'Use fewer aliases inside values that are aliases themselves.'
  return problemAt(span, 'source/yaml-alias', message, help)
}

function mergeKey(span: Span): Problem {
  const message = 'The merge key "<<" belongs to YAML 1.1; YAML 1.2 merges nothing.'
  const help = 'Write the keys out, or use an alias for a whole value.'
  return problemAt(span, 'source/yaml-merge-key', message, help)
}

function keyProblem(key: Span, map: Span, text: string): Problem {
  if (text.startsWith('{{', map.start)) {
    const message =
      'This template is not in quotes, so YAML reads it as an object inside an object.'
    const help = 'Put it in double quotes: "{{ release.name }}".'
    return problemAt(map, 'source/yaml-key', message, help)
  }
  const help = 'Write the key as a string, followed by a colon.'
  return problemAt(key, 'source/yaml-key', 'This key is not a string.', help)
}

const float = 'tag:yaml.org,2002:float'

const knownTags: ReadonlySet<string> = new Set([
  '!',
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(name => `tag:yaml.org,2002:${name}`),
])

function problemOfTag(tag: string | undefined, span: Span): Problem | undefined {
  if (tag === undefined || knownTags.has(tag)) return undefined
  const message = `The tag ${quoted(tag.replace(/^tag:yaml\.org,2002:/, '!!'))} is not known here.`
  const help =
    'Write the value without the tag; if the text itself begins with "!", put it in quotes.'
  return problemAt(span, 'source/yaml-tag', message, help)
}

/** Without the line breaks that belong to block values. A value left out has an empty one behind its key. */
function spanOf(node: ParsedNode | null, text: string, key?: Span): Span {
  const behind = key?.end ?? text.length
  if (node === null) return { start: behind, end: behind }
  const [start, end] = node.range
  return { start, end: start + text.slice(start, end).trimEnd().length }
}

/** Later errors usually follow from earlier ones. */
const mostProblems = 3

/** Mistakes of which there is more to say than the parser does: its code and message, our message and help. */
const commonMistakes: readonly (readonly [RegExp, string, string])[] = [
  [
    /^TAB_AS_INDENT/,
    'A tab indents this line; YAML allows only spaces.',
    'Replace tabs at the beginning of lines by spaces.',
  ],
  [
    /^MULTIPLE_DOCS/,
    'A second YAML document begins here; only one is expected.',
    'Remove the line "---" and what follows it, or put it into a file of its own.',
  ],
  [
    /^RESOURCE_EXHAUSTION/,
    'Objects and lists are nested too deeply here.',
    'Write the content with fewer levels.',
  ],
  [
    / Missing closing ["']quote/,
    'This string is never closed: the closing quote is missing.',
    "Add it. In single quotes, write ' as ''; in double quotes, write \" as \\\".",
  ],
  [
    / Flow map.*end with a /,
    'An object is not closed: "}" is missing.',
    'Add it, indented more than the key before.',
  ],
  [
    / Flow sequence.*end with a /,
    'A list is not closed: "]" is missing.',
    'Add it, indented more than the key before.',
  ],
  [
    / Implicit map keys need/,
    'The colon is missing: this line is not "key: value".',
    'Write "key: value" with a space after the colon. Text of several lines must be indented more than its key.',
  ],
  [
    / Unexpected scalar at node end/,
    'There is more text after the end of the value.',
    'Put the whole text in quotes, or correct the indentation.',
  ],
  [
    /^(?:BLOCK_AS|MULTILINE)_IMPLICIT_KEY/,
    'There is a second ": " where one key and one value are expected.',
    'Put text that contains ": " in quotes, or correct the indentation of this line.',
  ],
  [
    /^BAD_INDENT/,
    'This line is indented differently from the entries it belongs to.',
    'Indent all keys of one object by the same number of spaces.',
  ],
  [
    /^BAD_SCALAR_START/,
    'A string without quotes cannot begin with this character.',
    'Put the text in quotes.',
  ],
]

/** Mistakes that other rules than that of the syntax are about. */
const ruleByCode: Partial<Record<ErrorCode, Problem['rule']>> = {
  MULTIPLE_DOCS: 'source/many-documents',
  RESOURCE_EXHAUSTION: 'source/too-deep',
}

/** Puts a parser's errors into words: the first one of each line, three at most. */
function syntaxProblems(text: string, errors: readonly YAMLError[], lines: Lines): Problem[] {
  const firsts = new Map<number, YAMLError>()
  for (const error of errors.toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const line = lines.at(error.pos[0])
    if (!firsts.has(line)) firsts.set(line, error)
  }
  return [...firsts].slice(0, mostProblems).map(([line, error]) => {
    const start = lines.startOf(line)
    const lineEnd = text.indexOf('\n', error.pos[0])
    const end = lineEnd === -1 ? text.length : lineEnd
    // Of the line as much as is worth looking at.
    const words = wordsFor(error, text.slice(start, Math.min(end, start + 500)))
    const from = Math.min(error.pos[0], text.length)
    const span =
      error.code === 'RESOURCE_EXHAUSTION'
        ? // How deep the parser gets depends on the machine; the line does not.
          { start, end: start }
        : { start: from, end: Math.max(from, Math.min(error.pos[1], end)) }
    return { rule: ruleByCode[error.code] ?? 'source/syntax', span, ...words }
  })
}

function wordsFor({ code, message }: YAMLError, line: string): Pick<Problem, 'message' | 'help'> {
  const hasOwnReason = code === 'TAB_AS_INDENT' || code in ruleByCode
  if (!hasOwnReason && line.includes('{{') && !/["'][^"']*\{\{/.test(line)) {
    return {
      message: 'This template is not in quotes.',
      help: 'Put the whole text in double quotes: "Star Quest {{ release.tag_name }}".',
    }
  }
  // One code stands for several mistakes; only the parser's own text tells them apart.
  const known = commonMistakes.find(([form]) => form.test(`${code} ${message}`))
  if (known !== undefined) return { message: known[1], help: known[2] }
  const closed = message.replace(/(?<=: )"(.*)"$/s, (_, token) => quoted(token))
  return {
    message: `${shortened(closed.replace(/\s+/g, ' ').replace(/[.:]? *$/, ''), 120)}.`,
    help: 'Check indentation, quotes, brackets and colons of this line and the one before.',
  }
}
