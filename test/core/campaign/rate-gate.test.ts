import { describe, expect, it } from 'vitest'
import { openRateGate } from '../../../src/core/campaign/rate-gate.ts'
import { type SimulatedServer, simulate, simulateWorkers } from './rate-simulation.ts'

const latencies = [
  [20, 60],
  [80, 80],
  [50, 150],
] as const

const seeds = [1, 2, 3] as const

type Limits = SimulatedServer['limits']

const steady = (perSecond: number): Limits => [{ from: 0, perSecond }]

/** Limits that change after so many seconds each. */
const changing = (seconds: number, ...limits: readonly number[]): Limits =>
  limits.map((perSecond, index) => ({ from: index * seconds * 1_000, perSecond }))

interface GateCase {
  readonly name: string
  readonly limits: Limits
  /** Milliseconds: long enough for some hundred requests. */
  readonly duration: number
}

const cases: readonly GateCase[] = [
  { name: '4 a second', limits: steady(4), duration: 300_000 },
  { name: '40 a second', limits: steady(40), duration: 120_000 },
  { name: '400 a second', limits: steady(400), duration: 20_000 },
  { name: '40, then 400, then 40', limits: changing(60, 40, 400, 40), duration: 180_000 },
  { name: '400, then 40, then 400', limits: changing(30, 400, 40, 400), duration: 90_000 },
  { name: '40, then 4, then 40', limits: changing(60, 40, 4, 40), duration: 180_000 },
  { name: '4, then 40, then 4', limits: changing(120, 4, 40, 4), duration: 360_000 },
]

/** How a server behaves at worst, over latencies and seeds. */
function worst(
  server: Omit<SimulatedServer, 'latency'>,
  duration: number,
): { wasted: number; used: number } {
  const runs = latencies.flatMap(latency =>
    seeds.map(seed => simulate({ ...server, latency }, { duration, seed })),
  )
  return {
    wasted: Math.max(...runs.map(({ wasted }) => wasted)),
    used: Math.min(...runs.map(({ used }) => used)),
  }
}

describe('a hidden limit', () => {
  it.each(cases)('of $name is used, and hardly a request wasted', ({ limits, duration }) => {
    const { wasted, used } = worst({ limits, burst: 1 }, duration)
    expect(wasted).toBeLessThanOrEqual(0.05)
    expect(used).toBeGreaterThanOrEqual(0.8)
  })

  it.each(cases)('of $name, where five seconds may come at once', ({ limits, duration }) => {
    const { wasted, used } = worst({ limits, burst: 5 }, duration)
    expect(wasted).toBeLessThanOrEqual(0.05)
    expect(used).toBeGreaterThanOrEqual(0.8)
  })

  it.each(cases.slice(0, 3))(
    'of $name, where the server asks to wait a second',
    ({ limits, duration }) => {
      const { wasted, used } = worst({ limits, burst: 1, retryAfter: 1 }, duration)
      expect(wasted).toBeLessThanOrEqual(0.05)
      expect(used).toBeGreaterThanOrEqual(0.8)
    },
  )

  // Whoever looks at each second by itself forgives nothing: what was not used is lost.
  it.each(cases.slice(0, 3))('of $name in each second by itself', ({ limits, duration }) => {
    const { wasted, used } = worst({ limits, burst: 'window' }, duration)
    expect(wasted).toBeLessThanOrEqual(0.05)
    expect(used).toBeGreaterThanOrEqual(0.7)
  })
})

describe('a limit that an earlier gate has found', () => {
  it.each(latencies.flatMap(latency => [4, 40, 400].map(perSecond => ({ latency, perSecond }))))(
    'of $perSecond a second is used from the beginning, with $latency ms',
    given => {
      const { latency, perSecond } = given
      // Little is saved up where the gate before has just ended.
      const server = { limits: steady(perSecond), burst: perSecond > 4 ? 0.25 : 1, latency }
      const duration = Math.max(3_000, 80_000 / perSecond)
      for (const seed of seeds) {
        const { throttled, used } = simulate(server, { duration, seed, found: perSecond })
        expect(throttled).toBeLessThanOrEqual(1)
        expect(used).toBeGreaterThanOrEqual(0.8)
      }
    },
  )

  it.each([
    { found: 400, perSecond: 40 },
    { found: 40, perSecond: 400 },
  ])(
    'of $found a second, where it is $perSecond now, is found out anew',
    ({ found, perSecond }) => {
      const server = { limits: steady(perSecond), burst: 1, latency: [50, 150] } as const
      const { wasted, used } = simulate(server, { duration: 120_000, found })
      expect(wasted).toBeLessThanOrEqual(0.05)
      expect(used).toBeGreaterThanOrEqual(0.8)
    },
  )

  it.each(latencies)('is told, %d to %d ms after', (...latency) => {
    const gate = openRateGate(undefined, 0)
    expect(gate.limit).toBe(undefined)
    expect(openRateGate(undefined, 0, 40).limit).toBe(40)
    const { limit } = simulate({ limits: steady(40), burst: 1, latency }, { duration: 60_000 })
    expect(limit).toBeGreaterThan(36)
    expect(limit).toBeLessThan(44)
  })
})

