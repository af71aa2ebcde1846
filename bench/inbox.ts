import type { Page } from 'playwright-core'
import { startInbox } from '../src/simulator/inbox/serve.ts'
import { openBrowser } from '../test/browser/browser.ts'
import { tableText } from './table.ts'

/** Notes how far apart frames are, and work that holds the page up for more than 50 ms. */
const observeFrames = `{
  const frames = []
  let held = 0
  let last = performance.now()
  const frame = now => {
    frames.push(now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver(list => { held += list.getEntries().length }).observe({ type: 'longtask' })
  window.framesSeen = () => ({ frames: frames.splice(0).slice(1), held })
}`

/** Times of the frames while requests come in, in milliseconds. */
interface Smoothness {
  readonly frames: readonly number[]
  /** Times that work held the page up for more than 50 ms. */
  readonly held: number
  /** Processor time of the page's thread, in milliseconds per second. */
  readonly busy: number
}

/**
 * Measures how smooth the page of the inbox stays in a browser while requests come in, with a short list
 * and with the longest it shows.
 *
 * @param seconds how long requests come in, 50 each second
 */
export async function measureInbox(seconds: number): Promise<string> {
  const browser = await openBrowser()
  try {
    const rows: string[][] = []
    for (const before of [0, 1000]) {
      const page = await browser.newPage()
      const { frames, held, busy } = await measured(page, before, seconds)
      await page.close()
      const sorted = frames.toSorted((one, other) => one - other)
      const at = (part: number) =>
        `${(sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1)} ms`
      rows.push([
        before.toLocaleString('en-US'),
        at(0.5),
        at(0.95),
        at(0.99),
        String(held),
        `${busy.toFixed(0)} ms`,
      ])
    }
    return tableText({
      columns: [
        'requests in the list',
        'frame, median',
        '95 %',
        '99 %',
        'tasks over 50 ms',
        'CPU per second',
      ],
      rows,
    })
  } finally {
    await browser.close()
  }
}

async function measured(page: Page, before: number, seconds: number): Promise<Smoothness> {
  const { simulator } = await startInbox()
  const ask = () => fetch(new URL('/nowhere', simulator.authUrl))
  try {
    for (let sent = 0; sent < before; sent += 1) await ask()
    await page.goto(new URL('/', simulator.authUrl).href)
    await page.getByText(before === 0 ? 'Nothing came in yet' : '1000 requests').waitFor()
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const cpu = async () => {
      const { metrics } = await session.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
    }
    await page.evaluate(observeFrames)
    const begun = await cpu()
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      const next = performance.now() + 20
      await ask()
      await new Promise(resolve => setTimeout(resolve, Math.max(0, next - performance.now())))
    }
    const busy = ((await cpu()) - begun) * (1000 / seconds)
    const seen = await page.evaluate<Omit<Smoothness, 'busy'>>('framesSeen()')
    return { ...seen, busy }
  } finally {
    await simulator.close()
  }
}
