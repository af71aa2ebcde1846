import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { JsonObject } from '../../../src/core/json.ts'
import type { Certificate } from '../../support/loopback-server.ts'

/** What GitHub does instead of an answer. */
export type Fault = 'unauthorized' | 'forbidden' | 'rate-limit' | 'secondary-limit' | 'broken'

export interface GithubApi {
  /** For `GITHUB_API_URL`. */
  readonly url: string
  /** The requests so far, such as `GET /repos/octo/skill/releases/latest`. */
  readonly requests: readonly string[]
  /** The token of each request. */
  readonly tokens: readonly (string | undefined)[]
  close(): Promise<void>
}

/** A release as the API writes it. */
export function releaseCalled(tag: string, changes: JsonObject = {}): JsonObject {
  return {
    id: 1,
    tag_name: tag,
    target_commitish: 'main',
    name: tag,
    body: 'What is new.',
    draft: false,
    prerelease: false,
    created_at: '2026-05-01T12:00:00Z',
    published_at: new Date().toISOString().replace(/\.\d+/, ''),
    author: { login: 'octocat', id: 1 },
    assets: [],
    ...changes,
  }
}

/**
 * Starts a stand-in for GitHub's API on loopback that knows these releases, the latest one first.
 *
 * @param faults what it does instead, one request after the other
 * @param certificate it is spoken to over TLS
 */
export async function startGithubApi(
  releases: readonly JsonObject[] = [],
  faults: readonly Fault[] = [],
  certificate?: Certificate,
): Promise<GithubApi> {
  const requests: string[] = []
  const tokens: (string | undefined)[] = []
  const pending = [...faults]
  const answerTo: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    tokens.push(request.headers.authorization?.replace(/^token /, ''))
    const { status, headers = {}, body } = answer(request.url ?? '', releases, pending.shift())
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'x-github-request-id': 'C0FE:1',
      ...headers,
    })
    response.end(JSON.stringify(body))
  }
  const server =
    certificate === undefined
      ? createServer(answerTo)
      : createTlsServer({ ...certificate }, answerTo)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    tokens,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: JsonObject
}

function answer(url: string, releases: readonly JsonObject[], fault: Fault | undefined): Answer {
  switch (fault) {
    case 'unauthorized':
      return { status: 401, body: { message: 'Bad credentials' } }
    case 'forbidden':
      return { status: 403, body: { message: 'Resource not accessible by integration' } }
    case 'rate-limit':
      return {
        status: 403,
        headers: { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' },
        body: { message: 'API rate limit exceeded for 127.0.0.1.' },
      }
    case 'secondary-limit':
      return {
        status: 429,
        headers: { 'retry-after': '60' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      }
    case 'broken':
      return { status: 502, body: { message: 'Server Error' } }
    default:
  }
  const published = releases.filter(({ draft }) => draft !== true)
  const tag = /\/releases\/tags\/(.+)$/.exec(url)?.[1]
  const found =
    tag === undefined
      ? published.find(({ prerelease }) => prerelease !== true)
      : releases.find(release => release['tag_name'] === decodeURIComponent(tag))
  return found === undefined
    ? { status: 404, body: { message: 'Not Found' } }
    : { status: 200, body: found }
}
