import { beforeAll, describe, expect, it } from 'vitest'
import type { Stage } from '../../src/core/alexa.ts'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import { driftFindings } from '../../src/core/drift/drift.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { without, withValue } from '../../src/core/json.ts'
import { readManifest } from '../../src/core/manifest/manifest.ts'
import { nodeWorld } from '../../src/core/node-world.ts'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'
import { cleanManifest } from '../cli/folder.ts'
import { type Answer, closedPort, type LoopbackServer } from '../support/loopback-server.ts'
import { idsOf } from '../support/rules.ts'
import { accessToken, developerSecrets, skillId, startSmapi } from './loopback-smapi.ts'

const wholeManifest: JsonObject = JSON.parse(cleanManifest)['manifest']
const weather = 'AMAZON.WeatherAlert.Activated'
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:weather'

/** As the Skill Management API gives it: keys sorted, links signed anew, defaults added. */
const noisy: JsonObject = {
  apis: { custom: { endpoint: { uri: arn }, interfaces: [], locales: {} } },
  events: {
    endpoint: { uri: arn },
    publications: [{ eventName: weather }],
    regions: { NA: { endpoint: { uri: arn } } },
    subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
  },
  manifestVersion: '1.0',
  permissions: [{ name: 'alexa::devices:all:notifications:write' }],
  publishingInformation: {
    automaticDistribution: { isActive: false },
    distributionMode: 'PUBLIC',
    locales: { 'en-US': { name: 'Weather', smallIconUri: 'https://s3.example.com/a?X-Sig=1' } },
  },
}

interface Case {
  readonly name: string
  /** What is at hand; absent: what is without any finding. */
  readonly here?: JsonObject
  /** What stands in `ask-resources.json` beside it. */
  readonly resources?: string
  /** What the stage has. */
  readonly there: JsonObject
  readonly settings?: RawSettings
  readonly event?: string
  /** Absent: development. */
  readonly stage?: Stage
  readonly found: readonly (readonly [severity: string, rule: string, says: string])[]
}

const publications = ['events', 'publications']
const two = [{ eventName: weather }, { eventName: 'AMAZON.OrderStatus.Updated' }]

