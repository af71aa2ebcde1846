import { endGroup, info, startGroup } from '@actions/core'
import { plainText } from '../core/report/escape.ts'

/** A part of the log: lines, folded away under the title where there is one. */
export interface Passage {
  readonly title?: string
  readonly lines: readonly string[]
}

/** Prints a part of the log; nothing in it can be taken for a command by the runner. */
export function printPassage({ title, lines }: Passage): void {
  if (title !== undefined) startGroup(plainText(title))
  for (const line of lines.flatMap(text => text.split('\n'))) info(plainText(line))
  if (title !== undefined) endGroup()
}
