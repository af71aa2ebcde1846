import type { TransportResponse } from './transport.ts'

// Node's own client takes 13 ms of a start for the two requests of a run, four times what they take
// on a bare socket; and all that is asked of one is a status, a few headers and a short body.

const longestHead = 16 * 1024
const longestBody = 64 * 1024

/** The part of an answer before its body. */
export interface AnswerHead extends Pick<TransportResponse, 'status' | 'headers'> {
  /** Where the body begins, in bytes. */
  readonly length: number
}

/** An answer that is not HTTP/1.1. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer'
  readonly code = 'ERR_NOT_HTTP'
}

/**
 * Reads the head of an answer (RFC 9112). Interim answers (1xx) before it are passed over.
 *
 * @param bytes what has come so far
 * @returns undefined where more has to come
 * @throws MalformedAnswer
 */
export function readHead(bytes: Buffer): AnswerHead | undefined {
  for (let start = 0; ; ) {
    const end = bytes.indexOf('\r\n\r\n', start)
    if (end - start > longestHead || (end === -1 && bytes.length - start > longestHead)) {
      throw new MalformedAnswer('the head of the answer is too long')
    }
    if (end === -1) {
      refuseOther(bytes.toString('latin1', start, start + protocol.length))
      return undefined
    }
    const [statusLine = '', ...lines] = bytes.toString('latin1', start, end).split('\r\n')
    const status = Number(/^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(statusLine)?.[1])
    if (Number.isNaN(status)) throw new MalformedAnswer('the answer has no status line')
    start = end + 4
    if (status < 200 && status !== 101) continue
    return { status, headers: readHeaders(lines), length: start }
  }
}

const protocol = 'HTTP/1.'

/** What begins as no answer does is not waited for to end. */
function refuseOther(begin: string): void {
  if (!protocol.startsWith(begin)) throw new MalformedAnswer('the answer is not HTTP')
}

function readHeaders(lines: readonly string[]): AnswerHead['headers'] {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === '') throw new MalformedAnswer('a header of the answer is malformed')
    const key = name.toLowerCase()
    const earlier = headers.get(key)
    headers.set(key, earlier === undefined ? value : `${earlier}, ${value}`)
  }
  return Object.fromEntries(headers)
}

/** How much of a body has come. */
export interface AnswerBody {
  /** As text, cut at 64 KiB. */
  readonly text: string
  /** Whether nothing more is of interest: it is whole, or as long as is ever read. */
  readonly isWhole: boolean
}

/**
 * Reads what there is of the body. Never throws: once the status is known, a body that cannot be read
 * changes nothing.
 *
 * @param bytes the whole answer so far, its head included
 */
export function readBody(head: AnswerHead, bytes: Buffer): AnswerBody {
  const rest = bytes.subarray(head.length)
  if (head.status === 204 || head.status === 304) return { text: '', isWhole: true }
  if (/(?:^|,)\s*chunked\s*$/i.test(head.headers['transfer-encoding'] ?? ''))
    return readChunks(rest)
  const length = head.headers['content-length']
  const wanted = length !== undefined && /^\d+$/.test(length) ? Number(length) : longestBody
  const limit = Math.min(wanted, longestBody)
  return { text: rest.toString('utf8', 0, limit), isWhole: rest.length >= limit }
}

function readChunks(bytes: Buffer): AnswerBody {
  const chunks: Buffer[] = []
  let length = 0
  for (let start = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', start)
    const size = /^([\da-f]{1,8})[ \t]*(?:;|$)/i.exec(bytes.toString('latin1', start, lineEnd))?.[1]
    const isMore = lineEnd !== -1 && size !== undefined && length < longestBody
    const wanted = Number.parseInt(size ?? '0', 16)
    if (!isMore || wanted === 0) {
      const isWhole = lineEnd !== -1 || length >= longestBody || bytes.length - start > longestHead
      return { text: Buffer.concat(chunks).toString(), isWhole }
    }
    const chunk = bytes.subarray(lineEnd + 2, lineEnd + 2 + Math.min(wanted, longestBody - length))
    chunks.push(chunk)
    length += chunk.length
    start = lineEnd + 2 + wanted + 2
    if (start > bytes.length) {
      return { text: Buffer.concat(chunks).toString(), isWhole: length >= longestBody }
    }
  }
}
