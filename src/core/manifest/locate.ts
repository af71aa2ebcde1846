import { basename, dirname, join } from 'node:path'
import { finding } from '../diagnostic.ts'
import { quoted } from '../source/document.ts'
import { type Opened, openFile } from '../source/read.ts'
import type { World } from '../world.ts'

/** Where a manifest is looked for when no path is given: ASK CLI 2 and 1. */
export const usualPlaces: readonly string[] = ['skill-package/skill.json', 'skill.json']

/** Where else manifests are kept; looked at only to help those whose path is wrong. */
const otherPlaces: readonly string[] = [
  'skill/skill.json',
  'skill/skill-package/skill.json',
  'alexa/skill-package/skill.json',
  'alexa/skill.json',
  'src/skill-package/skill.json',
  'models/skill.json',
]

/**
 * Finds the manifest: at the path that is given, or at the first of the usual places.
 *
 * @returns the file with its bytes; else an error for a given path, a notice without one
 */
export async function locateManifest(
  path: string | undefined,
  world: Pick<World, 'readFile'>,
): Promise<Opened> {
  for (const file of path === undefined ? usualPlaces : [path]) {
    const opened = await openFile(file, world)
    if (opened !== undefined) return opened
  }
  const found = await firstOf([...usualPlaces, ...otherPlaces], world)
  const looked = path === undefined ? usualPlaces.map(place => quoted(place)).join(' and ') : ''
  const diagnostic = finding(
    'manifest/not-found',
    undefined,
    path === undefined
      ? `No skill manifest was found; looked for ${looked}.`
      : `The manifest ${quoted(path)} does not exist.`,
    helpFor(path, found),
    path === undefined ? 'notice' : 'error',
  )
  return { file: undefined, diagnostic }
}

/** Where `ask-resources.json` of the ASK CLI lies: beside the skill package, not in it. */
export function askResourcesOf(manifestFile: string): string {
  const folder = dirname(manifestFile)
  return join(basename(folder) === 'skill-package' ? dirname(folder) : folder, 'ask-resources.json')
}

async function firstOf(
  files: readonly string[],
  world: Pick<World, 'readFile'>,
): Promise<string | undefined> {
  for (const file of files) {
    const opened = await openFile(file, world)
    if (opened?.file !== undefined) return file
  }
  return undefined
}

function helpFor(path: string | undefined, found: string | undefined): string {
  if (found !== undefined) return `There is one at ${quoted(found)}: set manifest to that.`
  return path === undefined
    ? 'Set manifest to the path of skill.json to have the event checked against the skill.'
    : 'Correct the path of manifest; in a workflow, run actions/checkout first.'
}
