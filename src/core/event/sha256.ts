// Node's own hash is in node:crypto, which takes a sixth of a bare start to load; nothing else here
// needs it. What is hashed is no secret.

const roundConstants = primes(64).map(prime => fraction(Math.cbrt(prime)))
const initialState = primes(8).map(prime => fraction(Math.sqrt(prime)))

/**
 * The SHA-256 hash of a text in UTF-8 (FIPS 180-4).
 *
 * @returns 64 hexadecimal digits in lower case
 */
export function sha256(text: string): string {
  const message = padded(Buffer.from(text))
  let state: readonly number[] = initialState
  for (let offset = 0; offset < message.length; offset += 64) {
    state = compressed(state, scheduleOf(message, offset))
  }
  return state.map(word => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The message, a bit, zeros, and its length in bits, to whole blocks of 64 bytes. */
function padded(bytes: Buffer): Buffer {
  const message = Buffer.alloc(Math.ceil((bytes.length + 9) / 64) * 64)
  bytes.copy(message)
  message[bytes.length] = 0x80
  message.writeBigUInt64BE(BigInt(bytes.length) * 8n, message.length - 8)
  return message
}

function scheduleOf(message: Buffer, offset: number): Int32Array {
  const words = new Int32Array(64)
  const word = (index: number): number => words[index] ?? 0
  for (let index = 0; index < 16; index += 1) words[index] = message.readInt32BE(offset + index * 4)
  for (let index = 16; index < 64; index += 1) {
    const near = word(index - 2)
    const far = word(index - 15)
    words[index] =
      word(index - 16) +
      (turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)) +
      word(index - 7) +
      (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10))
  }
  return words
}

function compressed(state: readonly number[], schedule: Int32Array): readonly number[] {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  schedule.forEach((word, round) => {
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const chosen = (e & f) ^ (~e & g)
    const first = (h + mixed + chosen + (roundConstants[round] ?? 0) + word) | 0
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  })
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) | 0)
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

function primes(count: number): readonly number[] {
  const found: number[] = []
  for (let number = 2; found.length < count; number += 1) {
    if (found.every(prime => number % prime !== 0)) found.push(number)
  }
  return found
}

/** The first 32 bits of the fraction of a number. */
function fraction(number: number): number {
  return ((number - Math.floor(number)) * 2 ** 32) | 0
}
