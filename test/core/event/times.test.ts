import { describe, expect, test } from 'vitest'
import { Findings, Part } from '../../../src/core/event/diagnostic.ts'
import { checkTime, readTime, readTimes } from '../../../src/core/event/times.ts'
import type { Json } from '../../../src/core/json.ts'
import { tableNames } from '../../../src/core/setting-names.ts'
import { defaultOptions, linesOf, readEventText } from './reading.ts'

describe('times that are read', () => {
  test.each([
    ['2018-06-18T22:10:01.00Z', '2018-06-18T22:10:01.000Z', true],
    ['2026-01-15T12:00:00Z', '2026-01-15T12:00:00.000Z', true],
    ['2026-01-15T12:00:00.123Z', '2026-01-15T12:00:00.123Z', true],
    ['2026-01-15T12:00:00+00:00', '2026-01-15T12:00:00.000Z', true],
    ['2026-01-15T12:00:00+05:30', '2026-01-15T06:30:00.000Z', true],
    ['2026-01-15T12:00:00-08:00', '2026-01-15T20:00:00.000Z', true],
    ['2026-01-15T12:00Z', '2026-01-15T12:00:00.000Z', true],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', true],
    ['2026-01-15T12:00:00', '2026-01-15T12:00:00.000Z', false],
  ])('%s', (text, utc, hasZone) => {
    expect(readTime(text)).toEqual({ instant: Date.parse(utc), hasZone, text })
  })
})

describe('zones that are written in another way', () => {
  test.each([
    ['2026-05-01T12:00:00z', '2026-05-01T12:00:00Z'],
    ['2026-05-01T12:00:00.5+0000', '2026-05-01T12:00:00.5+00:00'],
    ['2026-05-01T12:00:00+00', '2026-05-01T12:00:00+00:00'],
    ['2026-05-01T12:00-0830', '2026-05-01T12:00-08:30'],
  ])('%s', async (written, sent) => {
    const { instant } = { instant: undefined, ...readTime(sent) }
    expect(readTime(written)).toEqual({ instant, hasZone: true, text: sent })
    const { body, diagnostics } = await readEventText(
      `{ "timestamp": "${written}", "event": { "name": "AMAZON.MediaContent.Available", "payload": {
        "availability": { "startTime": "${written}", "method": "RELEASE" },
        "content": { "name": "localizedattribute:name", "contentType": "GAME" } } },
        "localizedAttributes": { "en-US": { "name": "Star Quest" } } }`,
    )
    expect(diagnostics).toEqual([])
    expect(body?.timestamp).toBe(sent)
    expect(body?.event.payload).toHaveProperty('availability.startTime', sent)
  })
})

test('what is finer than a millisecond counts', () => {
  const [from, until] = ['2026-01-15T12:00:00.123456Z', '2026-01-16T12:00:00.123457Z'].map(readTime)
  if (from === undefined || !('instant' in from)) throw new Error('It was not read.')
  if (until === undefined || !('instant' in until)) throw new Error('It was not read.')
  expect(until.instant - from.instant).toBeGreaterThan(24 * 60 * 60_000)
  expect(until.instant - from.instant).toBeCloseTo(24 * 60 * 60_000 + 0.001, 3)
})

