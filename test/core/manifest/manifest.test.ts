import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readManifest } from '../../../src/core/manifest/manifest.ts'
import { mutationsOf } from '../source/mutations.ts'

const skill = readFileSync(new URL('../../fixtures/skill.json', import.meta.url))
const checking = { sending: false }

interface Files {
  readonly [path: string]: string | Uint8Array
}

function worldOf(files: Files) {
  const read: string[] = []
  return {
    read,
    readFile: async (path: string) => {
      read.push(path)
      const content = Object.hasOwn(files, path) ? files[path] : undefined
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
  }
}

/** `ask-resources.json` with the given user configuration by profile. */
function resources(profiles: Readonly<Record<string, object>>, code: object = {}): string {
  return JSON.stringify({
    profiles: Object.fromEntries(
      Object.entries(profiles).map(([name, skillEvents]) => [
        name,
        { code, skillInfrastructure: { userConfig: { skillEvents } } },
      ]),
    ),
  })
}

const weather = 'AMAZON.WeatherAlert.Activated'
const media = 'AMAZON.MediaContent.Available'
const message = 'AMAZON.MessageAlert.Activated'

async function publicationsOf(files: Files): Promise<readonly string[] | undefined> {
  const { manifest } = await readManifest(undefined, worldOf(files), checking)
  return manifest?.publications
}

const noneOf: readonly (readonly [string, string, object])[] = [
  ['has nothing', 'manifest/events-missing', {}],
  ['has events without anything in them', 'manifest/publications-missing', { events: {} }],
  ['has an empty list', 'manifest/publications-missing', { events: { publications: [] } }],
  [
    'receives others only',
    'manifest/publications-missing',
    {
      events: {
        subscriptions: [{ eventName: 'SKILL_ENABLED' }],
        endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:skill' },
      },
    },
  ],
  ['is for smart homes', 'manifest/not-custom', { apis: { smartHome: {} } }],
  [
    'is for smart homes, with events',
    'manifest/not-custom',
    { apis: { smartHome: {} }, events: {}, permissions: [] },
  ],
]

describe('a skill that publishes no proactive event', () => {
  it.each(noneOf)('%s: one finding', async (_, rule, manifest) => {
    const locales = { publishingInformation: { locales: { 'en-US': {} } } }
    const text = JSON.stringify({ manifest: { ...locales, ...manifest } })
    const read = (options: { sending: boolean; hasEvent?: boolean }) =>
      readManifest(undefined, worldOf({ 'skill.json': text }), options)
    const { diagnostics } = await read(checking)
    expect(diagnostics.map(found => [found.rule, found.severity])).toEqual([[rule, 'warning']])
    const withEvent = await read({ sending: true, hasEvent: true })
    expect(withEvent.diagnostics.map(found => [found.rule, found.severity])).toEqual([
      [rule, 'error'],
    ])
  })
})

describe('a good manifest', () => {
  it('has no findings, and tells what later steps need', async () => {
    const world = worldOf({ 'skill.json': skill })
    const { manifest, file, sources, diagnostics } = await readManifest(undefined, world, {
      sending: true,
    })
    expect(diagnostics).toEqual([])
    expect(file).toBe('skill.json')
    expect(sources.map(source => source.file)).toEqual(['skill.json'])
    expect(manifest).toMatchObject({
      file: 'skill.json',
      publications: [media, message],
      locales: ['en-US', 'de-DE', 'fr-FR', 'ja-JP'],
      regions: ['NA', 'EU', 'FE'],
    })
  })

  it('prefers the skill package to the folder itself', async () => {
    const files = { 'skill.json': '{}', 'skill-package/skill.json': skill }
    const { file, diagnostics } = await readManifest(undefined, worldOf(files), checking)
    expect(file).toBe('skill-package/skill.json')
    expect(diagnostics).toEqual([])
  })

  it('may be YAML', async () => {
    const text = `manifest:
  permissions: [{ name: "alexa::devices:all:notifications:write" }]
  events:
    publications: [{ eventName: ${weather} }, { eventName: AMAZON.Weather }]
`
    const { manifest, diagnostics } = await readManifest(
      'skill.yaml',
      worldOf({ 'skill.yaml': text }),
      checking,
    )
    expect(manifest?.publications).toEqual([weather])
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        rule: 'manifest/publication-unknown',
        place: expect.objectContaining({ line: 4, column: 79 }),
      }),
    )
    // What is to be written is shown as YAML is written.
    const help = expect.stringContaining(
      'Add { eventName: "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }',
    )
    expect(diagnostics).toContainEqual(expect.objectContaining({ help }))
  })
})

describe('findings', () => {
  it('are told together, in the order of the files', async () => {
    const files = {
      'skill-package/skill.json':
        '{\n"manifest": { "manifestVersion": 1.0,\n"events": { "regions": [] } } }',
      'ask-resources.json': '{ "profiles": { "default": 1, } }',
    }
    const { diagnostics, sources } = await readManifest(undefined, worldOf(files), checking)
    expect(diagnostics.map(({ rule, place }) => `${place?.file}:${place?.line} ${rule}`)).toEqual([
      'skill-package/skill.json:2 manifest/permission-missing',
      'skill-package/skill.json:2 manifest/locales-missing',
      'skill-package/skill.json:2 manifest/version',
      'skill-package/skill.json:3 manifest/structure',
      'ask-resources.json:1 source/syntax',
    ])
    expect(sources.map(({ file }) => file)).toEqual(Object.keys(files))
  })

  it('name a file that cannot be read, and what to do about a folder', async () => {
    const folder = Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR' })
    const world = { readFile: async () => Promise.reject(folder) }
    const { diagnostics, file, sources } = await readManifest('skill-package/', world, checking)
    expect(file).toBeUndefined()
    expect(sources).toEqual([])
    expect(diagnostics).toMatchObject([
      {
        rule: 'settings/file-unreadable',
        message: expect.stringContaining('it is a folder'),
        help: 'Name the file in the folder.',
      },
    ])
  })
})

