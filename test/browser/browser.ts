import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The browser of this machine; undefined where there is none. */
export const browserPath = [process.env['BROWSER_PATH'], '/usr/bin/chromium'].find(
  path => path !== undefined && existsSync(path),
)

if (browserPath === undefined) {
  console.log('No browser: test/browser is left out. Install chromium or set BROWSER_PATH.')
}

/** Starts the browser that all tests of a file share. */
export function openBrowser(): Promise<Browser> {
  // A browser that runs as root, as in most containers, has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args,
  })
}
