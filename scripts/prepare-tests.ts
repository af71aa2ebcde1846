/**
 * Generates what is made from the schemas, and meanwhile installs what tests run besides the packages of
 * the project, where that is not done: `npx tsx scripts/prepare-tests.ts`, with the paths of more folders
 * to install for other tests.
 */
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
async function install(folder: string): Promise<void> {
  const lock = readFileSync(join(root, folder, 'package-lock.json'), 'utf8')
  const installed = join(root, folder, 'node_modules', '.installed-lock.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  // What npm has read of a package before, it reads from its cache.
  const options = [
    '--prefix',
    folder,
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  ]
  const npm = spawn('npm', ['ci', ...options], { cwd: root, stdio: 'inherit', shell: isWindows })
  const [code]: readonly unknown[] = await once(npm, 'close')
  if (code !== 0) throw new Error(`npm ci in ${folder} ended with ${code}`)
  writeFileSync(installed, lock)
}

const folders = ['test/e2e/runner-node', 'test/plugin/frameworks', ...process.argv.slice(2)]
await Promise.all([...folders.map(install), import('./generate.ts')])