describe('times that are not', () => {
  test.each([
    ['', 'is empty', undefined],
    [' ', 'is empty', undefined],
    ['2026-05-01 12:00:00Z', 'has a space where', '2026-05-01T12:00:00Z'],
    ['2026-05-01 12:00:00 UTC', 'has a space where', '2026-05-01T12:00:00Z'],
    ['2026-05-01 12:00:00', 'has a space where', '2026-05-01T12:00:00Z'],
    ['2026-05-01  12:00:00Z', 'has a space where', '2026-05-01T12:00:00Z'],
    [' 2026-05-01T12:00:00Z ', 'not quite', '2026-05-01T12:00:00Z'],
    ['2026-05-01T12:00:00 +02', 'not quite', '2026-05-01T12:00:00+02'],
    ['2026-05-01T12:00:00,5', 'not quite', '2026-05-01T12:00:00.5Z'],
    ['2026-05-01t12:00:00z', 'not quite', '2026-05-01T12:00:00Z'],
    ['2026-05-01T12:00:00 +0200', 'not quite', '2026-05-01T12:00:00+0200'],
    ['2026-05-01T12:00:00,5Z', 'not quite', '2026-05-01T12:00:00.5Z'],
    ['2026-05-01', 'day without time', '2026-05-01T12:00:00Z'],
    ['on 2026-05-01', 'not in ISO 8601 form', undefined],
    ['2026-05-01 at noon', 'not in ISO 8601 form', undefined],
    ['1777636800000', 'number 1777636800000', '2026-05-01T12:00:00.000Z'],
    ['1777636800', 'number 1777636800', '2026-05-01T12:00:00.000Z'],
    ['at 1777636800', 'not in ISO 8601 form', undefined],
    ['1777636800 UTC', 'not in ISO 8601 form', undefined],
    [1777636800000, 'number', '2026-05-01T12:00:00.000Z'],
    [1777636800, 'number', '2026-05-01T12:00:00.000Z'],
    [1e9, 'number', '2001-09-09T01:46:40.000Z'],
    [1e9 - 1, 'number', undefined],
    [1e11 - 1, 'number', '5138-11-16T09:46:39.000Z'],
    [1e11, 'number', '1973-03-03T09:46:40.000Z'],
    [253_402_300_799_000, 'number', '9999-12-31T23:59:59.000Z'],
    [253_402_300_800_000, 'number', undefined],
    [-1777636800000, 'number', undefined],
    [12, 'number 12', undefined],
    [Number.MAX_VALUE, 'number', undefined],
    ['2026-02-29T12:00:00Z', 'calendar', undefined],
    ['2026-13-01T12:00:00Z', 'calendar', undefined],
    ['2026-05-01T24:00:00Z', 'calendar', undefined],
    ['2026-05-01T12:60:00Z', 'calendar', undefined],
    ['2026-05-01T12:00:60Z', 'calendar', undefined],
    ['2026-04-31T12:00:00Z', 'calendar', undefined],
    ['2026-05-00T12:00:00Z', 'calendar', undefined],
    ['0000-01-01T00:00:00Z', 'calendar', undefined],
    ['May 1, 2026 12:00', 'not in ISO 8601 form', undefined],
    ['tomorrow', 'not in ISO 8601 form', undefined],
    [null, 'nothing', undefined],
    [true, 'true', undefined],
    [{ $date: '2026-05-01T12:00:00Z' }, 'a map', undefined],
  ])('%j', (value, problem, example) => {
    const reading = readTime(value)
    if (!('mistake' in reading)) throw new Error('It was read.')
    expect(reading.mistake).toContain(problem)
    expect(reading.corrected).toBe(example)
    if (reading.corrected === undefined) return
    expect(readTime(reading.corrected)).toHaveProperty('hasZone', true)
  })
})

describe('the form of a time', () => {
  test.each<[string, Json, string]>([
    ['timestamp', '2026-05-01T12:00:00Z', ''],
    ['timestamp', '', 'is empty. Leave it out, or write it like "2026-05-01T12:00:00Z".'],
    ['expiryTime', '', 'is empty. Leave it out, or write it like "2026-05-01T12:00:00Z".'],
    ['startTime', '', 'is empty. Write it like "2026-05-01T12:00:00Z".'],
    [
      'timestamp',
      '2026-05-09',
      '"2026-05-09" is a day without time. Write it like "2026-05-09T12:00:00Z".',
    ],
  ])('%s %j', (name, value, says) => {
    const found = new Findings()
    checkTime(name, new Part(value, [name], found))
    const expected = `error event/time-form at the value ${name}: ${name} ${says}`
    expect(linesOf(found)).toEqual(says === '' ? [] : [expected])
  })

  test('without zone', () => {
    const found = new Findings()
    checkTime('startTime', new Part('2026-05-01T12:00:00', ['startTime'], found))
    expect(linesOf(found)).toEqual([
      'warning event/time-zone at the value startTime: startTime "2026-05-01T12:00:00" has no zone, and how Amazon reads it is not documented. Write "2026-05-01T12:00:00Z" for UTC, or add an offset such as "+02:00".',
    ])
  })
})

