// Node's own hash is in node:crypto, which takes a sixth of a bare start to load; nothing else here
// needs it. What is hashed is no secret.

const roundConstants = Int32Array.from(primes(64), prime => fraction(Math.cbrt(prime)))
const initialState = Int32Array.from(primes(8), prime => fraction(Math.sqrt(prime)))

/**
 * The SHA-256 hash of a text in UTF-8 (FIPS 180-4).
 *
 * @returns 64 hexadecimal digits in lower case
 */
export function sha256(text: string): string {
  const message = padded(Buffer.from(text))
  const state = Int32Array.from(initialState)
  for (let offset = 0; offset < message.length; offset += 64) {
    compress(state, scheduleOf(message, offset))
  }
  return Array.from(state, word => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The message, a bit, zeros, and its length in bits, to whole blocks of 64 bytes. */
function padded(bytes: Buffer): Buffer {
  const message = Buffer.alloc(Math.ceil((bytes.length + 9) / 64) * 64)
  bytes.copy(message)
  message[bytes.length] = 0x80
  message.writeBigUInt64BE(BigInt(bytes.length) * 8n, message.length - 8)
  return message
}

// What follows runs once, so it is never compiled to machine code. Rotations stand in the
// expressions: to call a function for each would take most of the time.

function scheduleOf(message: Buffer, offset: number): Int32Array {
  const words = new Int32Array(64)
  for (let index = 0; index < 16; index += 1) words[index] = message.readInt32BE(offset + index * 4)
  for (let index = 16; index < 64; index += 1) {
    const near = words[index - 2] ?? 0
    const far = words[index - 15] ?? 0
    words[index] =
      (words[index - 16] ?? 0) +
      (((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3)) +
      (words[index - 7] ?? 0) +
      (((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10))
  }
  return words
}

/** Works one block into the state. */
function compress(state: Int32Array, schedule: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let round = 0; round < 64; round += 1) {
    const mixed = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const chosen = (e & f) ^ (~e & g)
    const first = (h + mixed + chosen + (roundConstants[round] ?? 0) + (schedule[round] ?? 0)) | 0
    const turned = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const second = turned + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) {
    state[index] = (state[index] ?? 0) + word
  }
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
