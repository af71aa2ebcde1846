import { describe, expect, it } from 'vitest'
import { type Context, type Trigger, unknownContext } from '../../src/core/context.ts'
import { tableNames } from '../../src/core/setting-names.ts'
import { decideStage, lowerStage, type StageSettings, stageFindings } from '../../src/core/stage.ts'

const defaults: StageSettings = {
  stage: 'auto',
  environment: undefined,
  liveRefs: undefined,
  liveEnvironments: ['production', 'prod', 'live'],
  requireProtected: false,
  names: tableNames,
}

interface Case {
  readonly name: string
  readonly settings?: Partial<StageSettings>
  readonly context: Partial<Context>
  readonly decision: string
  /** What a warning has to say; absent where there must be none. */
  readonly warns?: string
}

const release = { tagName: 'v1.2.0', prerelease: false, draft: false }
const main = { ref: 'refs/heads/main', defaultBranch: 'main' }

function trigger(event: string): Trigger {
  return { event, action: undefined, state: undefined, deleted: false, upstream: undefined }
}

const noPattern = 'matches no pattern of live-environments "production", "prod", "live"'

const cases: readonly Case[] = [
  {
    name: 'the setting wins over everything',
    settings: { stage: 'live', environment: 'staging', requireProtected: true },
    context: { proposal: 'pull_request', ref: 'refs/tags/v2.0.0-rc.1' },
    decision: 'live: the setting stage says so',
  },
  {
    name: 'the setting can hold a live branch back',
    settings: { stage: 'development' },
    context: { ...main, release, ref: 'refs/tags/skill-v1.2.0' },
    decision: 'development: the setting stage says so',
  },
  {
    name: 'a pull request is development even with a live environment',
    settings: { environment: 'production' },
    context: { proposal: 'pull_request', ref: 'refs/pull/7/merge', defaultBranch: 'main' },
    decision: 'development: a pull_request event is about code that is not merged yet',
  },
  {
    name: 'a pull request that was merged',
    context: {
      proposal: 'pull_request',
      merged: true,
      ref: 'refs/heads/main',
      defaultBranch: 'main',
    },
    decision: 'development: a pull_request event is about a pull request, also where it was merged',
  },
  {
    name: 'a merge queue is development',
    context: { proposal: 'merge_group', ...main },
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
    context: { environment: 'staging', ...main },
    decision: `development: environment staging ${noPattern}`,
  },
  {
    name: 'the setting wins over the environment of a deployment',
    settings: { environment: 'staging' },
    context: { environment: 'production', production: true },
    decision: `development: environment staging ${noPattern}`,
  },
  {
    name: 'a deployment that is marked as one to production',
    context: { environment: 'eu-west', production: true },
    decision: 'live: the deployment marks environment eu-west as one of production',
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
  ...['production-eu', 'prod', 'Production / EU', 'eu-prod', 'live', 'casino-prod'].map(
    environment => ({
      name: `environment ${environment} that no pattern names`,
      settings: { environment, liveEnvironments: ['main'] },
      context: main,
      decision: `development: environment ${environment} matches no pattern of live-environments "main"`,
      warns: `set "live-environments: main, ${environment}". This replaces what is live now, and includes it.`,
    }),
  ),
  {
    name: 'an environment like production, where no environment is live',
    settings: { environment: 'prod', liveEnvironments: [] },
    context: main,
    decision: 'development: environment prod matches no pattern of live-environments (empty)',
    warns: 'Environment prod reaches development only.If it is for all customers, set "live-env',
  },
  ...[
    'staging',
    'pre-prod',
    'preprod',
    'eu-pre-prod',
    'eu/non-live',
    'nonlive',
    'non-production',
    'delivery',
    'livestream-test',
    'reproduction',
    'testing-products',
    'olive',
  ].map(environment => ({
    name: `environment ${environment}`,
    settings: { environment },
    context: main,
    decision: `development: environment ${environment} ${noPattern}`,
  })),
  {
    name: 'a release by its tag',
    context: { release, ref: 'refs/tags/v1.2.0', defaultBranch: 'master' },
    decision: 'live: refs/tags/v1.2.0 is the tag of a version',
  },
  {
    name: 'a release told from the default branch counts by its tag',
    context: { ...main, release: { ...release, tagName: 'nightly-20260501' } },
    decision:
      'development: refs/tags/nightly-20260501 matches no pattern of live-refs "main" and is not the tag of a version',
    warns:
      'set "live-refs: main, refs/tags/v[0-9]*, refs/tags/[0-9]*.*, refs/tags/nightly-*". This',
  },
  {
    name: 'a prerelease by its box',
    context: { release: { ...release, prerelease: true }, defaultBranch: 'main' },
    decision: 'development: release v1.2.0 is a prerelease',
  },
  {
    name: 'a prerelease by its version',
    context: { release: { ...release, tagName: 'v2.0.0-rc.1' }, defaultBranch: 'main' },
    decision: 'development: release v2.0.0-rc.1 is a prerelease',
  },
  ...[
    'v2.0.0-rc.1',
    '2.0.0-beta',
    'v2-alpha.1',
    'pkg@2.0.0-rc.1',
    'skill-v2.0.0-0',
    '1.2.0rc1',
  ].map(tag => ({
    name: `the tag ${tag}, even where a pattern names it`,
    settings: { liveRefs: ['**'] },
    context: { ref: `refs/tags/${tag}` },
    decision: `development: the tag ${tag} is that of a prerelease`,
  })),
  {
    name: 'a prerelease in the environment of production',
    settings: { environment: 'production' },
    context: { ref: 'refs/tags/v2.0.0-rc.1' },
    decision: 'development: the tag v2.0.0-rc.1 is that of a prerelease',
    warns: 'stage: live',
  },
  ...['v1.2.3', '1.2.3', 'v2', '2026.11.1', '2026.11.01', 'v1.2', 'v1.2.3+build.5'].map(tag => ({
    name: `the version ${tag}`,
    context: { ref: `refs/tags/${tag}`, defaultBranch: 'main' },
    decision: `live: refs/tags/${tag} is the tag of a version`,
  })),
  ...['vendor-bump', 'v', 'latest', '4711', '2026-11-01', 'version-two'].map(tag => ({
    name: `the tag ${tag}`,
    context: { ref: `refs/tags/${tag}`, defaultBranch: 'main' },
    decision: `development: refs/tags/${tag} matches no pattern of live-refs "main" and is not the tag of a version`,
  })),
  ...[
    ['pkg@1.2.0', 'pkg@*'],
    ['skill-v1.2.0', 'skill-v*'],
    ['apps/skill/v1.2.0', 'apps/skill/v*'],
    ['@org/pkg@1.2.0', '@org/pkg@*'],
    ['v1.2.3.4', 'v*'],
  ].map(([tag, pattern]) => ({
    name: `the tag ${tag}, which looks like a version`,
    context: { ref: `refs/tags/${tag}`, defaultBranch: 'main' },
    decision: `development: refs/tags/${tag} matches no pattern of live-refs "main" and is not the tag of a version`,
    warns: `The tag ${tag} reaches development only.If it is for all customers, set "live-refs: main, refs/tags/v[0-9]*, refs/tags/[0-9]*.*, refs/tags/${pattern}"`,
  })),
  {
    name: 'the default branch',
    context: { ref: 'refs/heads/trunk', defaultBranch: 'trunk' },
    decision: 'live: refs/heads/trunk matches live-refs "trunk"',
  },
  {
    name: 'a branch that is called like a version',
    context: { ref: 'refs/heads/v2.0.0', defaultBranch: 'main' },
    decision: 'development: refs/heads/v2.0.0 matches no pattern of live-refs "main"',
  },
  {
    name: 'a branch where the default one is not known',
    context: { ref: 'refs/heads/main' },
    decision:
      'development: refs/heads/main is not the tag of a version, and the default branch is not known',
  },
  ...[undefined, release].map(release => ({
    name: `a branch called undefined, with ${release === undefined ? 'no' : 'a'} release`,
    context: { ref: 'refs/heads/undefined', release },
    decision:
      'development: refs/heads/undefined is not the tag of a version, and the default branch is not known',
    ...(release && { warns: 'refs/heads/undefined"' }),
  })),
  {
    name: 'a stray branch',
    context: { ref: 'refs/heads/feature/main', defaultBranch: 'main' },
    decision: 'development: refs/heads/feature/main matches no pattern of live-refs "main"',
  },
  {
    name: 'own patterns replace the default ones',
    settings: { liveRefs: ['release/*'] },
    context: main,
    decision: 'development: refs/heads/main matches no pattern of live-refs "release/*"',
  },
  {
    name: 'and so it is for versions',
    settings: { liveRefs: ['main'] },
    context: { ref: 'refs/tags/v1.2.0' },
    decision: 'development: refs/tags/v1.2.0 matches no pattern of live-refs "main"',
    warns: 'live-refs: main, refs/tags/v*"',
  },
  {
    name: 'a version without a v, where patterns leave it out',
    settings: { liveRefs: ['main'] },
    context: { ref: 'refs/tags/1.2.0' },
    decision: 'development: refs/tags/1.2.0 matches no pattern of live-refs "main"',
    warns: 'live-refs: main, refs/tags/1.2.0"',
  },
  ...['push', 'workflow_dispatch', 'workflow_run'].map(event => ({
    name: `a release that is asked for, in a ${event} of another branch`,
    context: { ...main, ref: 'refs/heads/topic', release, trigger: trigger(event) },
    decision: 'development: refs/heads/topic matches no pattern of live-refs "main"',
    warns:
      'Release v1.2.0 reaches development only.If it is for all customers, set "live-refs: main, refs/tags/v[0-9]*, refs/tags/[0-9]*.*, refs/heads/topic"',
  })),
  {
    name: 'a release that is asked for, in a run for a tag that is no version',
    context: { ref: 'refs/tags/vendor-bump', defaultBranch: 'main', release },
    decision:
      'development: refs/tags/vendor-bump matches no pattern of live-refs "main" and is not the tag of a version',
    warns: 'refs/tags/vendor-bump"',
  },
  {
    name: 'a release that is asked for, in a run for a prerelease',
    context: { ref: 'refs/tags/v2.0.0-rc.1', defaultBranch: 'main', release },
    decision: 'development: the tag v2.0.0-rc.1 is that of a prerelease',
  },
  {
    name: 'a release that is asked for, in a run for a branch that may be live',
    settings: { liveRefs: ['release/*', 'v*'] },
    context: { ref: 'refs/heads/release/1', defaultBranch: 'main', release },
    decision: 'live: refs/tags/v1.2.0 matches live-refs "v*"',
  },
  {
    name: 'a release that is asked for, where no pattern names the default branch',
    settings: { liveRefs: ['refs/tags/skill-v*'] },
    context: { ...main, release: { ...release, tagName: 'skill-v1.2.0' } },
    decision: 'live: refs/tags/skill-v1.2.0 matches live-refs "refs/tags/skill-v*"',
  },
  {
    name: 'a release that is asked for, where the default branch is not known',
    context: { ref: 'refs/heads/main', release },
    decision:
      'development: refs/heads/main is not the tag of a version, and the default branch is not known',
    warns: 'set "live-refs: refs/tags/v[0-9]*, refs/tags/[0-9]*.*, refs/heads/main"',
  },
  {
    name: 'a scheduled release, which is always told from the default branch',
    context: { ref: 'refs/heads/trunk', release, trigger: trigger('schedule') },
    decision: 'live: refs/tags/v1.2.0 is the tag of a version',
  },
  {
    name: 'a release that is asked for on a laptop',
    context: { release },
    decision: 'live: refs/tags/v1.2.0 is the tag of a version',
  },
  {
    name: 'a short name is that of a tag, too',
    settings: { liveRefs: ['v*'] },
    context: { ref: 'refs/tags/v2' },
    decision: 'live: refs/tags/v2 matches live-refs "v*"',
  },
  {
    name: 'a full ref is that of a tag only',
    settings: { liveRefs: ['refs/tags/skill-v*'] },
    context: { ref: 'refs/heads/skill-v2' },
    decision:
      'development: refs/heads/skill-v2 matches no pattern of live-refs "refs/tags/skill-v*"',
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
    name: 'a star matches names that begin with a dot as well',
    settings: { liveRefs: ['release/*'] },
    context: { ref: 'refs/heads/release/.next' },
    decision: 'live: refs/heads/release/.next matches live-refs "release/*"',
  },
  {
    name: 'an exclamation mark and parentheses are what they are',
    settings: { liveRefs: ['refs/heads/!(main)'] },
    context: { ref: 'refs/heads/topic' },
    decision: 'development: refs/heads/topic matches no pattern of live-refs "refs/heads/!(main)"',
  },
  {
    name: 'a pattern for environments that begins with !',
    settings: { environment: 'staging', liveEnvironments: ['!production'] },
    context: main,
    decision:
      'development: environment staging matches no pattern of live-environments "!production"',
  },
  {
    name: 'a pattern beginning with ! does not mean everything else',
    settings: { liveRefs: ['!main'] },
    context: { ref: 'refs/heads/topic' },
    decision: 'development: refs/heads/topic matches no pattern of live-refs "!main"',
    warns: '"!" has no meaning',
  },
  {
    name: 'characters of globs in a branch name',
    context: { ref: 'refs/heads/fix(ui)+{a}', defaultBranch: 'fix(ui)+{a}' },
    decision: 'live: refs/heads/fix(ui)+{a} matches live-refs "fix(ui)+{a}"',
  },
  {
    name: 'characters of globs in a pattern that is the name itself',
    settings: { liveRefs: ['fix(ui)+{a}'] },
    context: { ref: 'refs/heads/fix(ui)+{a}' },
    decision: 'live: refs/heads/fix(ui)+{a} matches live-refs "fix(ui)+{a}"',
  },
  {
    name: 'a protected branch',
    settings: { requireProtected: true },
    context: { ...main, refProtected: true },
    decision: 'live: refs/heads/main matches live-refs "main"',
  },
  {
    name: 'a branch that is not protected',
    settings: { requireProtected: true },
    context: { ...main, refProtected: false },
    decision: 'development: refs/heads/main is not protected, as require-protected asks for',
    warns: 'Protect the branch or tag',
  },
  {
    name: 'a live environment, where it is not known whether the ref is protected',
    settings: { requireProtected: true, environment: 'prod' },
    context: main,
    decision:
      'development: refs/heads/main is not known to be protected, as require-protected asks for',
    warns: 'Protect the branch or tag',
  },
  {
    name: 'a live environment of a laptop, where no branch is known to be protected',
    settings: { requireProtected: true, environment: 'prod' },
    context: {},
    decision:
      'development: the branch or tag is not known to be protected, as require-protected asks for',
    warns: 'leave require-protected out',
  },
  {
    name: 'a branch that is not live, and not protected either',
    settings: { requireProtected: true },
    context: { ref: 'refs/heads/topic', defaultBranch: 'main', refProtected: false },
    decision: 'development: refs/heads/topic matches no pattern of live-refs "main"',
  },
  {
    name: 'a run after one that an issue started',
    context: {
      ...main,
      trigger: {
        ...trigger('workflow_run'),
        upstream: { event: 'issues', conclusion: 'success' },
      },
    },
    decision: 'development: the event issues is not about something that was shipped',
  },
  ...['watch', 'issues', 'fork', 'issue_comment', 'label', 'gollum', 'page_build'].map(event => ({
    name: `the event ${event}`,
    context: { ...main, trigger: trigger(event) },
    decision: `development: the event ${event} is not about something that was shipped`,
  })),
  ...['push', 'workflow_dispatch', 'repository_dispatch', 'schedule', 'deployment'].map(event => ({
    name: `the event ${event}`,
    context: { ...main, trigger: trigger(event) },
    decision: 'live: refs/heads/main matches live-refs "main"',
  })),
  {
    name: 'nothing is known',
    context: {},
    decision: 'development: no branch, tag, release or environment is known here',
  },
]

describe('decideStage', () => {
  it.each(cases)('$name', ({ settings, context, decision, warns }) => {
    const of = { ...defaults, ...settings }
    const where = { ...unknownContext, ...context }
    const decided = decideStage(of, where)
    expect(`${decided.stage}: ${decided.reason}`).toBe(decision)
    const warnings = stageFindings(of, where, decided).map(({ message, help }) => message + help)
    expect(warnings).toEqual(warns === undefined ? [] : [expect.stringContaining(warns)])
  })

  it.each([
    ['^main$', 'Write "main"'],
    ['tags/v*', 'Write "refs/tags/v*"'],
    ['heads/main', 'Write "refs/heads/main"'],
    ['release/.*', 'Write "release/*"'],
    ['refs/v*', 'Write "v*"'],
    ['/main/', 'Write "main"'],
    ['//main//', 'Write "main"'],
    ['^/main', 'Write "main"'],
    ['feature/heads/$', 'Write "feature/heads"'],
    ['feature/heads/main$', 'Write "feature/heads/main"'],
    ['a/refs/b:', 'Write "a/refs/b:"'],
    ['release\\d', 'Write "released"'],
    ['.*', 'Write "*"'],
    ['v .*', 'Write "v *"'],
    ['!main', '"!" has no meaning'],
  ])('a pattern that matches nothing: %s', (pattern, help) => {
    const of = { ...defaults, liveRefs: ['main', pattern] }
    const findings = stageFindings(of, unknownContext, decideStage(of, unknownContext))
    expect(findings).toMatchObject([
      {
        rule: 'settings/live-refs-pattern',
        message: `"${pattern}" in live-refs can match no branch and no tag.`,
        help: expect.stringContaining(help),
      },
    ])
  })

  it.each([
    'main',
    'v*',
    'release/**',
    'a/refs/x',
    'refs/tags/skill-v*',
    'refs/*/x',
    '{main,next}',
    'v[0-9]*',
  ])('a pattern that may match: %s', pattern => {
    const of = { ...defaults, liveRefs: [pattern] }
    expect(stageFindings(of, unknownContext, decideStage(of, unknownContext))).toEqual([])
  })
})

it.each(['v1.2.3', '1.2.3', 'v2', '2026.11.1', 'v1.2.3+build.5'])(
  'the value that a warning names keeps the version %s live',
  tag => {
    const missed = { ...unknownContext, ...main, ref: 'refs/tags/skill-v1.2.0' }
    const [warning] = stageFindings(defaults, missed, decideStage(defaults, missed))
    const patterns = /live-refs: ([^"]+)"/.exec(warning?.help ?? '')?.[1]?.split(', ')
    const settings = { ...defaults, liveRefs: patterns }
    for (const ref of ['refs/heads/main', `refs/tags/${tag}`, 'refs/tags/skill-v1.2.0']) {
      expect(decideStage(settings, { ...unknownContext, ref }).stage).toBe('live')
    }
    for (const ref of ['refs/tags/vendor-bump', 'refs/tags/4711', 'refs/heads/v2']) {
      expect(decideStage(settings, { ...unknownContext, ref }).stage).toBe('development')
    }
  },
)

describe('lowerStage', () => {
  const live = { stage: 'live', reason: 'service stage prod' } as const
  it.each([
    ['nothing is asked of branches', undefined, {}, 'live: service stage prod'],
    [
      'a branch that is named',
      ['main'],
      { ref: 'refs/heads/main' },
      'live: service stage prod, and refs/heads/main matches liveRefs "main"',
    ],
    [
      'a branch that is not',
      ['main'],
      { ref: 'refs/heads/topic' },
      'development: refs/heads/topic matches no pattern of liveRefs "main"',
    ],
    [
      'a release whose tag is named, deployed from a branch that is not',
      ['v*'],
      {
        ref: 'refs/heads/topic',
        release: { tagName: 'v1.2.0', prerelease: false, draft: false },
      },
      'development: refs/heads/topic matches no pattern of liveRefs "v*"',
    ],
    [
      'a release and a branch that are both named',
      ['main', 'v*'],
      {
        ref: 'refs/heads/main',
        release: { tagName: 'v1.2.0', prerelease: false, draft: false },
      },
      'live: service stage prod, and refs/tags/v1.2.0 matches liveRefs "v*", and refs/heads/main matches liveRefs "main"',
    ],
    [
      'no branch is known',
      ['main'],
      {},
      'development: no branch or tag is known that could match liveRefs "main"',
    ],
    [
      'a prerelease',
      undefined,
      { ref: 'refs/tags/v2.0.0-rc.1' },
      'development: the tag v2.0.0-rc.1 is that of a prerelease',
    ],
  ])('%s', (_, liveRefs, context, decision) => {
    const { stage, reason } = lowerStage(
      live,
      liveRefs,
      { ...unknownContext, ...context },
      { prereleases: false, setting: 'liveRefs' },
    )
    expect(`${stage}: ${reason}`).toBe(decision)
  })

  it('never makes anything live', () => {
    const development = { stage: 'development', reason: 'service stage dev' } as const
    const context = { ...unknownContext, ref: 'refs/heads/main' }
    expect(
      lowerStage(development, ['main'], context, { prereleases: false, setting: 'liveRefs' }),
    ).toBe(development)
  })
})
