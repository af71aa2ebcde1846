import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { projectFolder } from '../cli/child.ts'
import { exampleOf } from '../support/webhooks.ts'
import { usersOf } from './support/campaigns.ts'
import { type GithubApi, releaseCalled, startGithubApi } from './support/github-api.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Trigger } from './support/runner.ts'
import { inputsOf, readWorkflow, starts, type Workflow } from './support/workflow-file.ts'

const folder = 'examples/workflows'
const files = readdirSync(join(projectFolder, folder))

let simulator: Simulator
let api: GithubApi

beforeAll(async () => {
  const anybody = { locale: 'en-US' }
  simulator = await startSimulator({ anybody })
  api = await startGithubApi([
    releaseCalled('v1.2.0'),
    releaseCalled('v2.0.0-rc.1', { prerelease: true }),
  ])
})
afterAll(async () => {
  await Promise.all([simulator.close(), api.close()])
})

const repository = { full_name: 'octo/skill', default_branch: 'main' }

function release(tag: string, action = 'published', prerelease = false): Trigger {
  const published_at = new Date().toISOString().replace(/\.\d+/, '')
  const trigger = releaseTrigger({ tag_name: tag, prerelease, published_at })
  return { ...trigger, payload: { ...Object(trigger.payload), repository, action } }
}

function tagged(tag: string): Trigger {
  return triggerOf('push', { ...exampleOf('push'), repository, ref: `refs/tags/${tag}` })
}

function after(head_branch: string, conclusion = 'success'): Trigger {
  const workflow_run = {
    id: 99,
    name: 'Deploy',
    event: 'push',
    conclusion,
    head_branch,
    head_sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
    head_repository: { full_name: 'octo/skill' },
  }
  const payload = { action: 'completed', repository, workflow_run }
  return { name: 'workflow_run', payload, ref: 'refs/heads/main' }
}

function byHand(inputs: JsonObject = {}): Trigger {
  const payload = { ...exampleOf('workflow_dispatch'), repository, ref: 'refs/heads/main', inputs }
  return triggerOf('workflow_dispatch', payload)
}

const friday: Trigger = {
  name: 'schedule',
  payload: { schedule: '0 16 * * 5', repository },
  ref: 'refs/heads/main',
}

function pullRequest(from: string): Trigger {
  const head = { repo: { full_name: from } }
  const base = { repo: { full_name: 'octo/skill' } }
  const payload = changed(exampleOf('pull_request'), 'pull_request', { head, base })
  return triggerOf('pull_request', { ...payload, repository })
}

const [user = ''] = usersOf(1)
const live = 'live'
const development = 'development'

type Row = readonly [
  file: string,
  what: string,
  trigger: Trigger,
  status: string,
  stage: string,
  /** A part of why it is this stage, or why nothing was sent. */
  reason: string,
  job?: string,
]

