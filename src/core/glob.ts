import picomatch from 'picomatch'

/**
 * Tells whether a text matches a glob pattern: `*` stays within a path segment, `**` does not.
 * A leading `!` has no meaning: a pattern that says who is live must not turn into "everything but".
 */
export function matchesGlob(text: string, pattern: string): boolean {
  return picomatch.isMatch(text, pattern, { dot: true, nonegate: true, noextglob: true })
}
