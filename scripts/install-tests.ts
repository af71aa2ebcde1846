/**
 * Installs what tests run besides the packages of the project, where that is not done:
 * `npx tsx scripts/install-tests.ts`, with the paths of more folders to install for other tests.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is needed here of a package in a lock file. */
interface Locked {
  readonly name?: string
  readonly version: string
  readonly resolved?: string
}

const root = fileURLToPath(new URL('..', import.meta.url))
const isWindows = process.platform === 'win32'
// npm tells its scripts where its registry is only if that is another than this one.
const registry = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/'

/**
 * A lock file with the address of each package, as registries have them. Without it npm first reads what
 * the registry says of every package and its hundreds of versions, which is half of its work. What it
 * gets is checked against the hash in the lock file either way.
 */
function withAddresses(text: string): string {
  const lock: { packages: Record<string, Locked> } = JSON.parse(text)
  const packages = Object.entries(lock.packages).map(([path, locked]) => {
    const name = locked.name ?? path.replace(/^.*node_modules\//, '')
    const file = `${name.replace(/^.*\//, '')}-${locked.version}.tgz`
    const resolved = new URL(`${name}/-/${file}`, registry.replace(/\/*$/, '/')).href
    return [path, path === '' ? locked : { ...locked, resolved }]
  })
  return JSON.stringify({ ...lock, packages: Object.fromEntries(packages) })
}

/**
 * Installs a folder's packages as its lock file has them. A copy of that file beside them says that they
 * are all there: with them goes what the frameworks have compiled, which takes them half a minute.
 */
async function install(folder: string): Promise<void> {
  const at = join(root, folder)
  const lock = await readFile(join(at, 'package-lock.json'), 'utf8')
  const modules = join(at, 'node_modules')
  const installed = join(modules, '.installed-lock.json')
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === lock) return
  await rm(modules, { recursive: true, force: true })
  const staging = join(modules, '.staging')
  await mkdir(staging, { recursive: true })
  for (const file of ['package.json', '.npmrc']) {
    if (existsSync(join(at, file))) await copyFile(join(at, file), join(staging, file))
  }
  await writeFile(join(staging, 'package-lock.json'), withAddresses(lock))
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  const words = ['ci', ...options]
  const npm = spawn('npm', words, { cwd: staging, stdio: 'inherit', shell: isWindows })
  const [code]: readonly unknown[] = await once(npm, 'close')
  if (code !== 0) throw new Error(`npm ${words.join(' ')} in ${folder} ended with ${code}`)
  for (const name of await readdir(join(staging, 'node_modules'))) {
    await rename(join(staging, 'node_modules', name), join(modules, name))
  }
  await rm(staging, { recursive: true })
  await writeFile(installed, lock)
}

await Promise.all(
  ['test/e2e/runner-node', 'test/plugin/frameworks', ...process.argv.slice(2)].map(install),
)
