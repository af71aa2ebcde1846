import type { StyledOutput } from '../../src/cli/output.ts'
import { styleOf } from '../../src/cli/output.ts'
import type { Style } from '../../src/core/report/layout.ts'

/** A stream that keeps what is written to it. */
export interface KeptOutput extends StyledOutput {
  text(): string
}

/** Opens a stream in memory: a pipe, or a terminal of some width. */
export function keptOutput(columns?: number): KeptOutput {
  let kept = ''
  return {
    columns,
    style: styleOf({ columns }, {}, []),
    write(text) {
      kept += text
    },
    text: () => kept,
  }
}

/** As text looks in a pipe. */
export const plainStyle: Style = styleOf(keptOutput(), {}, [])

/** As text looks on a terminal of 100 columns. */
export const colorStyle: Style = styleOf(keptOutput(100), {}, [])

/** Takes colors out of a text. */
export function withoutColors(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')
}
