import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pinned } from './nginx.ts'

/**
 * Puts a server so many milliseconds away.
 *
 * @returns the server's address from there
 */
export async function startDelay(
  origin: string,
  roundTrip: number,
): Promise<{ readonly origin: string; close(): void }> {
  const { protocol, port } = new URL(origin)
  const file = fileURLToPath(new URL('delay.mjs', import.meta.url))
  const child = spawn(...pinned(0, process.execPath, [file, port, String(roundTrip)]), {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const own = await new Promise<string>(resolve => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
  })
  return { origin: `${protocol}//127.0.0.1:${own}`, close: () => child.kill() }
}
