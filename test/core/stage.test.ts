import { describe, expect, it } from 'vitest'
import { type Context, unknownContext } from '../../src/core/context.ts'
import { matchesGlob } from '../../src/core/glob.ts'
import { decideStage, type StageSettings } from '../../src/core/stage.ts'

const defaults: StageSettings = {
  stage: 'auto',
  environment: undefined,
  liveRefs: undefined,
  liveEnvironments: ['production', 'prod', 'live'],
}

interface Case {
  readonly name: string
  readonly settings?: Partial<StageSettings>
  readonly context: Partial<Context>
  readonly decision: string
}

const release = {
  tagName: 'v1.2.0',
  targetCommitish: 'main',
  prerelease: false,
  draft: false,
}

const cases: readonly Case[] = [
  {
    name: 'the setting wins over everything',
    settings: { stage: 'live', environment: 'staging' },
    context: { proposal: 'pull_request', ref: 'refs/pull/7/merge' },
    decision: 'live: the setting stage says so',
  },
  {
    name: 'the setting can hold a live branch back',
    settings: { stage: 'development' },
    context: { ref: 'refs/heads/main', defaultBranch: 'main' },
    decision: 'development: the setting stage says so',
  },
  {
    name: 'a pull request is development even with a live environment',
    settings: { environment: 'production' },
    context: { proposal: 'pull_request', ref: 'refs/pull/7/merge', defaultBranch: 'main' },
    decision: 'development: a pull_request event is about code that is not merged yet',
  },
  {
    name: 'a merge queue is development',
    context: { proposal: 'merge_group', ref: 'refs/heads/main', defaultBranch: 'main' },
    decision: 'development: a merge_group event is about code that is not merged yet',
  },
  {
    name: 'the environment setting',
    settings: { environment: 'prod' },
    context: { ref: 'refs/heads/topic' },
    decision: 'live: environment prod matches live-environments "prod"',
  },
  {
    name: 'the environment of a deployment',
    context: { environment: 'staging', ref: 'refs/heads/main', defaultBranch: 'main' },
    decision:
      'development: environment staging matches no pattern of live-environments "production", "prod", "live"',
  },
  {
    name: 'the setting wins over the environment of a deployment',
    settings: { environment: 'staging' },
    context: { environment: 'production' },
    decision:
      'development: environment staging matches no pattern of live-environments "production", "prod", "live"',
  },
  {
    name: 'an environment in capitals, as GitHub takes it for the same',
    settings: { environment: 'Production' },
    context: {},
    decision: 'live: environment Production matches live-environments "production"',
  },
  {
    name: 'a pattern for environments',
    settings: { liveEnvironments: ['prod-*'] },
    context: { environment: 'prod-eu' },
    decision: 'live: environment prod-eu matches live-environments "prod-*"',
  },
  {
    name: 'a release by its tag',
    context: { release, ref: 'refs/tags/v1.2.0', defaultBranch: 'master' },
    decision: 'live: refs/tags/v1.2.0 matches live-refs "refs/tags/v*"',
  },
  {
    name: 'a release by the branch it was cut from',
    context: { release: { ...release, tagName: '1.2.0' }, defaultBranch: 'main' },
    decision: 'live: refs/heads/main matches live-refs "main"',
  },
  {
    name: 'a prerelease from the default branch',
    context: { release: { ...release, prerelease: true }, defaultBranch: 'main' },
    decision: 'development: release v1.2.0 is a prerelease',
  },
  {
    name: 'a release of another branch under another tag',
    context: {
      release: { ...release, tagName: 'nightly-7', targetCommitish: 'topic' },
      ref: 'refs/tags/nightly-7',
      defaultBranch: 'main',
    },
    decision:
      'development: neither the tag nightly-7 nor topic, from which release nightly-7 was cut, matches live-refs "main", "refs/tags/v*"',
  },
  {
    name: 'the default branch',
    context: { ref: 'refs/heads/trunk', defaultBranch: 'trunk' },
    decision: 'live: refs/heads/trunk matches live-refs "trunk"',
  },
  {
    name: 'a version tag',
    context: { ref: 'refs/tags/v2.0.0', defaultBranch: 'main' },
    decision: 'live: refs/tags/v2.0.0 matches live-refs "refs/tags/v*"',
  },
  {
    name: 'a branch that is called like a version tag',
    context: { ref: 'refs/heads/v2.0.0', defaultBranch: 'main' },
    decision:
      'development: refs/heads/v2.0.0 matches no pattern of live-refs "main", "refs/tags/v*"',
  },
  {
    name: 'a stray branch',
    context: { ref: 'refs/heads/feature/main', defaultBranch: 'main' },
    decision:
      'development: refs/heads/feature/main matches no pattern of live-refs "main", "refs/tags/v*"',
  },
  {
    name: 'own patterns replace the default ones',
    settings: { liveRefs: ['release/*'] },
    context: { ref: 'refs/heads/main', defaultBranch: 'main' },
    decision: 'development: refs/heads/main matches no pattern of live-refs "release/*"',
  },
  {
    name: 'a star stays within a path segment',
    settings: { liveRefs: ['release/*'] },
    context: { ref: 'refs/heads/release/1/hotfix' },
    decision:
      'development: refs/heads/release/1/hotfix matches no pattern of live-refs "release/*"',
  },
  {
    name: 'two stars do not',
    settings: { liveRefs: ['release/**'] },
    context: { ref: 'refs/heads/release/1/hotfix' },
    decision: 'live: refs/heads/release/1/hotfix matches live-refs "release/**"',
  },
  {
    name: 'a pattern beginning with ! does not mean everything else',
    settings: { liveRefs: ['!main'] },
    context: { ref: 'refs/heads/topic' },
    decision: 'development: refs/heads/topic matches no pattern of live-refs "!main"',
  },
  {
    name: 'characters of globs in a branch name',
    context: { ref: 'refs/heads/fix(ui)+{a}', defaultBranch: 'fix(ui)+{a}' },
    decision: 'live: refs/heads/fix(ui)+{a} matches live-refs "fix(ui)+{a}"',
  },
  {
    name: 'nothing is known',
    context: {},
    decision: 'development: no branch, tag, release or environment is known here',
  },
]

describe('decideStage', () => {
  it.each(cases)('$name', ({ settings, context, decision }) => {
    const { stage, reason } = decideStage(
      { ...defaults, ...settings },
      { ...unknownContext, ...context },
      matchesGlob,
    )
    expect(`${stage}: ${reason}`).toBe(decision)
  })
})
