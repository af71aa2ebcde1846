import type { ObjectStore } from '../../src/engine/store.ts'

/** Objects in memory, with what a test may look at and take away. */
export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>
  /** An object as text; undefined where there is none. */
  text(key: string): string | undefined
  /** The keys that begin with a prefix. */
  keys(prefix: string): readonly string[]
}

/** Opens a store without an object. */
export function openMemoryStore(): MemoryStore {
  const objects = new Map<string, Uint8Array>()
  const keys = (prefix: string) => [...objects.keys()].filter(key => key.startsWith(prefix)).sort()
  return {
    objects,
    keys,
    text(key) {
      const bytes = objects.get(key)
      return bytes && Buffer.from(bytes).toString()
    },
    get: async key => objects.get(key),
    async put(key, body, isNew = false) {
      if (isNew && objects.has(key)) return false
      objects.set(key, Buffer.from(body))
      return true
    },
    async *list(prefix) {
      // Pages of two, so that there is more than one.
      const all = keys(prefix)
      for (let from = 0; from < all.length; from += 2) yield all.slice(from, from + 2)
    },
    async remove(gone) {
      for (const key of gone) objects.delete(key)
    },
  }
}
