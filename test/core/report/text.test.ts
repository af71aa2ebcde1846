import { describe, expect, test } from 'vitest'
import { type Diagnostic, finding, type Place } from '../../../src/core/diagnostic.ts'
import {
  type Ahead,
  closingText,
  countsText,
  decisionsText,
  deliveriesTitle,
  deliveryText,
  findingsText,
  findingText,
  previewText,
} from '../../../src/core/report/text.ts'
import type { Delivery, Outcome, Result } from '../../../src/core/result.ts'
import type { SourceText } from '../../../src/core/source/read.ts'
import { colorStyle, plainStyle, withoutColors } from '../../cli/streams.ts'
import { placeOf, settingWarning, syntaxError } from './results.ts'

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

test('equal findings are one, with all their places', () => {
  const again = { ...inManifest, place: placeIn('skill.json', 2, 4) }
  const text = findingsText([inManifest, again], sources, plainStyle)
  expect(text).toMatch(
    /^warning skill\.json:2:4 settings\/value\n {2}Odd\. Also at skill\.json:3:4\.\n/,
  )
  expect(text.match(/Odd\./g)).toHaveLength(1)
})

test('a place in a text that is not at hand is named without its lines', () => {
  const text = findingsText([inEvent], [], plainStyle)
  expect(text).toContain('error event.yaml:2:1')
  expect(text).not.toContain('|')
})

