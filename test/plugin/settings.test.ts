import { describe, expect, it } from 'vitest'
import { namesIn, readPluginSettings } from '../../plugin/settings.ts'
import type { Json } from '../../src/core/json.ts'
import { pathText } from '../../src/core/json.ts'

function read(alexaProactive: Json, environment: Readonly<Record<string, string>> = {}) {
  return readPluginSettings({ alexaProactive }, environment)
}

function problemsOf(alexaProactive: Json, environment: Readonly<Record<string, string>> = {}) {
  const result = read(alexaProactive, environment)
  return 'problems' in result ? result.problems : []
}

describe('settings that are right', () => {
  it('are nothing at all', () => {
    const { settings } = readPluginSettings({}, {})
    expect(settings).toMatchObject({
      events: [],
      stages: undefined,
      stage: 'auto',
      failDeploy: false,
      credentials: { clientId: 'ALEXA_CLIENT_ID', clientSecret: 'ALEXA_CLIENT_SECRET' },
    })
  })

  it.each([
    ['a text for true', { failDeploy: 'true' }, { failDeploy: true }],
    ['a text for a number', { retries: '3' }, { raw: { retries: '3' } }],
    ['a list of regions', { regions: ['NA', 'EU'] }, { raw: { regions: 'NA,EU' } }],
    ['regions in a text', { regions: 'NA, EU' }, { raw: { regions: 'NA,EU' } }],
    [
      'regions as frameworks hand a text over',
      { regions: ['NA, EU'] },
      { raw: { regions: 'NA,EU' } },
    ],
    ['branches in a text', { liveRefs: 'main, v*' }, { liveRefs: ['main', 'v*'] }],
    [
      'a path for an event',
      { events: { a: 'a.yaml' } },
      { events: [{ name: 'a', file: 'a.yaml', on: 'demand' }] },
    ],
    ['one region', { regions: 'FE' }, { raw: { regions: 'FE' } }],
    ['a number for a text', { referenceId: 21 }, { raw: { 'reference-id': '21' } }],
    [
      'another variable',
      { clientSecret: 'MY_SECRET_2' },
      { credentials: { clientSecret: 'MY_SECRET_2' } },
    ],
  ])('take %s', (_, given, wanted) => {
    expect(read(given).settings).toMatchObject(wanted)
  })

  it('keep the order of the stages, and what belongs to an event with it', () => {
    const { settings } = read({
      stages: { 'pr-*': 'none', prod: 'live' },
      events: {
        release: { file: 'a.yaml', on: 'deploy', expiresIn: '12h', variables: { tag: 'v1' } },
        weekly: { file: 'b.yaml' },
      },
    })
    expect([...(settings?.stages ?? [])]).toEqual([
      ['pr-*', 'none'],
      ['prod', 'live'],
    ])
    expect(settings?.events).toEqual([
      {
        name: 'release',
        file: 'a.yaml',
        on: 'deploy',
        variables: { tag: 'v1' },
        raw: { 'expires-in': '12h' },
      },
      { name: 'weekly', file: 'b.yaml', on: 'demand', variables: {}, raw: {} },
    ])
  })
})

describe('mistakes', () => {
  it('are reported all at once, each with its path and what to do', () => {
    const problems = problemsOf({
      skillid: 'amzn1.ask.skill.1',
      stages: ['prod'],
      retries: 'many',
      failDeploy: 'yes',
      events: { release: { on: 'never' } },
    })
    expect(problems.map(({ path }) => pathText(path)).sort()).toEqual([
      'custom.alexaProactive.events.release.file',
      'custom.alexaProactive.events.release.on',
      'custom.alexaProactive.failDeploy',
      'custom.alexaProactive.retries',
      'custom.alexaProactive.skillid',
      'custom.alexaProactive.stages',
    ])
    expect(problems.map(({ message }) => message)).toContain(
      'custom.alexaProactive.skillid is not known; did you mean skillId?',
    )
    expect(problems.every(({ help }) => help !== '')).toBe(true)
  })

  it.each([
    ['text', 'on'],
    ['a list', []],
    ['a number', 7],
  ])('are %s instead of a map', (_, given) => {
    expect(problemsOf(given)).toMatchObject([
      { rule: 'serverless/setting', path: ['custom', 'alexaProactive'] },
    ])
  })
})

