import type { TransportError, TransportResponse } from '../delivery/transport.ts'

/** How one request ended: with an answer, or without. */
export type RequestEnd =
  | { readonly status: number; response(): TransportResponse }
  | { readonly status: undefined; readonly error: TransportError }

/** Kept connections to one address, for requests that differ in their bodies alone. */
export interface Connections {
  /**
   * Posts a body. Never more at once than there are connections: what is too much waits.
   *
   * @param headers the same object for as long as they are the same
   * @param done is called once
   */
  post(
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    done: (end: RequestEnd) => void,
  ): void
  /** Sees to it that at least so many connections will stand; what fails is told to who needs one. */
  prepare(count: number): void
  /** Closes every connection; requests without an answer end with an error that says what is in doubt. */
  destroy(): void
}

export interface ConnectionOptions {
  /** The complete address that everything is posted to. */
  readonly url: string
  /** At most so many at once. */
  readonly connections: number
  /** Milliseconds for each phase of a request: connecting, waiting for the answer, reading it. */
  readonly timeout: number
}
