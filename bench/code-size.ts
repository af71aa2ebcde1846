import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from './programs.ts'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** Bytes of every file in `dist`. */
export function distBytes(): number {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map(name => statSync(join(dist, name)))
    .filter(file => file.isFile())
    .reduce((sum, file) => sum + file.size, 0)
}

/** Bytes of the files of `dist` that a program loads, as the JavaScript engine itself lists them. */
export function loadedBytes(program: Program): number {
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-loaded-'))
  try {
    spawnSync(program.file, [...program.arguments], {
      env: { ...program.environment, NODE_V8_COVERAGE: folder },
    })
    const loaded = new Set<string>()
    for (const name of readdirSync(folder)) {
      const coverage: { readonly result: readonly { readonly url: string }[] } = JSON.parse(
        readFileSync(join(folder, name), 'utf8'),
      )
      for (const { url } of coverage.result) {
        if (url.startsWith('file:') && fileURLToPath(url).startsWith(dist)) loaded.add(url)
      }
    }
    if (loaded.size === 0) throw new Error('No file of dist was loaded.')
    return [...loaded].reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
