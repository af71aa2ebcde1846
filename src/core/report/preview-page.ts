import { createHash } from 'node:crypto'
import { escapeUTF8 } from 'entities/escape'
import { catalog, isEventName } from '../alexa.ts'
import { type Diagnostic, documentationOf } from '../diagnostic.ts'
import { visibleLine } from '../escape.ts'
import type { Result, Spoken } from '../result.ts'
import { secondsOf } from '../speech/speak.ts'
import { rowsOf } from './layout.ts'
import {
  countsSentence,
  estimateSentence,
  joinedParts,
  placeText,
  statusSentence,
} from './words.ts'

/** A text from outside is cut to this many UTF-16 units wherever it stands. */
const longestText = 1000

/** More findings than this are told by the report. */
const mostFindings = 50

/** The most bytes of what is said of the locales. */
const mostOfLocales = 40_000

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--ground:#f3f5f7;--card:#fff;--line:#d0d7de;--own:#fff2b8;--own-ink:#1b1f24;--accent:#0a6b8a;--bad:#b3261e;--warn:#7a5200}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#a3adb8;--ground:#0e1116;--card:#171b21;--line:#343b44;--own:#4d4214;--own-ink:#fff6cf;--accent:#66c7e4;--bad:#ff9b93;--warn:#f0c261}}
@media(prefers-contrast:more){:root{--soft:var(--ink);--line:var(--ink)}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
header,main,footer{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.15rem;margin:0 0 .5rem}
h3{font-size:1rem;margin:0}
p{margin:.5rem 0;overflow-wrap:anywhere}
a{color:var(--accent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.75rem 0}
dt,.soft{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.locales{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,28rem),1fr));gap:1rem;margin:0;padding:0;list-style:none}
.locale{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem;display:flex;flex-direction:column;gap:.5rem}
.head{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem .75rem;justify-content:space-between}
.says{font-size:1.15rem;margin:0;padding-inline-start:.75rem;border-inline-start:.25rem solid var(--accent);overflow-wrap:anywhere}
.tag{display:inline-block;font-size:.8rem;border:1px solid var(--line);border-radius:1rem;padding:0 .6rem;color:var(--soft)}
.template{font-style:italic;color:var(--soft)}
mark{background:var(--own);color:var(--own-ink);border-radius:.2rem;padding:0 .2rem;font-style:normal;print-color-adjust:exact}
.screen{border:.35rem solid var(--line);border-radius:.75rem;margin:.25rem 0 0;padding:.75rem;max-width:22rem}
.screen figcaption{color:var(--soft);font-size:.8rem}
.screen p{margin:.15rem 0}
.notes,.findings{margin:0;padding-inline-start:1.2rem}
.notes li,.findings li{margin:.2rem 0;overflow-wrap:anywhere}
.alone{border-inline-start-color:var(--bad)}
.error{color:var(--bad)}.warning{color:var(--warn)}
section+section{margin-top:1.5rem}
@media print{:root{color-scheme:light}body{background:none}.locale{break-inside:avoid}}
`

/**
 * The preview as a page in one file: it loads nothing, runs nothing, and can be read on a phone, on paper
 * and by a screen reader. Every text that is not this program's own is escaped.
 */
export function previewPage(result: Result): string {
  const { event, preview, diagnostics } = result
  const name = event?.name ?? ''
  const subject = isEventName(name) ? catalog[name].title : name
  const title = `What customers hear${subject === '' ? '' : `: ${subject}`}`
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="alexa-proactive preview">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(statusSentence(result))}</p>
${factsOf(result)}
</header>
<main>
<section aria-labelledby="locales">
<h2 id="locales">By locale</h2>
${localesOf(preview)}
</section>
${findingsOf(diagnostics)}
</main>
<footer class="soft"><p>${preview.length === 0 ? '' : escaped(estimateSentence)}</p></footer>
</body>
</html>
`
}

function factsOf({ event, stage, stageReason, regions, regionsReason, time }: Result): string {
  const because = (reason: string | undefined) =>
    reason === undefined ? '' : `, because ${reason}`
  const goal = regions.length === 0 ? undefined : regions.join(', ')
  const rows = rowsOf(
    ['Event', event?.name],
    ['File', event?.file],
    ['Expires', event?.expiryTime],
    ['Stage', stage && `${stage}${because(stageReason)}`],
    ['Regions', goal && `${goal}${because(regionsReason)}`],
    ['Made', time],
  ).map(({ label, text }) => `<dt>${label}</dt><dd>${escaped(text)}</dd>`)
  return rows.length === 0 ? '' : `<dl>\n${rows.join('\n')}\n</dl>`
}

