import type { EventName, Region } from '../alexa.ts'
import { byPlace, type Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { type Document, quoted } from '../source/document.ts'
import { openFile, type Reading, readDocument, type SourceText } from '../source/read.ts'
import { listed, nearest } from '../wording.ts'
import type { World } from '../world.ts'
import type { ManifestEndpoint } from './endpoints.ts'
import { checkEvents, noSkillEvents, readSkillEvents } from './events.ts'
import { checkLocales } from './locales.ts'
import { askResourcesOf, locateManifest } from './locate.ts'
import {
  findingAt,
  type ManifestOptions,
  objectPart,
  type Part,
  partOf,
  typeName,
  wrongType,
} from './parts.ts'
import { checkPermissions } from './permissions.ts'

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

/** What the later steps need to know of a skill manifest. */
export interface Manifest {
  /** Path of the file it came from. */
  readonly file: string
  /** The file that lists the publications: the same, or `ask-resources.json`. */
  readonly publishedIn: string
  /** Whether any publication is listed, valid or not; where none is, that is reported already. */
  readonly namesPublications: boolean
  /** Valid publications only, `ask-resources.json` merged in; each once. */
  readonly publications: readonly EventName[]
  /** Events that misspelt publications most likely mean, where it does not publish them already. */
  readonly misspeltPublications: readonly EventName[]
  /** Keys of `publishingInformation.locales`, in the file's order. */
  readonly locales: readonly string[]
  /** Keys of `events.regions` that are regions of Alexa. */
  readonly regions: readonly Region[]
  /** Where its events go, as written; without what the ASK CLI fills in at deploy. */
  readonly endpoints: readonly ManifestEndpoint[]
}

/**
 * Checks a manifest, and the `skillEvents` of `ask-resources.json` where there are any.
 *
 * @param resources `ask-resources.json`; `unreadable` where it is there but cannot be understood
 */
export function checkManifest(
  document: Document,
  resources: Document | 'unreadable' | undefined,
  options: ManifestOptions,
): { readonly manifest: Manifest | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const root = findRoot(document)
  if (root.manifest === undefined) return { manifest: undefined, diagnostics: root.diagnostics }
  const skillEvents =
    resources === undefined || resources === 'unreadable'
      ? noSkillEvents(resources === 'unreadable')
      : readSkillEvents(resources)
  const others = apisInPlaceOfCustom(root.manifest)
  const events = checkEvents(root.manifest, skillEvents, {
    ...options,
    isCustom: others === undefined,
  })
  const isNeeded = others === undefined && !events.publishesNone
  const locales = checkLocales(root.manifest)
  return {
    manifest: {
      file: document.file,
      publishedIn: events.publishedIn,
      namesPublications: events.namesPublications,
      publications: events.publications,
      misspeltPublications: events.misspeltPublications,
      locales: locales.locales,
      regions: events.regions,
      endpoints: events.endpoints,
    },
    diagnostics: [
      ...root.diagnostics,
      ...checkVersion(root.manifest),
      ...(others === undefined ? [] : [notCustom(others, events.publishesNone, options)]),
      ...checkPermissions(root.manifest, isNeeded),
      ...events.diagnostics,
      ...locales.diagnostics,
      ...skillEvents.diagnostics,
    ],
  }
}

const help = 'Put the content into { "manifest": { … } }.'

/** Keys that stand directly in a manifest; where one is outermost, the key around them is missing. */
const keysInside = ['publishingInformation', 'apis', 'permissions', 'events', 'manifestVersion']

/**
 * Finds the manifest in its file. Where the outermost key is wrong, what is most likely meant is
 * taken for it, so that its content is checked all the same.
 */
export function findRoot(document: Document): {
  readonly manifest: Part<JsonObject> | undefined
  readonly diagnostics: readonly Diagnostic[]
} {
  const whole: Part = { document, path: [], value: document.value }
  const file = objectPart(whole)
  if (file === undefined) {
    return { manifest: undefined, diagnostics: [wrongType(whole, 'The file', 'an object', help)] }
  }
  const manifest = partOf(file, 'manifest')
  if (manifest !== undefined) {
    const root = objectPart(manifest)
    if (root !== undefined) return { manifest: root, diagnostics: [] }
    const diagnostic = wrongType(manifest, '"manifest"', 'an object', help)
    return { manifest: undefined, diagnostics: [diagnostic] }
  }
  return withoutRoot(file)
}

function withoutRoot(file: Part<JsonObject>): ReturnType<typeof findRoot> {
  const key =
    Object.keys(file.value).find(name => name === 'skillManifest') ??
    Object.keys(file.value).find(name => nearest(name, ['manifest', 'skillManifest']) !== undefined)
  const named = key === undefined || keysInside.includes(key) ? undefined : partOf(file, key)
  if (named !== undefined && key !== undefined) {
    const why = key === 'skillManifest' ? ', as in very old skills,' : ''
    const diagnostic = findingAt(
      named,
      'manifest/root-key',
      `The outermost key is ${quoted(key)}${why} where "manifest" is expected.`,
      `Write "manifest" in place of ${quoted(key)}.`,
      { at: 'key' },
    )
    return { manifest: objectPart(named), diagnostics: [diagnostic] }
  }
  const isInside = keysInside.some(name => Object.hasOwn(file.value, name))
  const diagnostic = findingAt(
    file,
    'manifest/root-key',
    isInside
      ? 'The outermost key "manifest" is missing; its content stands without it.'
      : 'The outermost key "manifest" is missing; this may not be a skill manifest.',
    isInside ? help : 'Check the path of the manifest; its file is called skill.json.',
  )
  return { manifest: isInside ? file : undefined, diagnostics: [diagnostic] }
}

/** `apis` of a skill that is for something else than custom skills; undefined for one of those. */
function apisInPlaceOfCustom(manifest: Part<JsonObject>): Part<JsonObject> | undefined {
  const apis = objectPart(partOf(manifest, 'apis'))
  const names = Object.keys(apis?.value ?? {})
  const isOther = names.length > 0 && names.every(name => nearest(name, ['custom']) === undefined)
  return isOther ? apis : undefined
}

function notCustom(
  apis: Part<JsonObject>,
  publishesNone: boolean,
  { hasEvent = false }: ManifestOptions,
): Diagnostic {
  const names = Object.keys(apis.value).map(name => quoted(name))
  return findingAt(
    apis,
    'manifest/not-custom',
    `The skill has ${listed(names)} under "apis", but proactive events are for custom skills only.`,
    'Add "custom" to "apis" if it is a custom skill too; otherwise check the path of the manifest.',
    { at: 'key', severity: hasEvent && publishesNone ? 'error' : 'warning' },
  )
}

/** Checks `manifestVersion`: it may be absent, and is the text `1.0` otherwise. */
export function checkVersion(manifest: Part<JsonObject>): readonly Diagnostic[] {
  const version = partOf(manifest, 'manifestVersion')
  if (version === undefined || version.value === '1.0') return []
  const isText = typeof version.value === 'string'
  const diagnostic = findingAt(
    version,
    'manifest/version',
    typeof version.value === 'string'
      ? `The manifest version ${quoted(version.value)} is unknown; the only one is "1.0".`
      : `"manifestVersion" is ${typeName(version.value)}, but must be the text "1.0".`,
    'Write "manifestVersion": "1.0".',
    { severity: isText ? 'warning' : 'error' },
  )
  return [diagnostic]
}
