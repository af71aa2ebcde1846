import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, ConsoleMessage, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { projectFolder, runCli, startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { browserPath, openBrowser } from './browser.ts'

const files = { 'skill.json': cleanManifest, 'event.yaml': cleanEvent }
const example = (path: string) => join(projectFolder, 'examples', path)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Served {
  readonly url: string
  readonly folder: string
  stop(): void
  /** Sends the event of the folder by the built command line. */
  send(...words: readonly string[]): ReturnType<typeof runCli>
}

/** Starts the simulator with its inbox. */
async function serve(
  words: readonly string[] = [],
  onEnd: (end: () => Promise<void>) => void = onTestFinished,
): Promise<Served> {
  const folder = await folderWith(files, onEnd)
  const child = startCli(['simulate', '--json', ...words], { folder })
  onEnd(async () => void child.process.kill())
  const { inboxUrl, authUrl, apiUrl, clientId, clientSecret } = JSON.parse(
    await child.printed('\n'),
  )
  const to = ['--auth-url', authUrl, '--api-url', apiUrl]
  const pair = ['--client-id', clientId, '--client-secret', clientSecret]
  return {
    url: inboxUrl,
    folder,
    stop: () => void child.process.kill(),
    send: (...more) =>
      runCli(['send', '--event-file', 'event.yaml', ...to, ...pair, ...more], { folder }),
  }
}

// A browser is slow where the machine has much to do.
const patient = { timeout: 120_000 }

let browser: Browser
beforeAll(async () => {
  if (browserPath !== undefined) browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.skipIf(browserPath === undefined)('the inbox in a browser', patient, () => {
  // One page for most: each new one costs the browser a process, which takes longer than most tests.
  let page: Page
  beforeAll(async () => {
    page = await browser.newPage()
  })
  afterAll(() => page.close())

  /** Opens the inbox; the test fails with what the browser complains about. */
  async function visit(url: string, { width, height } = { width: 1280, height: 720 }) {
    // The page of the test before goes on asking for its simulator, which is gone.
    const before = new URL(page.url()).origin
    const complaints: string[] = []
    const onConsole = (message: ConsoleMessage) => {
      const isOld = message.location().url.startsWith(before)
      if (!isOld && message.type() === 'error') complaints.push(message.text())
    }
    const onError = (error: Error) => void complaints.push(error.message)
    page.on('console', onConsole).on('pageerror', onError)
    onTestFinished(() => {
      page.off('console', onConsole).off('pageerror', onError)
      expect(complaints).toEqual([])
    })
    await page.setViewportSize({ width, height })
    await page.goto(url)
    await page.getByText('Live', { exact: true }).waitFor()
  }

  test('shows what the command line sends, and reads it', async () => {
    const { url, send } = await serve()
    await visit(url)
    expect((await send()).code).toBe(0)
    await page.getByRole('img', { name: 'yellow light' }).waitFor()
    const banner = page.locator('.banner')
    await banner.getByText('There is a tornado alert for your area. Provided by Example').waitFor()
    const row = page.locator('summary', { hasText: 'stages/development' })
    await row.getByText('202').waitFor()
    await row.click()
    await page.getByLabel('Body').getByText('"alertType": "TORNADO"').waitFor()
    expect(await page.getByLabel('Headers').textContent()).toContain('authorization: (hidden)')
    const whole = await page.locator('[open] .whole').ariaSnapshot()
    expect(whole.match(/\b(?:Headers|Body)\b/g)).toEqual(['Headers', 'Body'])

    await page.getByRole('button', { name: 'Read my notifications, NA development' }).click()
    await page.getByText('“There is a tornado alert').waitFor()
    await page.getByRole('img', { name: 'yellow light' }).waitFor({ state: 'detached' })
  })

  test('a customer who is switched off gets nothing: 403', async () => {
    const { url, folder, send } = await serve()
    await visit(url)
    const user = await userOf(url)
    await writeFile(
      join(folder, 'event.yaml'),
      `${cleanEvent}relevantAudience: { type: Unicast, payload: { user: ${user} } }\n`,
    )
    const toggle = page.getByRole('switch', { name: 'Notifications of NA development en-US' })
    await toggle.uncheck()
    await page.getByText('Notifications are off').waitFor()
    expect(await send()).toMatchObject({ code: 1, stdout: expect.stringContaining('403') })
    await page.locator('summary', { hasText: '403' }).first().waitFor()
    await toggle.check()
    expect((await send()).code).toBe(0)
    await page.getByRole('img', { name: 'yellow light' }).waitFor()
  })

  test('a fault that is clicked answers the next request', async () => {
    const { url, send } = await serve()
    await visit(url)
    await page.getByRole('button', { name: 'Answer 500' }).click()
    await page.getByText('Waiting: Answer 500.').waitFor()
    expect((await send('--retries', '0')).code).toBe(1)
    await page.locator('summary', { hasText: '500' }).getByText('answered as planned').waitFor()
    await page.getByText('No fault is waiting.').waitFor()
  })

  test('a file that is saved is checked, previewed and sent again', async () => {
    const { url, folder } = await serve(['--event-file', 'event.yaml'])
    await visit(url)
    const files = page.getByRole('region', { name: 'Your files' })
    await files.getByText('There is a tornado alert').waitFor()
    await page.locator('.banner', { hasText: 'tornado' }).waitFor()
    await writeFile(join(folder, 'event.yaml'), cleanEvent.replace('TORNADO', 'HURRICANE'))
    await page.locator('.banner', { hasText: 'hurricane' }).waitFor()
    await files.getByText('There is a hurricane alert').waitFor()
    await writeFile(join(folder, 'event.yaml'), cleanEvent.replace('TORNADO', 'TORNADOO'))
    await files.locator('.findings', { hasText: 'TORNADOO' }).waitFor()
    const news = page.getByRole('log', { name: 'News' })
    await news
      .getByText('1 error. Error: event.yaml:6 alertType "TORNADOO" is not one of')
      .waitFor()

    // A sample stands in for the release that an event speaks of.
    await writeFile(
      join(folder, 'event.yaml'),
      cleanEvent.replace('Example Weather', '"Storms {{ release.tag_name }}"'),
    )
    await page.locator('.banner', { hasText: 'Provided by Storms v1.0.0.' }).waitFor()
    await files.getByText('Storms v1.0.0').waitFor()
    expect(await files.locator('.findings li').allTextContents()).toEqual([
      'notice The event speaks of a release, and none is known here: a sample stands in for it.',
    ])
  })

  test('tells a screen reader what there is, and what changes', async () => {
    const { url, send } = await serve()
    await visit(url)
    const customer = page.getByRole('listitem').filter({ hasText: 'NA development' })
    expect(await customer.ariaSnapshot()).toBe(
      [
        '- listitem:',
        '  - heading "NA development en-US" [level=3]',
        '  - img "Speaker, no light"',
        '  - text: No notifications',
        '  - paragraph: Nothing is waiting',
        '  - button "Read my notifications, NA development en-US": Read my notifications',
        '  - switch "Subscribed, notifications of NA development en-US" [checked]',
      ].join('\n'),
    )
    await send()
    await customer.getByText('1 notification is waiting').waitFor()
    await page.getByRole('switch', { name: 'Notifications of NA development en-US' }).uncheck()
    await customer.getByRole('switch', { checked: false }).waitFor()
    expect(await customer.ariaSnapshot()).toMatch(/- switch "[^"]+"$/m)
    await page.getByRole('button', { name: 'Answer 500' }).click()
    await page.getByText('Waiting: Answer 500.').waitFor()
    await send('--retries', '0')
    const news = page.getByRole('log', { name: 'News' })
    await news
      .getByText('1 of them failed; the last was answered 500: answered as planned.')
      .waitFor()

    const snapshot = await page.locator('body').ariaSnapshot()
    const titles = [...snapshot.matchAll(/^ *- (?:heading|region) ("[^"]+")(?: \[level=(\d)\])?/gm)]
    const outline = titles.map(([, title, level = 'region']) => `${level} ${title}`)
    expect(outline.filter(line => !line.startsWith('3'))).toEqual([
      '1 "Inbox"',
      'region "Customers"',
      '2 "Customers"',
      'region "Faults for the next request"',
      '2 "Faults for the next request"',
      'region "Requests"',
      '2 "Requests"',
    ])
    expect(snapshot).not.toMatch(/[▸▾]/)
  })

  test('tells a screen reader what comes in: once, in one message, and nothing of what was there', async () => {
    const { url, send } = await serve()
    await send()
    // Its clock is not the others'.
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.clock.install()
    await page.goto(url)
    const drawn = (text: string) => until(page, () => page.getByText(text).first().isVisible())
    await drawn('1 notification is waiting')
    const news = page.getByRole('log', { name: 'News' }).locator('p')
    await page.clock.runFor(10_000)
    expect(await news.allTextContents()).toEqual([])
    expect(await page.locator('[aria-live], [role=status], [role=alert]').count()).toBe(0)

    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    await send('--reference-id', 'another')
    await drawn('2 notifications are waiting')
    await drawn('4 requests')
    expect(await news.count()).toBe(0)
    await page.clock.runFor(1000)
    expect(await news.allTextContents()).toEqual([
      'New notification for NA development en-US: There is a tornado alert for your area. Provided by Example Weather. 2 requests; the last was answered 202: accepted for 1 customer.',
    ])

    for (let sent = 0; sent < 50; sent += 1) await fetch(new URL('/nowhere', url))
    await drawn('54 requests')
    await page.clock.runFor(1000)
    expect(await news.allTextContents()).toEqual([
      expect.anything(),
      expect.stringMatching(
        /^50 requests, 50 of them failed; the last was answered 404: this path leads nowhere\.$/,
      ),
    ])
  })

  test('tells a screen reader what a click did, and when the simulator is gone', async () => {
    const { url, stop } = await serve()
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(url)
    await page.getByText('Live', { exact: true }).waitFor()
    const news = page.getByRole('log', { name: 'News' })
    await page.getByRole('button', { name: 'Make all tokens invalid' }).click()
    await news.getByText('All tokens are invalid now.').waitFor()
    stop()
    await news.getByText('The simulator does not answer. Is it still running?').waitFor()
    await page.getByRole('button', { name: 'Answer 500' }).click()
    await news.getByText('The simulator did not do this. Is it still running?').waitFor()
    // What was not done does not look as if it were.
    const toggle = page.getByRole('switch', { name: 'Notifications of NA development en-US' })
    await toggle.click()
    await page.getByRole('switch', { checked: false }).waitFor({ state: 'detached' })

    // Where it runs again, there is nothing of it; and without JavaScript, a sentence.
    await serve(['--port', new URL(url).port])
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await page.locator('.problem').count()).toBe(0)
    await toggle.uncheck()
    await page.getByText('Notifications are off').waitFor()
    const text = await (await fetch(url)).text()
    expect(text).toContain('<noscript>The inbox needs JavaScript: turn it on for this address.')
    expect(text).not.toContain('Connecting')
  })

  test('leaves reading to one voice: the browser’s, or else the screen reader’s', async () => {
    const { url, folder, send } = await serve()
    await visit(url)
    await page.evaluate(voice)
    await writeFile(
      join(folder, 'event.yaml'),
      `${cleanEvent}  de-DE: { source: Beispielwetter }\n  ja-JP: { source: サンプル気象 }\n`,
    )
    expect((await send('--regions', 'NA, EU, FE')).code).toBe(0)
    const button = page.getByRole('button', { name: 'Read my notifications, NA development' })
    const stop = page.getByRole('button', { name: 'Stop reading, NA development' })
    const own = page.getByRole('switch', { name: "Read with the browser's voice" })
    const news = page.getByRole('log', { name: 'News' })
    await own.waitFor()
    await news.getByText('New notification').waitFor()
    // When a light goes on or out, the page below it moves, and a click may miss what it is meant for.
    const lit = page.getByRole('img', { name: 'yellow light' })
    const settled = (lights: number) => expect.poll(() => lit.count()).toBe(lights)
    await settled(3)
    await button.click()
    await page.getByText('“There is a tornado alert').waitFor()
    await settled(2)
    expect(await page.evaluate('spoken()')).toEqual([
      'en-US: There is a tornado alert for your area. Provided by Example Weather.',
    ])
    await stop.click()
    await button.waitFor()

    // Each language by its own voice, as far as there is one.
    const missing = page.getByText('This browser has no voice for')
    for (const [region, lang, text, lights] of [
      ['EU', 'de-DE', 'Beispielwetter', 1],
      ['FE', 'ja-JP', 'サンプル気象', 0],
    ] as const) {
      await page
        .getByRole('button', { name: `Read my notifications, ${region} development` })
        .click()
      await page.getByRole('button', { name: `Stop reading, ${region} development` }).waitFor()
      await settled(lights)
      expect((await page.evaluate<string[]>('spoken()')).slice(-2)).toEqual([
        'en-US: There is a tornado alert for your area. Provided by ',
        `${lang}: ${text}`,
      ])
      expect(await missing.count()).toBe(region === 'EU' ? 0 : 1)
    }
    await page.evaluate("utterances.at(-1).dispatchEvent(new Event('end'))")
    await page.getByRole('button', { name: 'Read my notifications, FE development' }).waitFor()

    // Before the simulator has answered the click.
    await button.focus()
    await page.evaluate(
      "document.activeElement.click(); utterances.at(-1).dispatchEvent(new Event('error'))",
    )
    await news
      .getByText('The browser could not read this aloud. You have no notifications.')
      .waitFor()
    await page.locator('.problem').waitFor()

    await own.uncheck()
    await button.click()
    await news.getByText(/^You have no notifications\.$/).waitFor()
    expect(await news.getByText(/^There is/).count()).toBe(0)
    expect(await page.evaluate('spoken()')).toHaveLength(6)
  })

  test('axe finds nothing in the light and the dark scheme', async () => {
    const { url, send } = await serve()
    await visit(url)
    onTestFinished(() =>
      page.emulateMedia({ colorScheme: null, forcedColors: null, contrast: null }),
    )
    await send()
    await page.locator('.banner').waitFor()
    await page.locator('summary').first().click()
    await page.getByLabel('Body').waitFor()
    // The debugger's own evaluation is not subject to the page's policy.
    await page.evaluate(axe)
    const backgrounds = new Set()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      backgrounds.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
      const violations = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))",
      )
      expect(violations, colorScheme).toEqual([])
    }
    expect(backgrounds.size).toBe(2)

    // The light is seen without colors, and so is what the keyboard is at.
    await page.keyboard.press('Tab')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, forcedColors: 'active' })
      expect(await page.evaluate(lights), colorScheme).toEqual({ lit: 1, others: 0 })
      expect(await page.evaluate(outline)).toMatch(/^rgba?\(.+\) solid 3px$/)
    }
    await page.emulateMedia({ forcedColors: 'none', contrast: 'more' })
    expect(new Set(await page.evaluate<string[]>(textColors)).size).toBe(1)
  })

  test('works by keyboard alone, on a phone or at 400 % without scrolling sideways', async () => {
    const { url, send } = await serve()
    await visit(url, { width: 320, height: 256 })
    await send()
    await page.locator('.banner').waitFor()
    await page.locator('summary').first().click()
    await page.getByLabel('Body').waitFor()
    const misfitsWith = async (style: string) => {
      await page.evaluate(style)
      return page.evaluate(misfits)
    }
    expect(await misfitsWith('')).toEqual([])
    expect(await page.evaluate("document.querySelector('pre').offsetHeight")).toBeLessThan(256)
    expect(await misfitsWith(spacing)).toEqual([])
    await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    const button = page.getByRole('button', { name: 'Read my notifications, NA development' })
    const focused = button.and(page.locator(':focus'))
    for (let tabs = 0; tabs < 20 && (await focused.count()) === 0; tabs += 1) {
      await page.keyboard.press('Tab')
    }
    expect(await focused.count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByText('“There is a tornado alert').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByText('Notifications are off').waitFor()
  })

  test('loads at most 60 kB, and stays whole and smooth with 1,000 requests', async () => {
    const { url } = await serve()
    for (let sent = 0; sent < 1000; sent += 50) {
      const some = Array.from({ length: 50 }, () => fetch(new URL('/nowhere', url)))
      await Promise.all(some)
    }
    const sizes: Promise<number>[] = []
    const onResponse = (response: Response) => {
      if (/\/(?:live|act)$/.test(response.url())) return
      sizes.push(response.body().then(body => body.length))
    }
    page.on('response', onResponse)
    onTestFinished(() => void page.off('response', onResponse))
    await visit(url)
    await page.getByText('1000 requests').waitFor()
    expect(await page.locator('summary').count()).toBe(1000)
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(total).toBeLessThanOrEqual(60_000)
    await page.locator('summary').last().click()
    await page.getByLabel('Headers').waitFor()

    // The browser lays out what is in sight, and a new request changes its own row and the one that leaves.
    await page.evaluate('scrollTo(0, 0)')
    await expect.poll(() => page.evaluate(rowsInSight)).toBeLessThan(60)
    await page.evaluate(observeList)
    await fetch(new URL('/a-new-one', url))
    await page.locator('summary').first().getByText('/a-new-one').waitFor()
    expect(await page.evaluate('changesOfList()')).toEqual(['+LI', '-LI'])
    expect(await page.locator('summary').count()).toBe(1000)
    // What happens elsewhere on the page leaves the list alone.
    await page.getByRole('button', { name: 'Answer 500' }).click()
    await page.getByText('Waiting: Answer 500.').waitFor()
    expect(await page.evaluate('changesOfList()')).toEqual([])
  })
})

