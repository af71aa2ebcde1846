import { describe, expect, it } from 'vitest'
import { openJournal } from '../../src/core/campaign/journal.ts'
import { FencedError, openChunkFiles } from '../../src/engine/files.ts'
import { keysOf, type ObjectStore } from '../../src/engine/store.ts'
import { headerOf } from '../core/campaign/campaign-case.ts'
import { openMemoryStore } from './memory-store.ts'

const keys = keysOf('campaign')
const header = headerOf()
const accepted = (index: number) => ({ index, code: '202', attempts: 1, requestId: undefined })

/** Opens the journal of the chunk as a campaign does. */
async function journalOf(store: ObjectStore) {
  const files = openChunkFiles(store, keys, 1, header)
  return { files, journal: await openJournal(files.journal, header, false, files) }
}

describe('the journal of a chunk', () => {
  it('is read as it was written, however many parts it has', async () => {
    const store = openMemoryStore()
    const { journal } = await journalOf(store)
    for (let index = 0; index < 100; index += 1) {
      journal.record(accepted(index))
      await journal.sync()
    }
    journal.record({ ...accepted(100), code: '403' })
    await journal.close()
    expect(store.keys(keys.journal(1))).toHaveLength(102)
    const { arrived, refused } = (await journalOf(store)).journal
    expect([arrived.size, refused.size]).toEqual([100, 1])
  })

  it('is nothing to write where nothing happened', async () => {
    const store = openMemoryStore()
    const { journal } = await journalOf(store)
    await journal.sync()
    await journal.sync()
    await journal.close()
    expect(store.keys('')).toHaveLength(1)
  })

  it('is taken over by whoever opens it, and the one before can write no more', async () => {
    const store = openMemoryStore()
    const first = await journalOf(store)
    first.journal.record(accepted(0))
    await first.journal.sync()
    const second = await journalOf(store)
    first.journal.record(accepted(1))
    await expect(first.journal.sync()).rejects.toThrow(FencedError)
    expect(first.files.failure?.error).toBeInstanceOf(FencedError)
    expect(second.journal.arrived.size).toBe(1)
    second.journal.record(accepted(2))
    await second.journal.close()
    // Neither does it write what it was about to.
    await expect(first.journal.close()).resolves.toBe(undefined)
    expect((await journalOf(store)).journal.arrived.size).toBe(2)
  })

  it('knows its own part where the answer to it was lost', async () => {
    const store = openMemoryStore()
    // As S3 answers the client's second attempt.
    const forgetful: ObjectStore = {
      ...store,
      put: async (key, body, isNew) => (await store.put(key, body, isNew)) && isNew !== true,
    }
    const { journal } = await journalOf(forgetful)
    journal.record(accepted(0))
    await journal.close()
    expect((await journalOf(store)).journal.arrived.size).toBe(1)
  })

  it('is not appended to where a part was changed', async () => {
    const store = openMemoryStore()
    const { journal } = await journalOf(store)
    journal.record(accepted(0))
    await journal.close()
    const [, part = ''] = store.keys(keys.journal(1))
    await store.put(part, `${store.text(part)}0 202`)
    await expect(journalOf(store)).rejects.toThrow('cannot be opened, read or written')
  })

  it('says why S3 cannot be read', async () => {
    const store = openMemoryStore()
    await journalOf(store)
    const get = async () => {
      throw new Error('AccessDenied')
    }
    const files = openChunkFiles({ ...store, get }, keys, 1, header)
    await expect(openJournal(files.journal, header, false, files)).rejects.toThrow()
    expect(files.failure?.error).toEqual(new Error('AccessDenied'))
  })
})