describe('a limit that four workers share', () => {
  /** 10,000 requests in chunks of 500; an invocation takes some time to begin, as the next one does after a kill. */
  const campaign = { workers: 4, chunks: 20, size: 500, between: [300, 800] } as const
  const killed = { every: 3, within: 4_000 }

  const run = (server: Omit<SimulatedServer, 'latency' | 'limits'>, kill?: typeof killed) => {
    const runs = [...latencies, [2, 10] as const].flatMap(latency =>
      seeds.map(seed =>
        simulateWorkers({ ...server, limits: steady(400), latency }, { ...campaign, kill, seed }),
      ),
    )
    return {
      wasted: Math.max(...runs.map(({ wasted }) => wasted)),
      used: Math.min(...runs.map(({ used }) => used)),
    }
  }

  it.each([
    { kill: undefined, what: 'end in their time' },
    { kill: killed, what: 'are killed, every third of them' },
  ])('is used, and hardly a request wasted, where their invocations $what', ({ kill }) => {
    for (const retryAfter of [{}, { retryAfter: 1 }]) {
      const { wasted, used } = run({ burst: 1, ...retryAfter }, kill)
      expect(wasted).toBeLessThanOrEqual(0.03)
      expect(used).toBeGreaterThanOrEqual(0.8)
    }
  })

  it('of 40 per second is used, too', () => {
    for (const burst of [1, 'window'] as const) {
      for (const seed of seeds) {
        const server = { limits: steady(40), burst, latency: [50, 150] } as const
        const { wasted, used } = simulateWorkers(server, {
          ...campaign,
          size: 100,
          kill: killed,
          seed,
        })
        expect(wasted).toBeLessThanOrEqual(0.05)
        expect(used).toBeGreaterThanOrEqual(0.65)
      }
    }
  })

  // What a worker does not use while it begins is lost here, and each pause that the server asks for.
  it('is used as far as it can be where each second is looked at by itself', () => {
    const { wasted, used } = run({ burst: 'window', retryAfter: 1 }, killed)
    expect(wasted).toBeLessThanOrEqual(0.03)
    expect(used).toBeGreaterThanOrEqual(0.6)
  })
})

describe('no limit', () => {
  it('is found out within two seconds', () => {
    const server = { limits: steady(1e9), burst: 1, latency: [9, 11] } as const
    const { left } = simulate(server, { duration: 3_000 })
    const second = left.filter(time => time >= 1_000 && time < 2_000).length
    expect(second).toBeGreaterThan(5_500)
  })

  it('leaves the number of connections to decide, with a slow network', () => {
    const server = { limits: steady(1e9), burst: 1, latency: [80, 80] } as const
    const { left } = simulate(server, { duration: 3_000 })
    expect(left.filter(time => time >= 1_000 && time < 2_000).length).toBeGreaterThan(760)
  })
})

describe('a rate that is set', () => {
  it.each([0.5, 1, 7, 50, 333])('of %d is never exceeded, and used', ceiling => {
    const server = { limits: steady(1e9), burst: 1, latency: [20, 60] } as const
    const { left, accepted } = simulate(server, { duration: 60_000, ceiling })
    const window = Math.max(1_000, 1_000 / ceiling)
    const allowed = Math.max(1, Math.floor(ceiling))
    const spans = left.slice(allowed).map((later, index) => later - (left[index] ?? 0))
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(window * 0.999)
    expect(accepted).toBeGreaterThan(60 * ceiling * 0.95)
  })

  it('falls all the same where less is accepted', () => {
    const server = { limits: steady(40), burst: 1, latency: [20, 60] } as const
    const { wasted, used } = simulate(server, { duration: 60_000, ceiling: 200 })
    expect(wasted).toBeLessThan(0.05)
    expect(used).toBeGreaterThan(0.8)
  })
})

describe('a server that fails', () => {
  it('is asked about once a second, and as before when it is well again', () => {
    const outage = [10_000, 30_000] as const
    const server = { limits: steady(1e9), burst: 1, latency: [20, 60], outage } as const
    const { left } = simulate(server, { duration: 40_000 })
    const between = (from: number, to: number) =>
      left.filter(time => time >= from && time < to).length
    expect(between(9_000, 10_000)).toBeGreaterThan(1_000)
    expect(between(11_000, 30_000)).toBeLessThan(60)
    expect(between(34_000, 35_000)).toBeGreaterThan(1_000)
  })
})

describe('a request to wait', () => {
  it('holds for everybody', () => {
    const gate = openRateGate(undefined, 0)
    expect(gate.admit(0)).toBe(0)
    gate.throttled(50, 0, 7_000)
    expect(gate.admit(60)).toBe(6_990)
    expect(gate.admit(7_049)).toBe(1)
    expect(gate.admit(7_051)).toBeLessThanOrEqual(100)
  })

  it('may become longer by a request that left before', () => {
    const gate = openRateGate(undefined, 0)
    gate.admit(0)
    gate.admit(0)
    expect(gate.throttled(50, 0, 1_000)).toBe(true)
    expect(gate.throttled(60, 0, 5_000)).toBe(false)
    expect(gate.admit(100)).toBe(4_960)
  })
})
