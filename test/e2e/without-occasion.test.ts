import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PublishedResult } from '../../src/core/generated/result.ts'
import { runCli } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { exampleOf } from '../support/webhooks.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Trigger } from './support/runner.ts'
import { checkout } from './support/skill.ts'

interface Ended {
  readonly code: number | null
  readonly result: Pick<PublishedResult, 'status' | 'skippedReason' | 'diagnostics'>
}

type Settings = Readonly<Record<string, string>>

/** Both ways to send from a workflow. */
const doors: readonly (readonly [
  name: string,
  send: (trigger: Trigger, settings: Settings, event: string) => Promise<Ended>,
])[] = [
  [
    'the action',
    async (trigger, settings, event) => {
      const run = await runStep({
        trigger,
        inputs: { command: 'send', 'event-file': 'announce.yaml', ...settings },
        files: checkout(event),
      })
      const { status = '', 'skipped-reason': skippedReason } = run.outputs
      const diagnostics = run.annotations.map(({ kind, message }) => ({ severity: kind, message }))
      return { code: run.exitCode, result: Object.assign({ status, skippedReason, diagnostics }) }
    },
  ],
  [
    'the command line',
    async (trigger, settings, event) => {
      const folder = await folderWith({
        ...checkout(event),
        'event.json': JSON.stringify(trigger.payload),
      })
      const options = { 'event-file': 'announce.yaml', ...settings }
      const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
      const { code, stdout } = await runCli(['send', '--json', ...words], {
        folder,
        environment: {
          GITHUB_ACTIONS: 'true',
          GITHUB_EVENT_NAME: trigger.name,
          GITHUB_EVENT_PATH: join(folder, 'event.json'),
          GITHUB_REF: trigger.ref,
          GITHUB_REPOSITORY: 'octo/skill',
          GITHUB_ACTOR: trigger.actor ?? 'octocat',
        },
      })
      return { code, result: JSON.parse(stdout) }
    },
  ],
]

const release = releaseTrigger()
const deleted: Trigger = { ...release, payload: { ...Object(release.payload), action: 'deleted' } }
const fork = triggerOf(
  'pull_request',
  changed(exampleOf('pull_request'), 'pull_request', { head: { repo: { full_name: 'x/skill' } } }),
)
const dependabot: Trigger = { ...fork, ...Object(releaseTrigger()), actor: 'dependabot[bot]' }

const wrong: Settings = { stage: 'prod', 'expires-in': '2 weeks' }
const broken = 'event: ['

describe.each(doors)('%s', { timeout: 30_000 }, (_, send) => {
  const cases: readonly (readonly [
    name: string,
    trigger: Trigger,
    settings: Settings,
    event: string,
    reason: string,
    found: readonly string[],
  ])[] = [
    ['a deleted release, wrong settings', deleted, wrong, broken, 'deleted', ['prod', '2 weeks']],
    ['a deleted release, no file', deleted, { 'event-file': 'no.yaml' }, broken, 'deleted', []],
    [
      'a deleted release, a report that cannot be written',
      deleted,
      // A file stands where the folder would have to be.
      { report: 'announce.yaml/report.json' },
      broken,
      'deleted',
      ['cannot be written'],
    ],
    ['a small release', release, { 'release-level': 'major', ...wrong }, broken, 'below', ['prod']],
    ['a fork, a broken file', fork, {}, broken, 'fork', ['is not closed']],
    ['a fork, wrong settings', fork, wrong, broken, 'fork', ['prod', '2 weeks', 'is not closed']],
    [
      'a fork, a list of users',
      fork,
      { users: 'amzn1.ask.account.A' },
      broken,
      'fork',
      ['is not closed'],
    ],
    ['Dependabot, a broken file', dependabot, {}, broken, 'Dependabot', ['is not closed']],
  ]
  test.each(cases)('%s: skipped', async (_name, trigger, settings, event, reason, found) => {
    const { code, result } = await send(trigger, settings, event)
    expect({ code, status: result.status }).toEqual({ code: 0, status: 'skipped' })
    expect(result.skippedReason).toContain(reason)
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const warnings = result.diagnostics.filter(({ severity }) => severity === 'warning')
    for (const text of found) {
      expect(warnings).toContainEqual(
        expect.objectContaining({ message: expect.stringContaining(text) }),
      )
    }
    if (found.length === 0) expect(warnings).toEqual([])
  })

  test('with an occasion, wrong settings fail', async () => {
    const { code, result } = await send(release, wrong, broken)
    expect(code).not.toBe(0)
    expect(result.status).toBe('failed')
  })
})