describe('ask-resources.json', () => {
  it('replaces the lists of the manifest, as the ASK CLI does', async () => {
    const files = {
      'skill-package/skill.json': skill,
      'ask-resources.json': resources({ default: { publications: [weather] } }),
    }
    expect(await publicationsOf(files)).toEqual([weather])
    const reading = await readManifest(undefined, worldOf(files), checking)
    expect(reading.sources.map(({ file }) => file)).toEqual([
      'skill-package/skill.json',
      'ask-resources.json',
    ])
  })

  it.each<[string, Readonly<Record<string, object>>, readonly string[]]>([
    ['leaves a list that it lacks', { default: { subscriptions: [] } }, [media, message]],
    [
      'counts with its profile "default" alone',
      { test: { publications: [media] }, default: { publications: [weather] } },
      [weather],
    ],
    ['counts with its only profile', { live: { publications: [weather] } }, [weather]],
    [
      'counts with all profiles where none is "default"',
      { live: { publications: [weather] }, test: { publications: [media, weather] } },
      [weather, media],
    ],
  ])('%s', async (_name, profiles, expected) => {
    const files = {
      'skill-package/skill.json': skill,
      'ask-resources.json': resources(profiles),
    }
    expect(await publicationsOf(files)).toEqual(expected)
  })

  it('is one of the skill package, not of another folder', async () => {
    const world = worldOf({ 'alexa/skill-package/skill.json': skill, 'alexa/skill.json': skill })
    await readManifest('alexa/skill-package/skill.json', world, checking)
    await readManifest('alexa/skill.json', world, checking)
    expect(world.read).toEqual([
      'alexa/skill-package/skill.json',
      'alexa/ask-resources.json',
      'alexa/skill.json',
      'alexa/ask-resources.json',
    ])
  })

  it('adds the regions that code is deployed to', async () => {
    const bare = '{ "manifest": { "publishingInformation": { "locales": { "en-US": {} } } } }'
    const code = { default: {}, FE: {}, EU: {}, MOON: {} }
    const files = {
      'skill-package/skill.json': bare,
      'ask-resources.json': resources({ default: { publications: [weather] } }, code),
    }
    const { manifest } = await readManifest(undefined, worldOf(files), checking)
    expect(manifest?.regions).toEqual(['EU', 'FE'])
  })

  it.each([
    '[]',
    '{}',
    '{ "profiles": 1 }',
    '{ "profiles": { "default": null } }',
    '{ "profiles": { "default": { "skillInfrastructure": { "userConfig": { "skillEvents": null } } } } }',
  ])('may say nothing: %s', async text => {
    const files = { 'skill-package/skill.json': skill, 'ask-resources.json': text }
    expect(await publicationsOf(files)).toEqual([media, message])
  })
})

describe('whatever stands in it', () => {
  const askResources = new TextEncoder().encode(
    resources({ default: { publications: [weather], subscriptions: ['SKILL_ENABLED'] } }),
  )

  it('a damaged manifest is never taken for a whole one without a word', async () => {
    for (const damaged of mutationsOf(skill, 500)) {
      const world = worldOf({ 'skill.json': damaged, 'ask-resources.json': askResources })
      const { manifest, diagnostics } = await readManifest(undefined, world, { sending: true })
      if (manifest === undefined) expect(diagnostics).not.toEqual([])
    }
  })

  it('damaged ask-resources.json neither', async () => {
    for (const damaged of mutationsOf(askResources, 500)) {
      const world = worldOf({ 'skill.json': skill, 'ask-resources.json': damaged })
      const { manifest } = await readManifest(undefined, world, checking)
      expect(manifest?.locales).toHaveLength(4)
    }
  })

  const values = [null, true, 0, 'text', [], [null], [[]], {}, { a: null }, { name: 1 }]
  const paths = [
    [],
    ['manifest'],
    ['manifest', 'manifestVersion'],
    ['manifest', 'permissions'],
    ['manifest', 'permissions', 0],
    ['manifest', 'events'],
    ['manifest', 'events', 'publications'],
    ['manifest', 'events', 'publications', 0],
    ['manifest', 'events', 'subscriptions'],
    ['manifest', 'events', 'endpoint'],
    ['manifest', 'events', 'endpoint', 'uri'],
    ['manifest', 'events', 'endpoint', 'sslCertificateType'],
    ['manifest', 'events', 'regions', 'EU'],
    ['manifest', 'publishingInformation'],
    ['manifest', 'publishingInformation', 'locales'],
  ]
  it.each(paths.map(path => [path.join('.'), path] as const))(
    'a value of any type at "%s" is told, not thrown',
    async (_name, path) => {
      for (const value of values) {
        const text = JSON.stringify(replaced(JSON.parse(skill.toString()), path, value))
        const { diagnostics } = await readManifest(
          undefined,
          worldOf({ 'skill.json': text }),
          checking,
        )
        expect(diagnostics, text).not.toEqual([])
      }
    },
  )
})

function replaced(root: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(root)) {
    return root.map((item, index) => (index === step ? replaced(item, rest, value) : item))
  }
  const object = typeof root === 'object' && root !== null ? root : {}
  const inner = Object.entries(object).find(([key]) => key === step)?.[1]
  return { ...object, [step]: replaced(inner, rest, value) }
}
