import { describe, expect, it } from 'vitest'
import { unknownContext } from '../../src/core/context.ts'
import { isObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { announcementOf } from '../../src/core/occasion.ts'
import { tableNames } from '../../src/core/setting-names.ts'
import { decideStage } from '../../src/core/stage.ts'
import { exampleOf } from '../support/webhooks.ts'
import { contextIn } from '../support/workflow.ts'

const runner = {
  GITHUB_REPOSITORY: 'Codertocat/Hello-World',
  GITHUB_SHA: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
  GITHUB_RUN_ID: '1658821493',
  GITHUB_ACTOR: 'Codertocat',
}

interface Case {
  readonly name: string
  readonly environment: Readonly<Record<string, string>>
  readonly payload: Json
  readonly stage: string
  readonly announcement: readonly string[]
}

const release = exampleOf('release', ({ action }) => action === 'published')
const releaseWith = (changes: JsonObject): JsonObject => ({
  ...release,
  release: { ...(isObject(release['release']) ? release['release'] : {}), ...changes },
})

const cases: readonly Case[] = [
  {
    name: 'a published release from the default branch',
    environment: { GITHUB_EVENT_NAME: 'release', GITHUB_REF: 'refs/tags/0.0.1' },
    payload: release,
    stage: 'live: refs/tags/0.0.1 is the tag of a version',
    announcement: ['Codertocat/Hello-World', 'release', '0.0.1'],
  },
  {
    name: 'a prerelease',
    environment: { GITHUB_EVENT_NAME: 'release', GITHUB_REF: 'refs/tags/v1.2.3-rc.1' },
    payload: releaseWith({ tag_name: 'v1.2.3-rc.1', prerelease: true }),
    stage: 'development: release v1.2.3-rc.1 is a prerelease',
    announcement: ['Codertocat/Hello-World', 'release', 'v1.2.3-rc.1'],
  },
  {
    name: 'a push to the default branch',
    environment: { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/master' },
    payload: exampleOf('push', ({ ref }) => ref === 'refs/heads/master'),
    stage: 'live: refs/heads/master matches live-refs "master"',
    announcement: ['Codertocat/Hello-World', 'commit', runner.GITHUB_SHA],
  },
  {
    name: 'a push of a tag that is no version',
    environment: { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/tags/simple-tag' },
    payload: exampleOf('push', ({ ref }) => ref === 'refs/tags/simple-tag'),
    stage:
      'development: refs/tags/simple-tag matches no pattern of live-refs "master" and is not the tag of a version',
    announcement: ['Codertocat/Hello-World', 'release', 'simple-tag'],
  },
  {
    name: 'a pull request',
    environment: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/2/merge' },
    payload: exampleOf('pull_request'),
    stage: 'development: a pull_request event is about code that is not merged yet',
    announcement: ['Codertocat/Hello-World', 'commit', runner.GITHUB_SHA],
  },
  {
    name: 'a deployment to production',
    environment: { GITHUB_EVENT_NAME: 'deployment', GITHUB_REF: 'refs/heads/topic' },
    payload: exampleOf('deployment'),
    stage: 'live: environment production matches live-environments "production"',
    announcement: ['Codertocat/Hello-World', 'commit', runner.GITHUB_SHA],
  },
  {
    name: 'a deployment to github-pages',
    environment: { GITHUB_EVENT_NAME: 'deployment', GITHUB_REF: 'refs/heads/master' },
    payload: exampleOf(
      'deployment',
      ({ deployment }) => isObject(deployment) && deployment['environment'] === 'github-pages',
    ),
    stage:
      'development: environment github-pages matches no pattern of live-environments "production", "prod", "live"',
    announcement: ['Codertocat/Hello-World', 'commit', runner.GITHUB_SHA],
  },
  {
    name: 'a run started by hand',
    environment: { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF: 'refs/heads/master' },
    payload: exampleOf('workflow_dispatch', ({ ref }) => ref === 'refs/heads/master'),
    stage: 'live: refs/heads/master matches live-refs "master"',
    announcement: ['Codertocat/Hello-World', 'run', runner.GITHUB_RUN_ID],
  },
  {
    name: 'a schedule announces something new each time',
    environment: { GITHUB_EVENT_NAME: 'schedule', GITHUB_REF: 'refs/heads/main' },
    payload: { schedule: '0 7 * * *' },
    stage:
      'development: refs/heads/main is not the tag of a version, and the default branch is not known',
    announcement: ['Codertocat/Hello-World', 'run', runner.GITHUB_RUN_ID],
  },
  {
    name: 'a merge queue',
    environment: { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: 'refs/heads/gh-readonly-queue/x' },
    payload: exampleOf('merge_group'),
    stage: 'development: a merge_group event is about code that is not merged yet',
    announcement: ['Codertocat/Hello-World', 'commit', runner.GITHUB_SHA],
  },
  {
    name: 'a workflow after another one follows the branch of that, not its own',
    environment: { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_REF: 'refs/heads/main' },
    payload: {
      repository: { full_name: 'Codertocat/Hello-World', default_branch: 'main' },
      workflow_run: {
        id: 815,
        event: 'push',
        head_branch: 'topic',
        head_sha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
        head_repository: { full_name: 'Codertocat/Hello-World' },
      },
    },
    stage: 'development: refs/heads/topic matches no pattern of live-refs "main"',
    announcement: ['Codertocat/Hello-World', 'commit', 'ec26c3e57ca3a959ca5aad62de7213c562f8c821'],
  },
  ...[
    { event: 'push', name: 'v1.2.0', stage: 'live: refs/tags/v1.2.0 is the tag of a version' },
    {
      event: 'push',
      name: 'skill-v1.2.0-rc.1',
      stage: 'development: the tag skill-v1.2.0-rc.1 is that of a prerelease',
    },
    {
      event: 'release',
      name: 'summer',
      stage:
        'development: refs/tags/summer matches no pattern of live-refs "summer" and is not the tag of a version',
    },
    { event: 'push', name: 'v2', stage: 'live: refs/heads/v2 matches live-refs "v2"', tag: false },
    {
      event: 'push',
      name: 'release/1.2',
      stage: 'live: refs/heads/release/1.2 matches live-refs "release/1.2"',
      tag: false,
    },
  ].map(({ event, name, stage, tag = true }) => ({
    name: `a workflow after one that ${event} of ${name} started`,
    environment: { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_REF: 'refs/heads/main' },
    payload: {
      repository: { full_name: 'Codertocat/Hello-World', default_branch: name },
      workflow_run: {
        event,
        head_branch: name,
        head_sha: 'abc',
        head_repository: { full_name: 'Codertocat/Hello-World' },
      },
    },
    stage,
    announcement: ['Codertocat/Hello-World', ...(tag ? ['release', name] : ['commit', 'abc'])],
  })),
  {
    name: 'a workflow after that of a pull request',
    environment: { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_REF: 'refs/heads/main' },
    payload: {
      repository: { full_name: 'Codertocat/Hello-World', default_branch: 'main' },
      workflow_run: {
        event: 'pull_request',
        head_branch: 'main',
        head_repository: { full_name: 'Codertocat/Hello-World' },
      },
    },
    stage: 'development: a pull_request event is about code that is not merged yet',
    announcement: ['Codertocat/Hello-World', 'run', runner.GITHUB_RUN_ID],
  },
]

describe('contextOf', () => {
  it.each(cases)('$name', ({ environment, payload, stage, announcement }) => {
    const context = contextIn({ ...runner, ...environment }, payload)
    const decision = decideStage(
      {
        stage: 'auto',
        environment: undefined,
        liveRefs: undefined,
        liveEnvironments: ['production', 'prod', 'live'],
        requireProtected: false,
        names: tableNames,
      },
      context,
    )
    expect(`${decision.stage}: ${decision.reason}`).toBe(stage)
    expect(announcementOf({ announcement: undefined, repository: undefined }, context)).toEqual(
      announcement,
    )
  })

  it('knows nothing outside a workflow', () => {
    expect(contextIn({ HOME: '/home/someone' }, undefined)).toEqual(unknownContext)
  })

  it.each([
    ['of the repository itself', 'Codertocat/Hello-World', false],
    ['of a fork', 'someone/Hello-World', true],
    ['of a fork that was deleted', undefined, true],
  ])('a pull request %s', (_, head, fromFork) => {
    const context = contextIn(
      { ...runner, GITHUB_EVENT_NAME: 'pull_request_target' },
      {
        pull_request: {
          head: { repo: head === undefined ? null : { full_name: head } },
          base: { repo: { full_name: 'Codertocat/Hello-World' } },
        },
      },
    )
    expect(context.fromFork).toBe(fromFork)
  })

  it('knows Dependabot', () => {
    const started = { ...runner, GITHUB_EVENT_NAME: 'push', GITHUB_ACTOR: 'dependabot[bot]' }
    expect(contextIn(started, {}).byDependabot).toBe(true)
    expect(contextIn({ ...runner, GITHUB_EVENT_NAME: 'push' }, {}).byDependabot).toBe(false)
  })

  it('shows templates the release and the run, not the environment', () => {
    const environment = {
      ...runner,
      GITHUB_EVENT_NAME: 'release',
      GITHUB_REF: 'refs/tags/0.0.1',
      GITHUB_TOKEN: 'ghs_secret',
      ALEXA_CLIENT_SECRET: 'secret',
    }
    const { scope } = contextIn(environment, release)
    expect(scope.release).toEqual(release['release'])
    expect(scope.github).toMatchObject({
      event_name: 'release',
      ref: 'refs/tags/0.0.1',
      ref_name: '0.0.1',
      repository: 'Codertocat/Hello-World',
      actor: 'Codertocat',
      event: release,
    })
    expect(JSON.stringify(scope)).not.toContain('secret')
  })

  it.each([[null], ['text'], [[]], [{ release: 'text' }], [{ pull_request: null }]])(
    'takes any payload: %j',
    payload => {
      for (const event of ['release', 'pull_request', 'workflow_run', 'deployment']) {
        expect(() => contextIn({ GITHUB_EVENT_NAME: event }, payload)).not.toThrow()
      }
    },
  )
})
