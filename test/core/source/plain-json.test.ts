import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/core/source/json.ts'
import { parsePlainJson } from '../../../src/core/source/plain-json.ts'

const skill = readFileSync(new URL('../../fixtures/skill.json', import.meta.url), 'utf8')

const plain = [
  skill,
  skill.replaceAll('\n', '\r\n'),
  JSON.stringify(JSON.parse(skill)),
  '{}',
  '[]',
  '  "text"  ',
  'null',
  '-1.5e-3',
  '{"a":[1,true,null,{"b":[]}],"c":{}}',
  '{"quote \\" and \\\\":"value: \\"x\\": {","\\u0061\\ud83d\\ude00":"emoji 😀"}',
  '{"__proto__":{"constructor":1},"":""}',
  '[[[[[[]]]]],"{[\\"]}"]',
]

describe('JSON in which nothing is wrong', () => {
  it.each(plain)('is read and placed as by the thorough parser: %j', text => {
    const tree = parsePlainJson(text)
    const thorough = parseJson(text)
    expect(thorough.problems).toEqual([])
    expect(tree?.value).toEqual(thorough.tree?.value)
    expect(tree?.node).toEqual(thorough.tree?.node)
  })

  it('does not take a key for the prototype', () => {
    const value = parsePlainJson('{"__proto__":{"polluted":true}}')?.value
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})

describe('JSON in which something may be wrong', () => {
  it.each([
    ['a repeated key', '{"a":1,"a":2}'],
    ['a repeated key, written differently', '{"a":1,"\\u0061":2}'],
    ['a repeated key deep inside', '[{"a":[{"b":1,"c":2,"b":3}]}]'],
    ['a comma too many', '{"a":1,}'],
    ['a comment', '{"a":1} // one'],
    ['nothing', ''],
    ['a whole number that loses digits', '[9007199254740993]'],
    ['a number without end', '[1e999]'],
    ['depth without end', '['.repeat(100_000)],
    ['65 levels', '['.repeat(65) + ']'.repeat(65)],
  ])('is left to the thorough parser: %s', (_, text) => {
    expect(parsePlainJson(text)).toBeUndefined()
    expect(parseJson(text).problems.length).toBeGreaterThan(0)
  })
})
