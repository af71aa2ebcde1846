import type { RecordReader, Records } from './records.ts'

/**
 * Reads plain text: user ids, one a line or with commas between them. Blank lines and what follows a
 * `#` are left out.
 */
export function textReader(records: Records): RecordReader {
  function readText(text: string, number: number): void {
    for (const part of text.replace(/(?:^|\s)#.*$/u, '').split(',')) {
      const user = part.trim()
      if (user !== '') records.add(number, user, undefined)
    }
  }

  return {
    read({ firstNumber, lines }) {
      for (const [at, line] of lines.entries()) {
        if (typeof line === 'string') readText(line, firstNumber + at)
        else records.addBad(firstNumber + at, line.problem)
      }
    },
    finish() {},
  }
}
