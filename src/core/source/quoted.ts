const longest = 60

/** Text of a file as messages show it: in double quotes, on one line, cut after 60 UTF-16 units. */
export function quoted(text: string): string {
  return `"${shortened(text.replace(/\s+/gu, ' '))}"`
}

/** Cuts a text for a message after 60 UTF-16 units, never between the halves of a character. */
export function shortened(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