describe('the times of an event', () => {
  const window = 'event/expiry-window at the value'
  const passed = 'event/time-passed at the value'
  const wants = 'Amazon requires 5 minutes to 24 hours.'
  const leaveOut = 'Leave out both times and write expiresIn, between "5m" and "24h".'
  const oneReading = 'Leave out both times: they are computed from one reading of the clock.'
  const within = 'Write expiresIn between "5m" and "24h".'
  const filledIn = 'Leave out timestamp and expiryTime: they are filled in when the event is sent.'
  const noon = '2026-05-01T12:00:00Z'

  /** What is found where both times are in the file; the run is at noon. */
  function between(timestamp: string, expiryTime: string, sending = false) {
    return timesOf({ timestamp, expiryTime }, { sending }).lines
  }

  function timesOf(
    parts: Partial<Record<'timestamp' | 'expiryTime' | 'expiresIn', Json>>,
    options: Partial<Parameters<typeof readTimes>[1]> = {},
  ) {
    const found = new Findings()
    const beside = new Map(
      (['timestamp', 'expiryTime', 'expiresIn'] as const).flatMap(key => {
        const value = parts[key]
        return value === undefined ? [] : [[key, new Part(value, [key], found)] as const]
      }),
    )
    const times = readTimes(beside, { ...defaultOptions, ...options }, found)
    return { times, lines: linesOf(found) }
  }

  test.each([
    ['2026-05-02T12:00:00Z', ''],
    ['2026-05-01T12:05:00Z', ''],
    [noon, `expiryTime equals timestamp; ${wants} ${leaveOut}`],
    ['2026-05-01T11:56:00Z', `expiryTime is 4m before timestamp; ${wants} ${leaveOut}`],
    ['2026-04-28T11:00:00Z', `expiryTime is 3 days before timestamp; ${wants} ${leaveOut}`],
    ['2026-05-01T12:00:00.999Z', `The notification lives 999ms only; ${wants} ${leaveOut}`],
    ['2026-05-01T12:04:59.999Z', `The notification lives 4m 59s only; ${wants} ${leaveOut}`],
    [
      '2026-05-02T12:00:00.0001Z',
      `The notification lives 24h and less than 1ms; ${wants} ${oneReading}`,
    ],
    ['2026-05-02T12:00:00.001Z', `The notification lives 24h and 1ms; ${wants} ${oneReading}`],
    ['2026-05-02T12:00:59Z', `The notification lives 24h and 59s; ${wants} ${oneReading}`],
    ['2026-05-02T12:01:00Z', `The notification lives 24h 1m; ${wants} ${leaveOut}`],
    ['2026-05-03T12:00:00Z', `The notification lives 2 days; ${wants} ${leaveOut}`],
  ])('from noon to %s', (until, says) => {
    expect(between(noon, until)).toEqual(says === '' ? [] : [`error ${window} expiryTime: ${says}`])
  })

  test.each([
    ['the same moment', noon, '0ms'],
    ['two days ago', '2026-04-29T12:00:00Z', '2 days'],
    ['an hour ago', '2026-05-01T11:00:00Z', '60m'],
  ])('until %s', (_, until, ago) => {
    const says = `expiryTime passed ${ago === '60m' ? '1h' : ago} ago, so nobody would hear the notification. ${filledIn}`
    expect(timesOf({ expiryTime: until }).lines).toEqual([`warning ${passed} expiryTime: ${says}`])
    expect(timesOf({ expiryTime: until }, { sending: true }).lines).toEqual([
      `error ${passed} expiryTime: ${says}`,
    ])
    const from = new Date(Date.parse(until) - 3_600_000).toISOString()
    expect(between(from, until)).toEqual([`warning ${passed} expiryTime: ${says}`])
  })

  test('until a day that is near only on another day', () => {
    const says = `expiryTime: The notification lives 8 days; ${wants} ${leaveOut}`
    const expiryTime = '2026-05-09T12:00:00Z'
    expect(timesOf({ expiryTime }).lines).toEqual([`warning ${window} ${says}`])
    expect(timesOf({ expiryTime }, { sending: true }).lines).toEqual([`error ${window} ${says}`])
  })

  test('from a time of which a day has passed', () => {
    const { lines } = timesOf({ timestamp: '2026-04-29T12:00:00Z' })
    expect(lines).toEqual([
      `warning ${passed} timestamp: timestamp is so old that the notification expired 24h ago. ${filledIn}`,
    ])
  })

  test.each([
    ['0m', '0ms only'],
    ['3m', '3m only'],
    ['25h', '25h'],
    ['86401s', '24h and 1s'],
  ])('for %s', (expiresIn, length) => {
    const says = `The notification lives ${length}; ${wants} ${within}`
    expect(timesOf({ expiresIn }).lines).toEqual([`error ${window} expiresIn: ${says}`])
    expect(timesOf({ expiresIn, timestamp: noon }).lines).toEqual([
      `error ${window} expiresIn: ${says}`,
    ])
  })

  test('for longer or shorter than a setting may say', () => {
    const says = `The notification lives 1m only; ${wants} ${within}`
    const expiresIn = 60_000
    expect(timesOf({}, { expiresIn }).lines).toEqual([
      `error event/expiry-window at the setting: ${says}`,
    ])
    expect(timesOf({ timestamp: noon }, { expiresIn }).lines).toEqual([
      `error ${window} timestamp: ${says}`,
    ])
  })

  test.each([
    [12, 'expiresIn is 12, not a length of time. Add a unit: "12m" or "12h".'],
    [
      'one day',
      'expiresIn is "one day", not a length of time. Write it like "90m", "12h" or "PT12H".',
    ],
    [null, 'expiresIn is nothing, not a length of time. Write it like "90m", "12h" or "PT12H".'],
  ])('for %j', (expiresIn, says) => {
    expect(timesOf({ expiresIn }).lines).toEqual([
      `error event/expires-in at the value expiresIn: ${says}`,
    ])
  })

  test('until the last day there is, and no further', () => {
    const longest = { timestamp: '1970-01-01T00:00:00Z', expiresIn: '2400000000h' }
    expect(timesOf(longest).times?.expiryTime).toBe('+275760-09-13T00:00:00.000Z')
    expect(timesOf({ ...longest, timestamp: '1970-01-01T00:00:01Z' }).times).toBeUndefined()
  })

  test('none of them, where one cannot be read', () => {
    for (const key of ['timestamp', 'expiryTime'] as const) {
      const { times, lines } = timesOf({ [key]: '' })
      expect(times).toBeUndefined()
      expect(lines).toEqual([
        `error event/time-form at the value ${key}: ${key} is empty. Leave it out, or write it like "${noon}".`,
      ])
    }
  })

  test('a length beside an end has no effect', () => {
    const expiryTime = '2026-05-02T12:00:00Z'
    const says = 'has no effect, because the file has an expiryTime. Keep one of them.'
    expect(timesOf({ expiryTime, expiresIn: '1h' }).lines).toEqual([
      `warning event/expires-in-unused at the value expiresIn: expiresIn ${says}`,
    ])
    expect(timesOf({ expiryTime }, { expiresIn: 3_600_000 }).lines).toEqual([
      `warning event/expires-in-unused at the setting: The setting expires-in ${says}`,
    ])
    const names = { subject: (name: string) => `--${name}` }
    expect(
      timesOf({ expiryTime }, { expiresIn: 3_600_000, names: { ...tableNames, ...names } }).lines,
    ).toEqual([`warning event/expires-in-unused at the setting: --expires-in ${says}`])
  })
})
