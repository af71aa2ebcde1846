import { type Colors, colorsOf } from './colors.ts'

/** How text looks where it is shown. */
export interface Style {
  /** Leave the text as it is where colours are off. */
  readonly colors: Colors
  /** Longest line. */
  readonly columns: number
}

/** As text looks where nothing is known of whoever reads it. */
export const plainStyle: Style = { colors: colorsOf(false), columns: 100 }
