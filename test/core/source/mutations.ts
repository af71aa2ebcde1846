/** Signs that mean something to JSON or YAML, and bytes that mean nothing in UTF-8. */
const interesting = [...'{}[]:,"\'\\#&*!|>%@`-? \n\t0eE.~<'].map(sign => sign.charCodeAt(0))
const bytes = [...interesting, 0x00, 0x80, 0xc3, 0xe2, 0xf0, 0xff]

/** Copies of a file with one to four bytes overwritten, left out or added: the same in every run. */
export function* mutationsOf(original: Uint8Array, count: number): Generator<Uint8Array> {
  let state = 20260501
  const below = (limit: number): number => {
    // The multiplier and increment of Numerical Recipes' quick generator.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  for (let made = 0; made < count; made += 1) {
    const copy = [...original]
    for (let edits = 1 + below(4); edits > 0; edits -= 1) {
      const at = below(copy.length + 1)
      const byte = bytes[below(bytes.length)] ?? 0
      const removed = below(3)
      copy.splice(at, removed, ...(below(4) === 0 ? [] : [byte]))
    }
    yield Uint8Array.from(copy)
  }
}
