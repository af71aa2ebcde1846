import { describe, expect, it } from 'vitest'
import type { Door } from '../../src/core/setting-kinds.ts'
import {
  parseSettings,
  type RawSettings,
  type Settings,
  settingNames,
  settingsOf,
  titleOf,
  withEnvironment,
} from '../../src/core/settings.ts'

it('takes what the announcement is about', async () => {
  const { settings } = await parseSettings({
    release: 'latest',
    'release-level': 'minor',
    'github-token': 'a-token',
    repository: 'octocat/star-quest',
    announcement: 'Summer sale / 2026.07',
    'require-protected': 'true',
    comment: 'true',
  })
  expect(settings).toMatchObject({
    release: 'latest',
    releaseLevel: 'minor',
    githubToken: 'a-token',
    repository: 'octocat/star-quest',
    announcement: 'Summer sale / 2026.07',
    requireProtected: true,
    comment: true,
  })
})

it.each([
  [{ command: 'sned' }, 'did you mean send?'],
  [{ 'release-level': 'minr' }, 'did you mean minor?'],
  [{ repository: 'star-quest' }, 'The setting repository is "star-quest".'],
  [{ announcement: 'Sale', 'reference-id': 'Sale1' }, 'reference-id too'],
  [{ 'require-protected': 'yes' }, 'The setting require-protected is "yes".'],
])('refuses %j', async (raw, message) => {
  const { settings, diagnostics } = await parseSettings(raw)
  expect({ settings, diagnostics }).toEqual({
    settings: undefined,
    diagnostics: [
      expect.objectContaining({
        rule: 'settings/value',
        message: expect.stringContaining(message),
      }),
    ],
  })
})

it.each([
  [
    'fills in what is not given',
    {},
    { ALEXA_CLIENT_ID: 'id', ASK_SKILL_ID: '' },
    { 'client-id': 'id' },
  ],
  [
    'leaves what is given',
    { 'client-id': 'own' },
    { ALEXA_CLIENT_ID: 'id' },
    { 'client-id': 'own' },
  ],
  [
    'takes the place of spaces',
    { 'client-id': ' ' },
    { ALEXA_CLIENT_ID: 'id' },
    { 'client-id': 'id' },
  ],
  ['holds nothing', {}, {}, {}],
] as const)('the environment %s', (_, raw, environment, settings) => {
  expect(withEnvironment(raw, environment, 'send')).toStrictEqual(settings)
})

it('is not asked for what a command does without', () => {
  expect(withEnvironment({}, { ALEXA_CLIENT_ID: 'id' }, 'validate')).toEqual({})
})

it.each([
  [{ 'client-id': 'a ', 'client-secret': 'b' }, 'client-id has spaces or a newline'],
  [
    { 'client-id': 'a\n', 'client-secret': ' b' },
    'client-id and client-secret have spaces or a newline',
  ],
])('credentials with spaces are told: %j', async (raw, message) => {
  const { diagnostics } = await parseSettings({ command: 'send', event: '{}', ...raw })
  expect(diagnostics[0]).toMatchObject({
    rule: 'settings/credentials-whitespace',
    message: expect.stringContaining(message),
  })
})

it.each([
  ['a map', 'a: 1', { a: 1 }, []],
  ['no map', '[1]', {}, ['settings/variables']],
  ['no YAML', 'a: [', {}, ['source/syntax']],
])('variables may be %s', async (_, variables, expected, rules) => {
  const { understood, diagnostics } = await parseSettings({ event: '{}', variables })
  expect(understood.variables).toEqual(expected)
  expect(diagnostics.map(({ rule }) => rule)).toEqual(rules)
})

it('is listed in the help under one title each', () => {
  expect(settingNames.filter(name => titleOf(name) === '')).toEqual([])
  expect(titleOf('regions')).toBe('Who gets it:')
})

it.each(['amzn1.ask.skill.1', undefined, '../other'])('a skill id may be %s', async id => {
  const { diagnostics } = await parseSettings({ ...(id && { 'skill-id': id }) })
  expect(diagnostics.map(({ help }) => help)).toEqual(
    id?.includes('/') ? ['Copy the id from the developer console: amzn1.ask.skill.…'] : [],
  )
})

