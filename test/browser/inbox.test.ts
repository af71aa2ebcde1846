import { request } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { runCli, startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { browserPath, openBrowser } from './browser.ts'

const files = { 'skill.json': cleanManifest, 'event.yaml': cleanEvent }

interface Served {
  readonly url: string
  readonly folder: string
  /** Sends the event of the folder by the built command line. */
  send(...words: readonly string[]): ReturnType<typeof runCli>
}

async function serve(...words: readonly string[]): Promise<Served> {
  const folder = await folderWith(files)
  const child = startCli(['simulate', '--json', ...words], { folder })
  onTestFinished(() => void child.process.kill())
  const { inboxUrl, authUrl, apiUrl, clientId, clientSecret } = JSON.parse(
    await child.printed('\n'),
  )
  const to = ['--auth-url', authUrl, '--api-url', apiUrl]
  const pair = ['--client-id', clientId, '--client-secret', clientSecret]
  return {
    url: inboxUrl,
    folder,
    send: (...more) =>
      runCli(['send', '--event-file', 'event.yaml', ...to, ...pair, ...more], { folder }),
  }
}

describe.skipIf(browserPath === undefined)('the inbox in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  /** Opens the page; the test fails with what the browser complains about. */
  async function visit(
    url: string,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<Page> {
    const page = await browser.newPage(options)
    const complaints: string[] = []
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    onTestFinished(async () => {
      await page.close()
      expect(complaints).toEqual([])
    })
    await page.goto(url)
    await page.getByText('Live', { exact: true }).waitFor()
    return page
  }

  test('shows what the command line sends, and reads it', async () => {
    const { url, send } = await serve()
    const page = await visit(url)
    expect((await send()).code).toBe(0)
    await page.getByRole('img', { name: 'yellow light' }).waitFor()
    await page.getByText('There is a tornado alert for your area. Provided by Example').waitFor()
    const row = page.locator('summary', { hasText: 'stages/development' })
    await row.getByText('202').waitFor()
    await row.click()
    await page.getByLabel('Body').getByText('"alertType": "TORNADO"').waitFor()
    expect(await page.getByLabel('Headers').textContent()).toContain('authorization: (hidden)')

    await page.getByRole('button', { name: 'Read my notifications, NA development' }).click()
    await page.getByText('“There is a tornado alert').waitFor()
    await page.getByRole('img', { name: 'yellow light' }).waitFor({ state: 'detached' })
  })
})

describe('the server of the inbox', () => {
  test.each([
    ['another host', { host: 'evil.example:80' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    const { url } = await serve()
    for (const path of ['/inbox/live', '/inbox/app.js']) {
      expect((await ask(new URL(path, url), headers)).status).toBe(403)
    }
    const action = '{"do":"revoke"}'
    const refused = await ask(new URL('/inbox/act', url), headers, action)
    expect(refused.status).toBe(403)
  })

  test('refuses actions that no page of its own sends', async () => {
    const { url } = await serve()
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
    const { url } = await serve()
    const { headers } = await ask(new URL(url), {})
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  })
})

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
