import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readOrigin } from '../../plugin/origin.ts'
import { unknownContext } from '../../src/core/context.ts'
import { contextOf } from '../../src/github/context.ts'

const elsewhere = 'f'.repeat(40)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'a checkout '))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function git(...words: readonly string[]): string {
  const user = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
  return execFileSync('git', [...user, ...words], { cwd: folder, encoding: 'utf8' }).trim()
}

/** A repository with one commit. @returns its hash */
function commit(): string {
  git('init', '--quiet', '--initial-branch', 'main')
  git('commit', '--quiet', '--allow-empty', '--message', 'one')
  return git('rev-parse', 'HEAD')
}

const origin = (environment: Readonly<Record<string, string>> = {}) =>
  readOrigin(folder, environment, unknownContext)

it('is the branch of a checkout, whatever tags are there', async () => {
  const hash = commit()
  git('tag', 'v1.0.0')
  expect(await origin()).toEqual({ commit: hash, ref: 'refs/heads/main', proposal: undefined })
})

it('is a tag where no branch is checked out, the full release first', async () => {
  const hash = commit()
  git('checkout', '--quiet', '--detach')
  expect(await origin()).toMatchObject({ commit: hash, ref: undefined })
  git('tag', 'v1.0.0-rc.1')
  expect(await origin()).toMatchObject({ commit: hash, ref: 'refs/tags/v1.0.0-rc.1' })
  git('tag', 'v1.0.0')
  expect(await origin()).toMatchObject({ commit: hash, ref: 'refs/tags/v1.0.0' })
})

it('is nothing without a repository, and without a commit', async () => {
  const nothing = { commit: undefined, ref: undefined, proposal: undefined }
  expect(await origin()).toEqual(nothing)
  git('init', '--quiet')
  expect(await origin()).toMatchObject({ commit: undefined })
})

it.each([
  [
    'the branch of GitLab',
    { GITLAB_CI: 'true', CI_COMMIT_SHA: elsewhere, CI_COMMIT_REF_NAME: 'release/2' },
    { commit: elsewhere, ref: 'refs/heads/release/2', proposal: undefined },
  ],
  [
    'the tag of GitLab',
    {
      GITLAB_CI: 'true',
      CI_COMMIT_SHA: elsewhere,
      CI_COMMIT_REF_NAME: 'v2.0.0',
      CI_COMMIT_TAG: 'v2.0.0',
    },
    { commit: elsewhere, ref: 'refs/tags/v2.0.0', proposal: undefined },
  ],
  [
    'a merge request of GitLab',
    { GITLAB_CI: 'true', CI_COMMIT_SHA: elsewhere, CI_MERGE_REQUEST_ID: '7' },
    { commit: elsewhere, proposal: 'a pull request of GitLab CI/CD' },
  ],
  [
    'Buildkite, whose tag may be empty',
    { BUILDKITE: 'true', BUILDKITE_COMMIT: elsewhere, BUILDKITE_BRANCH: 'main', BUILDKITE_TAG: '' },
    { commit: elsewhere, ref: 'refs/heads/main' },
  ],
  [
    'CircleCI',
    { CIRCLECI: 'true', CIRCLE_SHA1: elsewhere, CIRCLE_TAG: 'v2.0.0-rc.1' },
    { commit: elsewhere, ref: 'refs/tags/v2.0.0-rc.1' },
  ],
])('is what CI says: %s', async (_, environment, wanted) => {
  expect(await origin(environment)).toMatchObject(wanted)
})

it('has the commit of the checkout, also in CI', async () => {
  const hash = commit()
  const environment = { GITLAB_CI: 'true', CI_COMMIT_SHA: elsewhere, CI_COMMIT_REF_NAME: 'main' }
  expect(await origin(environment)).toMatchObject({ commit: hash, ref: 'refs/heads/main' })
})

it('is that of the workflow on GitHub, and of the checkout', async () => {
  const workflow = contextOf({
    eventName: 'pull_request',
    ref: 'refs/pull/7/merge',
    sha: elsewhere,
    payload: { pull_request: { merged: false } },
  })
  const proposal = 'a pull_request event'
  const ref = 'refs/pull/7/merge'
  expect(await readOrigin(folder, {}, workflow)).toEqual({ commit: elsewhere, ref, proposal })
  const hash = commit()
  expect(await readOrigin(folder, {}, workflow)).toEqual({ commit: hash, ref, proposal })
})
