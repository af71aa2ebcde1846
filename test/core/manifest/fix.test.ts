import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type EventName, eventNames } from '../../../src/core/alexa.ts'
import { unknownContext } from '../../../src/core/context.ts'
import { noProxy } from '../../../src/core/delivery/proxy.ts'
import type { Diagnostic } from '../../../src/core/diagnostic.ts'
import { isObject, type Json, leavesOf, type Path, parsedJson } from '../../../src/core/json.ts'
import { type Fixing, fixManifest } from '../../../src/core/manifest/fix.ts'
import { nodeWorld } from '../../../src/core/node-world.ts'
import { run } from '../../../src/core/run.ts'
import { parseSettings } from '../../../src/core/settings.ts'
import type { World } from '../../../src/core/world.ts'
import { projectFolder } from '../../cli/child.ts'
import { cleanManifest } from '../../cli/folder.ts'

const bom = '\ufeff'

interface Fixed extends Fixing {
  readonly before: readonly Diagnostic[]
  readonly after: readonly Diagnostic[]
  /** What the file holds in the end. */
  readonly text: string
}

/** Corrects a manifest that is nowhere but in memory, with an event to send or without. */
async function fixed(
  given: Readonly<Record<string, string>>,
  event?: EventName,
  manifest = Object.keys(given)[0] ?? '',
): Promise<Fixed> {
  const texts = new Map(Object.entries(given))
  const files: Pick<World, 'readFile'> = {
    async readFile(path) {
      const text = texts.get(path)
      return text === undefined ? undefined : Buffer.from(text)
    },
  }
  const { settings } = await parseSettings({
    command: 'validate',
    manifest,
    ...(event && { event: `{event: {name: ${event}, payload: {}}}` }),
  })
  if (settings === undefined) throw new Error('the settings are wrong')
  const check = async (of: Pick<World, 'readFile'>): Promise<readonly Diagnostic[]> => {
    const world: World = { ...nodeWorld(path => path, noProxy), ...of }
    const { diagnostics } = await run(settings, unknownContext, world, {
      signal: new AbortController().signal,
      userAgent: 'test',
      diagnostics: [],
      observe() {},
      openSimulation: () => Promise.reject(new Error('nothing is sent')),
    })
    return diagnostics
  }
  const before = await check(files)
  const fixing = await fixManifest({ manifest, event, check }, files)
  for (const { file, after } of fixing.files) {
    texts.set(file, `${texts.get(file)?.startsWith(bom) ? bom : ''}${after}`)
  }
  return { ...fixing, before, after: await check(files), text: texts.get(manifest) ?? '' }
}

const { manifest: clean } = Object(parsedJson(cleanManifest))
const withParts = (parts: object, omitted: readonly string[] = []): string => {
  const all = Object.entries({ ...clean, ...parts }).filter(([name]) => !omitted.includes(name))
  return `${JSON.stringify({ manifest: Object.fromEntries(all) }, null, 2)}\n`
}

/** `skillEvents` of profiles of `ask-resources.json`. */
const profiles = (all: Readonly<Record<string, object>>): string => {
  const entries = Object.entries(all).map(([name, skillEvents]) => [
    name,
    { skillInfrastructure: { userConfig: { skillEvents } } },
  ])
  return JSON.stringify({ profiles: Object.fromEntries(entries) })
}

