import { codeOf } from '../delivery/transport.ts'
import { CampaignError, isCampaignError } from './campaign-error.ts'

/** Explains why a file of a campaign cannot be read or written. */
export function explainFileError(path: string, error: unknown): CampaignError {
  if (isCampaignError(error)) return error
  const code = codeOf(error) ?? 'no code'
  const [message, help] = wordsFor(path, code)
  return new CampaignError(message, help)
}

function wordsFor(path: string, code: string): readonly [message: string, help: string] {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return [
        `The disk is full: nothing more can be written to ${path} (${code}).`,
        'Make room and run the same command again: it goes on where this run ended.',
      ]
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return [
        `${path} cannot be written (${code}).`,
        'Name a path with "journal" that this user may write to; the folder has to be writable, too.',
      ]
    case 'EISDIR':
      return [`${path} is a folder (${code}).`, 'Name a file with "journal".']
    default:
      return [
        `${path} cannot be opened, read or written (${code}).`,
        'Check the path, and name another one with "journal" if need be.',
      ]
  }
}
