/**
 * Reads a file of key-value pairs as the runner does (`GITHUB_OUTPUT`, `GITHUB_STATE`): `key=value`
 * lines and blocks of lines between delimiters. A key that is set again has its last value.
 *
 * @throws Error where the runner would refuse the file
 */
export function readCommandFile(text: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>()
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const [, key, sign, rest = ''] = /^(.+?)(=|<<)(.*)$/.exec(line) ?? []
    if (key === undefined) throw new Error(`the runner refuses the line "${line}"`)
    if (sign === '=') {
      values.set(key, rest)
      continue
    }
    const end = lines.indexOf(rest, index + 1)
    if (rest === '' || end === -1) throw new Error(`the block of ${key} has no end`)
    values.set(key, lines.slice(index + 1, end).join('\n'))
    index = end
  }
  return Object.fromEntries(values)
}
