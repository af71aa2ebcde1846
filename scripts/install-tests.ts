// Installs what tests run besides the packages of the project, where that is not done: npx tsx scripts/install-tests.ts
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const isWindows = process.platform === 'win32'

/**
 * Installs a folder's packages as its lock file has them. A copy of that file beside them says that they
 * are all there: with them goes what the frameworks have compiled, which takes them half a minute.
 */
async function install(folder: string, ...options: readonly string[]): Promise<void> {
  const lock = readFileSync(join(root, folder, 'package-lock.json'), 'utf8')
  const installed = join(root, folder, 'node_modules', '.installed-lock.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  const words = ['ci', '--prefix', folder, '--no-audit', '--no-fund', ...options]
  const npm = spawn('npm', words, { cwd: root, stdio: 'inherit', shell: isWindows })
  const [code]: readonly unknown[] = await once(npm, 'close')
  if (code !== 0) throw new Error(`npm ${words.join(' ')} ended with ${code}`)
  writeFileSync(installed, lock)
}

await Promise.all([
  install('test/e2e/runner-node'),
  install('test/plugin/frameworks', '--ignore-scripts'),
])
