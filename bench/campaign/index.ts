import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../start-up.ts'
import { type Table, tableText } from '../table.ts'
import { ceilingOf } from './ceiling.ts'
import { startDelay } from './delay.ts'
import { type Origins, startNginx } from './nginx.ts'
import { clients, type Load, type Measured, runClient, runOurs } from './run-client.ts'

const concurrency = 64
const rounds = 3

/** One line of the tables: a way to send, and how to run it. */
interface Way {
  readonly name: string
  /** Recipients to measure it with: the slow ones would take as long as all others with as many. */
  readonly count: number
  readonly run: (load: Load, origins: Origins) => Promise<Measured>
}

const ours: Way = {
  name: '`alexa-proactive send`, journal and gate',
  count: 100_000,
  run: runOurs,
}

const names: Readonly<Record<(typeof clients)[number], string>> = {
  'undici-pool': 'bare undici `Pool`, nothing else',
  'ask-sdk': "Amazon's client (`ask-sdk-model`)",
  fetch: '`fetch`',
  'one-connection-each': 'a token and a connection for each',
}

const counts: Readonly<Record<(typeof clients)[number], number>> = {
  'undici-pool': 100_000,
  'ask-sdk': 100_000,
  fetch: 10_000,
  'one-connection-each': 2_000,
}

const others: readonly Way[] = clients.map(client => ({
  name: names[client],
  count: counts[client],
  run: (load, origins) => runClient(client, load, origins),
}))

/**
 * Compares what sends to many recipients: clients side by side on one server, then ours with ever more
 * recipients, near and far.
 *
 * @param full whether to measure the sizes that take minutes too
 * @returns the tables as Markdown
 */
export async function measureCampaigns(full: boolean): Promise<string> {
  installPeers()
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-nginx-'))
  const nginx = await startNginx(folder)
  try {
    const side = await sideBySide(nginx.origins, folder)
    const sizes = await bySize(nginx.origins, full)
    return `${tableText(side)}\n\n${tableText(sizes)}`
  } finally {
    await nginx.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Interleaved rounds, medians: whatever else the machine does meets all alike. */
async function sideBySide(origins: Origins, folder: string): Promise<Table> {
  const rows: string[][] = []
  for (const origin of [origins.https, origins.http]) {
    for (const roundTrip of [0, 80]) {
      const found = await fromAfar(origin, roundTrip, address =>
        compare(address, roundTrip, origins),
      )
      const compared = [names['undici-pool'], names['ask-sdk']].map(name => medianRate(found, name))
      const add = (name: string, rate: number, memory: string): void => {
        const ratios = compared.map(other => `${(rate / other).toFixed(2)} ×`)
        const scheme = schemeOf(origin, origins)
        rows.push([scheme, `${roundTrip} ms`, name, whole(rate), ...ratios, memory])
      }
      for (const [way, measured] of found) {
        const memory = median(measured.map(({ megabytes }) => megabytes))
        add(way.name, medianRate(found, way.name), whole(memory))
      }
      const ceiling = roundTrip === 0 ? ceilingOf(origin, concurrency, folder) : undefined
      if (ceiling !== undefined) add('the server itself (wrk)', ceiling, '')
    }
  }
  const ratios = ['to the pool', "to Amazon's client"]
  return {
    columns: ['', 'round trip', '64 connections', 'events per second', ...ratios, 'peak MB'],
    rows,
  }
}

async function compare(
  origin: string,
  roundTrip: number,
  origins: Origins,
): Promise<ReadonlyMap<Way, readonly Measured[]>> {
  const ways = [ours, ...others]
  const found = new Map<Way, Measured[]>(ways.map(way => [way, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      // Far away all are slower, and the machine matters less.
      const count = roundTrip === 0 ? way.count : Math.ceil(way.count / 10)
      found.get(way)?.push(await way.run({ origin, count, concurrency }, origins))
    }
  }
  return found
}

/** Puts a server so many milliseconds away while something is measured. */
async function fromAfar<Found>(
  origin: string,
  roundTrip: number,
  measure: (origin: string) => Promise<Found>,
): Promise<Found> {
  if (roundTrip === 0) return measure(origin)
  const delay = await startDelay(origin, roundTrip)
  try {
    return await measure(delay.origin)
  } finally {
    delay.close()
  }
}

function schemeOf(origin: string, origins: Origins): string {
  return origin === origins.https ? 'TLS' : 'HTTP'
}

async function bySize(origins: Origins, full: boolean): Promise<Table> {
  const rows: string[][] = []
  for (const origin of [origins.https, origins.http]) {
    for (const roundTrip of [0, 80]) {
      await fromAfar(origin, roundTrip, async address => {
        for (const { count, connections } of sizes(roundTrip, full)) {
          const load = { origin: address, count, concurrency: connections }
          const { perSecond, megabytes } = await runOurs(load, origins)
          const numbers = [count, connections, perSecond, megabytes].map(whole)
          rows.push([schemeOf(origin, origins), `${roundTrip} ms`, ...numbers])
        }
      })
    }
  }
  return {
    columns: ['', 'round trip', 'recipients', 'connections', 'events per second', 'peak MB'],
    rows,
  }
}

/** With 80 ms, 64 connections bring 800 events per second at the very most, so a million takes more of them. */
function sizes(
  roundTrip: number,
  full: boolean,
): readonly { readonly count: number; readonly connections: number }[] {
  const most = roundTrip > 0 && !full ? 1_000 : 1_000_000
  return [1, 1_000, 100_000, 1_000_000]
    .filter(count => count <= most)
    .map(count => ({
      count,
      connections: roundTrip > 0 && count === 1_000_000 ? 4 * concurrency : concurrency,
    }))
}

function medianRate(found: ReadonlyMap<Way, readonly Measured[]>, name: string): number {
  const measured = [...found].find(([way]) => way.name === name)?.[1] ?? []
  return median(measured.map(({ perSecond }) => perSecond))
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function installPeers(): void {
  const peers = fileURLToPath(new URL('../peers/', import.meta.url))
  if (existsSync(join(peers, 'node_modules'))) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: peers,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The clients to compare with could not be installed.')
}
