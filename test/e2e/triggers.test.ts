import { createServer, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { exampleOf } from '../support/webhooks.ts'
import { type GithubApi, releaseCalled, startGithubApi } from './support/github-api.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Step, type Trigger } from './support/runner.ts'
import { checkout, releaseAnnouncement } from './support/skill.ts'

let simulator: Simulator
let api: GithubApi

beforeAll(async () => {
  simulator = await startSimulator()
  api = await startGithubApi([
    releaseCalled('v1.2.0'),
    releaseCalled('v2.0.0', { prerelease: true }),
  ])
})
afterAll(async () => {
  await Promise.all([simulator.close(), api.close()])
})

function send(trigger: Trigger, step: Step = {}) {
  return runStep({
    trigger,
    files: checkout(),
    ...step,
    inputs: {
      command: 'send',
      'event-file': 'announce.yaml',
      'client-id': simulator.credentials.clientId,
      'client-secret': simulator.credentials.clientSecret,
      'auth-url': simulator.authUrl,
      'api-url': simulator.apiUrl,
      ...step.inputs,
    },
    environment: { GITHUB_API_URL: api.url, ...step.environment },
  })
}

const repository = { full_name: 'octo/skill', default_branch: 'main' }

function on(event: string, changes: JsonObject = {}, ref?: string): Trigger {
  const example = event === 'pull_request_target' ? 'pull_request' : event
  const trigger = triggerOf(event, { ...exampleOf(example), repository, ...changes })
  return ref === undefined ? trigger : { ...trigger, ref }
}

function push(ref: string, changes: JsonObject = {}): Trigger {
  return on('push', { ref, deleted: false, ...changes })
}

function release(action: string, changes: JsonObject = {}): Trigger {
  const trigger = releaseTrigger(changes)
  return { ...trigger, payload: { ...Object(trigger.payload), repository, action } }
}

function after(run: JsonObject, action = 'completed'): Trigger {
  const payload = changed(exampleOf('workflow_run'), 'workflow_run', {
    event: 'push',
    conclusion: 'success',
    head_branch: 'main',
    head_repository: { full_name: 'octo/skill' },
    ...run,
  })
  return on('workflow_run', { ...payload, action, repository }, 'refs/heads/main')
}

function status(state: string, deployment: JsonObject = {}): Trigger {
  const payload = changed(exampleOf('deployment_status'), 'deployment_status', { state })
  return on('deployment_status', {
    ...changed(payload, 'deployment', { environment: 'production', ...deployment }),
    repository,
  })
}

function deployment(changes: JsonObject): Trigger {
  return on('deployment', {
    ...changed(exampleOf('deployment'), 'deployment', changes),
    repository,
  })
}

function pullRequest(event: string, changes: JsonObject = {}): Trigger {
  const payload = { ...exampleOf('pull_request'), repository }
  const ref = event === 'pull_request' ? 'refs/pull/2/merge' : 'refs/heads/main'
  return on(event, changed(payload, 'pull_request', changes), ref)
}

interface More extends Step {
  /** What the one warning of the run says; absent: it has none. */
  readonly warning?: RegExp
}

type Row = readonly [name: string, trigger: Trigger, outcome: string, reason: string, more?: More]

/** With these inputs. */
function given(inputs: Readonly<Record<string, string>>, warning?: RegExp): More {
  return warning === undefined ? { inputs } : { inputs, warning }
}

const skipped = 'skipped'
const development = 'development'
const live = 'live'

const announced: readonly Row[] = [
  ['a published release', release('published', { tag_name: 'v1.2.0' }), live, 'a version'],
  ['a promoted release', release('released', { tag_name: '1.2.0' }), live, 'a version'],
  ['a created release', release('created', { tag_name: 'v1.2.0' }), live, 'a version'],
  ['a prerelease', release('prereleased', { prerelease: true }), development, 'is a prerelease'],
  ['an edited release', release('edited'), skipped, 'was edited'],
  ['a deleted release', release('deleted'), skipped, 'was deleted'],
  ['an unpublished release', release('unpublished'), skipped, 'was unpublished'],
  ['a draft', release('created', { draft: true }), skipped, 'is a draft'],
  ['an edited draft', release('edited', { draft: true }), skipped, 'is a draft'],
  [
    'a small release',
    release('published', { tag_name: 'v1.4.7' }),
    skipped,
    'release-level minor',
    given({ 'release-level': 'minor' }),
  ],
  ['a deployment that succeeded', status('success'), live, 'environment production'],
  ...['failure', 'error', 'inactive', 'pending', 'queued', 'in_progress', 'waiting'].map(
    (state): Row => [`a deployment with the state ${state}`, status(state), skipped, `is ${state}`],
  ),
  ['an upstream run of main', after({}), live, 'live-refs "main"'],
  ['an upstream run of a tag', after({ head_branch: 'v1.2.0' }), live, 'a version'],
  [
    'an upstream run of a release',
    after({ event: 'release', head_branch: 'v2' }),
    live,
    'refs/tags/v2 is the tag of a version',
  ],
  [
    'an upstream run of a prerelease',
    after({ head_branch: 'v2.0.0-rc.1' }),
    development,
    'a prerelease',
  ],
  ['an upstream run of a topic', after({ head_branch: 'topic' }), development, 'refs/heads/topic'],
  [
    'an upstream run of a topic, with the latest release',
    after({ head_branch: 'topic' }),
    development,
    'refs/heads/topic matches no pattern',
    given({ release: 'latest' }, lineOf('live-refs', 'refs/heads/topic')),
  ],
  [
    'an upstream run of a pull request',
    after({ event: 'pull_request', head_branch: 'topic' }),
    development,
    'not merged yet',
  ],
  [
    'an upstream run of a comment',
    after({ event: 'issue_comment' }),
    development,
    'not about something that was shipped',
  ],
  ...['failure', 'cancelled', 'timed_out', 'skipped', 'action_required'].map(
    (conclusion): Row => [
      `an upstream run with the conclusion ${conclusion}`,
      after({ conclusion }),
      skipped,
      `ended with ${conclusion}`,
    ],
  ),
  ...['requested', 'in_progress'].map(
    (action): Row => [
      `an upstream run that is ${action}`,
      after({ conclusion: null }, action),
      skipped,
      `is ${action}`,
    ],
  ),
  [
    'an upstream run of a fork',
    after({ head_repository: { full_name: 'x/skill' } }),
    skipped,
    'a fork',
  ],
  ['a push to main', push('refs/heads/main'), live, 'live-refs "main"'],
  ['a deleted branch', push('refs/heads/main', { deleted: true }), skipped, 'was deleted'],
  ['a deleted ref', on('delete', { ref: 'x' }, 'refs/heads/main'), skipped, 'was deleted'],
  ['a run by hand', on('workflow_dispatch', { ref: 'refs/heads/main' }), live, 'live-refs "main"'],
  [
    'a dispatch of the repository',
    on('repository_dispatch', {}, 'refs/heads/main'),
    live,
    'live-refs "main"',
  ],
  [
    'a schedule',
    { name: 'schedule', payload: { schedule: '0 7 * * *', repository }, ref: 'refs/heads/main' },
    live,
    'live-refs "main"',
  ],
  [
    'a deployment',
    deployment({ environment: 'production' }),
    live,
    'environment production matches live-environments',
  ],
  [
    'a called workflow, which keeps the event of its caller',
    on('workflow_dispatch', { ref: 'refs/heads/main' }),
    live,
    'live-refs "main"',
    {
      environment: {
        GITHUB_WORKFLOW_REF: 'octo/shared/.github/workflows/announce.yml@refs/heads/v1',
      },
    },
  ],
  ['a pull request', pullRequest('pull_request'), development, 'not merged yet'],
  [
    'a merged pull request',
    pullRequest('pull_request', { merged: true }),
    development,
    'also where it was merged',
  ],
  [
    'a pull request on its target',
    pullRequest('pull_request_target'),
    development,
    'a pull_request_target event is about code',
  ],
  [
    'a merge queue',
    on('merge_group', {}, 'refs/heads/gh-readonly-queue/main/pr-104-929f820'),
    development,
    'a merge_group event is about code',
  ],
  [
    'a pull request of a fork',
    pullRequest('pull_request', { head: { repo: { full_name: 'x/skill' } } }),
    skipped,
    'a fork',
  ],
  [
    'a fork with a broken file',
    after({ head_repository: { full_name: 'x/skill' } }),
    skipped,
    'a fork',
    { files: checkout('event: ['), warning: /^A list is not closed/ },
  ],
  [
    'Dependabot without secrets',
    { ...push('refs/heads/main'), actor: 'dependabot[bot]' },
    skipped,
    'Dependabot',
    given({ 'client-id': '', 'client-secret': '' }),
  ],
  [
    'Dependabot with secrets',
    { ...push('refs/heads/main'), actor: 'dependabot[bot]' },
    live,
    'live-refs "main"',
  ],
  [
    'the creation of a tag, which is pushed as well',
    on('create', { ref: 'v1.2.0', ref_type: 'tag' }, 'refs/tags/v1.2.0'),
    development,
    'the event create is not about something that was shipped',
  ],
  ...['watch', 'issues', 'issue_comment', 'fork', 'label', 'milestone', 'discussion', 'gollum'].map(
    (event): Row => [
      `the event ${event}`,
      on(event, {}, 'refs/heads/main'),
      development,
      `the event ${event} is not about something that was shipped`,
    ],
  ),
]

const staged: readonly Row[] = [
  [
    'a prerelease by its version',
    release('published', { tag_name: 'v2.0.0-rc.1' }),
    development,
    'is a prerelease',
  ],
  ['a push of a prerelease', push('refs/tags/v2.0.0-rc.1'), development, 'a prerelease'],
  [
    'a push of a tag whose release is a prerelease',
    push('refs/tags/v2.0.0'),
    development,
    'release v2.0.0 is a prerelease',
  ],
  [
    'a prerelease that is called live',
    release('published', { tag_name: 'v2.0.0-rc.1', prerelease: true }),
    live,
    'the setting stage says so',
    given({ stage: 'live' }),
  ],
  ...['v1.2.3', '1.2.3', 'v2', '2026.11.1'].map(
    (tag): Row => [`the version ${tag}`, push(`refs/tags/${tag}`), live, 'a version'],
  ),
  ['a push of another tag', push('refs/tags/vendor-bump'), development, 'not the tag of a version'],
  [
    'a release that was cut from the default branch',
    release('published', { tag_name: 'spring', target_commitish: 'main' }),
    development,
    'refs/tags/spring matches no pattern',
    { warning: lineOf('live-refs', 'refs/tags/spring') },
  ],
  ...[
    ['main', 'refs/heads/main'],
    ['v*', 'refs/tags/v1.2.3'],
    ['release/**', 'refs/heads/release/2026/11'],
    ['refs/tags/skill-v*', 'refs/tags/skill-v1.2.0'],
  ].map(
    ([pattern = '', ref = '']): Row => [
      `the pattern ${pattern}`,
      push(ref),
      live,
      `${ref} matches live-refs "${pattern}"`,
      given({ 'live-refs': pattern }),
    ],
  ),
  ...[
    ['^main$', /"\^main\$" in live-refs can match no branch and no tag\.\nWrite "main":/],
    ['!main', /"!main" in live-refs can match no branch and no tag\.\nList what is live/],
    ['tags/v*', /"tags\/v\*" in live-refs can match no .*\nWrite "refs\/tags\/v\*":/],
  ].map(
    ([pattern, warning]): Row => [
      `the pattern ${pattern}, which matches nothing`,
      push('refs/heads/main'),
      development,
      'matches no pattern of live-refs',
      given({ 'live-refs': String(pattern) }, new RegExp(warning ?? '')),
    ],
  ),
  [
    'an environment by its setting',
    push('refs/heads/topic'),
    live,
    'environment prod matches live-environments "prod"',
    given({ environment: 'prod' }),
  ],
  [
    'an environment for tests',
    push('refs/heads/main'),
    development,
    'environment staging matches no pattern',
    given({ environment: 'staging' }),
  ],
  [
    'a deployment that is marked as one to production',
    status('success', { environment: 'eu', production_environment: true }),
    live,
    'one of production',
  ],
  [
    'an unprotected branch',
    push('refs/heads/main'),
    development,
    'is not protected',
    {
      ...given({ 'require-protected': 'true' }, /^refs\/heads\/main reaches development only/),
      environment: { GITHUB_REF_PROTECTED: 'false' },
    },
  ],
  [
    'a protected branch',
    push('refs/heads/main'),
    live,
    'live-refs "main"',
    {
      ...given({ 'require-protected': 'true' }),
      environment: { GITHUB_REF_PROTECTED: 'true' },
    },
  ],
  ...[
    ['pkg@1.2.0', 'pkg@*'],
    ['skill-v1.2.0', 'skill-v*'],
    ['nightly-20260501', 'nightly-*'],
  ].map(
    ([tag = '', pattern = '']): Row => [
      `the release ${tag}`,
      release('published', { tag_name: tag }),
      development,
      'not the tag of a version',
      { warning: lineOf('live-refs', `refs/tags/${pattern}`) },
    ],
  ),
  [
    'a push of a package',
    push('refs/tags/pkg@1.2.0'),
    development,
    'not the tag of a version',
    { warning: lineOf('live-refs', 'refs/tags/pkg@*') },
  ],
  ...[
    ['a deployment', status('success', { environment: 'production-eu' }), undefined] as const,
    ['a setting', push('refs/heads/main'), 'production-eu'] as const,
  ].map(
    ([source, trigger, environment]): Row => [
      `an environment like production by ${source}`,
      trigger,
      development,
      'environment production-eu matches no pattern',
      {
        ...(environment === undefined ? {} : { inputs: { environment } }),
        warning: lineOf('live-environments', 'production-eu'),
      },
    ],
  ),
]

/** A warning with the line to write: what is live now, and this pattern with it. */
function lineOf(setting: string, pattern: string): RegExp {
  const [start, end] = [setting, pattern].map(text => text.replaceAll('*', '\\*'))
  return new RegExp(`reaches development only\\.\n.*"${start}: .*, ${end}"\\.`)
}

describe('each trigger', { timeout: 60_000 }, () => {
  const cases = [...announced, ...staged].map(([name, trigger, outcome, reason, more]) => ({
    name,
    trigger,
    outcome,
    reason,
    more,
  }))
  test.each(cases)('$name', async ({ name, trigger, outcome, reason, more = {} }) => {
    const { warning, ...step } = more
    const run = await send(trigger, { ...step, inputs: { announcement: name, ...step.inputs } })
    expect(run.exitCode, run.log).toBe(0)
    const warnings = run.annotations.flatMap(({ kind, message }) =>
      kind === 'notice' ? [] : [message],
    )
    expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)])
    if (outcome === skipped) {
      expect(run.outputs).toMatchObject({
        status: 'skipped',
        'skipped-reason': expect.stringContaining(reason),
      })
    } else {
      expect(run.outputs).toMatchObject({
        status: 'sent',
        stage: outcome,
        'stage-reason': expect.stringContaining(reason),
      })
    }
  })
})

