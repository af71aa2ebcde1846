/** Signs that an address is still to be filled in. */
const placeholders: readonly RegExp[] = [
  /^(?:todo|tbd)\b/i,
  // In capitals only: a function may be called my-todo-list.
  /(?<![A-Za-z\d])(?:TODO|FIXME|TBD)(?![A-Za-z\d])/,
  /(?<![a-z])(?:replace|change|fill)[-_ ]?(?:me|this|in)(?![a-z])/i,
  /(?<![a-z])placeholder(?![a-z])/i,
  // At the beginning of a part only: a function may be called save-your-money.
  /(?:^|[:/<[])your[-_ ]/i,
  /[-_ ]here$/i,
  /<[^<>]*>/,
  /x{4,}/i,
  /__[^_:]+(?:_[^_:]+)*__/,
  /\$\{[^{}]*\}/,
  /\{\{[^{}]*\}\}/,
  /%[A-Z_]+%/,
  /\.\.\.|…/,
]

/**
 * The part of an address that shows it is a placeholder (`TODO`, `<arn>`, `XXXX`, `__ARN__`,
 * `${Arn}`); undefined for a real address.
 */
export function placeholderIn(address: string): string | undefined {
  for (const pattern of placeholders) {
    const found = pattern.exec(address)
    if (found !== null) return found[0].replace(/^[:/]/, '')
  }
  return undefined
}
