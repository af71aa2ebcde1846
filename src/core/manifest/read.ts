import { basename, dirname, join } from 'node:path'
import { byPlace, type Diagnostic, finding } from '../diagnostic.ts'
import { quoted } from '../source/document.ts'
import {
  type Opened,
  openFile,
  type Reading,
  readDocument,
  type SourceText,
} from '../source/read.ts'
import type { World } from '../world.ts'
import { checkManifest, type Manifest } from './manifest.ts'
import type { ManifestOptions } from './parts.ts'

/** What was read of a skill, and everything found wrong with it. */
export interface ManifestReading {
  /** Absent where there is no file, or nothing in it can be understood. */
  readonly manifest: Manifest | undefined
  readonly file: string | undefined
  /** The texts of all files that findings may point into, also of those with syntax errors. */
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads and checks a skill manifest, together with the `skillEvents` of the `ask-resources.json`
 * that lies beside the skill package. Mistakes come back as findings; nothing is thrown.
 *
 * @param path of the manifest; undefined: `skill-package/skill.json`, then `skill.json`
 */
export async function readManifest(
  path: string | undefined,
  world: Pick<World, 'readFile'>,
  options: ManifestOptions,
): Promise<ManifestReading> {
  const located = await locateManifest(path, world)
  if (located.file === undefined) {
    return { ...nothing, file: undefined, diagnostics: [located.diagnostic] }
  }
  return checkReading(located.file, await readDocument(located.file, located.bytes), world, options)
}

/**
 * Checks a skill manifest that was read, like {@link readManifest}; it may stand in another file's
 * middle.
 *
 * @param file beside which `ask-resources.json` is looked for
 */
export async function checkReading(
  file: string,
  reading: Reading,
  world: Pick<World, 'readFile'>,
  options: ManifestOptions,
): Promise<ManifestReading> {
  const resources = await readAskResources(askResourcesOf(file), world)
  const readings = [reading, resources]
  const read = {
    file,
    sources: readings.flatMap(({ source }) => source ?? []),
  }
  const before = readings.flatMap(({ diagnostics }) => diagnostics)
  if (reading.document === undefined) return { ...read, manifest: undefined, diagnostics: before }

  const isThere = resources.source !== undefined || resources.diagnostics.length > 0
  const checked = checkManifest(
    reading.document,
    resources.document ?? (isThere ? 'unreadable' : undefined),
    options,
  )
  return {
    ...read,
    manifest: checked.manifest,
    diagnostics: inFileOrder([...before, ...checked.diagnostics], file),
  }
}

const nothing = { manifest: undefined, sources: [] } as const

async function readAskResources(file: string, world: Pick<World, 'readFile'>): Promise<Reading> {
  const opened = await openFile(file, world)
  if (opened === undefined) return { document: undefined, diagnostics: [], source: undefined }
  return opened.file === undefined
    ? { document: undefined, diagnostics: [opened.diagnostic], source: undefined }
    : readDocument(opened.file, opened.bytes)
}

/** As people read: the manifest from its beginning, then the other file. */
function inFileOrder(
  diagnostics: readonly Diagnostic[],
  manifestFile: string,
): readonly Diagnostic[] {
  const rank = ({ place }: Diagnostic): number => (place?.file === manifestFile ? 0 : 1)
  return diagnostics.toSorted((one, other) => rank(one) - rank(other) || byPlace(one, other))
}

/** Where a manifest is looked for when no path is given: ASK CLI 2 and 1. */
const usualPlaces: readonly string[] = ['skill-package/skill.json', 'skill.json']

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
