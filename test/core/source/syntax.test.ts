import { describe, expect, it } from 'vitest'
import { readText } from '../../../src/core/source/read.ts'

async function syntaxOf(file: string, text: string): Promise<readonly string[]> {
  const { diagnostics } = await readText(file, text)
  return diagnostics.map(
    ({ place, message, help }) => `${place?.line}:${place?.column} ${message} ${help}`,
  )
}

describe('mistakes in JSON', () => {
  it.each<[string, string, string]>([
    ['{"a": 1,}', '1:8', 'comma after the last entry, before "}"'],
    ['[1,\n]', '1:3', 'comma after the last entry, before "]"'],
    ['{"a": 1 "b": 2}', '1:7', 'comma is missing'],
    ['[1 2]', '1:2', 'comma is missing'],
    ['{,}', '1:2', 'Value expected: ",".'],
    ['{"a": 1,, "b": 2}', '1:9', 'Property name expected: ",".'],
    ["{'a': 1}", '1:2', 'single quotes'],
    ['{"a": \'x\'}', '1:7', 'single quotes'],
    ['{“a”: 1}', '1:2', 'Invalid symbol: "“a”".'],
    ['{a: 1}', '1:2', 'The key "a" has no quotes'],
    ['{"a" 1}', '1:6', 'Colon expected: "1".'],
    ['{"a": }', '1:7', 'Value expected: "}".'],
    ['{"a": True}', '1:7', 'Invalid symbol: "True".'],
    ['{"a": undefined}', '1:7', 'Invalid symbol: "undefined".'],
    ['{"a": NaN}', '1:7', 'Invalid symbol: "NaN".'],
    ['{"a": tru}', '1:7', 'Invalid symbol: "tru".'],
    ['{"a": 01}', '1:8', 'Comma expected: "1".'],
    ['{"a": +1}', '1:7', 'Invalid symbol: "+1".'],
    ['{"a": .5}', '1:7', 'Invalid symbol: ".5".'],
    ['{"a": 1.}', '1:7', 'Unexpected end of number: "1.".'],
    ['{"a": "x\\\\\\q"}', '1:11', 'Invalid escape character: \\q.'],
    ['{"a": "\\u12"}', '1:8', 'Invalid unicode: \\u.'],
    ['{"a": "x\ty"}', '1:9', 'Invalid character: \\t.'],
    ['{"a": "😀\u0001"}', '1:10', 'Invalid character: \\u0001.'],
    ['{"a": "x\n"}', '1:7', 'closing double quote is missing'],
    ['{"a": "x"y"}', '1:10', 'Invalid symbol: "y".'],
    ['{"a": [1, 2}', '1:12', 'Comma expected: "}".'],
    ['{"a": 1', '1:8', '"}" is missing'],
    ['[1', '1:3', '"]" is missing'],
    ['{} {}', '1:4', 'more text after the end'],
    ['{"a": /* b */ 1}', '1:7', 'not allow comments'],
    ['# a\n{}', '1:1', 'not allow comments'],
    ['{"a": {{ x }}}', '1:8', 'template is not in quotes'],
    ['name: x', '1:1', 'does not begin like JSON'],
    ['<html>', '1:1', 'does not begin like JSON'],
  ])('%j at %s', async (text, at, says) => {
    const [first = ''] = await syntaxOf('a.json', text)
    expect(first.startsWith(`${at} `), first).toBe(true)
    expect(first).toContain(says)
  })

  it('are told together as long as the structure is clear', async () => {
    const found = await syntaxOf('a.json', '{\n// a\n"b": 1\n"c": [2,],\n}')
    expect(found.map(text => text.split(' ')[0])).toEqual(['2:1', '3:6', '4:8', '4:10'])
  })

  it('are told once where the rest only follows from them', async () => {
    expect(await syntaxOf('a.json', '{"a": \'b\', c: 1}')).toHaveLength(1)
  })

  it('are cut short where there are very many', async () => {
    expect(await syntaxOf('a.json', '// a\n'.repeat(1000))).toHaveLength(20)
  })
})

describe('mistakes in YAML', () => {
  it.each([']', '}', '] \n'])(
    'do not keep the parser, however many brackets: %j',
    async bracket => {
      const before = process.cpuUsage()
      const [first] = await syntaxOf('a.yaml', bracket.repeat(60_000 / bracket.length))
      const { user, system } = process.cpuUsage(before)
      expect(first).toContain('1:1')
      expect(user + system).toBeLessThan(400_000)
    },
  )

  it.each([
    ['maps in one line', `${' e:'.repeat(5_000)} x\n`],
    ['maps in one line, with more below', `${'<e: '.repeat(5_000)}nt:\n  a: 1\n`],
    ['lists in one line', '- '.repeat(20_000)],
    ['lists in brackets', `a: ${'['.repeat(60_000)}`],
    ['keys in keys', '? '.repeat(20_000)],
  ])('are told, not thrown, however deep: %s', async (_name, text) => {
    const { document, diagnostics } = await readText('a.yaml', text)
    expect(document).toBeUndefined()
    expect(diagnostics.length).toBeGreaterThan(0)
  })

  it.each<[string, string, string]>([
    ['a:\n\tb: 1', '2:1', 'tab'],
    ['a: "x', '1:6', 'closing quote is missing'],
    ["a: 'it's'", '1:8', 'Put the whole text in quotes'],
    ['a: [1, 2', '1:9', 'A list is not closed: "]" is missing'],
    ['a: {b: 1', '1:9', 'An object is not closed: "}" is missing'],
    ['title: Foo: bar', '1:8', 'in quotes'],
    ['a: 1\n b: 2', '1:4', 'indentation'],
    ['a:\n  b: 1\n c: 2', '3:1', 'indented differently'],
    ['a: @b', '1:4', 'cannot begin with this character'],
    ['a: "\\q"', '1:5', 'Invalid escape sequence \\q.'],
    ['a: 1\nb', '2:1', 'colon is missing'],
    ['a: {{ b }} c', '1:12', 'template is not in quotes'],
    ['}', '1:1', 'Unexpected flow-map-end token in YAML document: "}".'],
  ])('%j at %s', async (text, at, says) => {
    const [first = ''] = await syntaxOf('a.yaml', text)
    expect(first.startsWith(`${at} `), first).toBe(true)
    expect(first).toContain(says)
  })

  it.each([
    ['a: {{ x }} ]'],
    [']'],
    ['%\n'],
    ['\ta: b\n'],
    ['- !x y\n'],
    ['{['],
    ['"a\n'],
    ['a: b: c\n'],
    ['- &a *a\n'],
    // With time for each that grows with what came before, this would take hours.
  ])('as many of %j as fit into a megabyte are answered', { timeout: 120_000 }, async mistake => {
    const text = mistake.repeat(Math.floor(2 ** 20 / mistake.length))
    expect((await syntaxOf('a.yaml', text)).length).toBeGreaterThan(0)
  })

  it('close the quotes of what they cut', async () => {
    const [, second] = await syntaxOf('a.yaml', `> "\n ${'x'.repeat(99)}`)
    expect(second).toContain(`YAML stream: " ${'x'.repeat(58)}…". Check`)
  })

  it('are told once a line, three at most', async () => {
    expect(await syntaxOf('a.yaml', '- a\nb: 1')).toHaveLength(1)
    expect(await syntaxOf('a.yaml', '\ta: 1\n'.repeat(1000))).toHaveLength(3)
  })
})
