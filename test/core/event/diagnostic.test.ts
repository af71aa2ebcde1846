import { expect, test } from 'vitest'
import { Findings, kindOf, placed, quoted } from '../../../src/core/event/diagnostic.ts'
import type { Json } from '../../../src/core/json.ts'
import { readText } from '../../../src/core/source/read.ts'

test.each<[Json, string, string]>([
  ['A', '"A"', 'a string'],
  [1, '1', 'a number'],
  [true, 'true', 'a boolean'],
  [null, 'nothing', 'nothing'],
  [['A'], 'a list', 'a list'],
  [{ a: 'A' }, 'a map', 'a map'],
])('%j in a message', (value, named, kind) => {
  expect(quoted(value)).toBe(named)
  expect(kindOf(value)).toBe(kind)
})

test('findings stand in the order of the file, each once, at the key or the value', async () => {
  const { document } = await readText('event.yaml', 'event: &x { a: 1 }\nagain: *x\n')
  if (document === undefined) throw new Error('It was not read.')
  const found = new Findings()
  found.add(['again', 'a'], 'value', 'event/value-type', 'It is wrong.', 'Write it.')
  found.add(['event', 'a'], 'value', 'event/value-type', 'It is wrong.', 'Write it.')
  found.add(['event', 'a'], 'key', 'event/key-unknown', 'It is unknown.', 'Remove it.')
  found.add(['event'], 'key', 'event/key-unknown', 'It is unknown.', 'Remove it.', 'notice')
  found.add(undefined, 'value', 'event/expires-in-unused', 'It has no effect.', 'Remove it.')
  expect(
    placed(document, found.all).map(({ rule, severity, place }) => [
      rule,
      severity,
      place === undefined ? undefined : `${place.line}:${place.column}`,
    ]),
  ).toEqual([
    ['event/expires-in-unused', 'warning', undefined],
    ['event/key-unknown', 'notice', '1:1'],
    ['event/key-unknown', 'warning', '1:13'],
    ['event/value-type', 'error', '1:16'],
  ])
})
