import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { environmentOfJob, formsToMask, readInputs } from '../../src/action/inputs.ts'
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

describe('misspelt inputs', () => {
  test.each([
    ['INPUT_DRY_RUN', 'dry-run'],
    ['INPUT_EVENTFILE', 'event-file'],
    ['INPUT_CLIENT_SECRET', 'client-secret'],
    ['INPUT_SUMARY', 'summary'],
  ])('%s is an error that names %s', (variable, meant) => {
    const { diagnostics } = inputsOf({ [variable]: 'true' })
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]?.severity).toBe('error')
    expect(diagnostics[0]?.message).toContain(`did you mean ${meant}?`)
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
    ['blanks around it', ' s3cret\n', [' s3cret\n', 's3cret']],
    ['characters of forms', 'a b+c/d', ['a b+c/d', 'a+b%2Bc%2Fd', 'a%20b%2Bc%2Fd']],
    ['half of a character', 'a\ud800b', ['a\ud800b', 'a%EF%BF%BDb']],
    ['nothing', '', []],
    ['blanks alone', ' \n', []],
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

describe('the environment of the job', () => {
  const tokenOf = (claims: string) => `e30.${Buffer.from(claims).toString('base64url')}.c2ln`
  let output = ''
  beforeEach(() => {
    output = ''
    vi.spyOn(process.stdout, 'write').mockImplementation(text => {
      output += String(text)
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** Asks a server that answers as GitHub's token service does. */
  async function environmentWith(status: number, answer: object) {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', `http://127.0.0.1:${port}/token?api-version=2`)
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'request-token')
    try {
      return { environment: await environmentOfJob(), asked }
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  test('stands in its OIDC token, which is masked', async () => {
    const value = tokenOf('{"environment":"production-eu"}')
    const { environment, asked } = await environmentWith(200, { value })
    expect(environment).toBe('production-eu')
    expect(asked).toEqual(['Bearer request-token'])
    expect(output).toContain(`::add-mask::${value}`)
    expect(output.replaceAll(`::add-mask::${value}`, '')).not.toContain(value)
  })

  test.each(['{}', '{"environment":""}', '{"environment":7}'])('%s names none', async claims => {
    const { environment } = await environmentWith(200, { value: tokenOf(claims) })
    expect(environment).toBeUndefined()
    expect(output).not.toContain('::notice')
  })

  test.each([
    [403, { message: 'no' }],
    [200, {}],
    [200, { value: 'no token at all' }],
    [200, { value: tokenOf('secret words') }],
  ])('HTTP %i with %j is a notice, and never an error', async (status, answer) => {
    const { environment } = await environmentWith(status, answer)
    expect(environment).toBeUndefined()
    expect(output.match(/^::notice::.*cannot be had.*$/gm)).toHaveLength(1)
    expect(output).not.toMatch(/^::error|secret words/m)
  })

  test('is not asked for without the permission', async () => {
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', '')
    expect(await environmentOfJob()).toBeUndefined()
    expect(output).toBe('')
  })
})
