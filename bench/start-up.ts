import { spawn } from 'node:child_process'
import type { Program } from './programs.ts'

/**
 * Runs programs in turn, round after round, so that whatever else the machine does meets all alike.
 *
 * @returns the median time of each from start to end, in milliseconds
 * @throws when a program fails: a failed run must not count as a fast one
 */
export async function medians<Name extends string>(
  programs: Readonly<Record<Name, () => Program>>,
  rounds: number,
): Promise<ReadonlyMap<Name, number>> {
  const names = Object.keys(programs).filter((name): name is Name => Object.hasOwn(programs, name))
  const times = new Map<Name, number[]>(names.map(name => [name, []]))
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const time = await timeOf(programs[name]())
      // The first round only warms the disk's caches.
      if (round >= 0) times.get(name)?.push(time)
    }
  }
  return new Map(names.map(name => [name, median(times.get(name) ?? [])]))
}

/** The server that is sent to lives in this process, so nothing here may block. */
async function timeOf(program: Program): Promise<number> {
  const start = performance.now()
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program.file, [...program.arguments], {
      env: program.environment,
      stdio: 'ignore',
    })
    child.on('error', reject)
    child.on('exit', resolve)
  })
  const time = performance.now() - start
  if (code !== (program.code ?? 0))
    throw new Error(`${program.arguments.join(' ')} ended with ${code}`)
  return time
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
