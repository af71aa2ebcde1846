const digits = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')

/** Digits that 256 bits can have in base 62. */
const length = 43

/** Digits taken in one division; what is left over and the next 16 bits fit a double exactly. */
const digitsAtOnce = 5
const divisor = 62 ** digitsAtOnce
const limbBase = 2 ** 16

/**
 * Writes 256 bits in base 62, several times as fast as with BigInt.
 *
 * @param bytes 32 bytes, the most significant first, as characters up to U+00FF
 * @returns 43 letters and digits
 */
export function base62(bytes: string): string {
  const limbs = new Float64Array(16)
  for (let at = 0; at < 16; at += 1) {
    limbs[at] = bytes.charCodeAt(at * 2) * 256 + bytes.charCodeAt(at * 2 + 1)
  }
  const written = Buffer.allocUnsafe(length)
  let at = length
  for (let begin = 0; at > 0; ) {
    let rest = 0
    for (let limb = begin; limb < 16; limb += 1) {
      const dividend = rest * limbBase + (limbs[limb] ?? 0)
      const quotient = Math.floor(dividend / divisor)
      limbs[limb] = quotient
      rest = dividend - quotient * divisor
    }
    while (limbs[begin] === 0) begin += 1
    // Whole numbers of 32 bits are divided five times as fast as those of 64.
    let group = rest | 0
    for (let digit = 0; digit < digitsAtOnce && at > 0; digit += 1) {
      at -= 1
      written[at] = digits[group % 62] ?? 0
      group = (group / 62) | 0
    }
  }
  return written.toString('latin1')
}