/** What a user reads about settings: severity and rule, message, what to do; and what the settings are then. */
async function told(raw: RawSettings) {
  const { settings, diagnostics } = await parseSettings(raw)
  const lines = diagnostics.map(
    ({ severity, rule, message, help }) => `${severity} ${rule}: ${message} ${help}`,
  )
  return { settings, lines }
}

const inClear =
  'Use https://. Plain http:// is for this machine only (127.0.0.1, [::1], localhost): the token would travel in clear.'
const addressHelp = 'Write a full https:// address.'
const oneEvent = 'Keep one of them.'
const noEvent = 'Set event-file to the path of an event file, or write the event into event.'
const noList = (name: string) =>
  `error settings/value: The setting ${name} is set, but there is no list of users it could have an effect on. Set users or users-file to send to single users, or leave it out.`
const arn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:campaigns'

describe('a mistake says what is wrong and what to do', () => {
  it.each<[RawSettings, string, string]>([
    [
      { command: 'sned' },
      'command is "sned"; did you mean send?',
      'Use one of: validate, preview, send.',
    ],
    [{ command: 'zzzzzz' }, 'command is "zzzzzz".', 'Use one of: validate, preview, send.'],
    [{ 'dry-run': ' yes ' }, 'dry-run is "yes".', 'Use true or false.'],
    [
      { regions: 'NA, apac;, EU' },
      'regions names "apac;".',
      'Use auto alone, or a list of NA, EU, FE.',
    ],
    [
      { regions: 'auto, XX' },
      'regions names "auto", "XX".',
      'Use auto alone, or a list of NA, EU, FE.',
    ],
    [{ retries: '11' }, 'retries is "11".', 'Use a whole number from 0 to 10.'],
    [{ retries: '-1' }, 'retries is "-1".', 'Use a whole number from 0 to 10.'],
    [{ retries: '1.5' }, 'retries is "1.5".', 'Use a whole number from 0 to 10.'],
    [
      { 'expires-in': 'tomorrow' },
      'expires-in is "tomorrow", which is not a duration.',
      'Write it like 90m, 12h or PT12H.',
    ],
    [
      { 'expires-in': '25h' },
      'expires-in is 25h, but must be 5m to 24h.',
      'Amazon refuses events that live shorter or longer.',
    ],
    [
      { 'expires-in': '299s' },
      'expires-in is 299s, but must be 5m to 24h.',
      'Amazon refuses events that live shorter or longer.',
    ],
    [
      { repository: 'a/b/c' },
      'repository is "a/b/c".',
      'Write owner and name, such as octocat/star-quest.',
    ],
    [{ 'api-url': 'proxy' }, 'api-url is "proxy", which is not an address.', addressHelp],
    [
      { 'api-url': 'https://me@example.com' },
      'api-url holds a user name or password.',
      'Leave them out of the address.',
    ],
    [
      { 'api-url': 'https://:word@example.com' },
      'api-url holds a user name or password.',
      'Leave them out of the address.',
    ],
    [{ 'api-url': 'ftp://127.0.0.1/' }, 'api-url is "ftp://127.0.0.1/".', inClear],
    ...[
      'proxy.example',
      '127.0.0.1.example',
      '126.0.0.1',
      'a.127.0.0.1.example',
      '[::2]',
      'localhost.example',
    ].map((host): [RawSettings, string, string] => [
      { 'auth-url': `http://${host}/` },
      `auth-url is "http://${host}/".`,
      inClear,
    ]),
    [
      { announcement: 'Sale', 'reference-id': 'Sale1' },
      'announcement is set, and reference-id too.',
      oneEvent,
    ],
    [{ users: 'a', 'users-file': 'b' }, 'users is set, and users-file too.', oneEvent],
    [{ 'users-file': 'b', subscribers: 'c' }, 'users-file is set, and subscribers too.', oneEvent],
    [
      { users: 'a', subscribers: 'c', engine: arn, shard: '1/2' },
      'users is set, and subscribers too.',
      oneEvent,
    ],
    [
      { users: 'a', detach: 'true' },
      'detach is set, but engine is not.',
      'Set engine to the ARN of an engine, or leave it out.',
    ],
    [
      { users: 'a', engine: arn, simulate: ' TRUE ' },
      'simulate is set, and engine too.',
      'The simulator is on this machine: leave engine out to try the event with it, or simulate to send.',
    ],
  ])('%j', async (raw, what, help) => {
    expect(await told(raw)).toEqual({
      settings: undefined,
      lines: [`error settings/value: The setting ${what} ${help}`],
    })
  })

  it.each<[string, RawSettings, readonly string[]]>([
    [
      'two events',
      { event: '{}', 'event-file': 'a.yaml' },
      [`error settings/event-twice: Both event-file and event are set. ${oneEvent}`],
    ],
    [
      'no event to preview',
      { command: 'preview' },
      [`error settings/event-missing: There is no event to preview. ${noEvent}`],
    ],
    [
      'no event to send',
      { command: 'send', event: ' \n' },
      [`error settings/event-missing: There is no event to send. ${noEvent}`],
    ],
    [
      'variables that are no map',
      { variables: '- a' },
      [
        'error settings/variables: The setting variables is not a map of names to values. Write one "name: value" per line, or a JSON object such as {"name": "value"}.',
      ],
    ],
    [
      'an engine and its settings without a list',
      { engine: arn, detach: 'true', shard: '1/2' },
      ['shard', 'engine', 'detach'].map(noList),
    ],
  ])('%s', async (_, raw, lines) => {
    expect(await told(raw)).toEqual({ settings: undefined, lines })
  })
})

