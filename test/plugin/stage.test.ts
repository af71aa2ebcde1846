import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StageChoice } from '../../plugin/settings.ts'
import { decideSkillStage, readOrigin } from '../../plugin/stage.ts'
import { unknownContext } from '../../src/core/context.ts'
import { contextOf } from '../../src/github/context.ts'

interface Case {
  readonly name: string
  readonly serviceStage: string
  readonly stages?: Readonly<Record<string, StageChoice>>
  readonly stage?: 'auto' | StageChoice
  readonly proposal?: string
  readonly liveRefs?: readonly string[]
  readonly ref?: string
  readonly prerelease?: boolean
  readonly wish?: string
  readonly says: string
  readonly silent?: string
}

const cases: readonly Case[] = [
  {
    name: 'by default prod',
    serviceStage: 'prod',
    says: 'live, because service stage prod matches stages "prod"',
  },
  {
    name: 'by default another one',
    serviceStage: 'Prod',
    says: 'development, because service stage Prod matches no pattern of stages "prod", "production", "live"',
  },
  {
    name: 'own stages replace the default',
    serviceStage: 'prod',
    stages: { main: 'live' },
    says: 'development, because service stage prod matches no pattern of stages "main"',
  },
  {
    name: 'no stages at all',
    serviceStage: 'prod',
    stages: {},
    says: 'development, because service stage prod matches nothing, since stages is empty',
  },
  {
    name: 'a pattern',
    serviceStage: 'eu-prod',
    stages: { '*-prod': 'live' },
    says: 'live, because service stage eu-prod matches stages "*-prod"',
  },
  {
    name: 'an exact name before any pattern',
    serviceStage: 'prod',
    stages: { '*': 'none', prod: 'live' },
    says: 'live, because service stage prod matches stages "prod"',
  },
  {
    name: 'the first of two patterns',
    serviceStage: 'pr-prod',
    stages: { 'pr-*': 'development', '*prod': 'live' },
    says: 'development, because service stage pr-prod matches stages "pr-*"',
  },
  {
    name: 'a pattern that no stage begins with',
    serviceStage: 'my-pr-7',
    stages: { 'pr-*': 'live' },
    says: 'development, because service stage my-pr-7 matches no pattern of stages "pr-*"',
  },
  {
    name: 'a pattern with alternatives',
    serviceStage: 'prod-eu',
    stages: { 'prod-{us,eu}': 'live' },
    says: 'live, because service stage prod-eu matches stages "prod-{us,eu}"',
  },
  {
    name: 'none',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    says: 'development, because service stage pr-7 matches stages "pr-*"',
    silent: 'service stage pr-7 matches stages "pr-*" (none)',
  },
  {
    name: 'none whatever the setting stage says',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    stage: 'live',
    says: 'live, because the setting stage says so',
    silent: 'service stage pr-7 matches stages "pr-*" (none)',
  },
  {
    name: 'the setting',
    serviceStage: 'dev',
    stage: 'live',
    says: 'live, because the setting stage says so',
  },
  {
    name: 'the option before everything',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    stage: 'live',
    proposal: 'a pull_request event',
    wish: 'development',
    says: 'development, because the option --skill-stage says so',
  },
  {
    name: 'the setting none',
    serviceStage: 'prod',
    stage: 'none',
    says: 'development, because the setting stage says so',
    silent: 'the setting stage says so (none)',
  },
  {
    name: 'the option where the setting is none',
    serviceStage: 'prod',
    stage: 'none',
    wish: 'live',
    says: 'live, because the option --skill-stage says so',
  },
  {
    name: 'a pull request whatever the setting says',
    serviceStage: 'dev',
    stage: 'live',
    proposal: 'a pull request of GitLab CI/CD',
    says: 'development, because a pull request of GitLab CI/CD is about code that is not merged yet',
  },
  {
    name: 'a pull request whatever the option says',
    serviceStage: 'prod',
    proposal: 'a pull_request event',
    wish: 'live',
    says: 'development, because a pull_request event is about code that is not merged yet',
  },
  {
    name: 'a branch of liveRefs',
    serviceStage: 'prod',
    liveRefs: ['main', 'release/**'],
    ref: 'refs/heads/release/2/1',
    says: 'live, because service stage prod matches stages "prod", and refs/heads/release/2/1 matches liveRefs "release/**"',
  },
  {
    name: 'another branch',
    serviceStage: 'prod',
    liveRefs: ['main'],
    ref: 'refs/heads/topic',
    says: 'development, because refs/heads/topic matches no pattern of liveRefs "main"',
  },
  {
    name: 'another branch, whatever the setting stage says',
    serviceStage: 'dev',
    stage: 'live',
    liveRefs: ['main'],
    ref: 'refs/heads/topic',
    says: 'development, because refs/heads/topic matches no pattern of liveRefs "main"',
  },
  {
    name: 'another branch, but the option',
    serviceStage: 'prod',
    liveRefs: ['main'],
    ref: 'refs/heads/topic',
    wish: 'live',
    says: 'live, because the option --skill-stage says so',
  },
  {
    name: 'no branch that is known',
    serviceStage: 'prod',
    liveRefs: ['main'],
    says: 'development, because no branch or tag is known that could match liveRefs "main"',
  },
  {
    name: 'a branch of liveRefs makes nothing live',
    serviceStage: 'dev',
    liveRefs: ['main'],
    ref: 'refs/heads/main',
    says: 'development, because service stage dev matches no pattern of stages "prod", "production", "live"',
  },
  {
    name: 'a tag of a prerelease',
    serviceStage: 'prod',
    ref: 'refs/tags/v2.0.0-rc.1',
    says: 'development, because the tag v2.0.0-rc.1 is that of a prerelease',
  },
  {
    name: 'a release that is marked as a prerelease',
    serviceStage: 'prod',
    ref: 'refs/tags/v2.0.0',
    prerelease: true,
    says: 'development, because release v2.0.0 is a prerelease',
  },
  {
    name: 'a prerelease that is to be live',
    serviceStage: 'prod',
    stage: 'live',
    ref: 'refs/tags/v2.0.0-rc.1',
    says: 'live, because the setting stage says so',
  },
  {
    name: 'a pull request is never live',
    serviceStage: 'prod',
    proposal: 'a pull_request event',
    wish: 'auto',
    says: 'development, because a pull_request event is about code that is not merged yet',
  },
]

