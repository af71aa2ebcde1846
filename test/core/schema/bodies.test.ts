import { describe, expect, it } from 'vitest'
import { eventNames } from '../../../src/core/alexa.ts'
import { isValidBody, problemsOfBody } from '../../../src/core/event/payload.ts'
import type { Json, Path } from '../../../src/core/json.ts'
import { bodyWith, changed, eventCases, pathFrom } from './event-cases.ts'

const payloadPath: Path = ['event', 'payload']

it('has a case for every event', () => {
  expect(eventCases.map(({ name }) => name).sort()).toEqual([...eventNames].sort())
})

describe.each(eventCases)(
  '$name',
  ({ name, full, required, optional, enums, integers, times, localizable }) => {
    const body = bodyWith(name, full)

    async function problemsWith(dotted: string, replacement?: Json) {
      const other = changed(body, [...payloadPath, ...pathFrom(dotted)], replacement)
      const problems = problemsOfBody(name, other)
      const hasErrors = problems.some(({ severity }) => severity === 'error')
      expect(isValidBody(name, other)).toBe(!hasErrors)
      return problems
    }

    it('is valid with every property', async () => {
      expect(problemsOfBody(name, body)).toEqual([])
      expect(isValidBody(name, body)).toBe(true)
    })

    it.each(required)('wants %s', async dotted => {
      const problems = await problemsWith(dotted)
      expect(problems).toMatchObject([
        {
          path: [...payloadPath, ...pathFrom(dotted)],
          part: 'value',
          keyword: 'required',
          severity: 'error',
          message: `${dotted} is missing.`,
        },
      ])
      const values = enums[dotted] ?? enums[`${dotted}.0`] ?? []
      if (enums[dotted] !== undefined) expect(problems[0]?.help).toContain(values.join(', '))
    })

    it.each(optional)('can do without %s', async dotted => {
      expect(await problemsWith(dotted)).toEqual([])
    })

    for (const [dotted, values] of Object.entries(enums)) {
      it.each(values)(`accepts %s as ${dotted}`, async value => {
        expect(await problemsWith(dotted, value)).toEqual([])
      })

      it.each(values)(`says what is meant by a misspelled %s as ${dotted}`, async value => {
        const misspelled = `${value}X`
        expect(await problemsWith(dotted, misspelled)).toMatchObject([
          {
            path: [...payloadPath, ...pathFrom(dotted)],
            part: 'value',
            keyword: 'enum',
            severity: 'error',
            message: expect.stringContaining(`did you mean ${value}?`),
            help: `Write ${value}.`,
          },
        ])
      })

      it(`lists the values where ${dotted} is like none of them`, async () => {
        const [problem] = await problemsWith(dotted, '…')
        expect(problem?.message).toContain(values.join(', '))
        expect(problem?.message).not.toContain('did you mean')
      })
    }

    it.each(integers)('wants a whole number as %s', async dotted => {
      expect(await problemsWith(dotted, 7)).toEqual([])
      const [text] = await problemsWith(dotted, '3')
      expect(text).toMatchObject({
        keyword: 'type',
        severity: 'error',
        help: 'Write 3 without quotes.',
      })
      expect(text?.message).toContain('must be a whole number, not the string "3"')
      expect(await problemsWith(dotted, 1.5)).toMatchObject([
        { keyword: 'type', severity: 'error' },
      ])
      const severity = dotted === 'messageGroup.count' ? 'error' : 'warning'
      expect(await problemsWith(dotted, -1)).toMatchObject([{ keyword: 'minimum', severity }])
    })

    it.each(times)('wants a date and time as %s', async dotted => {
      for (const good of goodTimes) expect(await problemsWith(dotted, good), good).toEqual([])
      for (const bad of badTimes) {
        expect(await problemsWith(dotted, bad), bad).toMatchObject([{ severity: 'error' }])
      }
      expect(await problemsWith(dotted, 1_777_636_800_000)).toMatchObject([
        { keyword: 'type', help: expect.stringContaining('2026-05-01T12:00:00Z') },
      ])
    })

    it.each(Object.keys(localizable))('wants some text as %s', async dotted => {
      expect(await problemsWith(dotted, 'Literal text')).toEqual([])
      expect(await problemsWith(dotted, '')).toMatchObject([
        { keyword: 'minLength', severity: 'error', message: `${dotted} is empty.` },
      ])
      expect(await problemsWith(dotted, null)).toMatchObject([
        { keyword: 'type', message: expect.stringContaining('not nothing') },
      ])
      expect(await problemsWith(dotted, { name: 'x' })).toMatchObject([
        { keyword: 'type', message: expect.stringContaining('not a map') },
      ])
    })

    it('warns of a property it does not know, at its name', async () => {
      const [top = ''] = Object.keys(full)
      for (const parent of ['', `${top}.`]) {
        expect(await problemsWith(`${parent}zzzzzzzz`, 1)).toMatchObject([
          {
            path: [...payloadPath, ...pathFrom(`${parent}zzzzzzzz`)],
            part: 'key',
            keyword: 'additionalProperties',
            severity: 'warning',
          },
        ])
      }
    })

    it('refuses a payload that is no map', async () => {
      for (const payload of [null, [], 'text', 1]) {
        const other = bodyWith(name, payload)
        expect(problemsOfBody(name, other)).toMatchObject([
          { path: payloadPath, keyword: 'type', severity: 'error' },
        ])
        expect(isValidBody(name, other)).toBe(false)
      }
    })

    it('refuses a body of another event', async () => {
      const otherName = eventNames.find(candidate => candidate !== name) ?? name
      const other = bodyWith(otherName, full)
      expect(problemsOfBody(name, other)).toMatchObject([{ path: ['event', 'name'] }])
      expect(isValidBody(name, other)).toBe(false)
    })

    it('is accepted whatever was checked before', () => {
      expect(isValidBody(name, body)).toBe(true)
      expect(isValidBody(name, changed(body, ['timestamp']))).toBe(false)
      expect(isValidBody(name, body)).toBe(true)
    })
  },
)

const goodTimes = [
  '2018-06-18T22:10:01.00Z',
  '2026-01-15T12:00:00Z',
  '2026-01-15T12:00:00.123456789Z',
  '2026-01-15T12:00:00+00:00',
  '2026-01-15T12:00:00-09:30',
  '2026-01-15T12:00:00',
  '2026-01-15T12:00Z',
]

const badTimes = [
  '2026-01-15 12:00:00Z',
  '2026-01-15',
  '1777636800000',
  '2026-13-15T12:00:00Z',
  '2026-01-32T12:00:00Z',
  '2026-01-15T24:00:00Z',
  '2026-01-15T12:60:00Z',
  '2026-01-15T12:00:00.Z',
  '2026-01-15T12:00:00+0200',
  '2026-01-15T12:00:00Z and more',
  ' 2026-01-15T12:00:00Z',
  'tomorrow',
  '',
]
