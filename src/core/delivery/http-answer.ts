import type { TransportResponse } from './transport.ts'

// Node's own client takes 13 ms of a start for the two requests of a run, four times what they take
// on a bare socket; and all that is asked of one is a status, a few headers and a short body.

const longestHead = 16 * 1024
const longestBody = 64 * 1024

/** The part of an answer before its body. */
export interface AnswerHead {
  readonly status: number
  /** Where the body begins, in bytes. */
  readonly length: number
  /** How long the body is, in bytes; undefined where nothing says so. */
  readonly bodyLength: number | undefined
  readonly isChunked: boolean
  /** Whether another request may follow on the same connection, once the answer has ended. */
  readonly isPersistent: boolean
  /** Reads the headers, in lower case: of an event that is accepted nobody wants any. */
  headers(): TransportResponse['headers']
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
    const text = bytes.toString('latin1', start, end)
    const [, version, digits] = wellFormed.exec(text) ?? []
    if (digits === undefined) throw new MalformedAnswer(whatIsWrong(text))
    const status = Number(digits)
    start = end + 4
    if (status < 200 && status !== 101) continue
    return { status, length: start, ...framingOf(text, version), headers: () => headersOf(text) }
  }
}

const wellFormed =
  /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?(?:\r\n[\w!#$%&'*+.^`|~-]+:[^\r\n]*)*$/

function whatIsWrong(head: string): string {
  return /^HTTP\/1\.[01] [1-9]\d\d(?:[ \r]|$)/.test(head)
    ? 'a header of the answer is malformed'
    : 'the answer has no status line'
}

const protocol = 'HTTP/1.'

/** What begins as no answer does is not waited for to end. */
function refuseOther(begin: string): void {
  if (!protocol.startsWith(begin)) throw new MalformedAnswer('the answer is not HTTP')
}

/** What tells where an answer ends, and what happens to the connection then. */
function framingOf(
  head: string,
  version: string | undefined,
): Pick<AnswerHead, 'bodyLength' | 'isChunked' | 'isPersistent'> {
  const lengths: string[] = []
  let coding = ''
  let connection = ''
  for (const [, name = '', value = ''] of head.matchAll(framing)) {
    const kind = name.toLowerCase()
    if (kind === 'content-length') lengths.push(value)
    else if (kind === 'connection') connection += `,${value}`
    else coding = value
  }
  return {
    bodyLength: /^\d+[ \t]*$/.test(lengths.join()) ? Number(lengths[0]) : undefined,
    isChunked: /(?:^|,)\s*chunked\s*$/i.test(coding),
    isPersistent: version === '1' && !/,\s*close\s*(?:,|$)/i.test(connection),
  }
}

const framing = /\r\n(content-length|transfer-encoding|connection):[ \t]*([^\r]*)/gi

function headersOf(head: string): TransportResponse['headers'] {
  const headers = new Map<string, string>()
  for (const [, name = '', value = ''] of head.matchAll(header)) {
    const key = name.toLowerCase()
    const earlier = headers.get(key)
    headers.set(key, earlier === undefined ? value.trim() : `${earlier}, ${value.trim()}`)
  }
  return Object.fromEntries(headers)
}

const header = /\r\n([^:]+):([^\r]*)/g

/** How much of a body has come. */
export interface AnswerBody {
  /** As text, cut at 64 KiB. */
  readonly text: string
  /** Whether nothing more is of interest: it is whole, or as long as is ever read. */
  readonly isWhole: boolean
  /** Where the answer ends, in bytes; undefined where that has not come, or nothing says so. */
  readonly end: number | undefined
}

/**
 * Reads what there is of the body. Never throws: once the status is known, a body that cannot be read
 * changes nothing.
 *
 * @param bytes the whole answer so far, its head included
 */
export function readBody(head: AnswerHead, bytes: Buffer): AnswerBody {
  const { status, length: start, bodyLength: length } = head
  if (status === 204 || status === 304) return { text: '', isWhole: true, end: start }
  if (head.isChunked) return readChunks(bytes, start)
  const limit = Math.min(length ?? longestBody, longestBody)
  return {
    text: bytes.toString('utf8', start, Math.min(bytes.length, start + limit)),
    isWhole: bytes.length - start >= limit,
    end: length !== undefined && bytes.length - start >= length ? start + length : undefined,
  }
}

/** An answer, as far as it came. */
export function responseOf(head: AnswerHead, bytes: Buffer): TransportResponse {
  return { status: head.status, headers: head.headers(), body: readBody(head, bytes).text }
}

function readChunks(bytes: Buffer, from: number): AnswerBody {
  const chunks: Buffer[] = []
  let length = 0
  for (let start = from; ; ) {
    const lineEnd = bytes.indexOf('\r\n', start)
    const size = /^([\da-f]{1,8})[ \t]*(?:;|$)/i.exec(bytes.toString('latin1', start, lineEnd))?.[1]
    const isMore = lineEnd !== -1 && size !== undefined && length < longestBody
    const wanted = Number.parseInt(size ?? '0', 16)
    if (!isMore || wanted === 0) {
      return {
        text: Buffer.concat(chunks).toString(),
        isWhole: lineEnd !== -1 || length >= longestBody || bytes.length - start > longestHead,
        end: isMore && size !== undefined ? endOfTrailers(bytes, lineEnd) : undefined,
      }
    }
    const chunk = bytes.subarray(lineEnd + 2, lineEnd + 2 + Math.min(wanted, longestBody - length))
    chunks.push(chunk)
    length += chunk.length
    start = lineEnd + 2 + wanted + 2
    if (start > bytes.length) {
      const isWhole = length >= longestBody
      return { text: Buffer.concat(chunks).toString(), isWhole, end: undefined }
    }
  }
}

/** Trailers end like a head does: with an empty line, which follows the last chunk where there are none. */
function endOfTrailers(bytes: Buffer, lastChunkEnd: number): number | undefined {
  const end = bytes.indexOf('\r\n\r\n', lastChunkEnd)
  return end === -1 ? undefined : end + 4
}
