import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Program } from './programs.ts'
import { median } from './start-up.ts'

/**
 * Runs programs in turn, round after round, and takes the processor time of each (user and system):
 * unlike the clock's it hardly depends on what else the machine does.
 *
 * @returns the median of each, in milliseconds
 * @throws when a program fails: a failed run must not count as a fast one
 */
export function cpuMedians<Name extends string>(
  programs: Readonly<Record<Name, () => Program>>,
  rounds: number,
): ReadonlyMap<Name, number> {
  const names = Object.keys(programs).filter((name): name is Name => Object.hasOwn(programs, name))
  const times = new Map<Name, number[]>(names.map(name => [name, []]))
  for (let round = -1; round < rounds; round += 1) {
    // Each goes first in turn: the one after finds warm caches.
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) {
      const time = cpuTimeOf(programs[name]())
      // The first round only warms the disk's caches.
      if (round >= 0) times.get(name)?.push(time)
    }
  }
  return new Map(names.map(name => [name, median(times.get(name) ?? [])]))
}

const reporter = fileURLToPath(new URL('report-cpu-time.cjs', import.meta.url))

function cpuTimeOf({ file, arguments: words, environment, folder }: Program): number {
  const { status, output } = spawnSync(file, ['--require', reporter, ...words], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    ...(folder === undefined ? {} : { cwd: folder }),
  })
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`)
  return Number(output[3])
}
