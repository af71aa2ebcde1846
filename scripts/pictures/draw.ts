import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { marked } from 'marked'

const control = String.fromCharCode(27)

const page = (style: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><style>
*{box-sizing:border-box}
body{margin:0;padding:16px;width:900px;background:#fff}
${style}</style><body>${body}</body></html>`

/** The codes that our texts are colored with, and what ends them. */
const colors: Readonly<Record<string, string>> = {
  1: 'font-weight:bold',
  2: 'color:#9198a1',
  31: 'color:#ff7b72',
  32: 'color:#3fb950',
  33: 'color:#d29922',
  36: 'color:#39c5cf',
}

/** A page that looks like a terminal with this text in it. */
export function terminalPage(text: string): string {
  const pieces = escaped(text).split(new RegExp(`${control}\\[(\\d+)m`))
  const lines = pieces.map((piece, index) => {
    if (index % 2 === 0) return piece
    const style = colors[piece]
    return style === undefined ? '</span>' : `<span style="${style}">`
  })
  return page(
    `.terminal{background:#0d1117;color:#e6edf3;border-radius:10px;padding:20px 24px}
pre{margin:0;font:13.5px/1.45 "DejaVu Sans Mono",monospace;white-space:pre-wrap}`,
    `<div class="terminal"><pre>${lines.join('')}</pre></div>`,
  )
}

/** A page that shows a job summary as GitHub does. */
export function summaryPage(markdown: string): string {
  return githubPage(`<article class="markdown-body">${rendered(markdown)}</article>`)
}

/** A page that shows a comment on a pull request as GitHub does. */
export function commentPage(markdown: string): string {
  return githubPage(
    `<div class="comment"><header><b>github-actions</b> <span>bot</span> commented</header><article class="markdown-body">${rendered(markdown)}</article></div>`,
  )
}

function githubPage(body: string): string {
  const file = createRequire(import.meta.url).resolve(
    'github-markdown-css/github-markdown-light.css',
  )
  return page(
    `${readFileSync(file, 'utf8')}
article{font-size:14px!important}
.comment{border:1px solid #d1d9e0;border-radius:6px}
.comment header{background:#f6f8fa;border-bottom:1px solid #d1d9e0;border-radius:6px 6px 0 0;padding:8px 16px;font:14px/1.5 sans-serif;color:#59636e}
.comment header span{border:1px solid #d1d9e0;border-radius:1em;padding:0 6px;font-size:12px}
.comment article{padding:16px}`,
    body,
  )
}

function rendered(markdown: string): string {
  return marked.parse(markdown, { gfm: true, async: false })
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
