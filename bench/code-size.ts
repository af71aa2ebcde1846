import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** Bytes of every file in `dist`. */
export function distBytes(): number {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map(name => statSync(join(dist, name)))
    .filter(file => file.isFile())
    .reduce((sum, file) => sum + file.size, 0)
}
