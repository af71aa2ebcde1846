import { endGroup, info, startGroup } from '@actions/core'
import { plainText } from '../core/escape.ts'

/** A part of the log: lines, folded away under the title where there is one. */
export interface Passage {
  readonly title?: string
  readonly lines: readonly string[]
}

/**
 * Prints a part of the log; nothing in it can be taken for a command by the runner. Line breaks inside
 * of a line are shown, not made: text from outside must not pass for a line of ours.
 */
export function printPassage({ title, lines }: Passage): void {
  if (title !== undefined) startGroup(plainText(title))
  // In one go: to write is what takes time here.
  if (lines.length > 0) info(lines.map(line => plainText(line)).join('\n'))
  if (title !== undefined) endGroup()
}
