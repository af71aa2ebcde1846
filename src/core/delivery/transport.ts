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

/**
 * Tells whether an error is a `TransportError`. By what it holds, not by its class: the HTTP client is
 * bundled apart from those who call it, and so has a class of the same name of its own.
 */
export function isTransportError(error: unknown): error is TransportError {
  return error instanceof Error && error.name === 'TransportError' && 'certainty' in error
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
