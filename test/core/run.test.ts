import { describe, expect, it } from 'vitest'
import { unknownContext } from '../../src/core/context.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { askingOnce, type ReleaseAnswer, versionOf } from '../../src/core/release.ts'
import type { Result } from '../../src/core/result.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'
import type { HttpClient, World } from '../../src/core/world.ts'
import { cleanEvent, cleanManifest } from '../cli/folder.ts'
import { noCampaign } from '../support/no-campaign.ts'
import { contextIn } from '../support/workflow.ts'

const grant = JSON.stringify({
  access_token: 'Atc|token',
  expires_in: 3600,
  scope: 'alexa::proactive_events',
  token_type: 'bearer',
})
const credentials = { 'client-id': 'amzn1.application-oa2-client.a', 'client-secret': 'secret' }
const toTwo = { command: 'send', event: cleanEvent, regions: 'NA, EU', stage: 'live', retries: '0' }
const speaking = cleanEvent.replace('Example Weather', '"{{ release.name }}"')

interface Given {
  readonly settings: RawSettings
  /** What the servers of the regions answer: HTTP status by region; absent: 202. */
  readonly answers?: Readonly<Record<string, number>>
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  readonly release?: (name: string) => ReleaseAnswer
  readonly rehearsal?: boolean
}

/** A run in which nothing leaves this process, and the files it wrote. */
async function ended({ settings: raw, answers = {}, ...given }: Given): Promise<{
  readonly result: Result
  readonly written: Readonly<Record<string, string>>
  readonly asked: readonly string[]
}> {
  const written: Record<string, string> = {}
  const asked: string[] = []
  const client: HttpClient = {
    post: async ({ url }) => {
      if (url.includes('/auth/')) return { status: 200, headers: {}, body: grant }
      const region = /[^/]*$/.exec(url.replace(/\/v1.*/, ''))?.[0] ?? ''
      return { status: answers[region.toLowerCase()] ?? 202, headers: {}, body: '' }
    },
    get: () => Promise.reject(new Error('nothing is asked for')),
    send() {},
    prepare() {},
    close: async () => {},
  }
  const files: Readonly<Record<string, string>> = { 'skill.json': cleanManifest, ...given.files }
  const world: World = {
    ...noCampaign,
    readFile: async path => {
      const text = files[path]
      return text === undefined ? undefined : Buffer.from(text)
    },
    writeFile: async (path, text) => {
      written[path] = text
    },
    now: () => new Date('2026-05-01T12:00:00.000Z'),
    random: () => 0,
    sleep: async () => {},
    openHttp: async () => client,
  }
  const { settings, diagnostics } = await parseSettings({
    ...toTwo,
    ...credentials,
    'auth-url': 'https://amazon.example/auth/o2/token',
    'api-url': 'https://amazon.example/{region}',
    ...raw,
  })
  if (settings === undefined) throw new Error(JSON.stringify(diagnostics))
  const { environment, release } = given
  const context = environment === undefined ? unknownContext : contextIn(environment)
  const result = await run(settings, context, world, {
    signal: new AbortController().signal,
    userAgent: 'test',
    diagnostics,
    observe() {},
    ...(given.rehearsal === undefined ? {} : { rehearsal: given.rehearsal }),
    ...(release && {
      findRelease: async ({ name }) => {
        asked.push(name)
        return release(name)
      },
    }),
    openSimulation: () => Promise.reject(new Error('nothing is simulated')),
  })
  return { result, written, asked }
}

describe('what the answers of all regions amount to', () => {
  it.each([
    [{}, 'sent', false],
    [{ na: 409, eu: 409 }, 'already-sent', false],
    [{ na: 409 }, 'sent', false],
    [{ eu: 403 }, 'partial', true],
    [{ na: 409, eu: 400 }, 'partial', true],
    [{ na: 403, eu: 500 }, 'failed', true],
  ])('%j: %s', async (answers, status, failed) => {
    const { result } = await ended({ settings: {}, answers })
    expect(result).toMatchObject({ status, failed, simulated: false })
    expect(result.deliveries.map(({ region }) => region)).toEqual(['NA', 'EU'])
  })
})

