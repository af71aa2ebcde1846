import { describe, expect, it, onTestFinished } from 'vitest'
import { chunk, chunkCase, keys } from './chunk-case.ts'

describe('a chunk', () => {
  it('is carried out, and its report tells how', async () => {
    const one = await chunkCase(onTestFinished, { subscribed: 30, others: 2 })
    expect(await one.invoke()).toEqual({
      status: 'done',
      wait: 0,
      accepted: 30,
      alreadySent: 0,
      rejected: 2,
      failed: 0,
    })
    expect(one.notifications()).toEqual(Array(30).fill(1))
    expect(await one.report()).toMatchObject({ recipients: 32, counts: { notSent: 0 }, stops: [] })
    expect(one.store.text(keys.failedOf(chunk))?.trim().split('\n')).toHaveLength(2)
  })
})
