import { distance } from 'fastest-levenshtein'

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

/** Longer texts are no slip of the pen, and comparing them would take time for nothing. */
const longestText = 200

/** Less than any other mistake: of two names that are near, the swapped one was intended. */
const swapMistake = 0.5

/** Below this, a name contained in another one says nothing: "IN" is in "FINISHED". */
const shortestPart = 4

/**
 * The candidate that a misspelled text most likely means, or undefined where none is near.
 * Uppercase and lowercase letters count as equal. Near is: about one mistake in three letters, two neighbours
 * that changed places being less than one (`lvie` means `live`), or else one name contained in the
 * other (`AUDIOBOOK` means `BOOK`). Among equals the first wins.
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' || wanted.length > longestText) return undefined
  return bySpelling(wanted, candidates) ?? byContainment(wanted, candidates)
}

/**
 * The end of a sentence about an unknown name: `; did you mean BOOK?`, or an empty text
 * where nothing is near (the caller then ends the sentence with a full stop).
 */
export function didYouMean(text: string, candidates: readonly string[]): string {
  const candidate = nearest(text, candidates)
  return candidate === undefined ? '' : `; did you mean ${candidate}?`
}

function bySpelling(wanted: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const length = Math.max(wanted.length, candidate.length)
    const allowed = length <= 3 ? 1 : Math.max(1, Math.floor(length / 3))
    if (Math.abs(wanted.length - candidate.length) > allowed) continue
    const name = candidate.toLowerCase()
    const isSwap = isSwapped(wanted, name)
    const mistakes = isSwap ? swapMistake : distance(wanted, name)
    if (mistakes > allowed || mistakes >= bestDistance) continue
    // Two letters of which one is wrong have nothing in common: "XX" is not "NA".
    if (mistakes > 0 && length - mistakes < 2 && !isSwap) continue
    best = candidate
    bestDistance = mistakes
  }
  return best
}

/** Whether two texts differ in nothing but two neighbours that changed places. */
function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  return (
    at !== -1 &&
    one[at] === other[at + 1] &&
    one[at + 1] === other[at] &&
    one.slice(at + 2) === other.slice(at + 2)
  )
}

function byContainment(wanted: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  for (const candidate of candidates) {
    const name = candidate.toLowerCase()
    const shorter = Math.min(name.length, wanted.length)
    if (shorter < shortestPart || !(name.includes(wanted) || wanted.includes(name))) continue
    if (best === undefined || candidate.length > best.length) best = candidate
  }
  return best
}