it.each<[string, Given, Partial<Result>]>([
  [
    'without credentials nothing is sent, where that is allowed',
    { settings: { 'client-id': '', 'client-secret': '', 'on-missing-credentials': 'skip' } },
    { status: 'skipped', failed: false, skippedReason: 'There are no credentials.' },
  ],
  [
    'a rehearsal stops where sending would begin',
    { settings: {}, rehearsal: true },
    { status: 'dry-run', failed: false },
  ],
  [
    'a warning is an error where the settings say so',
    {
      settings: { 'fail-on': 'warning' },
      files: {
        'skill.json': cleanManifest.replace(
          '"permissions": [',
          '"permissions": [{ "name": "brand:new" },',
        ),
      },
    },
    { status: 'failed', failed: true },
  ],
  [
    'a small release that is looked up is not announced',
    {
      settings: { release: 'latest', 'release-level': 'minor', repository: 'octo/skill' },
      release: () => ({
        release: { tagName: 'v1.0.1', prerelease: false, draft: false },
        json: { tag_name: 'v1.0.1' },
      }),
    },
    { status: 'skipped', failed: false },
  ],
])('%s', async (_, given, expected) => {
  const { result } = await ended(given)
  expect(result).toMatchObject({ ...expected, deliveries: [] })
})

describe('an event that speaks of a release', () => {
  const found = (name: string): ReleaseAnswer => ({
    release: { tagName: name, prerelease: false, draft: false },
    json: { tag_name: name, name: `Storm ${name}` } satisfies JsonObject,
  })
  const missing: ReleaseAnswer = { missing: true, problem: 'There is none.', help: 'Publish it.' }
  const refused: ReleaseAnswer = { missing: false, problem: 'Refused.', help: 'Look.' }
  const ofTag = { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/tags/v2', GITHUB_REPOSITORY: 'o/s' }
  const preview = { command: 'preview', event: speaking }

  it.each<[string, Given, readonly string[], string | undefined, readonly string[]]>([
    ['the one of its tag', { settings: preview, release: found }, ['v2'], 'Storm v2', []],
    [
      'the latest where its tag has none',
      { settings: preview, release: name => (name === 'latest' ? found('v1') : missing) },
      ['v2', 'latest'],
      'Storm v1',
      ['settings/release-stand-in'],
    ],
    [
      'a sample where nothing can be looked up',
      { settings: preview, release: () => refused },
      ['v2'],
      'v1.0.0',
      ['settings/release-stand-in'],
    ],
    [
      'none where it is to be sent, and says why',
      { settings: { event: speaking, stage: 'development' }, release: () => refused },
      ['v2'],
      undefined,
      ['settings/release-lookup', 'event/template-variable'],
    ],
    [
      'none where a tag that is to be sent has no release yet',
      { settings: { event: speaking, stage: 'auto', 'github-token': 'a' }, release: () => missing },
      ['v2'],
      undefined,
      ['settings/release-lookup', 'event/template-variable'],
    ],
  ])('gets %s', async (_, given, questions, says, rules) => {
    const { result, asked } = await ended({ ...given, environment: ofTag })
    expect([...new Set(asked)]).toEqual(questions)
    if (says !== undefined) expect(result.preview[0]?.speech).toContain(says)
    const aboutIt = /^settings\/release|^event\/template/
    expect(result.diagnostics.map(({ rule }) => rule).filter(rule => aboutIt.test(rule))).toEqual(
      rules,
    )
  })

  it('is asked for once, however often the question is put', async () => {
    const asked: string[] = []
    const find = askingOnce(async ({ name }) => {
      asked.push(name)
      return found(name)
    })
    const query = { repository: 'o/s', name: 'v1', token: undefined }
    expect(await Promise.all([find(query), find(query)])).toEqual([found('v1'), found('v1')])
    expect(asked).toEqual(['v1'])
  })
})

it.each([
  ['v1', '1.0.0'],
  ['1.2', '1.2.0'],
  ['2026.11.1', '2026.11.1'],
  ['v1.2.3-rc.1', '1.2.3-rc.1'],
  ['7', undefined],
  ['v1.2.3.4', undefined],
  ['v1.2.3 final', undefined],
  ['latest', undefined],
])('the tag %s is the version %s', (tag, version) => {
  expect(versionOf(tag)?.version).toBe(version)
})