describe.skipIf(browserPath === undefined)('the page of a preview in a browser', patient, () => {
  test('fits wide and narrow windows, light and dark', async () => {
    const folder = await folderWith({})
    const words = [
      ...['preview', '--html', 'page.html', '--variables', '{airs_at: 2030-05-01T19:00:00Z}'],
      ...['--manifest', example('skill-package/skill.json')],
      ...['--event-file', example('events/media-content.yaml')],
    ]
    const { code, stderr } = await runCli(words, { folder })
    expect(code, stderr).toBe(0)
    // For axe alone: without it, the page would not let itself be looked at.
    const context = await browser.newContext({ bypassCSP: true })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', message => complaints.push(message.text()))
    page.on('request', request => {
      if (!request.url().startsWith('file:')) complaints.push(request.url())
    })
    for (const [colorScheme, width] of [
      ['light', 1200],
      ['dark', 320],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await page.goto(pathToFileURL(join(folder, 'page.html')).href)
      await page.getByRole('heading', { name: 'fr-FR French (France)' }).waitFor()
      // Orca leaves out a heading that names what it stands in, and the locale would be silent.
      const locales = page.getByRole('region', { name: 'By locale' }).getByRole('listitem')
      const english = locales.filter({ hasText: 'en-US' })
      expect(await english.ariaSnapshot()).toMatch(
        /^- listitem:\n {2}- heading "en-US English \(United States\)" \[level=3\]\n {2}- text: about \d+ seconds\n {2}- blockquote:/,
      )
      expect(await page.locator('mark[lang="fr-FR"]').first().textContent()).toBe(
        "L'émission Star Quest",
      )
      // Nothing is wider than the window.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      await page.evaluate(axe)
      expect(await page.evaluate('axe.run().then(({ violations }) => violations)')).toEqual([])
    }
    expect(await page.locator('.says .template').first().getAttribute('lang')).toBe('en')
    // Ink on paper, whatever the screen has, and the locale's words are marked without colors, too.
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate(colorsOf('body'))).toEqual(['rgba(0, 0, 0, 0)', 'rgb(27, 31, 36)'])
    await page.emulateMedia({ media: 'screen', forcedColors: 'active' })
    const [plain, marked] = await Promise.all(
      ['.says', 'mark'].map(one => page.evaluate<string[]>(colorsOf(one))),
    )
    expect(marked?.[0]).not.toBe(plain?.[0])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('looks as meant under its own policy', async () => {
    const folder = await folderWith({})
    const words = [
      ...['preview', '--html', 'page.html'],
      ...['--event-file', example('events/weather-alert.yaml')],
      ...['--manifest', example('skill-package/skill.json')],
    ]
    await runCli(words, { folder })
    const page = await browser.newPage({ colorScheme: 'dark' })
    const complaints: string[] = []
    page.on('console', message => complaints.push(message.text()))
    await page.goto(pathToFileURL(join(folder, 'page.html')).href)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(14, 17, 22)',
    )
    expect(complaints).toEqual([])
    await page.close()
  })
})

function colorsOf(selector: string): string {
  return `{
    const { backgroundColor, color } = getComputedStyle(document.querySelector('${selector}'))
    ;[backgroundColor, color]
  }`
}

/** Lets the page's time pass, frame by frame, until something holds. */
async function until(page: Page, holds: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.clock.runFor(17)
        return holds()
      },
      { timeout: 60_000 },
    )
    .toBe(true)
}

