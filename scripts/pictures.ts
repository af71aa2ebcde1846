// Makes the pictures of README and docs: npm run pictures. With --check it only tells whether they are current.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openInbox, subscribersFor } from '../src/simulator/inbox/inbox.ts'
import { openPage } from '../src/simulator/inbox/serve.ts'
import { watch } from '../src/simulator/inbox/watch.ts'
import { startSimulator } from '../src/simulator/start.ts'
import { openBrowser } from '../test/browser/browser.ts'
import { pageModule } from './page.ts'

const folder = new URL('../docs/pictures/', import.meta.url)
const picture = new URL('inbox.png', folder)
const note = new URL('inbox.sha256', folder)
const event = fileURLToPath(new URL('pictures/event.yaml', import.meta.url))
const width = 1200

// Pixels differ from machine to machine, so what is compared is what was drawn.
const inputs = [await pageModule(), readFileSync(event, 'utf8').replaceAll('\r\n', '\n')]
const hash = `${createHash('sha256').update(inputs.join('\0')).digest('hex')}\n`

if (process.argv.includes('--check')) {
  if (readFileSync(note, 'utf8') !== hash) {
    console.error('docs/pictures is stale. Run "npm run pictures" and commit it.')
    process.exitCode = 1
  }
} else {
  mkdirSync(folder, { recursive: true })
  writeFileSync(picture, await inboxPicture())
  writeFileSync(note, hash)
}

async function inboxPicture(): Promise<Uint8Array> {
  const page = openPage(undefined)
  const done = new AbortController()
  const simulator = await startSimulator({
    front: page.front,
    subscribers: subscribersFor([]),
    onRequest: request => inbox?.add(request),
  })
  const inbox = openInbox(simulator)
  page.fill(inbox)
  const browser = await openBrowser()
  try {
    const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' })
    await tab.goto(new URL('/', simulator.authUrl).href)
    watch({ event }, simulator, () => {}, done.signal)
    await tab.locator('.banner').nth(2).waitFor()
    // The first row of customers and what is above it: enough to be read at half the size.
    const row = await tab.locator('.customer').first().boundingBox()
    const height = Math.ceil((row?.y ?? 0) + (row?.height ?? 500) + 24)
    return await tab.screenshot({ clip: { x: 0, y: 0, width, height } })
  } finally {
    done.abort()
    await browser.close()
    await simulator.close()
  }
}
