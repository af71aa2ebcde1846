import { describe, expect, test } from 'vitest'
import { notified, simulatorForAll, usersOf } from './support/campaigns.ts'
import { runStep, type Step } from './support/runner.ts'
import { checkout } from './support/skill.ts'

const users = usersOf(200)
const inputs = {
  command: 'send',
  'event-file': 'announce.yaml',
  'users-file': 'users.txt',
  regions: 'EU',
  journal: 'out/campaign.journal',
  report: 'report.json',
}
const collect = ['out/campaign.journal', 'out/campaign.failed.jsonl', 'report.json']

/** A step that sends to a list of users. */
async function stepFor(
  simulator: Awaited<ReturnType<typeof simulatorForAll>>,
  more: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Step> {
  const { authUrl, apiUrl, credentials } = simulator
  return {
    inputs: { ...inputs, 'auth-url': authUrl, 'api-url': apiUrl, ...more },
    environment: {
      ALEXA_CLIENT_ID: credentials.clientId,
      ALEXA_CLIENT_SECRET: credentials.clientSecret,
    },
    files: { ...checkout(), 'users.txt': users.join('\n'), ...files },
    collect,
  }
}

describe('the action', () => {
  test('sends to a list, and a re-run with its journal goes on', async () => {
    const simulator = await simulatorForAll()
    const [refused = ''] = users
    simulator.order({
      on: 'event',
      kind: 'status',
      status: 404,
      matching: ({ body }) => Buffer.from(body).includes(refused),
    })
    const run = await runStep(await stepFor(simulator))
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({
      status: 'partial',
      accepted: '199',
      rejected: '1',
      failed: '0',
      journal: 'out/campaign.journal',
      'failed-file': 'out/campaign.failed.jsonl',
      report: 'report.json',
    })
    expect(run.log).toContain('Audience: 200 users in EU, each by a request of its own (Unicast)')
    expect(run.summary).toContain('| accepted | 199 |')
    expect(run.summary).toContain('| rejected | 1 |')
    expect(run.summary).toMatch(/\| rejected \| 1 \| HTTP 404/)
    expect(run.annotations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining('1 user was not notified') }),
      ]),
    )
    for (const text of [run.output, run.summary]) {
      for (const user of users) expect(text).not.toContain(user)
    }

    const journal = run.collected['out/campaign.journal'] ?? ''
    const again = await runStep(await stepFor(simulator, {}, { 'out/campaign.journal': journal }))
    expect({ code: again.exitCode, status: again.outputs['status'] }).toEqual({
      code: 0,
      status: 'sent',
    })
    // One more than those whose outcome the journal holds.
    expect(again.log).toContain('Sent: the event was accepted for all 200 users')
    expect(again.summary).toContain('1 request in')
    expect(notified(simulator)).toEqual(users.toSorted())
  })

  test('takes users from an input', async () => {
    const simulator = await simulatorForAll()
    const some = users.slice(0, 3)
    const run = await runStep(
      await stepFor(simulator, { 'users-file': '', users: some.join('\n'), journal: '' }),
    )
    expect(run.exitCode).toBe(0)
    expect(notified(simulator)).toEqual(some.toSorted())
  })

  test('has no standard input', async () => {
    const simulator = await simulatorForAll()
    const run = await runStep(await stepFor(simulator, { 'users-file': '-' }))
    expect(run.exitCode).toBe(1)
    expect(run.log).toContain('stands for standard input, and there is none here')
  })

  test('refuses what has no effect without a list', async () => {
    const simulator = await simulatorForAll()
    const run = await runStep(
      await stepFor(simulator, { 'users-file': '', resume: 'true', rate: 'fast' }),
    )
    expect(run.exitCode).toBe(1)
    expect(run.log).toContain('The setting resume is set, but there is no list of users')
    expect(run.log).toContain('The setting rate is "fast"')
    expect(simulator.requests()).toEqual([])
  })
})

// Windows has no signals: there, a killed process cannot say anything any more.
describe.skipIf(process.platform === 'win32')('a cancelled step', () => {
  test('writes journal and report, and the next run goes on', async () => {
    let events = 0
    let onEnough = (): void => {}
    const interruption = new Promise<NodeJS.Signals>(resolve => {
      onEnough = () => resolve('SIGINT')
    })
    const simulator = await simulatorForAll({
      onRequest: ({ region }) => {
        if (region !== undefined) events += 1
        if (events === 50) onEnough()
      },
    })
    const step = await stepFor(simulator, { concurrency: '4' })
    const run = await runStep({ ...step, interruption })
    expect(run.exitCode).not.toBe(0)
    expect(run.log).toContain('resumes with the journal out/campaign.journal')
    expect(run.outputs).toMatchObject({
      status: 'partial',
      accepted: String(simulator.inbox().length),
      journal: 'out/campaign.journal',
    })
    expect(JSON.parse(run.collected['report.json'] ?? '')).toMatchObject({
      campaign: { interrupted: true },
    })
    const journal = run.collected['out/campaign.journal'] ?? ''
    const next = await runStep(
      await stepFor(simulator, { resume: 'true' }, { 'out/campaign.journal': journal }),
    )
    expect(next.exitCode).toBe(0)
    expect(notified(simulator)).toEqual(users.toSorted())
  })
})
