import { inflateRawSync } from 'node:zlib'

const endOfDirectory = 0x06054b50
const stored = 0
const deflated = 8

/** Whether bytes are a zip archive. */
export function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString('latin1') === 'PK'
}

/** The files of a zip archive by name, found by its directory. @throws Error where it is none */
export function unzipped(archive: Buffer): ReadonlyMap<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end === -1 || archive.readUInt32LE(end) !== endOfDirectory) {
    throw new Error('This is no zip archive.')
  }
  const files = new Map<string, Buffer>()
  let entry = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const method = archive.readUInt16LE(entry + 10)
    const size = archive.readUInt32LE(entry + 20)
    const nameLength = archive.readUInt16LE(entry + 28)
    const name = archive.subarray(entry + 46, entry + 46 + nameLength).toString('utf8')
    files.set(name, content(archive, archive.readUInt32LE(entry + 42), method, size))
    const extra = archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32)
    entry += 46 + nameLength + extra
  }
  return files
}

function content(archive: Buffer, header: number, method: number, size: number): Buffer {
  const lengths = archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28)
  const bytes = archive.subarray(header + 30 + lengths, header + 30 + lengths + size)
  if (method === stored) return bytes
  if (method === deflated) return inflateRawSync(bytes)
  throw new Error(`The archive compresses by method ${method}.`)
}
