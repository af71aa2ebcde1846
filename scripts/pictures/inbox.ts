import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { startInbox } from '../../src/simulator/inbox/serve.ts'
import { watch } from '../../src/simulator/inbox/watch.ts'

const width = 1200

/** Draws the inbox after it was sent the event beside this file. */
export async function inboxPicture(browser: Browser): Promise<Uint8Array> {
  const event = fileURLToPath(new URL('event.yaml', import.meta.url))
  const done = new AbortController()
  const { simulator } = await startInbox()
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
    await simulator.close()
  }
}