describe('a value is understood', () => {
  it.each<[RawSettings, Partial<Settings>]>([
    [
      { command: ' preview\n', event: '  a: 1\n  b: 2\n' },
      { command: 'preview', event: { text: '  a: 1\n  b: 2\n' } },
    ],
    [{ 'event-file': 'a.yaml', event: ' ' }, { event: { file: 'a.yaml' } }],
    [
      {},
      {
        command: 'validate',
        event: undefined,
        campaign: undefined,
        variables: {},
        regions: 'auto',
      },
    ],
    [{ command: 'validate', event: '{}' }, { event: { text: '{}' } }],
    [
      { summary: 'FALSE', 'dry-run': 'True' },
      { summary: false, dryRun: true },
    ],
    [{ retries: '0' }, { retries: 0 }],
    [{ retries: '10' }, { retries: 10 }],
    [{ 'expires-in': '5m' }, { expiresIn: 300_000 }],
    [{ 'expires-in': 'PT24H' }, { expiresIn: 86_400_000 }],
    [{ regions: 'eu # here\nNA' }, { regions: ['NA', 'EU'] }],
    [{ regions: 'eu' }, { regions: ['EU'] }],
    [{ regions: 'AUTO' }, { regions: 'auto' }],
    [{ regions: '# none' }, { regions: 'auto' }],
    [{ regions: 'auto' }, { regions: 'auto' }],
    [
      { 'live-refs': 'main, v#1 # all\n\n# none\nrelease/**' },
      { liveRefs: ['main', 'v#1', 'release/**'] },
    ],
    [{ 'live-refs': '# none' }, { liveRefs: undefined }],
    [{ 'live-refs': 'main # all\r\nv*\r\n' }, { liveRefs: ['main', 'v*'] }],
    [{ regions: 'NA # the Americas\r\nEU' }, { regions: ['NA', 'EU'] }],
    ...[
      'https://proxy.example/{region}',
      'http://127.0.0.1:8080/',
      'http://127.10.200.3/',
      'http://[::1]:1/',
      'http://localhost/{region}',
    ].map((address): [RawSettings, Partial<Settings>] => [
      { 'api-url': address },
      { apiUrl: address },
    ]),
    [{ announcement: 'Sale' }, { announcement: 'Sale', referenceId: undefined }],
    [{ 'reference-id': 'Sale1' }, { announcement: undefined, referenceId: 'Sale1' }],
    [{ 'max-failures': ' 0 ', detach: ' False' }, { campaign: undefined }],
  ])('%j', async (raw, expected) => {
    const { settings, lines } = await told(raw)
    expect({ settings, lines }).toEqual({ settings: expect.objectContaining(expected), lines: [] })
  })

  it('lists may be a table of subscribers', async () => {
    const { settings, lines } = await told({ subscribers: 'table', shard: '1/2' })
    expect({ recipients: settings?.campaign?.recipients, lines }).toEqual({
      recipients: { subscribers: 'table' },
      lines: [],
    })
  })
})