test.each<[string, string, EventName | undefined, readonly string[]]>([
  ['the version', withParts({ manifestVersion: 1 }), undefined, ['+    "manifestVersion": "1.0",']],
  [
    'the permission',
    withParts({}, ['permissions']),
    undefined,
    ['+        "name": "alexa::devices:all:notifications:write"'],
  ],
  [
    'the permission under another one',
    withParts({ permissions: [{ name: 'alexa::profile:email:read' }] }),
    undefined,
    ['+        "name": "alexa::devices:all:notifications:write"'],
  ],
  [
    'a misspelled permission',
    withParts({ permissions: [{ name: 'alexa:devices:all:notifications:write' }] }),
    undefined,
    ['+        "name": "alexa::devices:all:notifications:write"'],
  ],
  [
    'the name of a key',
    cleanManifest.replace('permissions', 'permision'),
    undefined,
    ['+    "permissions": ['],
  ],
  [
    'a misspelled publication',
    cleanManifest.replace('WeatherAlert', 'WetherAlert'),
    undefined,
    ['+          "eventName": "AMAZON.WeatherAlert.Activated"'],
  ],
  [
    'the publication of the event',
    cleanManifest,
    'AMAZON.OrderStatus.Updated',
    ['+          "eventName": "AMAZON.OrderStatus.Updated"'],
  ],
  [
    'a list of publications, for the event',
    cleanManifest.replace(/"publications": \[[^\]]*\],\s*/, ''),
    'AMAZON.OrderStatus.Updated',
    ['+        "publications": [', '+            "eventName": "AMAZON.OrderStatus.Updated"'],
  ],
  [
    'all events, and then the permission for them',
    withParts({}, ['events', 'permissions']),
    'AMAZON.Occasion.Updated',
    ['+            "eventName": "AMAZON.Occasion.Updated"', '+    "permissions": ['],
  ],
  [
    'the subscription',
    cleanManifest.replace('SKILL_PROACTIVE_SUBSCRIPTION_CHANGED', 'SKILL_ENABLED'),
    undefined,
    ['+          "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"'],
  ],
  [
    'a misspelled subscription',
    cleanManifest.replace('SUBSCRIPTION_CHANGED', 'SUBSCRIPTION_CHANGE'),
    undefined,
    ['+          "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"'],
  ],
  [
    'the type of a request instead of a subscription',
    cleanManifest.replace(
      'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED',
      'AlexaSkillEvent.ProactiveSubscriptionChanged',
    ),
    undefined,
    ['+          "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"'],
  ],
])('corrects %s', async (_, text, event, lines) => {
  const found = await fixed({ 'skill.json': text }, event)
  const { before, after, fixed: gone, text: corrected, files } = found
  expect(files).toEqual([{ file: 'skill.json', before: text, after: corrected }])
  expect(gone.length).toBeGreaterThan(0)
  expect(after.map(({ rule }) => rule)).not.toEqual(before.map(({ rule }) => rule))
  for (const line of lines) expect(corrected).toContain(line.slice(1).trim())
  expect(after.filter(({ rule }) => gone.some(one => one.rule === rule))).toEqual([])
})

