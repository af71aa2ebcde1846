import type { Diagnostic } from './diagnostic.ts'

/** Variables of an environment, such as that of the process; what is not set is undefined. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the core needs from outside. Doors hand it in, tests replace it. */
export interface World {
  /**
   * Bytes of a file; undefined where there is none. Throws for anything else (no permission, a folder).
   *
   * @param most of a longer file one byte more than this is read, which shows that it is too long
   */
  readFile(path: string, most?: number): Promise<Uint8Array | undefined>
  /** Makes the folder too; nobody else may read the file. */
  writeFile(path: string, text: string): Promise<void>
  /** Where a path leads, links followed. Never throws. */
  identityOf(path: string): Promise<FileIdentity>
  now(): Date
  /** Is told of a secret as soon as it is there, so that logs can hide it; absent where nobody hides anything. */
  mask?(secret: string): void
  /** At least 0, below 1. */
  random(): number
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** Opens an HTTP client; connections are opened when they are needed. */
  openHttp(options: HttpOptions): Promise<HttpClient>
  /** What is wrong with the proxy on the way to an address; absent where no proxy is known of. */
  proxyFinding?(url: string): Diagnostic | undefined
  /** Files that are read in pieces, grow, and are locked. */
  openFiles(): Promise<CampaignFiles>
  /**
   * Keeps the subscribers of an event, as JSON Lines; absent where there is no way to a table of them.
   *
   * @param table its name, or that of the stack that has it
   * @param event name of the event
   * @throws SourceError where they cannot be read
   */
  keepSubscribers?(table: string, event: string, signal: AbortSignal): Promise<KeptInput>
  /** Keeps standard input, so that it can be read more than once; absent where there is none. */
  keepInput?(signal: AbortSignal): Promise<KeptInput>
}

/** What a path leads to. */
export interface FileIdentity {
  /** Two paths that share one lead to the same file. */
  readonly ids: readonly string[]
  /** `other`: a device, a pipe. */
  readonly kind: 'missing' | 'file' | 'folder' | 'other'
  /** The first bytes of a file as text; undefined where they cannot be read. */
  readonly start: string | undefined
}

/** What came through standard input or a pipe. */
export interface KeptInput {
  /** All of it, from the beginning. */
  read(): AsyncIterable<Uint8Array>
  /** Forgets it. */
  close(): void
}

/** A file that grows at its end. */
export interface AppendFile {
  /** Writes a text; when it returns, the system has it. Throws the system's error, having written nothing. */
  append(text: string): void
  /** Has the disk take in what was written so far. */
  sync(): Promise<void>
  /** Ends writing; where it is not done on a disk, that may be when it is written. */
  close(): Promise<void>
}

/** The files of a campaign. All throw the system's errors. */
export interface CampaignFiles {
  /** Milliseconds from one `sync` of a journal to the next: as often as is worth what it costs. */
  readonly syncEvery: number
  /** The bytes of a file in pieces; undefined where there is none. */
  read(path: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Keeps what comes out of a pipe or another special file, so that it can be read more than once. */
  keep(path: string, signal: AbortSignal): Promise<KeptInput>
  /**
   * Opens a file for writing at its end, and its folder before it.
   *
   * @param length how many bytes are kept of what is there; 0 begins anew
   */
  append(path: string, length: number): Promise<AppendFile>
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>
  /** Keeps everybody else from a file until it is released; throws a `CampaignError` where somebody has it. */
  lock(path: string): Promise<FileLock>
}

/** Neither of its functions throws. */
export interface FileLock {
  /** To be called now and then, so that others see that somebody is there. */
  touch(): void
  release(): void
}

export interface HttpOptions {
  /** Milliseconds for each phase of a request: connecting, waiting for the answer, reading it. */
  readonly timeout: number
  /** The most connections to one address. */
  readonly connections: number
}

/** Makes requests, and keeps the connections. */
export interface HttpClient {
  /**
   * Posts a request. Once the status of an answer is there, the request has succeeded: a body that
   * breaks off, never ends or is too long must not turn an accepted event into one in doubt.
   *
   * @param signal gives the request up, unless its status is known
   * @throws TransportError, or the reason of the signal
   */
  post(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>
  /** Asks for what is at an address, as `post` posts to it. It may be asked for again without harm. */
  get(request: HttpGet, signal?: AbortSignal): Promise<HttpResponse>
  /**
   * Posts one of very many requests: without a promise or closure for each. The listener may be told of
   * the end before this returns.
   */
  send<Request extends HttpRequest>(request: Request, listener: HttpListener<Request>): void
  /** Opens connections for the first requests to an address. Never fails: what goes wrong is told to the request. */
  prepare(url: string, connections?: number): void
  /** Closes every connection; requests without an answer end with an error. */
  close(): Promise<void>
}

/** One POST. `body` goes out exactly as these bytes. */
export interface HttpRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** One GET. */
export interface HttpGet extends Pick<HttpRequest, 'url' | 'headers'> {
  /** How much of the answer's body is read, in bytes. */
  readonly longest: number
}

/** Is told of requests. */
export interface HttpListener<Request> {
  /** A connection stands, and the request is written to it. */
  onStart(request: Request): void
  /** An answer has come, or none will; must not throw. */
  onEnd(request: Request, end: HttpResponse | TransportError): void
}

export interface HttpResponse {
  readonly status: number
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text, cut at 64 KiB or where a GET says. */
  readonly body: string
}

/** A request without an answer. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  /** `not-sent`: the request never left (DNS, connect, TLS). `in-doubt`: it may have been accepted. */
  readonly certainty: 'not-sent' | 'in-doubt'
  /** The system's code where there is one: `ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED`. */
  readonly code: string | undefined

  constructor(certainty: 'not-sent' | 'in-doubt', code: string | undefined, message: string) {
    super(message)
    this.certainty = certainty
    this.code = code
  }
}

/** What keeps a run from its work, and what to do about it: sentences. */
export class ErrorWithHelp extends Error {
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}

/** Why a source of recipients cannot be read. */
export class SourceError extends ErrorWithHelp {
  override readonly name = 'SourceError'
}

/** What an error says; whatever else was thrown, as text. A folder instead of a file is told in words. */
export function messageOf(error: unknown): string {
  if (codeOf(error) === 'EISDIR') return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}

/** The code of a system's error; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

/** Why a file cannot be used, in a word where the system has a code for it. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  return code === undefined || code === 'EISDIR' ? messageOf(error) : code
}
