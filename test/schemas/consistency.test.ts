import { describe, expect, it } from 'vitest'
import { schemaOf } from '../../scripts/generate-schemas.ts'
import { eventNames, skillLocales } from '../../src/core/alexa.ts'
import type { Diagnostic, Place } from '../../src/core/diagnostic.ts'
import { isArray, isObject, type Json, type Path, valueAt } from '../../src/core/json.ts'
import type { Document } from '../../src/core/source/document.ts'
import { readDocument, readText } from '../../src/core/source/read.ts'
import { bodyWith, changed, eventCases as schemaCases } from '../core/schema/event-cases.ts'
import { eventCases } from '../rules/event.cases.ts'
import { manifestCases } from '../rules/manifest.cases.ts'
import type { RuleCase, RuleCases } from '../rules/rule-case.ts'
import { runCase } from '../rules/run-case.ts'
import { publishedSchemas } from './published-schemas.ts'
import { isTemplate, type Refusal, refusalsOf } from './refusals.ts'

const manifestSchema = schemaOf(await publishedSchemas(), 'manifest.schema.json')

// Editors check with the published schemas, runs with rules of their own: both must be of one mind.

interface RefusedCase {
  readonly what: string
  readonly ruleCase: RuleCase
  readonly document: Document
  readonly refusals: readonly Refusal[]
}

/** One kind of file, of which a case has one or none. */
interface Kind {
  readonly schema: string
  fileIn(ruleCase: RuleCase): string | undefined
  /** Whether the file alone decides about what the schema refuses. */
  isSettled(refusal: Refusal, ruleCase: RuleCase, value: Json): boolean
}

const manifestKind: Kind = {
  schema: 'manifest.schema.json',
  fileIn: ({ files, settings }) =>
    [settings?.['manifest'], 'skill-package/skill.json', 'skill.json'].find(
      file => file !== undefined && Object.hasOwn(files, file),
    ),
  // The ASK CLI writes the events when it deploys what ask-resources.json says.
  isSettled: ({ path }, { files }) =>
    !Object.hasOwn(files, 'ask-resources.json') || path[1] !== 'events',
}

const eventKind: Kind = {
  schema: 'event-file.schema.json',
  fileIn: ({ settings }) => settings?.['event-file'],
  isSettled: ({ path }, _, value) => !isTemplate(valueAt(value, path)),
}

/** The cases whose file can be parsed, but is refused by its schema. */
async function refusedAmong(
  cases: readonly RuleCase[],
  { schema, fileIn, isSettled }: Kind,
): Promise<readonly RefusedCase[]> {
  const refused: RefusedCase[] = []
  for (const ruleCase of cases) {
    const document = await documentOf(ruleCase, fileIn(ruleCase))
    if (document === undefined) continue
    const refusals = refusalsOf(schema, document.value).filter(refusal =>
      isSettled(refusal, ruleCase, document.value),
    )
    if (refusals.length > 0) refused.push({ what: ruleCase.name, ruleCase, document, refusals })
  }
  return refused
}

async function documentOf(
  { files }: RuleCase,
  file: string | undefined,
): Promise<Document | undefined> {
  const content = file === undefined ? undefined : files[file]
  if (file === undefined || content === undefined) return undefined
  const reading =
    typeof content === 'string' ? await readText(file, content) : await readDocument(file, content)
  return reading.document
}

/** What the schema refuses, but no error and no warning is about. */
async function unexplained(one: RefusedCase): Promise<readonly Refusal[]> {
  const { diagnostics } = await runCase(one.ruleCase)
  const grave = diagnostics.filter(({ severity }) => severity !== 'notice')
  return one.refusals.filter(
    refusal => !grave.some(found => explains(found, refusal, one.document)),
  )
}

/**
 * Whether a finding stands at what is refused, or at what holds it. What is missing may also stand
 * there under a wrong name, or in a wrong place further inside.
 */
function explains({ place }: Diagnostic, { path, keyword }: Refusal, document: Document): boolean {
  if (place?.file !== document.file) return false
  const holder = path.slice(0, -1)
  if (keyword === 'required') {
    return [document.place(holder, 'value'), document.place(holder, 'key')].some(
      around => !isBefore(place, around) && isBefore(place, endOf(around)),
    )
  }
  return [path, holder]
    .flatMap(part => [document.place(part, 'value'), document.place(part, 'key')])
    .some(({ line, column }) => place.line === line && place.column === column)
}

type Position = Pick<Place, 'line' | 'column'>

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column)
}

