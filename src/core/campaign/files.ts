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
