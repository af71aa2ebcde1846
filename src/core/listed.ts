/** "A", "A and B", "A, B and C". */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`
}

/** `12,345`. */
export function counted(count: number): string {
  return count.toLocaleString('en')
}

/** `1 user`, `12,345 users`. */
export function users(count: number): string {
  return `${counted(count)} ${count === 1 ? 'user' : 'users'}`
}
