import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder, runCli } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { browserPath, openBrowser } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const example = (path: string) => join(projectFolder, 'examples', path)

// A browser is slow where the machine has much to do.
const patient = { timeout: 120_000 }

describe.skipIf(browserPath === undefined)('the page of a preview in a browser', patient, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

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
