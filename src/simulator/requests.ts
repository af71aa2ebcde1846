import type { Region, Stage } from '../core/alexa.ts'
import type { Json } from '../core/json.ts'
import type { Reaction } from './server.ts'

/** A request that came in. Headers and body hold credentials: for tests, not for logs. */
export interface ArrivedRequest {
  /** The `x-amzn-requestid` it is answered with. */
  readonly requestId: string
  readonly method: string
  /** Path and query as sent. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** As many bytes as came and were within the size limit. */
  readonly body: Uint8Array
  /** Of the Proactive Events API that was addressed; absent for the token request and unknown paths. */
  readonly region: Region | undefined
  readonly stage: Stage | undefined
  readonly receivedAt: Date
}

/** A request and what became of it. */
export interface RecordedRequest extends ArrivedRequest {
  /** Absent while it is being worked on, and where no answer was given at all. */
  readonly status: number | undefined
  /** What was decided, in one or two sentences without secrets. Empty while it is being worked on. */
  readonly note: string
}

/** What came in, and what became of it. */
export interface RequestLog {
  /** Notes a request down. The function returned is called once with the reaction to it. */
  open(request: ArrivedRequest): (reaction: Reaction) => void
  /** In the order of arrival. */
  requests(): readonly RecordedRequest[]
}

/** Opens an empty log that remembers the last `kept` requests and calls `onRequest` for each that is settled. */
export function openRequestLog(
  kept: number,
  onRequest: (request: RecordedRequest) => void = () => {},
): RequestLog {
  const records = new Map<number, RecordedRequest>()
  let count = 0
  return {
    open: request => {
      const key = count
      count += 1
      records.set(key, { ...request, status: undefined, note: '' })
      records.delete(key - kept)
      return reaction => {
        const record = { ...request, ...resultOf(reaction) }
        if (records.has(key)) records.set(key, record)
        onRequest(record)
      }
    },
    requests: () => [...records.values()],
  }
}

function resultOf(reaction: Reaction): Pick<RecordedRequest, 'status' | 'note'> {
  switch (reaction) {
    case 'cut':
      return { status: undefined, note: 'the connection was cut, as planned' }
    case 'hang':
      return { status: undefined, note: 'left without an answer, as planned' }
    default:
      return { status: reaction.status, note: reaction.note }
  }
}

/** The media type of a content-type header in lower case, without parameters; empty where there is none. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').replace(/;.*$/s, '').trim().toLowerCase()
}

/** Reads bytes as JSON in UTF-8. Returns what is wrong, in one sentence, where they are something else. */
export function readJson(
  bytes: Uint8Array,
): { readonly value: Json } | { readonly problem: string } {
  const text = textOf(bytes)
  if (text === undefined) {
    return {
      problem: `the body is not UTF-8; a character may have been cut off at byte ${bytes.byteLength}`,
    }
  }
  if (text.trim() === '') return { problem: 'the body is empty' }
  try {
    const value: Json = JSON.parse(text)
    return { value }
  } catch {
    return {
      problem: `the body of ${bytes.byteLength} bytes is not complete JSON; Content-Length must count bytes, not characters`,
    }
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