function endOf({ endLine, endColumn }: Place): Position {
  return { line: endLine, column: endColumn }
}

function named(cases: RuleCases[keyof RuleCases], id: string): readonly RuleCase[] {
  return [...cases.found, ...cases.clean].map(one => ({ ...one, name: `${id}, ${one.name}` }))
}

const inManifests = await refusedAmong(
  Object.entries(manifestCases).flatMap(([id, cases]) => named(cases, id)),
  manifestKind,
)
const inEventFiles = await refusedAmong(
  Object.entries(eventCases).flatMap(([id, cases]) => named(cases, id)),
  eventKind,
)

describe('what the schema refuses, the rules find', () => {
  it.each(inManifests)('in a manifest: $what', async one => {
    expect(await unexplained(one)).toEqual([])
  })

  it.each(inEventFiles)('in an event file: $what', async one => {
    expect(await unexplained(one)).toEqual([])
  })

  it('in many a case', () => {
    expect(inManifests.length).toBeGreaterThan(40)
    expect(inEventFiles.length).toBeGreaterThan(60)
  })
})

const endpoint = { uri: 'https://example.com/alexa', sslCertificateType: 'Trusted' }
const manifest = {
  manifest: {
    manifestVersion: '1.0',
    permissions: [{ name: 'alexa::devices:all:notifications:write' }],
    events: {
      publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }],
      subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
      endpoint,
      regions: { EU: { endpoint } },
    },
    publishingInformation: { locales: { 'en-US': { name: 'Star Quest' } } },
  },
}
const short = {
  event: {
    name: 'AMAZON.WeatherAlert.Activated',
    payload: { weatherAlert: { source: 'localizedattribute:source', alertType: 'TORNADO' } },
  },
  localizedAttributes: { 'en-US': { source: 'Example Weather' } },
  expiresIn: '12h',
  relevantAudience: { type: 'Unicast', payload: { user: 'amzn1.ask.account.EXAMPLE' } },
}

const wholeFiles: readonly { readonly what: string; readonly kind: Kind; readonly file: Json }[] = [
  { what: 'a manifest', kind: manifestKind, file: manifest },
  { what: 'an event in the short form', kind: eventKind, file: short },
  ...schemaCases.map(({ name, full }) => ({
    what: `a body of ${name}`,
    kind: eventKind,
    file: bodyWith(name, full),
  })),
]

const strange: readonly (Json | undefined)[] = [
  ...[undefined, null, true, 1, -1, 0.5, '', 'x', 'arn', '2026-05-01', 'en-US'],
  ...[[], {}, [null], ['x'], [{}], { x: 1 }],
]

describe.each(wholeFiles)('of $what, any part replaced', ({ kind, file }) => {
  it('is refused by the schema only where the rules find something', async () => {
    const variations = pathsIn(file, []).flatMap(path =>
      strange.map((value): RuleCase => {
        const text = JSON.stringify(changed(file, path, value), undefined, 1)
        return {
          name: `${JSON.stringify(path)}: ${JSON.stringify(value)}`,
          files: { [kind === manifestKind ? 'skill.json' : 'event.json']: text },
          settings: kind === manifestKind ? {} : { 'event-file': 'event.json' },
        }
      }),
    )
    const refused = await refusedAmong(variations, kind)
    expect(refused.length).toBeGreaterThan(variations.length / 3)
    for (const one of refused) expect(await unexplained(one), one.what).toEqual([])
  })
})

/** Every part of a value but the whole. */
function pathsIn(value: Json, path: Path): readonly Path[] {
  const steps = isArray(value)
    ? value.map((_, index) => index)
    : isObject(value)
      ? Object.keys(value)
      : []
  return steps.flatMap(step => {
    const inner = [...path, step]
    return [inner, ...pathsIn(valueAt(value, [step]) ?? null, inner)]
  })
}

describe('the names in the schema of the manifest are those of the rules:', () => {
  const inManifest: Path = ['definitions', 'manifest', 'properties']
  const publications: Path = ['events', 'properties', 'publications', 'items', 'properties']
  const locales: Path = ['publishingInformation', 'properties', 'locales', 'properties']

  it('publications', () => {
    const path = [...inManifest, ...publications, 'eventName', 'enum']
    expect(valueAt(manifestSchema, path)).toEqual(eventNames)
  })

  it('locales', () => {
    const known = valueAt(manifestSchema, [...inManifest, ...locales])
    expect(Object.keys(isObject(known) ? known : {})).toEqual(skillLocales)
  })
})
