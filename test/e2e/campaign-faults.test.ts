import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { FaultEffect } from '../../src/simulator/simulator.ts'
import { startCli } from '../cli/child.ts'
import { randomOf } from '../support/random.ts'
import {
  campaignFolder,
  notified,
  reportIn,
  sendCampaign,
  sendingTo,
  simulatorForAll,
  usersOf,
} from './support/campaigns.ts'

const perSecond = 25
/** More than a minute of traffic at what the simulator accepts. */
const usersOfFaults = usersOf(62 * perSecond)

/** Each befalls this share of all requests. */
const effects: readonly (readonly [number, FaultEffect])[] = [
  [0.03, { kind: 'status', status: 500 }],
  [0.01, { kind: 'status', status: 503, headers: { 'retry-after': '0' } }],
  [0.02, { kind: 'cut', when: 'before' }],
  [0.02, { kind: 'cut', when: 'after' }],
  [0.05, { kind: 'delay', milliseconds: 60 }],
  [0.005, { kind: 'hang' }],
]

const kills = 20
const connections = 16
const usersOfKills = usersOf(kills * connections * 6)

/** When to kill a run: when the simulator has so many more notifications, and a moment later. */
interface Moment {
  readonly arrivals: number
  readonly milliseconds: number
}

/**
 * Moments all over the campaign, also before the first request of a run. Three quarters of the users are left
 * for what is under way at each kill, and for what arrives between a moment and its kill.
 */
function momentsOf(seed: number): readonly Moment[] {
  const random = randomOf(seed)
  const parts = Array.from({ length: kills }, (_, index) => (index % 5 === 4 ? 0 : random()))
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map(part => ({
    arrivals: Math.floor((part / sum) * usersOfKills.length * 0.25),
    milliseconds: part === 0 ? random() * 400 : random() * 8,
  }))
}

function userIn(body: Uint8Array): string {
  const [user] = /amzn1\.ask\.account\.\w+/.exec(Buffer.from(body).toString()) ?? []
  if (user === undefined) throw new Error('A request without a user')
  return user
}

// Both wait much of their time, so they run side by side.
test.concurrent('faults of every kind at once: everybody is notified once', async ({
  onTestFinished,
}) => {
  const random = randomOf(4)
  const statuses = new Map<number | undefined, number>()
  let events = 0
  const simulator = await simulatorForAll(
    {
      requestsKept: 0,
      limits: { perSecond },
      onRequest: ({ region, status }) => {
        if (region === undefined) return
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        events += 1
        if (events === 500) simulator.revokeTokens()
      },
    },
    onTestFinished,
  )
  for (const [share, effect] of effects) {
    simulator.order({
      on: 'event',
      times: Number.POSITIVE_INFINITY,
      matching: () => random() < share,
      ...effect,
    })
  }
  simulator.order({ on: 'token', kind: 'status', status: 500 })
  simulator.order({ on: 'token', kind: 'cut', when: 'after' })

  const folder = await campaignFolder(
    { 'users.txt': usersOfFaults.join('\n') },
    undefined,
    onTestFinished,
  )
  const { code, stderr, campaign } = await sendCampaign(simulator, folder, [
    '--users-file',
    'users.txt',
    '--timeout',
    '1s',
    '--retries',
    '10',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error ') })
  expect(notified(simulator)).toEqual(usersOfFaults.toSorted())
  expect(campaign.counts).toMatchObject({ rejected: 0, failed: 0, notSent: 0 })
  expect(campaign.seconds).toBeGreaterThanOrEqual(60)
  // All that was planned has happened.
  for (const status of [202, 403, 409, 429, 500, 503, undefined]) {
    expect(statuses.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0)
  }
}, 300_000)

// What is left in doubt by a kill is what was under way; the simulator refuses a repeat with 409. What a
// killed run has sent may arrive while the next one is sending, so that users are counted, not answers.
test.concurrent(`a run that is killed at ${kills} random moments notifies everybody once`, async ({
  onTestFinished,
}) => {
  const arrived = new Set<string>()
  let repeated = new Set<string>()
  let isRepeated = false
  let onArrival = (): void => {}
  const simulator = await simulatorForAll(
    {
      requestsKept: 0,
      onRequest: ({ region, status, body }) => {
        if (region === undefined) return
        if (status === 409) repeated.add(userIn(body))
        if (status === 202) arrived.add(userIn(body))
        onArrival()
      },
    },
    onTestFinished,
  )
  // Answers take a while, so that at each kill as many requests are under way as may be.
  simulator.order({ on: 'event', times: Number.POSITIVE_INFINITY, kind: 'delay', milliseconds: 20 })
  const folder = await campaignFolder(
    { 'users.txt': usersOfKills.join('\n') },
    undefined,
    onTestFinished,
  )
  const command = sendingTo(simulator, folder, [
    '--users-file',
    'users.txt',
    '--report',
    'report.json',
    '--concurrency',
    String(connections),
  ])

  for (const { arrivals: more, milliseconds } of momentsOf(20_261_122)) {
    const target = arrived.size + more
    repeated = new Set()
    const child = startCli(...command)
    await new Promise<void>(resolve => {
      onArrival = () => {
        if (arrived.size >= target) resolve()
      }
      if (more === 0) resolve()
      // That everybody is notified too early shows below.
      child.ended.then(() => resolve())
    })
    await sleep(milliseconds)
    child.process.kill('SIGKILL')
    expect((await child.ended).code).toBeNull()
    expect(repeated.size).toBeLessThanOrEqual(connections)
    isRepeated ||= repeated.size > 0
  }

  // Without requests that were cut off the kills would prove nothing.
  expect(isRepeated).toBe(true)

  repeated = new Set()
  const { code, stderr } = await startCli(...command).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error ') })
  expect(repeated.size).toBeLessThanOrEqual(connections)
  expect(notified(simulator)).toEqual(usersOfKills.toSorted())
  const { report, campaign } = await reportIn(folder)
  expect(report.status).toBe('sent')
  expect(campaign.counts).toMatchObject({ rejected: 0, failed: 0, notSent: 0 })
  expect(campaign.counts.accepted + campaign.counts.alreadySent).toBe(usersOfKills.length)
}, 400_000)