describe('secrets', () => {
  const secret = `amzn1.oa2-cs.v1.${'0123456789abcdef'.repeat(4)}`
  const hexadecimal = 'a1b2c3d4e5f60718'.repeat(4)
  const environment = { ALEXA_CLIENT_SECRET: secret, OTHER_SECRET: hexadecimal }

  it.each([
    ['a literal secret', { clientSecret: secret }, {}, 'clientSecret'],
    ['an old secret', { clientSecret: hexadecimal }, {}, 'clientSecret'],
    ['a secret in capitals', { clientSecret: hexadecimal.toUpperCase() }, {}, 'clientSecret'],
    ['a client id', { clientId: 'amzn1.application-oa2-client.1' }, {}, 'clientId'],
    ['a number', { clientSecret: 1234567890 }, {}, 'clientSecret'],
    ['a secret in a list', { clientSecret: [secret] }, {}, 'clientSecret'],
    ['a client id in a map', { clientId: { id: hexadecimal } }, {}, 'clientId'],
    ['what env was replaced by', { clientSecret: secret }, environment, 'clientSecret'],
    ['a secret where few values are right', { stages: { dev: secret } }, {}, 'stages.dev'],
    ['a secret as a name', { stages: { [secret]: 'live' } }, {}, 'stages'],
    ['a secret in variables', { variables: { list: [secret] } }, {}, 'variables.list[0]'],
    [
      'the secret of this environment in a text',
      { clientSecret: 'OTHER_SECRET', report: `out/${hexadecimal}.json` },
      environment,
      'report',
    ],
  ])('are found: %s', (_, settings, surroundings, place) => {
    const problems = problemsOf({ ...settings, unknown: 1 }, surroundings)
    const found = problems.filter(({ rule }) => rule === 'serverless/secret')
    expect(found.map(({ path }) => pathText(path))).toEqual([`custom.alexaProactive.${place}`])
    const said = JSON.stringify(problems)
    for (const value of [secret, hexadecimal, hexadecimal.toUpperCase(), '1234567890', 'oa2']) {
      expect(said).not.toContain(value)
    }
    expect(found[0]?.message).toContain('uploads')
  })

  it('are found in a setting that the core reads, which does not tell it', () => {
    const read = readPluginSettings({ alexaProactive: { timeout: secret, retries: 99 } }, {})
    expect(read).toMatchObject({
      problems: [{ rule: 'serverless/secret' }],
      rest: { retries: '99' },
    })
    expect(JSON.stringify(read)).not.toContain(secret)
  })

  it('are found outside of the own settings', () => {
    const result = readPluginSettings({ alexa: { clientSecret: secret } }, {})
    expect(result).toMatchObject({ problems: [{ path: ['custom', 'alexa', 'clientSecret'] }] })
  })

  it('name the variable whose value was written', () => {
    const [problem] = problemsOf({ clientSecret: hexadecimal }, environment)
    expect(problem?.help).toContain('"clientSecret: OTHER_SECRET"')
  })

  it.each([
    ['the names of variables', { clientId: 'MY_ID', clientSecret: 'MY_SECRET' }],
    ['an empty environment', { report: 'out.json', variables: { text: '' } }],
  ])('are not seen in %s', (_, settings) => {
    expect(problemsOf(settings, { ALEXA_CLIENT_SECRET: '' })).toEqual([])
  })
})

describe('the names of settings in messages', () => {
  const credentials = { clientId: 'ALEXA_CLIENT_ID', clientSecret: 'MY_SECRET' }
  const release = { name: 'release', raw: { 'expires-in': '1h' } }

  it.each([
    ['api-url', 'apiUrl', 'custom.alexaProactive.apiUrl'],
    ['client-secret', 'MY_SECRET', 'The variable MY_SECRET'],
    ['regions', '--endpoint-regions', 'The option --endpoint-regions'],
    ['dry-run', 'dryRun', 'custom.alexaProactive.dryRun'],
    ['expires-in', 'expiresIn', 'custom.alexaProactive.events.release.expiresIn'],
    ['event-file', 'custom.alexaProactive.events.release.file', 'custom.alexaProactive.eventFile'],
  ] as const)('are those of serverless.yml or of the command: %s', (name, within, subject) => {
    const names = namesIn(credentials, { 'endpoint-regions': 'NA', stage: 'prod' }, release)
    expect([names.of(name), names.subject(name)]).toEqual([within, subject])
  })

  it('are those for all events where there is none', () => {
    const names = namesIn(credentials, {}, undefined)
    expect(names.subject('expires-in')).toBe('custom.alexaProactive.expiresIn')
    expect(names.of('event-file')).toBe('eventFile')
  })
})