const rows: readonly Row[] = [
  ['release.yml', 'a release', release('v1.2.0'), 'sent', live, 'v1.2.0 is the tag of a version'],
  [
    'release.yml',
    'a promoted prerelease',
    release('v1.2.0', 'released'),
    'already-sent',
    live,
    'v1.2.0 is the tag of a version',
  ],
  [
    'release.yml',
    'a prerelease',
    release('v2.0.0-rc.1', 'published', true),
    'sent',
    development,
    'release v2.0.0-rc.1 is a prerelease',
  ],
  ['tag.yml', 'a version', tagged('v1.2.0'), 'already-sent', live, 'the tag of a version'],
  ['tag.yml', 'a prerelease', tagged('v2.0.0-rc.1'), 'already-sent', development, 'prerelease'],
  [
    'release-and-announce.yml',
    'a version',
    tagged('v1.2.0'),
    'already-sent',
    live,
    'the tag of a version',
  ],
  ['after-deploy.yml', 'a deploy', after('v1.2.0'), 'already-sent', live, 'the tag of a version'],
  ['after-deploy.yml', 'a failure', after('v1.2.0', 'failure'), 'skipped', '', 'with failure'],
  ['monorepo.yml', 'a package', tagged('skill-v1.3.0'), 'sent', live, 'live-refs "refs/tags/skill'],
  ['monorepo.yml', 'a prerelease', tagged('skill-v1.3.0-rc.1'), 'sent', development, 'prerelease'],
  ['schedule.yml', 'Friday', friday, 'already-sent', live, 'v1.2.0 is the tag of a version'],
  [
    'canary.yml',
    'the testers',
    release('v1.2.0'),
    'sent',
    development,
    'the setting stage says so',
    'testers',
  ],
  [
    'canary.yml',
    'everyone',
    release('v1.2.0'),
    'already-sent',
    live,
    'environment production matches',
    'everyone',
  ],
  ['manual.yml', 'as it opens', byHand(), 'dry-run', development, 'environment staging'],
  [
    'manual.yml',
    'to all',
    byHand({ release: 'v1.2.0', environment: 'production', 'dry-run': false }),
    'already-sent',
    live,
    'environment production matches',
  ],
  [
    'manual.yml',
    'to oneself',
    byHand({ user, region: 'EU', 'dry-run': false }),
    'sent',
    development,
    'environment staging',
  ],
  ['campaign.yml', 'as it opens', byHand(), 'sent', development, 'the setting stage says so'],
  ['campaign.yml', 'to all', byHand({ stage: live }), 'sent', live, 'the setting stage says so'],
  ['campaign-matrix.yml', 'a share', byHand(), 'sent', live, 'refs/heads/main matches', 'send'],
  [
    'validate-on-pull-request.yml',
    'a branch',
    pullRequest('octo/skill'),
    'validated',
    development,
    'not merged yet',
  ],
  [
    'validate-on-pull-request.yml',
    'a fork',
    pullRequest('x/skill'),
    'validated',
    development,
    'not merged yet',
  ],
]

describe('each workflow', { timeout: 30_000 }, () => {
  test('stands in the table with all that starts it', () => {
    const known = files.flatMap(file => Object.keys(read(file).on).map(event => `${file} ${event}`))
    expect(new Set(rows.map(([file, , { name }]) => `${file} ${name}`))).toEqual(new Set(known))
  })

  const cases = rows.map(([file, what, trigger, status, stage, reason, job]) => ({
    file,
    what,
    trigger,
    status,
    stage,
    reason,
    job,
  }))
  test.each(cases)('$file, $what', async ({ file, trigger, status, stage, reason, job }) => {
    const workflow = read(file)
    expect(starts(workflow, trigger)).toBe(true)
    const run = await runStep({
      trigger,
      inputs: {
        ...inputsOf(workflow, trigger, simulator.credentials, job),
        'auth-url': simulator.authUrl,
        'api-url': simulator.apiUrl,
      },
      files: {
        ...Object.fromEntries(
          ['release.yaml', 'package.yaml', 'skill-package/skill.json'].map(path => [
            `examples/${path}`,
            textOf(`examples/${path}`),
          ]),
        ),
        'users.csv': ['user', ...usersOf(40)].join('\n'),
      },
      environment: { GITHUB_API_URL: api.url, GITHUB_RUN_ID: String(1 + files.indexOf(file)) },
    })
    expect(run.exitCode, run.log).toBe(0)
    expect(run.outputs, run.log).toMatchObject({ status, stage })
    const told = run.outputs[status === 'skipped' ? 'skipped-reason' : 'stage-reason']
    expect(told).toContain(reason)
    expect(run.annotations.filter(({ kind }) => kind !== 'notice')).toEqual([])
  })
})

function textOf(file: string): string {
  return readFileSync(join(projectFolder, file), 'utf8')
}

function read(file: string): Workflow {
  return readWorkflow(textOf(`${folder}/${file}`))
}