describe('the stage of the skill', () => {
  it.each(cases)('$name', one => {
    const { ref, prerelease, says, silent } = one
    const release =
      prerelease === undefined
        ? undefined
        : { tagName: 'v2.0.0', targetCommitish: 'main', prerelease, draft: false }
    const { decision, silentBecause } = decideSkillStage(
      one.serviceStage,
      {
        stage: one.stage ?? 'auto',
        stages: one.stages && new Map(Object.entries(one.stages)),
        liveRefs: one.liveRefs,
      },
      { proposal: one.proposal, ref, release },
      one.wish,
    )
    expect(`${decision.stage}, because ${decision.reason}`).toBe(says)
    expect(silentBecause).toBe(silent)
  })
})

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

const nothing = { commit: undefined, ref: undefined, proposal: undefined, repository: undefined }

const origin = (environment: Readonly<Record<string, string>> = {}) =>
  readOrigin(folder, environment, unknownContext)

it('is the branch of a checkout, whatever tags are there', async () => {
  const hash = commit()
  git('tag', 'v1.0.0')
  expect(await origin()).toEqual({ ...nothing, commit: hash, ref: 'refs/heads/main' })
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
    repository: 'octo/skill',
  })
  const proposal = 'a pull_request event'
  const repository = 'octo/skill'
  const ref = 'refs/pull/7/merge'
  expect(await readOrigin(folder, {}, workflow)).toEqual({
    commit: elsewhere,
    ref,
    proposal,
    repository,
  })
  const hash = commit()
  expect(await readOrigin(folder, {}, workflow)).toMatchObject({ commit: hash, ref, proposal })
})

it.each([
  ['git@github.com:octo/star-quest.git', 'octo/star-quest'],
  ['https://github.com/octo/star-quest', 'octo/star-quest'],
  ['ssh://git@github.example.com:22/octo/star-quest.git', 'octo/star-quest'],
])('knows the repository of %s', async (address, repository) => {
  commit()
  git('remote', 'add', 'origin', address)
  expect(await origin()).toMatchObject({ repository })
})

it('knows the repository that CI names', async () => {
  const environment = { GITLAB_CI: 'true', CI_PROJECT_PATH: 'octo/star-quest' }
  expect(await origin(environment)).toMatchObject({ repository: 'octo/star-quest' })
})
