/** A set of small numbers, a bit for each. */
export interface Bitmap {
  has(number: number): boolean
  add(number: number): void
  /** How many numbers are in it. */
  readonly size: number
}

/**
 * Opens an empty set.
 *
 * @param capacity the largest number expected, and one; it grows beyond
 */
export function openBitmap(capacity = 0): Bitmap {
  let bytes = new Uint8Array(Math.max(64, Math.ceil(capacity / 8)))
  let size = 0
  return {
    has: number => ((bytes[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0,
    add(number) {
      const place = number >>> 3
      if (place >= bytes.length) {
        const larger = new Uint8Array(Math.max(place + 1, bytes.length * 2))
        larger.set(bytes)
        bytes = larger
      }
      const before = bytes[place] ?? 0
      const after = before | (1 << (number & 7))
      if (after === before) return
      bytes[place] = after
      size += 1
    },
    get size() {
      return size
    },
  }
}
