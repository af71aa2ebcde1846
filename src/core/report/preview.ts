import { markdownText } from '../escape.ts'
import type { Spoken } from '../result.ts'
import { secondsOf } from '../speech/listening.ts'

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

/** How long a sentence takes, roughly: `about 4 s`. */
export function lengthText({ speech }: Spoken): string {
  return `about ${secondsOf(speech)} s`
}

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
  const words = parts.map(({ kind, text }) =>
    kind === 'localized' ? `<b>${markdownText(text, limit)}</b>` : joining(text, limit),
  )
  return `English: <i>${words.join('')}</i>`
}

/** A text that keeps a space at its ends, as it goes on from another and into the next. */
function joining(text: string, limit: number): string {
  const [before, after] = [/^\s/, /\s$/].map(space => (space.test(text) ? ' ' : ''))
  return `${before}${markdownText(text, limit)}${after}`
}
