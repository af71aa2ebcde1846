/** Random numbers of at least 0 and below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Whole numbers of at least 0 and below a limit, the same for the same seed. */
export function randomNumbers(seed: number): (limit: number) => number {
  const random = randomOf(seed)
  return limit => Math.floor(random() * limit)
}
