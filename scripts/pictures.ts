// Makes the pictures of README and docs: npm run pictures. With --check it only tells whether they are current.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../test/browser/browser.ts'
import { pageModule } from './page.ts'
import { commentPage, summaryPage, terminalPage } from './pictures/draw.ts'
import { inboxPicture } from './pictures/inbox.ts'
import { commentText, summaryText, terminalText } from './pictures/texts.ts'

interface Picture {
  readonly name: string
  /** What is drawn. Pixels differ from machine to machine, so this is what tells whether a picture is current. */
  readonly inputs: readonly string[]
  draw(browser: Browser): Promise<Uint8Array>
}

const folder = new URL('../docs/pictures/', import.meta.url)
const mostBytes = 150_000

const pictures: readonly Picture[] = [
  {
    name: 'inbox',
    inputs: [await pageModule(), sourceText('event.yaml')],
    draw: inboxPicture,
  },
  drawn('terminal', await terminalText(), terminalPage),
  drawn('summary', await summaryText(), summaryPage),
  drawn('comment', await commentText(), commentPage),
]

if (process.argv.includes('--check')) {
  for (const { name, inputs } of pictures) {
    if (readFileSync(new URL(`${name}.sha256`, folder), 'utf8') === hashOf(inputs)) continue
    console.error(`docs/pictures/${name}.png is stale. Run "npm run pictures" and commit it.`)
    process.exitCode = 1
  }
} else {
  mkdirSync(folder, { recursive: true })
  const browser = await openBrowser()
  try {
    for (const { name, inputs, draw } of pictures) {
      const bytes = await draw(browser)
      if (bytes.byteLength > mostBytes) {
        throw new Error(`The picture ${name} has ${bytes.byteLength} bytes`)
      }
      writeFileSync(new URL(`${name}.png`, folder), bytes)
      writeFileSync(new URL(`${name}.sha256`, folder), hashOf(inputs))
    }
  } finally {
    await browser.close()
  }
}

/** A picture of a text, as a page shows it. */
function drawn(name: string, text: string, pageOf: (text: string) => string): Picture {
  return {
    name,
    // Versions of Node end colors differently.
    inputs: [stripVTControlCharacters(text), sourceText('draw.ts')],
    async draw(browser) {
      const tab = await browser.newPage({ viewport: { width: 900, height: 100 } })
      await tab.setContent(pageOf(text))
      return tab.screenshot({ fullPage: true })
    },
  }
}

function sourceText(name: string): string {
  return readFileSync(new URL(`pictures/${name}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n')
}

function hashOf(inputs: readonly string[]): string {
  return `${createHash('sha256').update(inputs.join('\0')).digest('hex')}\n`
}
