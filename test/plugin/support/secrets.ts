import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import type { Aws } from '../aws/start.ts'
import type { ServiceFolder } from './service-folder.ts'
import { isZip, unzipped } from './zip.ts'

/** A text, and where it was found. */
interface Found {
  readonly place: string
  readonly text: string
}

/** What must stand nowhere: the skill's credentials, and every token that was sent with an event. */
export function secretsOf(simulator: Simulator): readonly string[] {
  const { clientId, clientSecret } = simulator.credentials
  const tokens = simulator
    .requests()
    .flatMap(({ headers }) => /^bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? [])
  return [clientId, clientSecret, ...new Set(tokens)]
}

/** Where one of some texts stands among the files of the service, what reached AWS, and what was printed. */
export async function placesOf(
  wanted: readonly string[],
  service: ServiceFolder,
  aws: Aws,
  outputs: readonly string[],
): Promise<readonly string[]> {
  const texts = [
    ...(await filesOf(service)),
    ...sentTo(aws),
    ...outputs.map((text, index) => ({ place: `output ${index + 1}`, text })),
  ]
  return texts
    .filter(({ text }) => wanted.some(one => text.includes(one)))
    .map(({ place }) => place)
}

/** What the framework and the plugin left in the folder. */
async function filesOf(service: ServiceFolder): Promise<readonly Found[]> {
  const names = await readdir(service.path, { recursive: true, withFileTypes: true })
  const files = names.filter(entry => entry.isFile() && !/node_modules/.test(entry.parentPath))
  const texts = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      return textsOf(path, await readFile(path))
    }),
  )
  return texts.flat()
}

/** All that the calls of AWS held: their paths, headers and bodies. */
function sentTo(aws: Aws): readonly Found[] {
  return aws
    .calls()
    .flatMap(({ name, path, headers, body }) => [
      { place: `${name} ${path} (head)`, text: `${path} ${JSON.stringify(headers)}` },
      ...textsOf(`${name} ${path}`, body),
    ])
}

/** A file or body as text, archives taken apart, those inside of a call included. */
function textsOf(place: string, bytes: Buffer): readonly Found[] {
  if (isZip(bytes)) {
    return [...unzipped(bytes)].map(([name, inner]) => ({
      place: `${place} ${name}`,
      text: inner.toString('utf8'),
    }))
  }
  const text = bytes.toString('utf8')
  const [, archive] = /"ZipFile":"([^"]+)"/.exec(text) ?? []
  const inside = archive === undefined ? [] : textsOf(place, Buffer.from(archive, 'base64'))
  return [{ place, text }, ...inside]
}
