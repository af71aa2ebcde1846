import { markdownText } from '../escape.ts'
import type { Spoken, SpokenPart } from '../result.ts'

/** What is to be known of the wording of a preview; undefined where it is Amazon's own. */
export function wordingSentence(spoken: Spoken): string | undefined {
  if (spoken.wording === 'exact') return undefined
  if (spoken.locale.startsWith('en-')) {
    return 'Amazon publishes no example of this sentence; its words may differ.'
  }
  return spoken.parts?.some(({ kind }) => kind === 'localized')
    ? "English wording, as Amazon's own translation is not known; what is set apart is the locale's own."
    : "English wording; Amazon's own translation is not known."
}

/** What is to be known of every length and every screen of a preview. */
export const estimateSentence =
  'Seconds are an estimate. Amazon does not document what screens show; this preview takes it to be the same words.'

/**
 * A sentence for a terminal or a log, not made safe to print yet: in quotes, or where its language is not
 * English, with what is the locale's own set apart from the English words around it.
 */
export function speechText({ speech, parts }: Spoken): string {
  if (parts === undefined) return `"${speech}"`
  return `English: ${parts.map(({ kind, text }) => (kind === 'localized' ? `«${text}»` : text)).join('')}`
}

/**
 * The same in GitHub's Markdown, escaped: what is the locale's own in bold.
 *
 * @param limit the most UTF-16 units of the sentence, or of each of its parts
 */
export function speechMarkdown({ speech, parts }: Spoken, limit: number): string {
  if (parts === undefined) return markdownText(speech, limit)
  const written = (text: string): string => markdownText(text, limit)
  return `English: <i>${joinedParts(parts, text => `<b>${written(text)}</b>`, written)}</i>`
}

/** The parts of a sentence; the words around the locale's own keep a space at their ends. */
export function joinedParts(
  parts: readonly SpokenPart[],
  localized: (text: string) => string,
  template: (text: string) => string,
): string {
  return parts
    .map(({ kind, text }) => {
      if (kind === 'localized') return localized(text)
      const [before, after] = [/^\s/, /\s$/].map(space => (space.test(text) ? ' ' : ''))
      return `${before}${template(text)}${after}`
    })
    .join('')
}