function localesOf(preview: readonly Spoken[]): string {
  if (preview.length === 0) {
    return '<p>There is nothing to hear: the event is not understood, or it would not be sent.</p>'
  }
  const shown: string[] = []
  let room = mostOfLocales
  for (const spoken of preview) {
    const item = localeOf(spoken)
    room -= Buffer.byteLength(item)
    if (room < 0) break
    shown.push(item)
  }
  const leftOut = preview.length - shown.length
  const more =
    leftOut === 0
      ? ''
      : `\n<p>… and ${leftOut} more locales, left out here to keep this short; the report has all of them.</p>`
  const legend = preview.some(({ parts }) => parts !== undefined)
    ? `<p><mark>Marked words</mark> belong to the locale: its customers hear them as they are. <span class="template">The English words around them</span> stand for Amazon's translation, which is not published.</p>\n`
    : ''
  return `${legend}<ul class="locales">\n${shown.join('\n')}\n</ul>${more}`
}

function localeOf(spoken: Spoken): string {
  const { locale, notes, heard } = spoken
  const name = nameOf(locale)
  const alone = heard === 'notification' ? ' alone' : ''
  // In whole words, since this page may be read aloud.
  const seconds = secondsOf(spoken.speech)
  const length = seconds === 1 ? 'about 1 second' : `about ${seconds} seconds`
  return `<li class="locale">
<div class="head"><h3>${escaped(locale)}${name === undefined ? '' : ` <span class="soft">${escaped(name)}</span>`}</h3><span class="soft">${length}</span></div>
<blockquote class="says${alone}">${speechHtml(spoken)}</blockquote>
<div><span class="tag">${tagOf(spoken)}</span></div>
<figure class="screen"><p aria-hidden="true">${speechHtml(spoken)}</p><figcaption>Screen: the same, assumed</figcaption></figure>${
    notes.length === 0
      ? ''
      : `\n<ul class="notes">${notes.map(note => `<li>${escaped(note)}</li>`).join('')}</ul>`
  }
</li>`
}

function tagOf({ wording, parts, heard }: Spoken): string {
  if (heard === 'notification') return 'no texts for this locale: all that is heard'
  if (wording === 'exact') return "Amazon's own wording"
  return parts === undefined
    ? 'Amazon publishes no example of this sentence; its words may differ'
    : 'English words instead of a translation'
}

/** The sentence: what is the locale's own is in its language, for the voice of a screen reader, and marked. */
function speechHtml({ speech, parts, locale }: Spoken): string {
  const language = escaped(locale)
  if (parts === undefined) return `<span lang="${language}">${escaped(speech)}</span>`
  return joinedParts(
    parts,
    text => `<mark lang="${language}" dir="auto">${escaped(text)}</mark>`,
    text => `<span class="template" lang="en">${escaped(text)}</span>`,
  )
}

/** `French (France)`; undefined for what is no locale. */
function nameOf(locale: string): string | undefined {
  try {
    const name = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' }).of(
      locale,
    )
    return name === locale ? undefined : name
  } catch {
    return undefined
  }
}

function findingsOf(diagnostics: readonly Diagnostic[]): string {
  const items = diagnostics.slice(0, mostFindings).map(finding => {
    const { severity, rule, message, help, place } = finding
    const where = place === undefined ? '' : ` <code>${escaped(placeText(place))}</code>`
    return `<li><strong class="${severity}">${severity}</strong>${where} ${escaped(message)} ${escaped(help)} <a href="${documentationOf(rule)}">${escaped(rule)}</a></li>`
  })
  const more = diagnostics.length - items.length
  return `<section aria-labelledby="findings">
<h2 id="findings">${diagnostics.length === 0 ? 'No findings' : `Findings: ${countsSentence(diagnostics)}`}</h2>
${items.length === 0 ? '' : `<ul class="findings">\n${items.join('\n')}\n</ul>`}${more > 0 ? `<p>… and ${more} more.</p>` : ''}
</section>`
}

function escaped(text: string): string {
  return escapeUTF8(visibleLine(text, longestText))
}
