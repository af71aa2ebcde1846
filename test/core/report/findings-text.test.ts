import { describe, expect, test } from 'vitest'
import { finding, type Place } from '../../../src/core/diagnostic.ts'
import { countsText, findingsText } from '../../../src/core/report/findings-text.ts'
import type { SourceText } from '../../../src/core/source/read.ts'
import { colorStyle, plainStyle, withoutColors } from '../../cli/streams.ts'

function placeIn(file: string, line: number, column: number, length = 3): Place {
  return { file, line, column, endLine: line, endColumn: column + length }
}

const sources: readonly SourceText[] = [
  { file: 'skill.json', text: '{\n  "one": 1,\n  "two": 2\n}' },
  { file: 'event.yaml', text: 'one: 1\ntwo: 2\n' },
]
const inEvent = finding('settings/value', placeIn('event.yaml', 2, 1), 'Wrong.', 'Right it.')
const inManifest = finding(
  'settings/value',
  placeIn('skill.json', 3, 4),
  'Odd.',
  'Even it.',
  'warning',
)
const earlier = finding('settings/value', placeIn('skill.json', 2, 4), 'Early.', 'Be late.')
const nowhere = finding('settings/event-missing', undefined, 'Missing.', 'Add it.', 'notice')

test('a finding is its place, message, lines, help and address', () => {
  expect(findingsText([inManifest], sources, plainStyle)).toBe(
    `warning skill.json:3:4 settings/value
  Odd.
    1 | {
    2 |   "one": 1,
  > 3 |   "two": 2
      |    ^^^
    4 | }
  Even it.
  https://github.com/alexa-proactive/alexa-proactive/blob/v1/docs/rules.md#settingsvalue

`,
  )
})

test('findings stand in reading order: without place, then file by file', () => {
  const text = findingsText([inEvent, inManifest, nowhere, earlier], sources, plainStyle)
  expect(text.match(/Missing\.|Early\.|Odd\.|Wrong\./g)).toEqual([
    'Missing.',
    'Early.',
    'Odd.',
    'Wrong.',
  ])
})

test('a place in a text that is not at hand is named without its lines', () => {
  const text = findingsText([inEvent], [], plainStyle)
  expect(text).toContain('error event.yaml:2:1')
  expect(text).not.toContain('|')
})

test('colours change nothing but colours', () => {
  const colored = findingsText([inEvent, inManifest, nowhere], sources, colorStyle)
  expect(colored).toContain('\u001b[31m')
  expect(withoutColors(colored)).toBe(
    findingsText([inEvent, inManifest, nowhere], sources, plainStyle),
  )
})

test('what files and the network say is printed, never obeyed', () => {
  const hostile = finding(
    'settings/value',
    { ...placeIn('event.yaml', 1, 1), file: 'a\u001b[2J\n::error::b.yaml' },
    'A \u001b]0;title\u0007 text\r::warning::x',
    'Help\u202e me.',
  )
  const text = findingsText([hostile], [], plainStyle)
  for (const steering of ['\u001b', '\u0007', '\r', '\u202e']) expect(text).not.toContain(steering)
  expect(text).not.toMatch(/^\s*::/m)
})

describe('the sum', () => {
  test.each([
    { diagnostics: [], says: 'Checked: no findings.\n' },
    { diagnostics: [inEvent, inManifest, earlier], says: 'Found: 2 errors and 1 warning.\n' },
    { diagnostics: [nowhere], says: 'Found: 1 notice.\n' },
  ])('$says', ({ diagnostics, says }) => {
    expect(countsText(diagnostics, plainStyle)).toBe(says)
    expect(withoutColors(countsText(diagnostics, colorStyle))).toBe(says)
  })
})