/** A browser with a voice, which notes what it is to speak. */
const voice = `{
  window.utterances = []
  window.spoken = () => utterances.map(({ lang, text }) => lang + ': ' + text)
  speechSynthesis.getVoices = () => [{ lang: 'en-GB' }, { lang: 'de_DE' }]
  speechSynthesis.speak = utterance => utterances.push(utterance)
  speechSynthesis.dispatchEvent(new Event('voiceschanged'))
}`

/** How many speakers look as if their light were on, without colors: their disc is not that of one whose light is off. */
const lights = `{
  const disc = one => getComputedStyle(one).backgroundColor
  const dark = disc(document.querySelector('.speaker:not(.lit)'))
  const differ = selector => [...document.querySelectorAll(selector)].filter(one => disc(one) !== dark).length
  ;({ lit: differ('.speaker.lit'), others: differ('.speaker:not(.lit)') })
}`

const outline = `{
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
  ;[outlineColor, outlineStyle, outlineWidth].join(' ')
}`

/** The colors of words, and of what stands less in the foreground, and of lines. */
const textColors = `[...document.querySelectorAll('h2, .hint, .count')]
  .map(one => getComputedStyle(one).color)
  .concat(getComputedStyle(document.querySelector('.customer')).borderTopColor)`

/** What is wider than the window, cut, or smaller than a finger needs, labels counted with what they belong to. */
const misfits = `{
  const seen = [...document.querySelectorAll('body *:not(.unseen, .unseen *, .skip, noscript)')]
  const cut = one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible'
  const small = one => one.matches('button, input, summary') && Math.min(one.offsetWidth, one.offsetHeight) < 24
  seen
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 || cut(one) || small(one))
    .map(one => one.outerHTML.slice(0, 80))
}`

