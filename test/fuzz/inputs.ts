import fc from 'fast-check'
import { isArray, isObject, type Json } from '../../src/core/json.ts'

const signs = [...'{}[]:,"\'\\#&*!|>%@`-? \n\r\t0eE.~<$='].map(sign => sign.charCodeAt(0))
const oddBytes = [0x00, 0x1b, 0x1f, 0x80, 0x8b, 0xc3, 0xe2, 0xf0, 0xfe, 0xff]

/** A text with up to eight places overwritten, left out, added to or repeated. */
export function mutatedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(40),
    added: fc.array(fc.constantFrom(...signs, ...oddBytes), { maxLength: 4 }),
    times: fc.constantFrom(1, 1, 1, 50, 3_000),
  })
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 8 }))
    .map(([sample, edits]) =>
      edits.reduce((bytes, { at, removed, added, times }) => {
        const from = Math.floor(at * bytes.length)
        const inserted = Array.from({ length: times }, () => added).flat()
        return Uint8Array.from([
          ...bytes.subarray(0, from),
          ...inserted,
          ...bytes.subarray(from + removed),
        ])
      }, sample),
    )
}

const names = [
  'event',
  'payload',
  'locale',
  'manifest',
  'apis',
  'endpoint',
  '__proto__',
  'user',
  '',
]

/** A value with one to four of its parts replaced, left out, renamed or put elsewhere. */
export function mutatedJson(samples: readonly Json[]): fc.Arbitrary<Json> {
  const replacement = fc
    .oneof(
      { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
      fc.constantFrom(
        ...['', ' ', '\ud800', '{{ x', '{{ release.name }}', 'localizedattribute:x', '$' + '{X}'],
        ...['arn:aws:lambda:::', 'https://', '2026-02-30T25:00:00Z', 'x'.repeat(9_000)],
      ),
    )
    .map(value => JSON.parse(JSON.stringify(value)) satisfies Json)
  const edit = fc.record({
    path: fc.array(fc.nat(30), { minLength: 1, maxLength: 7 }),
    name: fc.constantFrom(...names),
    what: fc.constantFrom('replace', 'replace', 'remove', 'rename', 'repeat'),
    replacement,
  })
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([sample, edits]) =>
      edits.reduce<Json>((value, one) => edited(value, one.path, one), sample),
    )
}

interface Edit {
  readonly name: string
  readonly what: string
  readonly replacement: Json
}

function edited(value: Json, [first, ...rest]: readonly number[], edit: Edit): Json {
  if (first === undefined) return edit.replacement
  const isLast = rest.length === 0
  if (isArray(value)) {
    if (value.length === 0) return [edit.replacement]
    const at = first % value.length
    return value.flatMap((item, index) => {
      if (index !== at) return [item]
      if (isLast && edit.what === 'remove') return []
      return isLast && edit.what === 'repeat' ? [item, item] : [edited(item, rest, edit)]
    })
  }
  if (!isObject(value)) return edit.replacement
  const entries = Object.entries(value)
  const at = first % Math.max(1, entries.length)
  return Object.fromEntries(
    entries.flatMap(([name, item], index): [string, Json][] => {
      if (index !== at || item === undefined) return item === undefined ? [] : [[name, item]]
      if (isLast && edit.what === 'remove') return []
      return isLast && edit.what === 'rename'
        ? [[edit.name, item]]
        : [[name, edited(item, rest, edit)]]
    }),
  )
}

/** What repeats a text is as long as this at most: memory is the program's to waste, not its test's. */
const longest = 400_000

/** Words of a language in any order, the whole repeated up to two thousand times. */
export function soup(words: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(fc.constantFrom(...words), { maxLength: 40 }),
      fc.constantFrom(1, 1, 1, 1, 30, 2_000),
      fc.string({ maxLength: 10, unit: 'binary' }),
    )
    .map(([parts, times, tail]) => {
      const text = parts.join('')
      return `${text.repeat(Math.min(times, Math.ceil(longest / (text.length + 1))))}${tail}`
    })
}

export const yamlWords: readonly string[] = [
  ...['a: ', '- ', '? ', ': ', '\n', '\n  ', '\n    ', '\t', ' ', '{', '}', '[', ']', ','],
  ...[
    '"',
    "'",
    '|',
    '>',
    '|+',
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
    '!x ',
    '# ',
    '%YAML 1.2',
    '---\n',
  ],
  ...['...\n', 'event:', 'name: AMAZON.WeatherAlert.Activated', '\ufeff', '\u0000', '\u0085'],
]

export const liquidWords: readonly string[] = [
  ...['{{', '}}', '{%', '%}', '{{ release.name }}', ' | ', 'speakable', 'append: ', '"x"', 'now'],
  ...['{% for i in (1..1000000000) %}', '{% endfor %}', '{% if a %}', '{% endif %}', 'truncate: 9'],
  ...['{% capture x %}', '{% endcapture %}', '{% raw %}', '{{ x | append: x }}', 'remove: "a"'],
  ...["{% include '/etc/passwd' %}", '{% assign x = "y" %}', 'date: "%s"', 'split: ""', '"', "'"],
]

export const listWords: readonly string[] = [
  ...['amzn1.ask.account.ABC', 'user', 'region', ',', ';', '\t', '\n', '\r\n', '\r', '"', '""'],
  ...[
    '{"user":"amzn1.ask.account.A","region":"EU"}',
    '{',
    '}',
    '[',
    'NA',
    'eu',
    '#',
    ' ',
    '\ufeff',
  ],
  ...['user,region\n', '\u0000', '\ud83d', 'x'.repeat(70_000)],
]