const cases: readonly Case[] = [
  { name: 'the same manifest', there: wholeManifest, found: [] },
  { name: 'what Amazon makes of the same manifest', there: noisy, found: [] },
  {
    name: 'an event that the stage does not publish',
    there: withValue(noisy, publications, []),
    found: [['error', 'drift/publication-missing', `does not publish "${weather}"`]],
  },
  {
    name: 'the same with the level warn, in a check',
    there: withValue(noisy, publications, []),
    settings: { drift: 'warn' },
    found: [['warning', 'drift/publication-missing', weather]],
  },
  {
    name: 'the same with the level warn, in a check with the simulator, which only sends know',
    there: withValue(noisy, publications, []),
    settings: { drift: 'warn', simulate: 'true' },
    found: [['warning', 'drift/publication-missing', weather]],
  },
  {
    name: 'the same with the level warn, before a send',
    there: withValue(noisy, publications, []),
    event: weather,
    settings: { drift: 'warn', command: 'send', event: '{}' },
    found: [['error', 'drift/publication-missing', weather]],
  },
  {
    name: 'the same with the level warn, in a dry run',
    there: withValue(noisy, publications, []),
    event: weather,
    settings: { drift: 'warn', command: 'send', event: '{}', 'dry-run': 'true' },
    found: [['warning', 'drift/publication-missing', weather]],
  },
  {
    name: 'another event than the one to send',
    here: withValue(wholeManifest, publications, two),
    there: noisy,
    event: weather,
    found: [
      [
        'warning',
        'drift/differs',
        'stage differ: "AMAZON.OrderStatus.Updated" only in skill.json. Deploy the manifest',
      ],
    ],
  },
  {
    name: 'one event of two that the stage does not publish',
    here: withValue(wholeManifest, publications, two),
    there: noisy,
    found: [['error', 'drift/publication-missing', '"AMAZON.OrderStatus.Updated"']],
  },
  {
    name: 'an event that the stage alone publishes',
    there: withValue(noisy, publications, two),
    found: [['warning', 'drift/differs', '"AMAZON.OrderStatus.Updated" only at the stage']],
  },
  {
    name: 'no permission at the stage',
    there: without(noisy, ['permissions']),
    found: [
      ['error', 'drift/permission-missing', 'turn its notifications on. Deploy the manifest'],
    ],
  },
  {
    name: 'a permission at the stage alone',
    here: without(wholeManifest, ['permissions']),
    there: noisy,
    found: [['warning', 'drift/differs', 'the next deploy takes it away']],
  },
  {
    name: 'other subscriptions',
    there: withValue(noisy, ['events', 'subscriptions'], [{ eventName: 'SKILL_ENABLED' }]),
    found: [['warning', 'drift/differs', '"SKILL_ENABLED" only at the stage']],
  },
  {
    name: 'a subscription at the stage that names nothing',
    there: withValue(
      noisy,
      ['events', 'subscriptions'],
      [{}, { eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
    ),
    found: [],
  },
  {
    name: 'subscriptions that may be in a file that cannot be read',
    here: without(wholeManifest, ['events', 'subscriptions']),
    resources: '{',
    there: noisy,
    found: [],
  },
  {
    name: 'another locale',
    there: withValue(noisy, ['publishingInformation', 'locales', 'de-DE'], { name: 'Wetter' }),
    found: [['warning', 'drift/differs', 'stage differ: "de-DE" only at the stage. Deploy']],
  },
  {
    name: 'another endpoint',
    there: withValue(noisy, ['events', 'endpoint', 'uri'], `${arn}-old`),
    found: [
      [
        'warning',
        'drift/differs',
        `The endpoint of the events is "${arn}" in skill.json, but "${arn}-old" at the development stage`,
      ],
    ],
  },
  {
    name: 'an endpoint of a region at hand alone',
    here: withValue(wholeManifest, ['events', 'regions', 'EU', 'endpoint', 'uri'], `${arn}-eu`),
    there: noisy,
    found: [
      [
        'warning',
        'drift/differs',
        'The development stage has no endpoint of the events for EU; skill.json has',
      ],
    ],
  },
  {
    name: 'nothing at the stage',
    there: {},
    found: [
      ['error', 'drift/publication-missing', weather],
      ['error', 'drift/permission-missing', 'notifications:write'],
      ['warning', 'drift/differs', 'only in skill.json'],
      [
        'warning',
        'drift/differs',
        'The locales of skill.json and of the development stage differ: "en-US" only in skill.json.',
      ],
      ['warning', 'drift/differs', 'The development stage has no endpoint of the events'],
    ],
  },
  {
    name: 'a live stage, which a deploy does not change',
    there: withValue(noisy, publications, []),
    stage: 'live',
    found: [['error', 'drift/publication-missing', 'Submit the skill for certification']],
  },
  {
    name: 'an endpoint that is not filled in yet',
    here: withValue(wholeManifest, ['events', 'endpoint', 'uri'], 'TODO'),
    there: noisy,
    found: [],
  },
]

const here = (manifest: JsonObject, resources: string | undefined, file = 'skill.json') =>
  readManifest(
    file,
    filesOf({ [file]: JSON.stringify({ manifest }), 'ask-resources.json': resources }),
    { sending: false },
  )

/** Files that can be read, of long ones no more than is asked for. */
const filesOf = (files: Readonly<Record<string, string | undefined>>) => ({
  async readFile(path: string, most = Number.POSITIVE_INFINITY) {
    const text = files[path]
    return text === undefined ? undefined : Buffer.from(text).subarray(0, most + 1)
  },
})

const settingsFor = (server: LoopbackServer): RawSettings => ({
  drift: 'error',
  'ask-refresh-token': developerSecrets.ASK_REFRESH_TOKEN,
  'ask-lwa-client-id': developerSecrets.ASK_LWA_CLIENT_ID,
  'ask-lwa-client-confirmation': developerSecrets.ASK_LWA_CLIENT_CONFIRMATION,
  'auth-url': `${server.origin}/auth/o2/token`,
  'smapi-url': `${server.origin}/`,
})

async function compare(
  server: LoopbackServer,
  {
    here: manifest = wholeManifest,
    resources,
    settings = {},
    event,
    stage = 'development',
  }: Partial<Case>,
  signal = new AbortController().signal,
) {
  const reading = await here(manifest, resources)
  const masked: string[] = []
  const { understood } = await parseSettings({
    ...settingsFor(server),
    'skill-id': skillId,
    ...settings,
  })
  const found = await driftFindings(
    understood,
    { manifest: reading.manifest, stage, event },
    {
      ...nodeWorld(path => path, noProxy),
      sleep: async () => {},
      mask: secret => masked.push(secret),
    },
    { signal, userAgent: 'test' },
  )
  return { found, masked }
}

describe('the comparison', () => {
  it.each(cases)('$name', async ({ there, found: expected, ...given }) => {
    const server = await startSmapi({ development: there, live: there })
    const { found, masked } = await compare(server, given)
    await server.close()
    expect(found.map(({ severity, rule }) => [severity, rule])).toEqual(
      expected.map(([severity, rule]) => [severity, rule]),
    )
    for (const [at, [, , says]] of expected.entries()) {
      expect(`${found[at]?.message} ${found[at]?.help}`).toContain(says)
    }
    expect(masked).toEqual([accessToken])
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET'])
  })

  it('has cases for every rule', () => {
    const known = cases.flatMap(({ found }) => found.map(([, rule]) => rule))
    expect([...new Set([...known, 'drift/not-compared'])].toSorted()).toEqual(idsOf('drift'))
  })
})

describe('what is not known', () => {
  const withMessage = (status: number): Answer => ({
    status,
    body: JSON.stringify({ message: `Not with ${accessToken}.` }),
  })
  const problems: readonly {
    readonly name: string
    readonly answers?: Parameters<typeof startSmapi>[1]
    readonly settings?: RawSettings
    readonly stage?: Stage
    readonly says: string
  }[] = [
    { name: 'no skill id', settings: { 'skill-id': '' }, says: 'the id of the skill is not known' },
    {
      name: 'no token in the environment',
      settings: { 'ask-refresh-token': '', 'ask-lwa-client-id': ' ' },
      says: 'ASK_REFRESH_TOKEN and ASK_LWA_CLIENT_ID are missing or empty',
    },
    {
      name: 'a token that Login with Amazon refuses',
      settings: { 'ask-refresh-token': 'Atzr|revoked' },
      says: '(HTTP 400, request id request-1), "invalid_grant"',
    },
    {
      name: 'one value that is missing in the environment',
      settings: { 'ask-lwa-client-confirmation': '' },
      says: 'ASK_LWA_CLIENT_CONFIRMATION is missing or empty',
    },
    {
      name: 'an answer of something else instead of a token',
      answers: { token: { status: 503, body: '<html>' } },
      says: 'gave no access token for the refresh token (HTTP 503)',
    },
    {
      name: 'a refusal without words',
      answers: { manifest: { status: 401, body: '' } },
      says: 'of the development stage (HTTP 401). ',
    },
    {
      name: 'a skill that was never published',
      stage: 'live',
      says: 'a skill that is not published yet has no live stage',
    },
    {
      name: 'a refusal',
      answers: { manifest: withMessage(403) },
      says: '). It says: "Not with ***."',
    },
    { name: 'an error that stays', answers: { manifest: withMessage(500) }, says: 'HTTP 500' },
    { name: 'a lost answer', answers: { manifest: 'cut' }, says: 'was lost' },
    {
      name: 'an answer that never comes',
      answers: { token: 'hang' },
      settings: { timeout: '1s' },
      says: 'no answer within 1 s',
    },
    {
      name: 'an answer of something else',
      answers: { manifest: { status: 200, body: '<html>Log in</html>' } },
      says: 'holds no manifest',
    },
    {
      name: 'a skill without that stage',
      settings: { 'skill-id': 'amzn1.ask.skill.other' },
      says: 'HTTP 404',
    },
  ]

  it.each(problems)('$name is a warning, also before a send', async given => {
    const server = await startSmapi({ development: noisy }, given.answers)
    const settings = { command: 'send', event: '{}', ...given.settings }
    const { found } = await compare(server, { ...given, settings, event: weather })
    await server.close()
    expect(found).toMatchObject([{ rule: 'drift/not-compared', severity: 'warning' }])
    const text = JSON.stringify(found)
    expect(`${found[0]?.message} ${found[0]?.help}`).toContain(given.says)
    for (const secret of [...Object.values(developerSecrets), accessToken, 'revoked']) {
      expect(text).not.toContain(secret)
    }
  })

  let port: number
  beforeAll(async () => {
    port = await closedPort()
  })

  it('is a warning where nothing answers', async () => {
    const server = await startSmapi({})
    const settings = { 'auth-url': `http://127.0.0.1:${port}/token` }
    const { found } = await compare(server, { settings })
    await server.close()
    expect(found).toMatchObject([
      { rule: 'drift/not-compared', message: expect.stringContaining('ECONNREFUSED') },
    ])
  })

  it('is a warning where the run is interrupted', async () => {
    const server = await startSmapi({ development: noisy })
    const { found } = await compare(server, {}, AbortSignal.abort())
    await server.close()
    expect(found).toMatchObject([
      { rule: 'drift/not-compared', message: expect.stringContaining('was interrupted') },
    ])
  })

  it.each([
    { name: 'drift is off', settings: { drift: 'off' } },
    {
      name: 'the simulator is sent to',
      settings: { command: 'send', simulate: 'true', event: '{}' },
    },
  ])('is not asked for where $name', async ({ settings }) => {
    const server = await startSmapi({})
    expect((await compare(server, { settings })).found).toEqual([])
    await server.close()
    expect(server.requests).toEqual([])
  })
})

describe('the id of the skill', () => {
  const states = (profiles: JsonObject) => JSON.stringify({ profiles })
  const other = { skillId: 'amzn1.ask.skill.other' }
  const cases: readonly [
    name: string,
    files: Readonly<Record<string, string>>,
    id: string | undefined,
    manifest?: string,
  ][] = [
    ['is nowhere', {}, undefined],
    [
      'is what the ASK CLI noted',
      { '.ask/ask-states.json': states({ default: { skillId } }) },
      skillId,
    ],
    [
      'is that of an older ASK CLI',
      { 'ask-resources.json': states({ default: { skillId } }) },
      skillId,
    ],
    [
      'is that of the profile default',
      { '.ask/ask-states.json': states({ other, default: { skillId } }) },
      skillId,
    ],
    [
      'is that of the only profile',
      { '.ask/ask-states.json': states({ work: { skillId } }) },
      skillId,
    ],
    [
      'is not known where there are several profiles',
      { '.ask/ask-states.json': states({ other, work: { skillId } }) },
      undefined,
    ],
    [
      'is not known where the profile has none',
      { '.ask/ask-states.json': states({ default: {} }) },
      undefined,
    ],
    [
      'is not known where it could lead elsewhere',
      { '.ask/ask-states.json': states({ default: { skillId: 'a/../b' } }) },
      undefined,
    ],
    [
      'is in the second file where the first has none',
      { '.ask/ask-states.json': '{', 'ask-resources.json': states({ default: { skillId } }) },
      skillId,
    ],
    [
      'is looked for in the project of the manifest',
      { 'weather/.ask/ask-states.json': states({ default: { skillId } }) },
      skillId,
      'weather/skill-package/skill.json',
    ],
  ]

  it.each(cases)('%s', async (_, files, id, file) => {
    const world = { ...nodeWorld(path => path, noProxy), ...filesOf(files) }
    const manifest =
      file === undefined ? undefined : (await here(wholeManifest, undefined, file)).manifest
    const server = await startSmapi({ development: noisy })
    const found = await driftFindings(
      (await parseSettings(settingsFor(server))).understood,
      { manifest, stage: 'development', event: undefined },
      world,
      { signal: new AbortController().signal, userAgent: 'test' },
    )
    await server.close()
    const asked = server.requests.map(({ path }) => path)
    if (id === undefined) {
      expect(found[0]?.message).toContain('the id of the skill is not known')
      expect(asked).toEqual([])
    } else {
      expect(found).toEqual([])
      expect(asked[1]).toContain(`/skills/${id}/`)
    }
  })
})
