import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { property, valueAt } from '../../src/core/json.ts'
import { exampleOf, examplesOf } from '../support/webhooks.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Trigger } from './support/runner.ts'
import { checkout } from './support/skill.ts'

type Expectation = readonly [name: string, trigger: Trigger, stage: string, reason: string]

/** What customers hear is checked elsewhere; here every run only shows what it would send. */
async function stageOf(trigger: Trigger, inputs: Readonly<Record<string, string>> = {}) {
  const { exitCode, outputs, lines } = await runStep({
    trigger,
    inputs: { command: 'preview', 'event-file': 'announce.yaml', ...inputs },
    files: checkout(),
  })
  expect(exitCode).toBe(0)
  return { stage: outputs['stage'], reason: outputs['stage-reason'], firstLine: lines[0] }
}

describe('each payload as github.com sends it', () => {
  const named = (event: string, expected: (payload: JsonObject) => readonly [string, string]) =>
    examplesOf(event).map((payload, index): Expectation => {
      const action = property(payload, 'action')
      const name = `${event} ${typeof action === 'string' ? `${action} ` : ''}(${index + 1})`
      return [name, triggerOf(event, payload), ...expected(payload)]
    })

  const cases: readonly Expectation[] = [
    ...named('release', payload =>
      valueAt(payload, ['release', 'prerelease']) === true
        ? ['development', 'release 0.0.1 is a prerelease']
        : ['live', 'refs/tags/0.0.1 is the tag of a version'],
    ),
    ...named('push', ({ ref }) =>
      ref === 'refs/heads/master'
        ? ['live', 'refs/heads/master matches live-refs "master"']
        : ['development', 'refs/tags/simple-tag matches no pattern of live-refs'],
    ),
    ...named('workflow_dispatch', ({ ref }) => ['live', `${String(ref)} matches live-refs`]),
    ...named('deployment', payload =>
      valueAt(payload, ['deployment', 'environment']) === 'production'
        ? ['live', 'environment production matches live-environments "production"']
        : ['development', 'environment github-pages matches no pattern'],
    ),
    ...named('pull_request', () => ['development', 'a pull_request event is about code']).slice(
      0,
      3,
    ),
  ]
  test.each(cases)('%s', async (_, trigger, stage, reason) => {
    const decided = await stageOf(trigger)
    expect(decided.stage).toBe(stage)
    expect(decided.reason).toContain(reason)
    // The decision is what people look for first, so it comes first.
    const shown = decided.stage === 'live' ? 'LIVE' : decided.stage
    expect(decided.firstLine).toBe(`Stage: ${shown}, because ${decided.reason}`)
  })
})

describe('payloads as they could be', () => {
  const cases: readonly Expectation[] = [
    [
      'a tag of a version, cut from another branch',
      releaseTrigger({ tag_name: 'v1.2.3', target_commitish: 'release/1.x' }),
      'live',
      'refs/tags/v1.2.3 is the tag of a version',
    ],
    [
      'a tag of a package, cut from another branch',
      releaseTrigger({ tag_name: 'star-quest@1.2.3', target_commitish: 'release/1.x' }),
      'development',
      'refs/tags/star-quest@1.2.3 matches no pattern of live-refs "master"',
    ],
    [
      'a prerelease of the default branch',
      releaseTrigger({ tag_name: 'v2.0.0-rc.1', prerelease: true }),
      'development',
      'release v2.0.0-rc.1 is a prerelease',
    ],
    [
      'a deployment to staging',
      triggerOf(
        'deployment',
        changed(exampleOf('deployment'), 'deployment', { environment: 'staging' }),
      ),
      'development',
      'environment staging matches no pattern',
    ],
    [
      'a deployment to prod',
      triggerOf(
        'deployment',
        changed(exampleOf('deployment'), 'deployment', { environment: 'prod' }),
      ),
      'live',
      'environment prod matches live-environments "prod"',
    ],
    [
      'a schedule',
      { name: 'schedule', payload: { schedule: '0 7 * * *' }, ref: 'refs/heads/main' },
      'development',
      'the default branch is not known',
    ],
  ]
  test.each(cases)('%s', async (_, trigger, stage, reason) => {
    const decided = await stageOf(trigger)
    expect(decided.stage).toBe(stage)
    expect(decided.reason).toContain(reason)
  })
})

describe('settings', () => {
  const cases: readonly (readonly [object, string, string])[] = [
    [{ stage: 'development' }, 'development', 'the setting stage says so'],
    [{ environment: 'staging' }, 'development', 'environment staging'],
    [
      { environment: 'live-eu', 'live-environments': 'live-*\nproduction' },
      'live',
      'environment live-eu matches live-environments "live-*"',
    ],
    [
      { 'live-refs': 'main\nrefs/tags/release-*' },
      'development',
      'live-refs "main", "refs/tags/release-*"',
    ],
  ]
  test.each(cases)('%j', async (inputs, stage, reason) => {
    const decided = await stageOf(releaseTrigger(), { ...inputs })
    expect(decided.stage).toBe(stage)
    expect(decided.reason).toContain(reason)
  })

  test('stage live wins over a pull request', async () => {
    const decided = await stageOf(triggerOf('pull_request', exampleOf('pull_request')), {
      stage: 'live',
    })
    expect(decided.stage).toBe('live')
  })
})

describe('a payload that cannot be read', () => {
  test.each([
    ['is missing', undefined],
    ['is not JSON', '{"release": '],
  ])('%s: a warning, not the end', async (_, payload) => {
    const { exitCode, outputs, annotations } = await runStep({
      trigger: { name: 'push', payload, ref: 'refs/heads/main' },
      files: checkout(),
    })
    expect(exitCode).toBe(0)
    expect(outputs).toMatchObject({ status: 'validated', stage: 'development' })
    expect(annotations).toMatchObject([
      { kind: 'warning', message: expect.stringContaining('GITHUB_EVENT_PATH') },
    ])
  })
})
