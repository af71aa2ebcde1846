import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logFindings, withProgress } from '../../plugin/log.ts'
import { finding } from '../../src/core/diagnostic.ts'
import { fakeFramework } from './support/fake-framework.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Work that takes a while, with what was shown meanwhile. */
async function shownDuring(milliseconds: number): Promise<readonly string[]> {
  const shown: string[] = []
  const progress = {
    create: ({ message }: { readonly message: string }) => {
      shown.push(message)
      return { remove: () => shown.push('removed') }
    },
  }
  const work = withProgress('Sending', { ...fakeFramework().utils, progress }, async () => {
    await new Promise(resolve => setTimeout(resolve, milliseconds))
  })
  await vi.advanceTimersByTimeAsync(milliseconds)
  await work
  await vi.advanceTimersByTimeAsync(10_000)
  return shown
}

describe('progress', () => {
  it('is shown for what takes more than two seconds, and taken away', async () => {
    expect(await shownDuring(2_500)).toEqual(['Sending', 'removed'])
  })

  it.each([
    '@serverless/utils/log',
    'osls3/lib/utils/serverless-utils/log',
    'osls4/lib/utils/serverless-utils/log',
  ])('is shown again for what comes later, by %s', async module => {
    const { progress } = createRequire(import.meta.url)(`./frameworks/node_modules/${module}`)
    const utils = { ...fakeFramework().utils, progress }
    for (const title of ['One', 'Two']) {
      const wait = () => new Promise(resolve => setTimeout(resolve, 3_000))
      const work = withProgress(title, utils, wait)
      await vi.advanceTimersByTimeAsync(3_000)
      await expect(work).resolves.toBeUndefined()
    }
  })

  it('is not shown for less', async () => {
    expect(await shownDuring(1_500)).toEqual([])
  })

  // Node tells of Ctrl-Break on Windows by SIGBREAK; here nobody can send it.
  it.each(['SIGINT', 'SIGTERM', 'SIGBREAK'] as const)('is stopped by %s, once', async signal => {
    const before = process.listenerCount(signal)
    const stopped = await withProgress('Sending', fakeFramework().utils, async work => {
      expect(process.listenerCount(signal)).toBe(before + 1)
      const [listener] = process.listeners(signal).slice(-1)
      listener?.(signal)
      return work.aborted
    })
    expect([stopped, process.listenerCount(signal)]).toEqual([true, before])
  })

  it('is missing in a framework without it', async () => {
    const { utils } = fakeFramework()
    const work = withProgress('Sending', utils, async () => {
      await new Promise(resolve => setTimeout(resolve, 5_000))
      return 'done'
    })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await work).toBe('done')
  })
})

it('equal findings are logged once, with all their places', () => {
  const { utils, log } = fakeFramework()
  const at = (line: number) => ({ file: 'a.yaml', line, column: 1, endLine: line, endColumn: 2 })
  const found = [at(1), at(4)].map(place => finding('event/no-payload', place, 'No.', 'Do.'))
  logFindings([...found, finding('settings/value', undefined, 'No.', 'Do.')], [], utils)
  expect(log).toHaveLength(2)
  expect(log[0]).toContain('No. Also at a.yaml:4:1.')
})
