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
  const trigger = triggerOf(event, { ...exampleOf(event), repository, ...changes })
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
  const workflow_run = {
    id: 99,
    event: 'push',
    conclusion: 'success',
    head_branch: 'main',
    head_sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
    head_repository: { full_name: 'octo/skill' },
    ...run,
  }
  return {
    name: 'workflow_run',
    payload: { action, repository, workflow_run },
    ref: 'refs/heads/main',
  }
}

function status(state: string, deployment: JsonObject = {}): Trigger {
  const payload = changed(exampleOf('deployment_status'), 'deployment_status', { state })
  return on('deployment_status', {
    ...changed(payload, 'deployment', { environment: 'production', ...deployment }),
    repository,
  })
}

type Row = readonly [name: string, trigger: Trigger, outcome: string, reason: string, step?: Step]

const skipped = 'skipped'
const development = 'development'
const live = 'live'

const rows: readonly Row[] = [
  ['a published release', release('published', { tag_name: 'v1.2.0' }), live, 'a version'],
  ['a promoted release', release('released', { tag_name: '1.2.0' }), live, 'a version'],
  ['a prerelease', release('prereleased', { prerelease: true }), development, 'is a prerelease'],
  [
    'a prerelease by its version',
    release('published', { tag_name: 'v2.0.0-rc.1' }),
    development,
    'is a prerelease',
  ],
  ['an edited release', release('edited'), skipped, 'was edited'],
  ['a deleted release', release('deleted'), skipped, 'was deleted'],
  ['an unpublished release', release('unpublished'), skipped, 'was unpublished'],
  ['a draft', release('created', { draft: true }), skipped, 'is a draft'],
  [
    'a small release',
    release('published', { tag_name: 'v1.4.7' }),
    skipped,
    'release-level minor',
    { inputs: { 'release-level': 'minor' } },
  ],
  ['a deployment to production', status('success'), live, 'environment production'],
  [
    'a deployment that is marked',
    status('success', { environment: 'eu', production_environment: true }),
    live,
    'one of production',
  ],
  ['a failed deployment', status('failure'), skipped, 'is failure'],
  ['a deployment under way', status('in_progress'), skipped, 'is in_progress'],
  ['an upstream run of main', after({}), live, 'live-refs "main"'],
  ['an upstream run of a tag', after({ head_branch: 'v1.2.0' }), live, 'a version'],
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
    { inputs: { release: 'latest' } },
  ],
  ['an upstream run that failed', after({ conclusion: 'failure' }), skipped, 'ended with failure'],
  [
    'an upstream run that was cancelled',
    after({ conclusion: 'cancelled' }),
    skipped,
    'ended with cancelled',
  ],
  [
    'an upstream run that begins',
    after({ conclusion: null }, 'requested'),
    skipped,
    'is requested',
  ],
  [
    'an upstream run of a fork',
    after({ head_repository: { full_name: 'x/skill' } }),
    skipped,
    'a fork',
  ],
  ['a push to main', push('refs/heads/main'), live, 'live-refs "main"'],
  ['a push of a version', push('refs/tags/1.2.0'), live, 'a version'],
  ['a push of a prerelease', push('refs/tags/v2.0.0-rc.1'), development, 'a prerelease'],
  [
    'a push of a tag whose release is a prerelease',
    push('refs/tags/v2.0.0'),
    development,
    'release v2.0.0 is a prerelease',
  ],
  ['a push of another tag', push('refs/tags/vendor-bump'), development, 'not the tag of a version'],
  ['a push of a package', push('refs/tags/pkg@1.2.0'), development, 'not the tag of a version'],
  ['a deleted branch', push('refs/heads/main', { deleted: true }), skipped, 'was deleted'],
  [
    'a deleted ref',
    {
      name: 'delete',
      payload: { repository, ref: 'x', ref_type: 'branch' },
      ref: 'refs/heads/main',
    },
    skipped,
    'was deleted',
  ],
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
    'a merged pull request',
    on('pull_request', {
      ...changed(exampleOf('pull_request'), 'pull_request', { merged: true }),
      repository,
    }),
    development,
    'also where it was merged',
  ],
  [
    'Dependabot',
    { ...push('refs/heads/main'), actor: 'dependabot[bot]' },
    skipped,
    'Dependabot',
    { inputs: { 'client-id': '', 'client-secret': '' } },
  ],
  [
    'a fork with a broken file',
    after({ head_repository: { full_name: 'x/skill' } }),
    skipped,
    'a fork',
    { files: checkout('event: [') },
  ],
  [
    'a star',
    on('watch', {}, 'refs/heads/main'),
    development,
    'not about something that was shipped',
  ],
  [
    'an issue',
    on('issues', {}, 'refs/heads/main'),
    development,
    'not about something that was shipped',
  ],
  [
    'a fork of the repository',
    on('fork', {}, 'refs/heads/main'),
    development,
    'not about something that was shipped',
  ],
  [
    'an unprotected branch',
    push('refs/heads/main'),
    development,
    'is not protected',
    { inputs: { 'require-protected': 'true' }, environment: { GITHUB_REF_PROTECTED: 'false' } },
  ],
]

describe('each trigger', { timeout: 60_000 }, () => {
  const cases = rows.map(([name, trigger, outcome, reason, step]) => ({
    name,
    trigger,
    outcome,
    reason,
    step,
  }))
  test.each(cases)('$name', async ({ name, trigger, outcome, reason, step }) => {
    const run = await send(trigger, { ...step, inputs: { announcement: name, ...step?.inputs } })
    expect(run.exitCode, run.log).toBe(0)
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
