import { expect, it } from 'vitest'
import { parseSettings, settingNames, titleOf, withEnvironment } from '../../src/core/settings.ts'

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
  expect(withEnvironment(raw, environment, 'send')).toEqual(settings)
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
