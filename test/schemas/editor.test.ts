import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { editorSchema } from '../../scripts/generate-editor.ts'
import { isArray, isObject, type Json } from '../../src/core/json.ts'
import { bodyWith, changed, eventCases, pathFrom } from '../core/schema/event-cases.ts'
import { publishedSchemas } from './published-schemas.ts'

const file = new URL('../../schemas/editor/event-file.schema.json', import.meta.url)
const text = await readFile(file, 'utf8')
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false })
ajv.addVocabulary(['patternErrorMessage', 'deprecationMessage', 'doNotSuggest'])
const validate = ajv.compile(JSON.parse(text))

const payloadPath = ['event', 'payload']

it('is what the schemas give', async () => {
  expect(JSON.parse(text)).toEqual(editorSchema(await publishedSchemas()))
})

it('stands alone', () => {
  const references = [...text.matchAll(/"\$ref": "([^"]*)"/g)].map(match => match[1])
  expect(new Set(references)).toEqual(new Set(['#/definitions/template']))
})

it('holds nothing that editors do not know', () => {
  expect(text).not.toMatch(/"x-/)
})

describe.each(eventCases)(
  'a file for $name',
  ({ name, full, required, enums, times, integers }) => {
    const body = bodyWith(name, full)
    const short = { event: { name, payload: full } }
    const withValue = (dotted: string, value?: Json) =>
      changed(short, [...payloadPath, ...pathFrom(dotted)], value)

    it("is accepted as Amazon's body and in the short form", () => {
      expect(validate(body), ajv.errorsText(validate.errors)).toBe(true)
      expect(validate(short), ajv.errorsText(validate.errors)).toBe(true)
      const localizedAttributes = { 'en-US': { someText: 'x {{ release.name }}' } }
      expect(validate({ ...short, localizedAttributes, expiresIn: '12h' })).toBe(true)
    })

    it('is accepted with a template instead of every value', () => {
      const templated = { event: { name, payload: templatesIn(full) } }
      expect(validate(templated), ajv.errorsText(validate.errors)).toBe(true)
    })

    it('is refused with a value that does not exist', () => {
      for (const [dotted, [first = '']] of Object.entries(enums)) {
        expect(validate(withValue(dotted, first)), dotted).toBe(true)
        expect(validate(withValue(dotted, `${first}X`)), dotted).toBe(false)
        expect(validate(withValue(dotted, `${first.toLowerCase()}`)), dotted).toBe(false)
      }
    })

    it('is refused with a time or a number that is none', () => {
      for (const dotted of times)
        expect(validate(withValue(dotted, 'tomorrow')), dotted).toBe(false)
      for (const dotted of integers) expect(validate(withValue(dotted, '3')), dotted).toBe(false)
    })

    it('is refused without a required property, and with an unknown one', () => {
      for (const dotted of required) expect(validate(withValue(dotted)), dotted).toBe(false)
      expect(validate(withValue('zzzz', 1))).toBe(false)
    })
  },
)

describe('around the payload', () => {
  const event = {
    name: 'AMAZON.WeatherAlert.Activated',
    payload: { weatherAlert: { alertType: 'TORNADO' } },
  }

  it.each([
    ['templates for times', { event, timestamp: '{{ now }}', expiresIn: '{{ variables.life }}' }],
    ['a user from a variable', { event, relevantAudience: unicastTo('{{ variables.user }}') }],
    ['an audience from a variable', { event, relevantAudience: { type: '{{ x }}', payload: {} } }],
    ['a name from a variable', { event: { name: '{{ x }}', payload: { anything: 1 } } }],
    ['the address of the schema', { $schema: './event-file.schema.json', event }],
  ])('accepts %s', (_, whole) => {
    expect(validate(whole), ajv.errorsText(validate.errors)).toBe(true)
  })

  it.each([
    ['a misspelled event', { event: { ...event, name: 'AMAZON.WeatherAlert.Active' } }],
    ['no event', {}],
    ['no payload', { event: { name: event.name } }],
    ['an unknown key', { event, localizedattribute: [] }],
    ['a lifetime without unit', { event, expiresIn: '12' }],
    ['a time with a blank', { event, timestamp: '2026-05-01 12:00:00Z' }],
    ['a locale with an underscore', { event, localizedAttributes: { en_US: {} } }],
    ['a number as text', { event, localizedAttributes: { 'en-US': { source: 1 } } }],
    ['a Unicast without user', { event, relevantAudience: { type: 'Unicast', payload: {} } }],
  ])('refuses %s', (_, whole) => {
    expect(validate(whole)).toBe(false)
  })

  function unicastTo(user: string) {
    return { type: 'Unicast', payload: { user } }
  }
})

function templatesIn(value: Json): Json {
  if (isArray(value)) return value.map(templatesIn)
  if (!isObject(value)) return '{{ variables.anything }}'
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, templatesIn(inner)]))
}