/** The spacing that WCAG 1.4.12 wants a page to bear. */
const spacing = `{
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }')
  document.adoptedStyleSheets = [sheet]
}`

/** How many requests of the list the browser does not skip. */
const rowsInSight =
  "[...document.querySelectorAll('summary')].filter(one => one.checkVisibility({ contentVisibilityAuto: true })).length"

/** Notes what changes in the list, until `changesOfList()` asks: elements that come and go, texts and attributes. */
const observeList = `{
  let seen = []
  const observer = new MutationObserver(records => seen.push(...records))
  const list = document.querySelector('.requests')
  observer.observe(list, { childList: true, subtree: true, attributes: true, characterData: true })
  const elements = (sign, nodes) => [...nodes].flatMap(node => (node.nodeType === 1 ? [sign + node.nodeName] : []))
  window.changesOfList = () => {
    const records = [...seen, ...observer.takeRecords()]
    seen = []
    return records
      .flatMap(({ type, target, addedNodes, removedNodes }) =>
        type === 'childList'
          ? [...elements('+', addedNodes), ...elements('-', removedNodes)]
          : [type + ' of ' + target.nodeName],
      )
      .sort()
  }
}`

describe('the server of the inbox', () => {
  let url = ''
  const ends: (() => Promise<void>)[] = []
  beforeAll(async () => {
    url = (await serve([], end => ends.unshift(end))).url
  })
  afterAll(async () => {
    for (const end of ends) await end()
  })

  test.each([
    ['another host', { host: 'evil.example:80' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    for (const path of ['/inbox/live', '/inbox/app.js']) {
      expect((await ask(new URL(path, url), headers)).status).toBe(403)
    }
    const action = '{"do":"revoke"}'
    const refused = await ask(new URL('/inbox/act', url), headers, action)
    expect(refused.status).toBe(403)
  })

  test('refuses actions that no page of its own sends', async () => {
    const act = new URL('/inbox/act', url)
    const origin = act.origin
    const json = { origin, 'content-type': 'application/json' }
    const action = '{"do":"revoke"}'
    expect((await ask(act, json, action)).status).toBe(204)
    expect((await ask(act, { 'content-type': 'application/json' }, action)).status).toBe(403)
    expect((await ask(act, { origin, 'content-type': 'text/plain' }, action)).status).toBe(403)
    expect((await ask(act, json, '{"do":"dance"}')).status).toBe(400)
    expect((await ask(act, json, ' '.repeat(5000))).status).toBe(400)
  })

  test('lets nothing from elsewhere in, and nobody frame it', async () => {
    const { headers } = await ask(new URL(url), {})
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  })
})

/** The user id of the American customer on the development stage, from what the page is sent first. */
async function userOf(url: string): Promise<string> {
  const { body } = await fetch(new URL('/inbox/live', url))
  let text = ''
  for await (const piece of body ?? []) {
    text += Buffer.from(piece).toString()
    const [, user] = /"user":"([^"]+)","region":"NA","stage":"development"/.exec(text) ?? []
    if (user !== undefined) return user
  }
  throw new Error('The page was told of no such customer.')
}

/** Asks with headers that `fetch` does not let anybody choose. */
function ask(url: URL, headers: Readonly<Record<string, string>>, body?: string) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST'
      const sent = request(url, { method, headers }, response => {
        resolve({ status: response.statusCode, headers: response.headers })
        response.destroy()
      })
      sent.on('error', reject)
      sent.end(body)
    },
  )
}
