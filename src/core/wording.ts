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

/** Text of a file as messages show it: in double quotes, on one line, cut after 60 UTF-16 units. */
export function quoted(text: string): string {
  return `"${shortened(text.replace(/\s+/gu, ' '))}"`
}

/** Cuts a text for a message after some UTF-16 units, never between the halves of a character. */
export function shortened(text: string, longest = 60): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
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

/** The end of a sentence about an unknown name: `; did you mean BOOK?`, or a full stop where nothing is near. */
export function didYouMean(likely: string | undefined, otherwise = '.'): string {
  return likely === undefined ? otherwise : `; did you mean ${likely}?`
}

function bySpelling(wanted: string, candidates: readonly string[]): string | undefined {
  const near = candidates.flatMap(candidate => {
    const mistakes = mistakesIn(wanted, candidate.toLowerCase())
    return mistakes === undefined ? [] : [{ candidate, mistakes }]
  })
  return near.toSorted((one, other) => one.mistakes - other.mistakes)[0]?.candidate
}

/** How many mistakes a text has that means a name; undefined where it most likely does not. */
function mistakesIn(wanted: string, name: string): number | undefined {
  const length = Math.max(wanted.length, name.length)
  const allowed = length <= 3 ? 1 : Math.floor(length / 3)
  if (Math.abs(wanted.length - name.length) > allowed) return undefined
  if (isSwapped(wanted, name)) return swapMistake
  const mistakes = distance(wanted, name)
  // Two letters of which one is wrong have nothing in common: "XX" is not "NA".
  const isNear = mistakes <= allowed && (mistakes === 0 || length - mistakes >= 2)
  return isNear ? mistakes : undefined
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

/** The longest name that the text is part of, or that is part of it. */
function byContainment(wanted: string, candidates: readonly string[]): string | undefined {
  return candidates
    .filter(candidate => {
      const name = candidate.toLowerCase()
      const isPart = name.includes(wanted) || wanted.includes(name)
      return isPart && Math.min(name.length, wanted.length) >= shortestPart
    })
    .toSorted((one, other) => other.length - one.length)[0]
}
