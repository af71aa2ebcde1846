import type { CampaignRecipient } from './campaign.ts'
import type { AppendFile } from './files.ts'

/** Recipients that got nothing, as a list that can be sent to again. */
export interface FailedFile {
  /** Throws the system's error. */
  add(recipient: CampaignRecipient): void
  /** Undefined while nobody is in it. */
  readonly path: string | undefined
  close(): void
}

/**
 * Opens the file of those that got nothing.
 *
 * @param file is written to from its beginning
 */
export function openFailedFile(path: string, file: AppendFile): FailedFile {
  let isEmpty = true
  return {
    add({ user, region, variables }) {
      file.append(`${JSON.stringify({ user, region, variables })}\n`)
      isEmpty = false
    },
    get path() {
      return isEmpty ? undefined : path
    },
    close: () => file.close(),
  }
}
