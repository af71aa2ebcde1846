import type { Style } from '../core/report/layout.ts'
import { colorsOf } from '../core/report/layout.ts'
import type { Output } from './terminal.ts'

const widest = 100
const narrowest = 40

/**
 * Decides how text looks on a stream. `--color` and `--no-color` win; then a `NO_COLOR` or
 * `FORCE_COLOR` that is not empty, in this order; else colours are for terminals alone.
 *
 * @param words the program's arguments; looked at before they are understood, for what is said about
 * arguments that are not
 */
export function styleOf(
  output: Output,
  environment: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
): Style {
  const colors = colorsOf(hasColors(output, environment, words))
  const columns = Math.max(narrowest, Math.min(widest, output.columns ?? widest))
  return { colors, columns }
}

function hasColors(
  output: Output,
  environment: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
): boolean {
  const wish = words.findLast(word => word === '--color' || word === '--no-color')
  if (wish !== undefined) return wish === '--color'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  const forced = environment['FORCE_COLOR'] ?? ''
  if (forced !== '') return forced !== '0' && forced !== 'false'
  return output.columns !== undefined && environment['TERM'] !== 'dumb'
}
