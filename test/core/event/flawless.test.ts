import { describe, expect, it } from 'vitest'
import { eventNames } from '../../../src/core/catalog.ts'
import type { EventBody } from '../../../src/core/event/body.ts'
import { examineEvent } from '../../../src/core/event/examine.ts'
import { flawlessEvent } from '../../../src/core/event/flawless.ts'
import type { EventOptions, EventReading } from '../../../src/core/event/read.ts'
import { referencesIn } from '../../../src/core/event/references.ts'
import { renderTemplates } from '../../../src/core/event/templates.ts'
import { isObject } from '../../../src/core/json.ts'
import type { Manifest } from '../../../src/core/manifest/manifest.ts'
import { readText } from '../../../src/core/source/read.ts'
import { eventCases } from '../../rules/event.cases.ts'
import type { RuleCase } from '../../rules/rule-case.ts'
import { payloads } from '../../simulator/bodies.ts'
import { type Change, commonChanges, pathsIn, replaced } from '../../support/mutations.ts'
import { defaultOptions } from './reading.ts'

const manifest: Manifest = {
  file: 'skill.json',
  publishedIn: 'skill.json',
  namesPublications: true,
  publications: [...eventNames],
  misspeltPublications: [],
  locales: ['en-US', 'de-DE'],
  regions: [],
  endpoints: [],
}

const options: EventOptions = {
  ...defaultOptions,
  sending: true,
  scope: { n: 3, name: 'Star' },
  manifest,
}

/** How the quick path and the rules read the same file; undefined where it cannot be parsed. */
async function bothWays(
  text: string,
  changed: Partial<EventOptions> = {},
): Promise<{ readonly quick: EventBody | undefined; readonly whole: EventReading } | undefined> {
  const { document } = await readText('event', text)
  if (document === undefined) return undefined
  const all = { ...options, ...changed }
  const rendered = await renderTemplates(document.value, all.scope)
  const whole = await examineEvent(document, rendered, all)
  const isRendered = rendered.remarks.length === 0
  return {
    quick: isRendered ? flawlessEvent(rendered.value, document.value, all) : undefined,
    whole,
  }
}

const events = eventNames.map(name => {
  const payload = payloads[name]
  const texts = Object.fromEntries(referencesIn(payload).map(({ key }) => [key, 'Text']))
  const attributes =
    Object.keys(texts).length === 0
      ? {}
      : { localizedAttributes: { 'en-US': texts, 'de-DE': texts } }
  return { name, file: { event: { name, payload }, ...attributes } }
})

const changes: readonly Change[] = [
  ...commonChanges,
  ['a blank', () => ' '],
  ['with a blank behind', value => (typeof value === 'string' ? `${value} ` : value)],
  ['in small letters', value => (typeof value === 'string' ? value.toLowerCase() : value)],
  ['with a locale in it', value => (isObject(value) ? { ...value, locale: 'en-US' } : value)],
  ['with a locale more', value => (isObject(value) ? { ...value, 'fr-FR': { x: 'y' } } : value)],
  ['a reference', () => 'localizedattribute:content'],
  ['a reference without key', () => 'localizedattribute:'],
  ['nearly a reference', () => 'localizedAttributes.content'],
  ['a time without zone', () => '2026-05-02T20:00:00'],
  ['no day of the calendar', () => '2026-02-30T20:00:00Z'],
  ['a template', () => '{{ name }}'],
  ['a template that is a number', () => '{{ n }}'],
  ['a template that fails', () => '{{ unknown }}'],
]

describe('a flawless event', () => {
  it.each(events)('is known as one, and completed as the rules do: $name', async ({ file }) => {
    const both = await bothWays(JSON.stringify(file))
    if (both?.whole.diagnostics.length === 0) expect(both.quick).toEqual(both.whole.body)
    else expect(both?.quick).toBeUndefined()
  })

  it('is what most of the examples above are', async () => {
    const all = await Promise.all(events.map(({ file }) => bothWays(JSON.stringify(file))))
    expect(all.filter(both => both?.quick !== undefined).length).toBeGreaterThanOrEqual(5)
  })

  it.each(changes)('is never one with a finding: a value %s', async (_, change) => {
    let flawed = 0
    for (const { file } of events) {
      for (const path of pathsIn(file)) {
        const both = await bothWays(JSON.stringify(replaced(file, path, change)))
        if (both === undefined) continue
        if (both.whole.diagnostics.length > 0) flawed += 1
        if (both.quick !== undefined) {
          expect({ path, body: both.quick, diagnostics: [] }).toEqual({ path, ...both.whole })
        }
      }
    }
    expect(flawed).toBeGreaterThan(0)
  })

  it.each<[string, Partial<EventOptions>]>([
    ['no manifest', { manifest: undefined }],
    ['a shorter life', { expiresIn: 600_000 }],
    ['a skill of one language', { manifest: { ...manifest, locales: ['en-US'] } }],
    ['a skill of more languages', { manifest: { ...manifest, locales: ['en-US', 'ja-JP'] } }],
    ['a skill that publishes nothing', { manifest: { ...manifest, publications: [] } }],
    ['a skill of unknown publications', { manifest: { ...manifest, namesPublications: false } }],
    ['a reference id', { referenceId: 'Chosen1' }],
    ['a reference id that is none', { referenceId: 'a b' }],
  ])('is the same both ways with %s', async (_, changed) => {
    for (const { file } of events) {
      const both = await bothWays(JSON.stringify(file), changed)
      if (both?.quick === undefined) continue
      expect({ body: both.quick, diagnostics: [] }).toEqual(both.whole)
    }
  })

  it('is none of the cases in which a rule finds something', async () => {
    const cases: readonly RuleCase[] = Object.values(eventCases).flatMap(({ found }) => [...found])
    const texts = cases.flatMap(({ files }) =>
      [files['event.yaml'], files['event.json']].filter(text => typeof text === 'string'),
    )
    const all = await Promise.all(texts.map(text => bothWays(text, { manifest: undefined })))
    const flawed = all.filter(both => both !== undefined && both.whole.diagnostics.length > 0)
    expect(flawed.length).toBeGreaterThan(80)
    expect(flawed.filter(both => both?.quick !== undefined)).toEqual([])
  })
})
