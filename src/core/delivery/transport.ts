/** One POST. `body` goes out exactly as these bytes. */
export interface TransportRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface TransportResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text, cut at 64 KiB. */
  readonly body: string
}

/** A request without an answer. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  /** `not-sent`: the request never left (DNS, connect, TLS). `in-doubt`: it may have been taken in. */
  readonly certainty: 'not-sent' | 'in-doubt'
  /** The system's code where there is one: `ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED`. */
  readonly code: string | undefined

  constructor(certainty: 'not-sent' | 'in-doubt', code: string | undefined, message: string) {
    super(message)
    this.certainty = certainty
    this.code = code
  }
}

/** The code of a system's error; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

/** Sends requests over kept connections. */
export interface Transport {
  /** Rejects with a `TransportError`, or with the signal's reason when aborted. */
  post(request: TransportRequest, signal: AbortSignal): Promise<TransportResponse>
  /**
   * Opens a connection for the next request to an address, while something else is waited for. Never
   * fails: what goes wrong is told to the request.
   */
  prepare(url: string): void
  /** Closes every connection; nothing keeps the process alive afterwards. */
  close(): Promise<void>
}
