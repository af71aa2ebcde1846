/**
 * Characters that steer a terminal or the direction of text instead of being read: C0 and C1 controls,
 * marks and overrides of direction, invisible spaces and separators, unpaired halves of a character.
 * The joiners U+200C and U+200D stay: emoji and several scripts need them.
 */
const steering =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu

/** Most texts are this, and the classes of Unicode take a moment to be made when they are first needed. */
const harmless = /^[\x20-\x7e]*$/

/** Writes every character that steers instead of being read the way source code does: `\x1b`, `\u202e`, `\n`. */
export function visible(text: string): string {
  if (harmless.test(text)) return text
  return text.replace(steering, character => {
    if (/[\n\r\t]/.test(character)) return JSON.stringify(character).slice(1, -1)
    const code = character.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
  })
}

/**
 * A value as JSON of several lines that can be printed anywhere: in its texts, characters that steer a
 * terminal are written as escapes of JSON, so that it still means the same.
 */
export function jsonText(value: object): string {
  return JSON.stringify(value, undefined, 2).replace(steering, character => {
    // Line ends of a text are escapes already: this one is between two lines.
    if (character === '\n') return character
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/**
 * Makes a text safe to print on a terminal or in a workflow log: control characters become visible,
 * and nothing in it can be taken for a workflow command of GitHub's runner, which obeys `::` at the
 * start of a line and `##[` anywhere in one.
 */
export function plainText(text: string): string {
  return visible(text)
    .replace(/^(\s*):(?=:)/, '$1:\\')
    .replaceAll('##[', '##\\[')
}

/**
 * A text as one line of at most `limit` UTF-16 units: whitespace becomes single spaces, the rest is
 * made plain, and what is too long ends with "…".
 */
export function oneLine(text: string, limit: number): string {
  return shortened(plainText(joined(text)), limit)
}

/**
 * A text as one line of at most `limit` UTF-16 units in which nothing steers: whitespace becomes
 * single spaces, and what is too long ends with "…".
 */
export function visibleLine(text: string, limit: number): string {
  return shortened(visible(joined(text)), limit)
}

/**
 * Text from the network, fit for one line of a message: secrets taken out, spaces and line ends
 * folded, characters that steer a terminal made visible, cut at 200 UTF-16 units.
 */
export function printable(text: string, secrets: readonly string[]): string {
  // An echo may hold a secret as it is, as a form or an address writes it, or as JSON does.
  const safe = secrets
    .filter(secret => secret.trim() !== '')
    .flatMap(secret => [
      secret,
      secret.trim(),
      encodeURIComponent(secret),
      new URLSearchParams({ '': secret }).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
    ])
    .sort((one, other) => other.length - one.length)
    .reduce((left, secret) => left.replaceAll(secret, '***'), text)
  return visibleLine(safe, 200)
}

/** Every character that could begin markup of Markdown, HTML, mathematics or a table of GitHub's. */
const markup = /[&<>|`*_[\]#~\\$]/g

/** What any of the steps below would change; most texts have nothing of it. */
const perhapsMarkup = /[&<>|`*_[\]#~\\$@]|:\/\/|www\.|GH-/i

/** Has no width; GitHub looks for mentions and links in the finished text, where an entity would not help. */
const separator = '&#8203;'

/**
 * A text for GitHub's Markdown, safe in table cells, in emphasis and between HTML tags (not in their
 * attributes). It shows as it is on one line of at most `limit` UTF-16 units before escaping, mentions
 * nobody, links nowhere and closes nothing.
 */
export function markdownText(text: string, limit: number = Number.POSITIVE_INFINITY): string {
  const line = visibleLine(text, limit)
  if (!perhapsMarkup.test(line)) return line
  return line
    .replace(markup, character => `&#${character.charCodeAt(0)};`)
    .replace(/@(?=\w)/g, `@${separator}`)
    .replace(/:(?=\/\/)/g, `:${separator}`)
    .replace(/\b(www)\./gi, `$1${separator}.`)
    .replace(/&#35;(?=\d)/g, `&#35;${separator}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${separator}`)
}

function joined(text: string): string {
  return text.replace(/[\s\u2028\u2029]+/g, ' ').trim()
}

/** Never cuts between the halves of a character. */
function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')
  return `${cut.trimEnd()}…`.slice(0, limit)
}
