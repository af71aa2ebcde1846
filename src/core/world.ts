import type { ConnectionOptions, Connections } from './campaign/connections.ts'
import type { Transport } from './delivery/transport.ts'

/** What the core needs from outside. Doors hand it in, tests replace it. */
export interface World {
  /** Bytes of a file; undefined where there is none. Throws for anything else (no permission, a folder). */
  readFile(path: string): Promise<Uint8Array | undefined>
  writeFile(path: string, text: string): Promise<void>
  now(): Date
  /** At least 0, below 1. */
  random(): number
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /**
   * Opens connections on first use.
   *
   * @param options `timeout` in milliseconds for each phase of a request; `direct` goes past any
   * proxy, to a server of this very process
   */
  openTransport(options: { readonly timeout: number; readonly direct: boolean }): Promise<Transport>
  /** Opens many connections to one address, each on its first use. Rejects with a `TransportError` where the proxy is unusable. */
  openConnections(options: ConnectionOptions & { readonly direct: boolean }): Promise<Connections>
  /** Files that are read in pieces, grow, and are locked. */
  openFiles(): Promise<CampaignFiles>
  /** Keeps standard input, so that it can be read more than once; absent where there is none. */
  keepInput?(signal: AbortSignal): Promise<KeptInput>
}

/** What came through standard input. */
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
  close(): void
}

/** The files of a campaign. All throw the system's errors. */
export interface CampaignFiles {
  /** The bytes of a file in pieces; undefined where there is none. */
  read(path: string): Promise<AsyncIterable<Uint8Array> | undefined>
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

export interface FileLock {
  /** To be called now and then, so that others see that somebody is there. */
  touch(): void
  release(): void
}
