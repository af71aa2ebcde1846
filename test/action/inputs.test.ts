import { afterEach, describe, expect, test, vi } from 'vitest'
import { formsToMask, readInputs } from '../../src/action/inputs.ts'
import { parseSettings } from '../../src/core/settings.ts'

function inputsOf(environment: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  return readInputs()
}

afterEach(() => {
  vi.unstubAllEnvs()
})

test('inputs keep the spaces around them', () => {
  const { raw } = inputsOf({ INPUT_EVENT: '  event:\n    name: x\n' })
  expect(raw.event).toBe('  event:\n    name: x\n')
})

describe('credentials', () => {
  test('come from the environment where the inputs are empty', () => {
    const { raw } = inputsOf({
      'INPUT_CLIENT-ID': '',
      'INPUT_CLIENT-SECRET': ' \n',
      ALEXA_CLIENT_ID: 'id of the environment',
      ALEXA_CLIENT_SECRET: 'secret of the environment',
    })
    expect(raw['client-id']).toBe('id of the environment')
    expect(raw['client-secret']).toBe('secret of the environment')
  })

  test('of the inputs win', () => {
    const { raw } = inputsOf({ 'INPUT_CLIENT-ID': 'input', ALEXA_CLIENT_ID: 'environment' })
    expect(raw['client-id']).toBe('input')
  })
})

describe('summary', () => {
  test.each([
    ['', true],
    ['true', true],
    [' True ', true],
    ['FALSE', false],
  ])('%j', (value, summary) => {
    expect(inputsOf({ INPUT_SUMMARY: value })).toMatchObject({ summary, diagnostics: [] })
  })

  test('anything else is an error', async () => {
    const { diagnostics } = await parseSettings(inputsOf({ INPUT_SUMMARY: 'yes' }).raw)
    expect(diagnostics).toMatchObject([
      { rule: 'settings/value', severity: 'error', message: /"yes"/ },
    ])
  })
})

describe('misspelled inputs', () => {
  test.each([
    ['INPUT_DRY_RUN', 'dry-run'],
    ['INPUT_EVENTFILE', 'event-file'],
    ['INPUT_CLIENT_SECRET', 'client-secret'],
    ['INPUT_SUMARY', 'summary'],
  ])('%s is an error that names %s', (variable, name) => {
    const { diagnostics } = inputsOf({ [variable]: 'true' })
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]?.severity).toBe('error')
    expect(diagnostics[0]?.message).toContain(`did you mean ${name}?`)
  })

  test('other variables are nobody’s business', () => {
    const { diagnostics } = inputsOf({ INPUT_QXZ: 'true', INPUT_DRY_RUN: '', DRY_RUN: 'true' })
    expect(diagnostics).toEqual([])
  })
})

const noProxy = { https: undefined, http: undefined, no: undefined }

describe('formsToMask', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a plain secret', 's3cret', ['s3cret']],
    ['spaces around it', ' s3cret\n', [' s3cret\n', 's3cret']],
    ['characters of forms', 'a b+c/d', ['a b+c/d', 'a+b%2Bc%2Fd', 'a%20b%2Bc%2Fd']],
    ['half of a character', 'a\ud800b', ['a\ud800b', 'a%EF%BF%BDb']],
    ['nothing', '', []],
    ['spaces alone', ' \n', []],
  ]
  test.each(cases)('%s', (_, secret, forms) => {
    expect(formsToMask([secret, undefined], noProxy)).toEqual(forms)
  })

  const proxies: readonly (readonly [string, readonly string[]])[] = [
    ['http://user:pa%24s@proxy.example:3128', ['pa%24s', 'pa%2524s', 'pa$s']],
    ['user:word@proxy.example:3128', ['word']],
    ['http://user:w@rd@proxy.example', ['w@rd', 'w%40rd']],
    ['http://user:100%@proxy.example', ['100%', '100%25']],
    ['http://proxy.example:3128', []],
    ['http://user@proxy.example:3128', []],
    ['proxy.example:3128', []],
  ]
  test.each(proxies)('the password of %s', (https, forms) => {
    expect(formsToMask([], { ...noProxy, https })).toEqual(forms)
    expect(formsToMask([], { ...noProxy, http: https })).toEqual(forms)
  })
})
