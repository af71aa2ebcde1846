import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parsedJson, textAt } from '../../../src/core/json.ts'
import { projectFolder } from '../../cli/child.ts'
import { node24 } from '../../e2e/support/node24.ts'

const server = fileURLToPath(new URL('../moto/server.py', import.meta.url))
const worker = fileURLToPath(new URL('../emulators/worker.cjs', import.meta.url))

/** Whether moto is on this machine: its server is on the path. */
export const hasMoto = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some(folder => existsSync(join(folder, 'moto_server')))

/** Starts moto, in which functions really run. Returns its address. */
export async function startMoto(onEnd: (close: () => Promise<void>) => void): Promise<string> {
  const words = [server, node24(), worker, join(projectFolder, 'node_modules')]
  const child = spawn('python3', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  onEnd(async () => {
    child.stdin.end()
    await ended
  })
  const lines = createInterface(child.stdout)
  const [line] = await Promise.race([once(lines, 'line'), ended.then(() => [''])])
  const url = textAt(parsedJson(String(line)), 'url')
  if (url === undefined) throw new Error('moto did not start.')
  return url
}
