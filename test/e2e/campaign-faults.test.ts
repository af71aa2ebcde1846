import { expect, test } from 'vitest'
import type { FaultEffect } from '../../src/simulator/simulator.ts'
import { randomOf } from '../support/random.ts'
import {
  campaignFolder,
  notified,
  sendCampaign,
  simulatorForAll,
  usersOf,
} from './support/campaigns.ts'

/** At the simulator's limit of 100 a second, more than a minute of traffic. */
const users = usersOf(6_200)

/** Each befalls this share of all requests. */
const effects: readonly (readonly [number, FaultEffect])[] = [
  [0.03, { kind: 'status', status: 500 }],
  [0.01, { kind: 'status', status: 503, headers: { 'retry-after': '0' } }],
  [0.02, { kind: 'cut', when: 'before' }],
  [0.02, { kind: 'cut', when: 'after' }],
  [0.05, { kind: 'delay', milliseconds: 60 }],
  [0.002, { kind: 'hang' }],
]

test('faults of every kind at once: everybody is notified once', async () => {
  const random = randomOf(4)
  const statuses = new Map<number | undefined, number>()
  let events = 0
  const simulator = await simulatorForAll({
    requestsKept: 0,
    limits: { perSecond: 100 },
    onRequest: ({ region, status }) => {
      if (region === undefined) return
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      events += 1
      if (events === 1_000) simulator.revokeTokens()
    },
  })
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

  const folder = await campaignFolder({ 'users.txt': users.join('\n') })
  const { code, stderr, campaign } = await sendCampaign(simulator, folder, [
    '--users-file',
    'users.txt',
    '--timeout',
    '1s',
    '--retries',
    '10',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error ') })
  expect(notified(simulator)).toEqual(users.toSorted())
  expect(campaign.counts).toMatchObject({ rejected: 0, failed: 0, notSent: 0 })
  expect(campaign.seconds).toBeGreaterThanOrEqual(60)
  // All that was planned has happened.
  for (const status of [202, 403, 409, 429, 500, 503, undefined]) {
    expect(statuses.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0)
  }
}, 300_000)
