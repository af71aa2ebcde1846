const table = Uint32Array.from({ length: 256 }, (_nothing, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/**
 * The CRC-32 of bytes (the one of gzip and PNG). Node's own takes longer to be called than a short
 * line takes here.
 */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let value = -1
  for (let index = from; index < to; index += 1) {
    value = (table[(value ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8)
  }
  return (value ^ -1) >>> 0
}

/** The CRC-32 of a text that holds ASCII characters alone. */
export function crc32OfAscii(text: string): number {
  let value = -1
  for (let index = 0; index < text.length; index += 1) {
    value = (table[(value ^ text.charCodeAt(index)) & 0xff] ?? 0) ^ (value >>> 8)
  }
  return (value ^ -1) >>> 0
}

/** A CRC-32 as eight hexadecimal digits. */
export function crcText(crc: number): string {
  return crc.toString(16).padStart(8, '0')
}