describe('the environment of the job', { timeout: 60_000 }, () => {
  /** The secret of a token that GitHub made up for the job. */
  const signature = 'c2lnbmVkLWJ5LUdpdEh1Yg'

  /** Pushes to main in a job that may ask for its OIDC token, of a service that answers so. */
  async function pushIn(answer: (response: ServerResponse) => void) {
    const asked: (string | undefined)[] = []
    const service = createServer((request, response) => {
      asked.push(request.headers.authorization)
      answer(response)
    })
    await new Promise<void>(resolve => service.listen(0, '127.0.0.1', resolve))
    const address = service.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const run = await send(push('refs/heads/main'), {
      inputs: { announcement: `a job ${asked.length} ${port}` },
      environment: {
        ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      },
    })
    service.closeAllConnections()
    service.close()
    return { ...run, asked }
  }

  function tokenFor(environment: string) {
    const claims = Buffer.from(JSON.stringify({ environment })).toString('base64url')
    const value = `e30.${claims}.${signature}`
    return (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ value }))
    }
  }

  test.each([
    ['production', live, 'environment production matches live-environments "production"'],
    ['staging', development, 'environment staging matches no pattern'],
  ])('%s is %s', async (environment, stage, reason) => {
    const run = await pushIn(tokenFor(environment))
    expect(run.outputs).toMatchObject({
      status: 'sent',
      stage,
      'stage-reason': expect.stringContaining(reason),
    })
    expect(run.annotations).toEqual([])
    expect(run.asked).toEqual(['Bearer request-token'])
    // The runner's stand-in fails where a masked text is anywhere else.
    expect(run.masks.filter(mask => mask.endsWith(signature))).toHaveLength(1)
    for (const { headers } of simulator.requests()) {
      expect(JSON.stringify(headers)).not.toContain(signature)
    }
  })

  test('production-eu is development, and a warning has the line to add', async () => {
    const run = await pushIn(tokenFor('production-eu'))
    expect(run.outputs).toMatchObject({ status: 'sent', stage: development })
    expect(run.annotations).toMatchObject([
      {
        kind: 'warning',
        message: expect.stringMatching(lineOf('live-environments', 'production-eu')),
      },
    ])
  })

  test('that cannot be had is a notice', async () => {
    const run = await pushIn(response => {
      response.writeHead(403)
      response.end('{}')
    })
    expect(run.outputs).toMatchObject({ status: 'sent', stage: live })
    expect(run.annotations).toMatchObject([
      { kind: 'notice', message: expect.stringContaining('which environment this job runs in') },
    ])
  })
})

test('one release told by six triggers is told once', { timeout: 90_000 }, async () => {
  const files = checkout(releaseAnnouncement)
  const byHand = on('workflow_dispatch', { ref: 'refs/heads/main' })
  const told: readonly (readonly [Trigger, Step?])[] = [
    [release('published', { tag_name: 'v1.2.0', name: 'v1.2.0' })],
    [release('released', { tag_name: 'v1.2.0', name: 'v1.2.0' })],
    [push('refs/tags/v1.2.0')],
    [after({ event: 'release', head_branch: 'v1.2.0' })],
    [byHand, { inputs: { release: 'v1.2.0' } }],
    [byHand, { inputs: { release: 'latest' } }],
  ]
  const statuses: (string | undefined)[] = []
  const before = simulator.inbox().length
  for (const [trigger, step] of told) {
    const { outputs } = await send(trigger, { files, ...step })
    statuses.push(outputs['status'])
  }
  expect(statuses).toEqual(['sent', ...Array(5).fill('already-sent')])
  expect(simulator.inbox().length - before).toBe(2)
})
