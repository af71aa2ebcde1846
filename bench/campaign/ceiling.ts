import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinned } from './nginx.ts'

/**
 * How many requests per second the server itself takes in, measured by a load generator in C.
 *
 * @returns undefined where `wrk` is not installed
 */
export function ceilingOf(origin: string, concurrency: number, folder: string): number | undefined {
  const script = join(folder, 'post.lua')
  writeFileSync(
    script,
    `wrk.method = "POST"
wrk.body = string.rep("x", 900)
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer Atc|bench"
`,
  )
  const { stdout, error } = spawnSync(
    ...pinned(1, 'wrk', [
      ...['-t', '1', '-c', String(concurrency), '-d', '5', '-s', script],
      `${origin}/NA/v1/proactiveEvents/stages/development`,
    ]),
    { encoding: 'utf8' },
  )
  if (error !== undefined) return undefined
  const rate = Number(/^Requests\/sec:\s*([\d.]+)/m.exec(stdout)?.[1])
  return Number.isNaN(rate) ? undefined : rate
}
