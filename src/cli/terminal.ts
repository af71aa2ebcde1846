/** A stream that text is written to. */
export interface Output {
  /** Ignored once the reader has gone away (`| head`). */
  write(text: string): void
  /** Width of the terminal; undefined where the stream is a file or a pipe. */
  readonly columns: number | undefined
}

/** A wish to stop, by Ctrl-C or by the system. */
export interface Interruption {
  readonly signal: AbortSignal
  /** 130 for Ctrl-C, 143 for a termination; undefined while nobody wants to stop. */
  exitCode(): number | undefined
}

/** Everything the command line knows of the process it runs in. */
export interface Terminal {
  /** What stands behind the program's name. */
  readonly words: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** For results. */
  readonly out: Output
  /** For everything that is not a result. */
  readonly error: Output
  readonly interruption: Interruption
  /** Standard input, until the signal is aborted; absent where there is none. */
  readonly input?: (signal: AbortSignal) => AsyncIterable<Uint8Array>
  /** Aborted when the reader of `out` has gone away. */
  readonly readerGone: AbortSignal
}
