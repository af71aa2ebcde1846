import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runCommand } from '../../plugin/command.ts'
import type { CommandName } from '../../plugin/commands.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { type GithubApi, releaseCalled, startGithubApi } from '../e2e/support/github-api.ts'
import { FrameworkError, fakeFramework } from './support/fake-framework.ts'

let api: GithubApi
const exitCodeBefore = process.exitCode
beforeEach(async () => {
  api = await startGithubApi([
    releaseCalled('v1.4.7'),
    releaseCalled('v2.0.0', { prerelease: true }),
  ])
  vi.stubEnv('GITHUB_API_URL', api.url)
})
afterEach(async () => {
  process.exitCode = exitCodeBefore
  vi.unstubAllEnvs()
  await api.close()
})

const environment = {
  GITLAB_CI: 'true',
  CI_COMMIT_SHA: 'a'.repeat(40),
  CI_PROJECT_PATH: 'octo/star-quest',
  GITHUB_TOKEN: 'ghs_secret',
}

/** A command of a service whose settings name a release. */
async function run(command: CommandName, settings: JsonObject): Promise<string> {
  const release = { file: 'events/release.yaml', variables: { version: '2.1.0' } }
  const { framework, utils, stdout, log } = fakeFramework({
    custom: { alexaProactive: { events: { release }, ...settings } },
    stage: 'prod',
    options: command === 'send' ? { simulate: true } : {},
    words: ['alexa-proactive', command],
  })
  try {
    await runCommand(command, framework, utils, environment)
  } catch (error) {
    if (!(error instanceof FrameworkError)) throw error
    return error.message
  }
  return [...stdout, ...log].join('\n')
}

it('is asked for once, with the token, and a prerelease is for the development stage', async () => {
  const text = await run('preview', { release: 'v2.0.0' })
  expect(text).toContain('development, because release v2.0.0 is a prerelease')
  expect(api.requests).toEqual(['GET /repos/octo/star-quest/releases/tags/v2.0.0'])
  expect(api.tokens).toEqual(['ghs_secret'])
})

it('is announced to all where it is a full one', async () => {
  const text = await run('send', { release: 'latest' })
  expect(text).toContain('live, because service stage prod matches stages "prod"')
  expect(text).toContain('accepted')
  expect(api.requests).toEqual(['GET /repos/octo/star-quest/releases/latest'])
})

it('is left out below the level that is wanted', async () => {
  const text = await run('send', { release: 'latest', releaseLevel: 'minor' })
  expect(text).toContain('v1.4.7 is below the releaseLevel minor')
  expect(text).not.toContain('accepted')
})

it('keeps a send from going out where there is none', async () => {
  const text = await run('send', { release: 'v9.0.0' })
  expect(text).toContain('octo/star-quest has no release v9.0.0')
  expect(text).not.toContain('accepted')
})

it('is not asked for where the settings name none', async () => {
  expect(await run('preview', {})).toContain('live, because')
  expect(api.requests).toEqual([])
})
