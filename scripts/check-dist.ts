import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Builds again beside the committed dist and fails on any difference: the action runs what is
// committed, so that has to be what the sources say.

const root = fileURLToPath(new URL('..', import.meta.url))
const fresh = mkdtempSync(join(root, 'node_modules', '.dist-'))
try {
  const folder = fresh.slice(root.length)
  const built = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts', folder], {
    cwd: root,
    stdio: 'inherit',
  })
  if (built.status !== 0) throw new Error('The build failed.')
  const committed = filesIn(join(root, 'dist'))
  const wanted = filesIn(fresh)
  const different = [...new Set([...committed.keys(), ...wanted.keys()])].filter(
    name => committed.get(name) !== wanted.get(name),
  )
  if (different.length > 0) {
    console.error(`dist is not what the sources build: ${different.sort().join(', ')}`)
    console.error('Run: npm run build, and commit dist.')
    process.exitCode = 1
  } else {
    console.log(`dist is what the sources build (${wanted.size} files).`)
  }
} finally {
  rmSync(fresh, { recursive: true, force: true })
}

function filesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => statSync(join(folder, name)).isFile())
      .map(name => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'latin1')]),
  )
}
