import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readJobEnvironment } from '../../src/github/context.ts'

afterEach(() => {
  vi.unstubAllEnvs()
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
      return { ...(await readJobEnvironment(process.env)), asked }
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

  test.each(['{}', '{"environment":7}'])('%s names none', async claims => {
    const { environment, problem } = await environmentWith(200, { value: tokenOf(claims) })
    expect(environment).toBeUndefined()
    expect(problem).toBeUndefined()
  })

  test.each([
    [403, { message: 'no' }],
    [200, {}],
    [200, { value: 'no token at all' }],
    [200, { value: tokenOf('secret words') }],
  ])('HTTP %i with %j is a problem, and never an error', async (status, answer) => {
    const { environment, problem } = await environmentWith(status, answer)
    expect(environment).toBeUndefined()
    expect(problem).toContain('failed')
    expect(`${problem}${output}`).not.toMatch(/^::error|secret words/m)
  })

  test('is not waited for without an end', async () => {
    const server = createServer(() => {})
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', `http://127.0.0.1:${port}/token?api-version=2`)
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'request-token')
    const { environment, problem } = await readJobEnvironment(process.env, 50)
    server.closeAllConnections()
    server.close()
    expect(environment).toBeUndefined()
    expect(problem).toContain('failed')
  })

  test('is not asked for without the permission', async () => {
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', '')
    expect(await readJobEnvironment(process.env)).toEqual({ environment: undefined })
    expect(output).toBe('')
  })
})
