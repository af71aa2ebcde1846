import { readFileSync, writeFileSync } from 'node:fs'
import type { OwnProcess } from './campaign/lock.ts'
import { openPool } from './campaign/pool.ts'
import { openHttpClient } from './delivery/http.ts'
import { noProxy, type ProxySettings } from './delivery/proxy.ts'
import type { World } from './world.ts'

// Files are read and written at once: they are small, and node:fs/promises takes longer to load than
// they take to be read.

/**
 * The world as Node offers it: its files, clock, random numbers and network.
 *
 * @param resolve turns a path of the settings into one that can be opened
 * @param proxy the proxies to use, read from the environment by the door
 * @param own the process, for locks that others look at; absent: looked up where Linux keeps it
 */
export function nodeWorld(
  resolve: (path: string) => string,
  proxy: ProxySettings,
  own?: OwnProcess,
): World {
  return {
    async readFile(path) {
      try {
        return readFileSync(resolve(path))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    async writeFile(path, text) {
      writeFileSync(resolve(path), text)
    },
    now: () => new Date(),
    random: () => Math.random(),
    async sleep(milliseconds, signal) {
      const { setTimeout } = await import('node:timers/promises')
      await setTimeout(milliseconds, undefined, { signal })
    },
    openTransport: ({ timeout, direct }) =>
      openHttpClient({ timeout, connections: 64, proxies: direct ? noProxy : proxy }),
    openConnections: ({ direct, ...options }) =>
      openPool({ ...options, proxies: direct ? noProxy : proxy }),
    async openFiles() {
      const { openNodeFiles } = await import('./campaign/files.ts')
      return openNodeFiles(resolve, own)
    },
  }
}
