/** The ways a text can look; each gives it back as it is where colours are off. */
export interface Colors {
  readonly isColorSupported: boolean
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

/**
 * Makes a palette. Libraries for this look at `process.stdout` when they are loaded, and to make that
 * stream takes longer than anything else at the start of the command line.
 */
export function colorsOf(isColorSupported: boolean): Colors {
  const style = (begin: number, end: number) => (text: string) =>
    isColorSupported ? `\u001b[${begin}m${text}\u001b[${end}m` : text
  return {
    isColorSupported,
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  }
}
