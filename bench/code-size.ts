import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** Bytes of every file in `dist`. */
export function distBytes(): number {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map(name => statSync(join(dist, name)))
    .filter(file => file.isFile())
    .reduce((sum, file) => sum + file.size, 0)
}

/** Bytes of a file in `dist` and of all that it loads from there, now or later. */
export function loadedBytes(name: string, seen = new Set<string>()): number {
  if (seen.has(name)) return 0
  seen.add(name)
  const text = readFileSync(join(dist, name), 'utf8')
  const loaded = [...text.matchAll(/\brequire\([`"'](\.[^`"']+)[`"']\)/g)]
  return loaded
    .map(([, path = '']) => loadedBytes(join(dirname(name), path), seen))
    .reduce((sum, bytes) => sum + bytes, Buffer.byteLength(text))
}
