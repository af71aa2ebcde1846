import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ReleaseAnswer, ReleaseQuery } from '../../src/core/release.ts'
import { findRelease } from '../../src/github/api.ts'
import {
  type Fault,
  type GithubApi,
  releaseCalled,
  startGithubApi,
} from '../e2e/support/github-api.ts'

let api: GithubApi
afterEach(async () => {
  vi.unstubAllEnvs()
  await api.close()
})

const query = { repository: 'octo/skill', name: 'v1.2.0', token: 'ghs_secret' }

function find(asked: ReleaseQuery, url = api.url): Promise<ReleaseAnswer> {
  vi.stubEnv('GITHUB_API_URL', url)
  return findRelease(asked)
}

describe('findRelease', { timeout: 30_000 }, () => {
  test('finds one by its tag, with one request and the token', async () => {
    api = await startGithubApi([releaseCalled('v2'), releaseCalled('v1.2.0', { prerelease: true })])
    expect(await find(query)).toMatchObject({
      release: { tagName: 'v1.2.0', prerelease: true, draft: false },
      json: { author: { login: 'octocat' } },
    })
    expect(api.requests).toEqual(['GET /repos/octo/skill/releases/tags/v1.2.0'])
    expect(api.tokens).toEqual(['ghs_secret'])
  })

  test('finds the latest, without a token too', async () => {
    api = await startGithubApi([releaseCalled('v3-rc', { prerelease: true }), releaseCalled('v2')])
    const answer = await find({ ...query, name: 'latest', token: undefined })
    expect(answer).toMatchObject({ release: { tagName: 'v2' } })
    expect(api.requests).toEqual(['GET /repos/octo/skill/releases/latest'])
    expect(api.tokens).toEqual([undefined])
  })

  test('there is none', async () => {
    api = await startGithubApi([])
    expect(await find(query)).toMatchObject({
      missing: true,
      problem: expect.stringContaining('octo/skill has no release v1.2.0'),
      help: expect.stringContaining('contents: read'),
    })
  })

  const refusals: readonly (readonly [Fault, string, string])[] = [
    ['unauthorized', 'refuses the token', 'valid'],
    ['forbidden', 'does not let the token', 'contents: read'],
    ['rate-limit', 'rate limit', 'in an hour'],
    ['secondary-limit', 'rate limit', 'in an hour'],
  ]
  test.each(refusals)('%s is told at once', async (fault, problem, help) => {
    api = await startGithubApi([releaseCalled('v1.2.0')], [fault])
    const answer = await find(query)
    expect(answer).toMatchObject({
      missing: false,
      problem: expect.stringContaining(problem),
      help: expect.stringContaining(help),
    })
    expect(api.requests).toHaveLength(1)
    expect(JSON.stringify(answer)).not.toContain('ghs_secret')
  })

  test('a server error is tried again', async () => {
    api = await startGithubApi([releaseCalled('v1.2.0')], ['broken'])
    expect(await find(query)).toMatchObject({ release: { tagName: 'v1.2.0' } })
    expect(api.requests).toHaveLength(2)
  })

  test('but not for ever', async () => {
    api = await startGithubApi([], ['broken', 'broken', 'broken', 'broken'])
    expect(await find(query)).toMatchObject({
      missing: false,
      problem: expect.stringContaining('HTTP 502'),
    })
    expect(api.requests).toHaveLength(3)
  })

  test('no network', async () => {
    api = await startGithubApi()
    expect(await find(query, 'http://127.0.0.1:9')).toMatchObject({
      missing: false,
      problem: expect.stringContaining('not reached'),
      help: expect.stringContaining('HTTPS_PROXY'),
    })
  })
})
