/**
 * A body as it was before the AWS SDK cut it into chunks of its own (`aws-chunked`), each with its
 * length in hexadecimal digits before it. Other bodies are returned as they are.
 */
export function withoutChunks(headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  if (headers['content-encoding']?.includes('aws-chunked') !== true) return body
  const parts: Buffer[] = []
  let rest = body
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, end).toString('latin1'), 16)
    if (end === -1 || Number.isNaN(size)) throw new Error('The body is not aws-chunked.')
    if (size === 0) break
    parts.push(rest.subarray(end + 2, end + 2 + size))
    rest = rest.subarray(end + 2 + size + 2)
  }
  return Buffer.concat(parts)
}
