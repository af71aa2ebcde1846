import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { openHttpClient } from './delivery/http.ts'
import { type ProxySettings, proxyFinding } from './delivery/proxy.ts'
import { identityOf, keepPrivate, makeFolderOf } from './file-system.ts'
import { codeOf, type World } from './world.ts'

/**
 * The world as Node offers it: its files, clock, random numbers and network.
 *
 * @param resolve turns a path of the settings into one that can be opened
 * @param proxies those to use, read from the environment by the door
 */
export function nodeWorld(resolve: (path: string) => string, proxies: ProxySettings): World {
  return {
    async readFile(path, most) {
      try {
        // The last byte that is read, from 0.
        const pieces = createReadStream(resolve(path), { end: most ?? Number.POSITIVE_INFINITY })
        return Buffer.concat(await pieces.toArray())
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    async writeFile(path, text) {
      const full = resolve(path)
      makeFolderOf(full)
      keepPrivate(full)
      await writeFile(full, text, { mode: 0o600 })
    },
    identityOf: path => identityOf(resolve(path)),
    now: () => new Date(),
    random: () => Math.random(),
    sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
    openHttp: options => openHttpClient(options, proxies),
    proxyFinding: url => proxyFinding(url, proxies),
    async openFiles() {
      const { openNodeFiles } = await import('./campaign/files.ts')
      return openNodeFiles(resolve)
    },
  }
}
