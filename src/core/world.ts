import type { ConnectionOptions, Connections } from './campaign/connections.ts'
import type { CampaignFiles } from './campaign/files.ts'
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