test.each<[string, Readonly<Record<string, string>>, EventName | undefined]>([
  ['a manifest without findings', { 'skill.json': cleanManifest }, undefined],
  ['placeholders', { 'skill.json': cleanManifest.replace(/arn:[^"]*/, 'TODO') }, undefined],
  ['a text that is no JSON', { 'skill.json': '{ "manifest": { ' }, undefined],
  [
    'a manifest of another skill',
    { 'skill.json': '{"manifest":{"apis":{"music":{}}}}' },
    undefined,
  ],
  [
    'the type of a request that stands for no subscription',
    {
      'skill.json': withParts({
        events: {
          ...clean.events,
          subscriptions: [...clean.events.subscriptions, { eventName: 'AlexaSkillEvent.Whatever' }],
        },
      }),
    },
    undefined,
  ],
  [
    'missing events where it is not known which one is sent',
    { 'skill.json': withParts({}, ['events']) },
    undefined,
  ],
  [
    'events that are no object',
    { 'skill.json': withParts({ events: 'AMAZON.WeatherAlert.Activated' }) },
    'AMAZON.WeatherAlert.Activated',
  ],
  [
    'permissions that are no list',
    { 'skill.json': withParts({ permissions: null }) },
    'AMAZON.WeatherAlert.Activated',
  ],
  [
    'a publication that is like nothing',
    {
      'skill.json': withParts({ events: { ...clean.events, publications: [{ eventName: 'XY' }] } }),
    },
    undefined,
  ],
  [
    'a misspelled publication beside the right one',
    {
      'skill.json': withParts({
        events: {
          ...clean.events,
          publications: [
            { eventName: 'AMAZON.WeatherAlert.Activated' },
            { eventName: 'AMAZON.WetherAlert.Activated' },
          ],
        },
      }),
    },
    undefined,
  ],
  [
    'a misspelled publication beside the right one in ask-resources.json',
    {
      'skill.json': cleanManifest,
      'ask-resources.json': profiles({
        default: {
          publications: ['AMAZON.WeatherAlert.Activated', 'AMAZON.WetherAlert.Activated'],
          subscriptions: ['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED'],
        },
      }),
    },
    undefined,
  ],
  [
    'a value that stands under another name, too',
    {
      'skill.yaml': stringify({ manifest: { ...clean, manifestVersion: 'VERSION' } }).replace(
        'VERSION',
        '&one 2\n  other: *one',
      ),
    },
    undefined,
  ],
  [
    'a file that would become too long',
    {
      'skill.yaml': `${stringify({ manifest: { ...clean, permissions: [] } })}#`.padEnd(
        64 * 1024,
        'x',
      ),
    },
    undefined,
  ],
])('leaves %s alone', async (_, files, event) => {
  expect(await fixed(files, event)).toMatchObject({ files: [], fixed: [] })
})

test('adds to ask-resources.json what the ASK CLI takes from there', async () => {
  const resources = `{
  "profiles": {
    "default": {
      "skillInfrastructure": {
        "userConfig": {
          "skillEvents": { "publications": ["AMAZON.WetherAlert.Activated"] }
        }
      }
    }
  }
}
`
  const { files } = await fixed(
    { 'skill.json': cleanManifest, 'ask-resources.json': resources },
    'AMAZON.OrderStatus.Updated',
  )
  expect(files.map(({ file, after }) => [file, after])).toEqual([
    [
      'ask-resources.json',
      resources.replace(
        '["AMAZON.WetherAlert.Activated"]',
        '["AMAZON.WeatherAlert.Activated", "AMAZON.OrderStatus.Updated"]',
      ),
    ],
  ])
})

test('adds the event to the profiles that have publications', async () => {
  const subscriptions = ['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED']
  const withPublications = (...publications: readonly string[]) =>
    profiles({ a: { publications, subscriptions }, b: { subscriptions } })
  const { files } = await fixed(
    {
      'skill.json': cleanManifest,
      'ask-resources.json': withPublications('AMAZON.WeatherAlert.Activated'),
    },
    'AMAZON.OrderStatus.Updated',
  )
  expect(files.map(({ file, after }) => [file, parsedJson(after)])).toEqual([
    [
      'ask-resources.json',
      parsedJson(withPublications('AMAZON.WeatherAlert.Activated', 'AMAZON.OrderStatus.Updated')),
    ],
  ])
})

test('adds events to YAML in lines', async () => {
  const text = `manifest:
  publishingInformation: { locales: { en-US: { name: A } } }
  apis: { custom: {} }
  permissions:
    - name: alexa::devices:all:notifications:write
`
  const { text: corrected } = await fixed({ 'skill.yaml': text }, 'AMAZON.Occasion.Updated')
  expect(corrected).toBe(`${text}  events:
    publications:
      - eventName: AMAZON.Occasion.Updated
    subscriptions:
      - eventName: SKILL_PROACTIVE_SUBSCRIPTION_CHANGED
`)
})

test('gives misspelled events their name, whichever event is sent', async () => {
  const { text, fixed: gone } = await fixed({
    'skill.json': cleanManifest.replace('"events"', '"event"'),
  })
  expect(text).toBe(cleanManifest)
  expect(gone.map(({ rule }) => rule)).toContain('manifest/events-missing')
})

test('keeps the comments of YAML, and its quotes', async () => {
  const text = `# the skill
manifest:
  manifestVersion: '2.0' # why
  publishingInformation: { locales: { en-US: { name: A } } }
  apis: { custom: {} }
  permissons: # of customers
    - name: "alexa:devices:all:notifications:write"
  events:
    publications:
      - eventName: AMAZON.WetherAlert.Activated # storms
    'subscription': [] # none yet
    endpoint: { uri: arn:aws:lambda:us-east-1:123456789012:function:weather }
`
  const { text: corrected, after } = await fixed({ 'skill.yaml': text })
  expect(corrected).toBe(`# the skill
manifest:
  manifestVersion: '1.0' # why
  publishingInformation: { locales: { en-US: { name: A } } }
  apis: { custom: {} }
  permissions: # of customers
    - name: "alexa::devices:all:notifications:write"
  events:
    publications:
      - eventName: AMAZON.WeatherAlert.Activated # storms
    'subscriptions': [ { eventName: SKILL_PROACTIVE_SUBSCRIPTION_CHANGED } ] # none yet
    endpoint: { uri: arn:aws:lambda:us-east-1:123456789012:function:weather }
`)
  expect(after).toEqual([])
})

test('leaves out what would change another value, too', async () => {
  const text = `manifest:
  publishingInformation: { locales: { en-US: { name: A } } }
  apis: { custom: {} }
  manifestVersion: &one 2
  other: *one
`
  const { text: corrected } = await fixed({ 'skill.yaml': text }, 'AMAZON.Occasion.Updated')
  expect(corrected).toContain('&one 2')
  expect(corrected).toContain('AMAZON.Occasion.Updated')
})

/** Manifests of which it is known that they are right. */
const sources = [
  'examples/skill-package/skill.json',
  'examples/english-skill/skill.json',
  'examples/serverless/skill-package/skill.json',
  'test/fixtures/skill.json',
].map(file => parsedJson(readFileSync(`${projectFolder}/${file}`, 'utf8')) ?? null)

/** What people get wrong in a manifest: each changes one value or one name. */
const mistakes: Readonly<
  Record<string, (entry: readonly [string, Json]) => readonly [string, Json]>
> = {
  'no permission': ([key, value]) => [key, key === 'permissions' ? [] : value],
  'no subscription': ([key, value]) => [key, key === 'subscriptions' ? [] : value],
  'no publication': ([key, value]) => [key, key === 'publications' ? [] : value],
  'a misspelled name': ([key, value]) => [
    key,
    typeof value === 'string' && /^(?:AMAZON|SKILL_PRO|alexa::)/.test(value)
      ? value.replace(/.(?=.$)/, '')
      : value,
  ],
  'a misspelled key': ([key, value]) => [
    /^(?:permissions|publications|subscriptions|events)$/.test(key) ? key.replace('i', '') : key,
    value,
  ],
  'a version that is a number': ([key, value]) => [key, key === 'manifestVersion' ? 1 : value],
}

function withMistakes(value: Json, names: readonly string[]): Json {
  if (Array.isArray(value)) return value.map(item => withMistakes(item, names))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(entry => {
      const [key, inner] = names.reduce<readonly [string, Json]>(
        (so, name) => mistakes[name]?.(so) ?? so,
        entry,
      )
      return [key, withMistakes(inner, names)]
    }),
  )
}

const texts = fc
  .record({
    source: fc.constantFrom(...sources),
    names: fc.subarray(Object.keys(mistakes)),
    unit: fc.constantFrom('\t', '  ', '    ', 0),
    isYaml: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n'),
    mark: fc.constantFrom('', bom),
    event: fc.constantFrom(undefined, ...eventNames),
  })
  .map(({ source, names, unit, isYaml, eol, end, mark, event }) => {
    const value = withMistakes(source, names)
    const indent = typeof unit === 'string' && unit !== '\t' ? unit.length : 2
    const text = isYaml
      ? `# about the skill\n${stringify(value, { indent, lineWidth: 0 }).trimEnd().replace(/$/m, ' # here')}`
      : JSON.stringify(value, null, unit)
    const file = isYaml ? 'skill.yaml' : 'skill.json'
    return { file, text: `${mark}${text}${end}`.replaceAll('\n', eol), event, eol, end, mark }
  })

const endpointsIn = (text: string): readonly { path: Path; value: Json }[] => {
  const value = parsedJson(text.replace(bom, ''))
  return value === undefined ? [] : leavesOf(value).filter(({ path }) => path.includes('endpoint'))
}

test('holds for what people get wrong, however the file is laid out', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(texts, async ({ file, text, event, eol, end, mark }) => {
      const once = await fixed({ [file]: text }, event)
      const rules = new Set(once.fixed.map(({ rule, message }) => `${rule} ${message}`))
      expect(once.after.filter(({ rule, message }) => rules.has(`${rule} ${message}`))).toEqual([])
      // Nothing that is wrong now was right before, but that events need an endpoint.
      const known = once.before.map(({ rule }) => rule)
      const fresh = once.after.filter(({ rule }) => !known.includes(rule))
      expect(fresh.filter(({ rule }) => !rule.startsWith('manifest/endpoint'))).toEqual([])
      expect(endpointsIn(once.text)).toEqual(endpointsIn(text))
      expect(once.text.startsWith(bom)).toBe(mark === bom)
      const lines = once.text.split(eol)
      expect(lines.join('')).not.toMatch(/[\r\n]/)
      expect(once.text.endsWith(end.replaceAll('\n', eol))).toBe(true)
      expect(once.text.endsWith(`${eol}${end.replaceAll('\n', eol)}`)).toBe(
        text.endsWith(`${eol}${end.replaceAll('\n', eol)}`),
      )
      const comments = (of: string) => of.match(/#.*/g)
      if (file === 'skill.yaml') expect(comments(once.text)).toEqual(comments(text))
      const twice = await fixed({ [file]: once.text }, event)
      expect(twice.files).toEqual([])
    }),
    { numRuns: 60 },
  )
})