describe('credentials', () => {
  const id = 'amzn1.application-oa2-client.1'
  const spaces = (names: string) =>
    `warning settings/credentials-whitespace: ${names} spaces or a newline around the value; this run leaves them out. Store the secret again without them.`
  const shape =
    'warning settings/credentials-shape: client-id does not begin with "amzn1.application-oa2-client.", as ids of skills do. Take the pair from the developer console: the skill, Build, Permissions, "Alexa Skill Messaging".'

  it.each<[RawSettings, Settings['credentials'], readonly string[], readonly string[]]>([
    [{}, undefined, ['client-id', 'client-secret'], []],
    [{ 'client-id': id }, undefined, ['client-secret'], []],
    [{ 'client-secret': 's' }, undefined, ['client-id'], []],
    [{ 'client-id': 'own', 'client-secret': ' ' }, undefined, ['client-secret'], []],
    [{ 'client-id': id, 'client-secret': 's' }, { clientId: id, clientSecret: 's' }, [], []],
    [
      { 'client-id': id, 'client-secret': 's\n' },
      { clientId: id, clientSecret: 's' },
      [],
      [spaces('client-secret has')],
    ],
    [
      { 'client-id': ` ${id}`, 'client-secret': ' s' },
      { clientId: id, clientSecret: 's' },
      [],
      [spaces('client-id and client-secret have')],
    ],
    [
      { 'client-id': 'own', 'client-secret': 's' },
      { clientId: 'own', clientSecret: 's' },
      [],
      [shape],
    ],
    [
      { 'client-id': 'my.amzn1.application-oa2-client.', 'client-secret': 's' },
      { clientId: 'my.amzn1.application-oa2-client.', clientSecret: 's' },
      [],
      [shape],
    ],
  ])('of a skill: %j', async (raw, credentials, missing, lines) => {
    const found = await told({ command: 'send', event: '{}', ...raw })
    expect(found.lines).toEqual(lines)
    expect(found.settings).toMatchObject({ missingCredentials: missing })
    expect(found.settings?.credentials).toEqual(credentials)
  })

  const all = {
    'ask-refresh-token': 'token',
    'ask-lwa-client-id': 'client',
    'ask-lwa-client-confirmation': 'word',
  }
  const access = { refreshToken: 'token', clientId: 'client', clientConfirmation: 'word' }
  it.each<[RawSettings, Settings['developerAccess'], readonly string[]]>([
    [all, access, []],
    [{}, undefined, Object.keys(all)],
    ...Object.keys(all).map((name): [RawSettings, undefined, readonly string[]] => [
      { ...all, [name]: ' ' },
      undefined,
      [name],
    ]),
  ])('of a developer: %j', async (raw, expected, missing) => {
    const { settings, lines } = await told(raw)
    expect(lines).toEqual([])
    expect(settings?.developerAccess).toEqual(expected)
    expect(settings?.missingAccess).toEqual(missing)
  })
})

it.each<[Door, readonly string[], readonly string[]]>([
  ['action', ['command', 'manifest', 'summary', 'comment', 'retries'], ['ref', 'repository']],
  ['cli', ['manifest', 'ref', 'repository', 'retries'], ['summary', 'comment']],
  ['plugin', ['retries', 'regions'], ['command', 'ref', 'summary', 'users']],
])('the settings of the %s', (door, has, hasNot) => {
  const names: readonly string[] = settingsOf(door)
  expect(has.filter(name => !names.includes(name))).toEqual([])
  expect(hasNot.filter(name => names.includes(name))).toEqual([])
})
