/** Whole lines, as places in a piece of a file; line ends are left out. */
export interface Lines {
  readonly chunk: Uint8Array
  readonly lines: readonly { readonly from: number; readonly to: number }[]
}

const lineEnd = 0x0a

/**
 * The whole lines of a file, piece by piece.
 *
 * @param onRest is given what follows the last line end, when that is something
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  onRest: (rest: Uint8Array) => void = () => {},
): AsyncGenerator<Lines> {
  let rest: Uint8Array | undefined
  for await (const next of chunks) {
    const chunk = rest === undefined ? next : Buffer.concat([rest, next])
    const lines: { from: number; to: number }[] = []
    let from = 0
    for (let to = chunk.indexOf(lineEnd); to >= 0; to = chunk.indexOf(lineEnd, from)) {
      lines.push({ from, to })
      from = to + 1
    }
    rest = from < chunk.length ? chunk.subarray(from) : undefined
    if (lines.length > 0) yield { chunk, lines }
  }
  if (rest !== undefined) onRest(rest)
}
