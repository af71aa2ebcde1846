import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Place } from '../../../src/core/diagnostic.ts'
import type { Json, Path } from '../../../src/core/json.ts'
import type { Document } from '../../../src/core/source/document.ts'
import { type Reading, readDocument, readText } from '../../../src/core/source/read.ts'
import { mutationsOf } from './mutations.ts'

const skill = readFileSync(new URL('../../fixtures/skill.json', import.meta.url))

async function documentOf(file: string, text: string): Promise<Document> {
  const { document, diagnostics } = await readText(file, text)
  if (document === undefined) throw new Error(diagnostics.map(one => one.message).join('\n'))
  return document
}

describe('values', () => {
  it.each<[string, string, string, Json]>([
    ['JSON', 'a.json', '{"a": [1, true, null, "é"]}', { a: [1, true, null, 'é'] }],
    ['escapes', 'a.json', '{"a\\u0062": "\\ud83d\\ude00\\n"}', { ab: '😀\n' }],
    ['JSON by another name', 'a.yaml', '{"a": 1.5e3}', { a: 1500 }],
    ['YAML', 'a.yaml', 'a:\n- 1\n- b: c\n', { a: [1, { b: 'c' }] }],
    ['YAML in braces', 'a.yaml', '{a: 1}', { a: 1 }],
    ['words that YAML 1.1 took for true and false', 'a', 'a: NO\nb: on', { a: 'NO', b: 'on' }],
    ['the same under a directive', 'a', '%YAML 1.1\n---\na: NO', { a: 'NO' }],
    [
      'dates',
      'a',
      'a: 2026-01-15\nb: 2026-01-15T12:00:00Z',
      { a: '2026-01-15', b: '2026-01-15T12:00:00Z' },
    ],
    [
      'keys that look like other values',
      'a',
      '1.0: a\nNO: b\n2026-01-15: c',
      { '1.0': 'a', NO: 'b', '2026-01-15': 'c' },
    ],
    ['a value left out', 'a', 'a:\nb: 1', { a: null, b: 1 }],
    ['text of several lines', 'a', 'a: |\n  b\n  c\n', { a: 'b\nc\n' }],
    ['an alias', 'a', 'a: &x { b: 1 }\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['an anchor set anew', 'a', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['the last of repeated keys', 'a.json', '{"a": 1, "a": 2}', { a: 2 }],
    ['a byte order mark', 'a.json', '\uFEFF{}', {}],
    ['CRLF', 'a.yaml', 'a: 1\r\nb: "c"\r\n', { a: 1, b: 'c' }],
  ])('%s', async (_name, file, text, value) => {
    expect((await documentOf(file, text)).value).toStrictEqual(value)
  })

  it.each(['a.json', 'a.yaml'])('keeps __proto__ an ordinary key in %s', async file => {
    const { value } = await documentOf(file, '{"__proto__": {"polluted": 1}, "constructor": 2}')
    expect(Object.keys(value ?? {})).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('keeps __proto__ an ordinary key in YAML', async () => {
    const { value } = await documentOf('a', '__proto__:\n  polluted: 1\n')
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})

describe('places', () => {
  const json = '{\n  "name": "😀",\n  "list": [1, { "a": 2 }]\n}'
  const yaml = 'name: "😀" # end\nlist:\n  - 1\n  - a: 2\nempty:\nalias: &x\n  b: 3\nother: *x\n'

  it.each<[string, string, Path, 'value' | 'key', string]>([
    ['a.json', json, ['name'], 'value', '2:11-2:15'],
    ['a.json', json, ['name'], 'key', '2:3-2:9'],
    ['a.json', json, ['list', 1, 'a'], 'value', '3:22-3:23'],
    ['a.json', json, ['list', 1], 'key', '3:15-3:25'],
    ['a.json', json, ['list', 7, 'a'], 'value', '3:11-3:26'],
    ['a.json', json, ['name', 'deeper', 0], 'key', '2:11-2:15'],
    ['a.json', json, ['missing'], 'key', '1:1-4:2'],
    ['a.json', json, ['list', 'a'], 'value', '3:11-3:26'],
    ['a.json', json, ['constructor'], 'value', '1:1-4:2'],
    ['a.json', json, [], 'value', '1:1-4:2'],
    ['a.json', json, [0], 'value', '1:1-4:2'],
    ['a.json', ' {\n}', [], 'value', '1:2-2:2'],
    ['a.yaml', '-\n- 1\n', [0], 'value', '1:2-1:3'],
    ['a.yaml', '? a\n? b\n', ['b'], 'value', '2:3-2:4'],
    ['a.yaml', yaml, ['name'], 'value', '1:7-1:11'],
    ['a.yaml', yaml, ['list', 1, 'a'], 'value', '4:8-4:9'],
    ['a.yaml', yaml, ['list', 1, 'a'], 'key', '4:5-4:6'],
    ['a.yaml', yaml, ['list'], 'value', '3:3-4:9'],
    ['a.yaml', yaml, ['empty'], 'value', '5:1-5:6'],
    ['a.yaml', yaml, ['empty', 'missing'], 'value', '5:1-5:6'],
    ['a.yaml', yaml, ['other'], 'value', '8:8-8:10'],
    ['a.yaml', yaml, ['other', 'b'], 'value', '7:6-7:7'],
    ['a.yaml', yaml, ['missing'], 'value', '1:1-8:10'],
  ])('%s: %3$j, %s', async (file, text, path, part, expected) => {
    const document = await documentOf(file, text)
    expect(spanText(document.place(path, part))).toBe(expected)
    const inCrlf = await documentOf(file, text.replaceAll('\n', '\r\n'))
    expect(spanText(inCrlf.place(path, part))).toBe(expected)
    const marked = await documentOf(file, `\uFEFF${text}`)
    expect(spanText(marked.place(path, part))).toBe(expected)
  })
})

describe('whatever the bytes are', () => {
  const yaml = new TextEncoder().encode(`# announcement
event: &event
  name: AMAZON.MediaContent.Available
  payload: { availability: { startTime: "2026-05-01T12:00:00Z" }, list: [a, 'b', *c] }
text: >-
  Canal météo
  😀
again: *event
`)
  const sources: readonly [string, Uint8Array][] = [
    ['skill.json', skill],
    ['event.yaml', yaml],
  ]

  it.each(sources)('a beginning of %s is read or refused at a place in it', async (file, bytes) => {
    const mistakes: string[] = []
    for (let length = 0; length < bytes.length; length += 1) {
      mistakes.push(...mistakesOf(await readDocument(file, bytes.subarray(0, length))))
    }
    expect(mistakes).toEqual([])
  })

  it('no beginning of a JSON object passes for the whole', async () => {
    const end = skill.lastIndexOf('}')
    for (let length = 0; length <= end; length += 7) {
      const { document } = await readDocument('skill.json', skill.subarray(0, length))
      expect(document).toBeUndefined()
    }
  })

  it.each(sources)('a damaged %s is read or refused at a place in it', async (file, bytes) => {
    const mistakes: string[] = []
    for (const damaged of mutationsOf(bytes, 500)) {
      mistakes.push(...mistakesOf(await readDocument(file, damaged)))
    }
    expect(mistakes).toEqual([])
  })
})

describe('JSON', () => {
  it.each([
    '  "text"  ',
    'null',
    '-1.5e-3',
    '{"a":[1,true,null,{"b":[]}],"c":{}}',
    '{"quote \\" and \\\\":"value: \\"x\\": {","\\u0061\\ud83d\\ude00":"emoji 😀"}',
    '[[[[[[]]]]],"{[\\"]}"]',
  ])('in which nothing is wrong is read as by JSON.parse: %j', async text => {
    const { document, diagnostics } = await readText('a.json', text)
    expect(diagnostics).toEqual([])
    expect(document?.value).toEqual(JSON.parse(text))
  })

  it.each([
    ['a repeated key', '{"a":1,"a":2}', 'source/duplicate-key'],
    ['a repeated key, written differently', '{"a":1,"\\u0061":2}', 'source/duplicate-key'],
    ['a repeated key deep inside', '[{"a":[{"b":1,"c":2,"b":3}]}]', 'source/duplicate-key'],
    ['a comment', '{"a":1} // one', 'source/syntax'],
    ['a whole number that loses digits', '[9007199254740993]', 'source/number'],
    ['a number without end', '[1e999]', 'source/number'],
    ['depth without end', '['.repeat(100_000), 'source/too-deep'],
    ['65 levels', '['.repeat(65) + ']'.repeat(65), 'source/too-deep'],
  ])('with %s has one finding', async (_, text, rule) => {
    const { diagnostics } = await readText('a.json', text)
    expect(diagnostics).toMatchObject([{ rule }])
  })

  const text = '{"a":[1,-2.5e3,true,null],"é\\n\\u0041":{"":[{},[]]},"b":"c/\\\\"}'

  it('is taken and refused exactly as JSON.parse does it', async () => {
    const differences: string[] = []
    for (const bytes of mutationsOf(new TextEncoder().encode(text), 5000)) {
      const damaged = new TextDecoder().decode(bytes)
      const { document } = await readText('a.json', damaged)
      const ours = document === undefined ? 'refused' : JSON.stringify(document.value)
      if (ours !== parsed(damaged)) differences.push(`${damaged} is ${ours}`)
    }
    expect(differences).toEqual([])
  })
})

function parsed(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return 'refused'
  }
}

/** What cannot be right about a reading: no value and no reason, or a finding outside of the text. */
function mistakesOf({ document, diagnostics, source }: Reading): readonly string[] {
  const lines = (source?.text ?? '').split('\n')
  const outside = diagnostics.filter(({ place }) => {
    const line = place === undefined ? undefined : lines[place.line - 1]
    return line === undefined || (place?.column ?? 0) > line.length + 1
  })
  const isSilent =
    document === undefined && !diagnostics.some(({ severity }) => severity === 'error')
  return [
    ...(isSilent ? [`no error about ${JSON.stringify(source?.text)}`] : []),
    ...outside.map(({ message }) => `"${message}" is outside of ${JSON.stringify(source?.text)}`),
  ]
}

function spanText({ line, column, endLine, endColumn }: Place): string {
  return `${line}:${column}-${endLine}:${endColumn}`
}