test('colors change nothing but colors', () => {
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

const ahead: Ahead = {
  plan: {
    stage: { stage: 'live', reason: 'refs/heads/main matches live-refs "main"' },
    regions: { regions: ['NA', 'FE'], reason: 'the setting regions says so' },
    body: {
      timestamp: '2026-05-01T12:00:00Z',
      expiryTime: '2026-05-01T13:30:00Z',
      referenceId: 'ref1',
      event: { name: 'AMAZON.WeatherAlert.Activated', payload: {} },
      localizedAttributes: [],
      relevantAudience: { type: 'Multicast', payload: {} },
    },
  },
  preview: [
    { locale: 'en-US', speech: 'There is a storm.', wording: 'exact', notes: [] },
    { locale: 'ja-JP', speech: '嵐です。', wording: 'english', notes: ['A note.'] },
    { locale: 'de-DE', speech: 'Ein Sturm.', wording: 'english', notes: ['A note.'] },
  ],
  diagnostics: [],
  sources: [],
}

function deliveryWith(change: Partial<Delivery>): Delivery {
  return {
    region: 'NA',
    audience: 'Multicast',
    outcome: 'accepted',
    httpStatus: 202,
    requestId: 'id1',
    attempts: 1,
    inDoubt: false,
    message: '',
    ...change,
  }
}

function resultWith(change: Partial<Result>): Result {
  return {
    status: 'sent',
    stage: 'live',
    stageReason: 'so',
    regions: ['NA', 'EU'],
    regionsReason: 'so',
    referenceId: 'ref1',
    diagnostics: [],
    preview: [],
    deliveries: [deliveryWith({}), deliveryWith({ region: 'EU' })],
    simulated: false,
    skippedReason: undefined,
    failed: false,
    ...change,
  }
}

const ended = { interrupted: false, more: 'More is known.' }

describe('before sending', () => {
  test('each decision has its reason', () => {
    const text = decisionsText(ahead, plainStyle)
    expect(text).toContain('Stage     live, because refs/heads/main matches live-refs "main"')
    expect(text).toContain('Regions   NA and FE, because the setting regions says so')
    expect(text).toMatch(/Expires +2026-05-01T13:30:00Z, 1h 30m after/)
  })

  test('nothing is shown where nothing is heard', () => {
    expect(previewText({ preview: [] }, plainStyle)).toBe('What customers hear\n\n')
  })

  test.each([
    [{}, 'Delivery to Amazon\n'],
    [{ simulate: 'true' }, 'Delivery to the built-in simulator\n'],
    [{ 'api-url': 'http://127.0.0.1' }, 'Delivery to the server of api-url\n'],
  ])('it is said where events go: %j', (raw, title) => {
    expect(deliveriesTitle(raw, 'api-url', plainStyle)).toBe(title)
  })

  test('every language has its sentence, and each note stands below once', () => {
    const lines = previewText(ahead, plainStyle).split('\n')
    expect(lines.slice(0, 5)).toEqual([
      'What customers hear',
      '  Locale  Length  Alexa says',
      '  en-US   2 s     "There is a storm."',
      '  ja-JP   1 s     "嵐です。" [1] [2]',
      '  de-DE   1 s     "Ein Sturm." [1] [2]',
    ])
    expect(lines.filter(line => line.includes('A note.'))).toEqual(['  [2]  A note.'])
  })

  test('what customers hear is set apart from English words around it', () => {
    const parts = [
      { kind: 'localized', text: 'La Quête' },
      { kind: 'template', text: ' will air.' },
    ] as const
    const french = { locale: 'fr-FR', speech: 'La Quête will air.', wording: 'english' } as const
    const preview = [{ ...french, parts, notes: [] }]
    const shown = previewText({ ...ahead, preview }, plainStyle)
    expect(shown).toContain('  fr-FR   2 s     English: «La Quête» will air. [1]')
    expect(shown).toContain('what is set apart')
  })

  test('a long sentence goes on below itself', () => {
    const speech = 'スタークエストの新しいバージョンが公開されました。'.repeat(4)
    const preview = [{ locale: 'ja-JP', speech, wording: 'exact', notes: [] }] as const
    const lines = previewText({ ...ahead, preview }, plainStyle)
      .split('\n')
      .slice(2)
    const sentence = lines.slice(
      0,
      lines.findIndex(line => line.includes('estimate')),
    )
    expect(sentence.length).toBeGreaterThan(1)
    for (const line of sentence.slice(1)) expect(line).toMatch(/^ {18}\S/)
    expect(sentence.map(line => line.slice(18)).join('')).toBe(`"${speech}"`)
  })

  test('colors change nothing but colors', () => {
    const plain = decisionsText(ahead, plainStyle) + previewText(ahead, plainStyle)
    const colored = decisionsText(ahead, colorStyle) + previewText(ahead, colorStyle)
    expect(colored).not.toBe(plain)
    expect(withoutColors(colored)).toBe(plain)
  })
})

describe('a delivery', () => {
  const cases: readonly { outcome: Outcome; change: Partial<Delivery>; line: string }[] = [
    { outcome: 'accepted', change: {}, line: '  NA  accepted      HTTP 202, request id id1\n' },
    {
      outcome: 'already-sent',
      change: { httpStatus: 409, attempts: 2 },
      line: '  NA  already sent  HTTP 409, request id id1, 2 attempts\n',
    },
    {
      outcome: 'failed',
      change: { httpStatus: undefined, requestId: undefined },
      line: '  NA  failed        no answer\n',
    },
    {
      outcome: 'failed',
      change: { httpStatus: undefined, requestId: undefined, attempts: 0 },
      line: '  NA  failed        nothing was sent\n',
    },
    {
      outcome: 'rejected',
      change: { httpStatus: 400, requestId: '\u001b[2J' },
      line: '  NA  rejected      HTTP 400, request id \\x1b[2J\n',
    },
  ]
  test.each(cases)('$line', ({ outcome, change, line }) => {
    const delivery = deliveryWith({ outcome, ...change })
    expect(deliveryText(delivery, plainStyle)).toBe(line)
    expect(withoutColors(deliveryText(delivery, colorStyle))).toBe(line)
  })
})

describe('the end', () => {
  test('names the reference id and what a 202 means', () => {
    const text = closingText(resultWith({}), ended, plainStyle)
    expect(text).toMatch(/Reference id {2}ref1\n/)
    expect(text).toMatch(/202 says only/)
    expect(text).toContain('\nMore is known.\n')
    expect(closingText(resultWith({}), { interrupted: ended.interrupted }, plainStyle)).toBe(
      text.replace('More is known.\n', ''),
    )
  })

  test('of a simulation does not claim that Amazon took anything', () => {
    const text = closingText(resultWith({ simulated: true }), ended, plainStyle)
    expect(text).toMatch(/^Simulated: .* NA and EU .*Nobody was notified/m)
    expect(text).not.toContain('Amazon')
  })

  test('of an interruption does not claim that anything was refused', () => {
    const result = resultWith({
      status: 'failed',
      deliveries: [deliveryWith({ outcome: 'failed', httpStatus: undefined, inDoubt: true })],
      failed: true,
    })
    const text = closingText(result, { ...ended, interrupted: true }, plainStyle)
    expect(text).toMatch(/^Interrupted\. Not confirmed: it is not known whether .*\.$/m)
    expect(text).not.toContain('not accepted')
  })

  test('of a refusal says nothing of 202', () => {
    const deliveries = [deliveryWith({ outcome: 'rejected', httpStatus: 400 })]
    const result = resultWith({ status: 'failed', deliveries, failed: true })
    expect(closingText(result, ended, plainStyle)).not.toContain('202')
  })

  test.each([
    { status: 'skipped', skippedReason: 'A draft.', says: 'A draft.' },
    { status: 'dry-run', skippedReason: undefined, says: 'nothing was sent' },
  ] as const)('$status names no reference id', ({ status, skippedReason, says }) => {
    const result = resultWith({ status, skippedReason, deliveries: [] })
    const text = closingText(result, ended, plainStyle)
    expect(text).toContain(says)
    expect(text).not.toContain('Reference id')
  })
})

test('a finding names its place as editors understand it, and is never a workflow command', () => {
  const textOf = (finding: Diagnostic) => findingText({ finding, places: [] }, [], plainStyle)
  expect(textOf(syntaxError)).toMatch(
    /^error skill\.json:3:5 source\/syntax\n {2}A comma is missing here\.\n/,
  )
  expect(textOf(settingWarning)).toMatch(
    /^warning settings\/value\n {2}The setting rate is unusual\.\n/,
  )
  const hostile = { ...syntaxError, place: placeOf('::error::x\n', 1, 1), message: 'a\u001b[1mb' }
  expect(textOf(hostile)).toMatch(/^error :\\:error::x\\n:1:1 source\/syntax\n {2}a\\x1b\[1mb\n/)
})
