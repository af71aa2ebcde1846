import { basename, dirname, join } from 'node:path'
import { intendedLocale, isLocaleShaped, isSkillLocale, skillLocales } from '../alexa.ts'
import { byPlace, type Diagnostic, finding } from '../diagnostic.ts'
import { isObject } from '../json.ts'
import type { Document } from '../source/document.ts'
import {
  type Opened,
  openFile,
  type Reading,
  readDocument,
  readFile,
  type SourceText,
} from '../source/read.ts'
import { didYouMean, listed, nearest, quoted } from '../wording.ts'
import type { World } from '../world.ts'
import { checkEvents, checkPermissions, readResourceEvents, type SkillEvents } from './events.ts'
import { type ManifestOptions, Part, typeName } from './parts.ts'

type Files = Pick<World, 'readFile'>

/** What the later steps need to know of a skill manifest. */
export interface Manifest extends SkillEvents {
  /** Path of the file it came from. */
  readonly file: string
  /** Whether it has the notification permission. */
  readonly hasPermission: boolean
  /** Keys of `publishingInformation.locales`, in the file's order. */
  readonly locales: readonly string[]
}

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
  world: Files,
  options: ManifestOptions,
): Promise<ManifestReading> {
  const opened = await firstOf(path === undefined ? usualPlaces : [path], world)
  if (opened?.file !== undefined) {
    const reading = await readDocument(opened.file, opened.bytes)
    return checkReading(opened.file, reading, world, options)
  }
  const diagnostic = opened?.diagnostic ?? (await notFound(path, world))
  return { manifest: undefined, file: undefined, sources: [], diagnostics: [diagnostic] }
}

/**
 * Checks a skill manifest that was read, like {@link readManifest}; it may be in another file's
 * middle.
 *
 * @param file beside which `ask-resources.json` is looked for
 */
export async function checkReading(
  file: string,
  reading: Reading,
  world: Files,
  options: ManifestOptions,
): Promise<ManifestReading> {
  // The ASK CLI's file lies beside the skill package, not in it.
  const resources = await readFile(join(projectOf(file), 'ask-resources.json'), world)
  const readings = [reading, ...(resources === undefined ? [] : [resources])]
  const found = readings.flatMap(({ diagnostics }) => diagnostics)
  const root = reading.document && findRoot(reading.document, found)
  const manifest = root && checkManifest(root, resources, options)
  // As people read: the manifest from its beginning, then the other file.
  const rank = ({ place }: Diagnostic): number => (place?.file === file ? 0 : 1)
  const diagnostics = found.toSorted((one, other) => rank(one) - rank(other) || byPlace(one, other))
  const sources = readings.flatMap(({ source }) => source ?? [])
  return { manifest, file, sources, diagnostics }
}

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

/** That there is no manifest: an error for a path that was given, a notice without one. */
async function notFound(path: string | undefined, world: Files): Promise<Diagnostic> {
  const found = await firstOf([...usualPlaces, ...otherPlaces], world, true)
  const looked = usualPlaces.map(place => quoted(place)).join(' and ')
  const message =
    path === undefined
      ? `No skill manifest was found; looked for ${looked}.`
      : `The manifest ${quoted(path)} does not exist.`
  const help =
    path === undefined
      ? 'Set manifest to the path of skill.json to have the event checked against the skill.'
      : 'Correct the path of manifest; in a workflow, run actions/checkout first.'
  const better =
    found?.file === undefined
      ? help
      : `There is one at ${quoted(found.file)}: set manifest to that.`
  const severity = path === undefined ? 'notice' : 'error'
  return finding('manifest/not-found', undefined, message, better, severity)
}

/** The first file that is there; with `readable`, that can be read, too. */
async function firstOf(
  files: readonly string[],
  world: Files,
  readable = false,
): Promise<Opened | undefined> {
  for (const file of files) {
    const opened = await openFile(file, world)
    if (opened !== undefined && (opened.file !== undefined || !readable)) return opened
  }
  return undefined
}

/** The folder of an ASK CLI project, in which the skill package is. */
export function projectOf(manifestFile: string): string {
  const folder = dirname(manifestFile)
  return basename(folder) === 'skill-package' ? dirname(folder) : folder
}

function checkManifest(
  root: Part,
  resources: Reading | undefined,
  options: ManifestOptions,
): Manifest {
  const { document, path, value, found } = root
  const others = apisInPlaceOfCustom(root)
  const isCustom = others === undefined
  // What they say comes after what is said of the manifest as a whole.
  const ofEvents: Diagnostic[] = []
  const { publishesNone, ...events } = checkEvents(
    new Part(document, path, value, ofEvents),
    readResourceEvents(resources, ofEvents),
    { ...options, isCustom },
  )
  checkVersion(root)
  if (others !== undefined) {
    const names = listed(others.parts().map(({ name }) => quoted(name)))
    const message = `The skill has ${names} under "apis", but proactive events are for custom skills only.`
    const help =
      'Add "custom" to "apis" if it is a custom skill too; otherwise check the path of the manifest.'
    const severity = options.hasEvent && publishesNone ? 'error' : 'warning'
    others.reportKey('manifest/not-custom', message, help, severity)
  }
  const hasPermission = checkPermissions(root, isCustom && !publishesNone)
  found.push(...ofEvents)
  return { file: document.file, ...events, hasPermission, locales: checkLocales(root) }
}

const help = 'Put the content into { "manifest": { … } }.'

/** Keys directly in a manifest; where one is outermost, the key around them is missing. */
const keysInside = ['publishingInformation', 'apis', 'permissions', 'events', 'manifestVersion']

/**
 * Finds the manifest in its file. Where the outermost key is wrong, the most likely one is taken, so
 * that its content is checked all the same.
 */
export function findRoot(document: Document, found: Diagnostic[] = []): Part | undefined {
  const file = new Part(document, [], document.value, found).asObject('The file', help)
  const manifest = file?.at('manifest')
  if (manifest !== undefined) return manifest.asObject('"manifest"', help)
  if (file === undefined) return undefined
  const rule = 'manifest/root-key'
  const others = file.parts().filter(({ name }) => !keysInside.includes(name))
  const likely =
    others.find(({ name }) => name === 'skillManifest') ??
    others.find(({ name }) => nearest(name, ['manifest', 'skillManifest']) !== undefined)
  if (likely !== undefined) {
    const { name } = likely
    const why = name === 'skillManifest' ? ', as in very old skills,' : ''
    const message = `The outermost key is ${quoted(name)}${why} where "manifest" is expected.`
    likely.reportKey(rule, message, `Write "manifest" instead of ${quoted(name)}.`)
    return isObject(likely.value) ? likely : undefined
  }
  const isInside = keysInside.some(name => file.at(name) !== undefined)
  const message = isInside
    ? 'The outermost key "manifest" is missing; its content is there without it.'
    : 'The outermost key "manifest" is missing; this may not be a skill manifest.'
  const check = 'Check the path of the manifest; its file is called skill.json.'
  file.report(rule, message, isInside ? help : check)
  return isInside ? file : undefined
}

/** `apis` of a skill that is for something else than custom skills; undefined for one of those. */
function apisInPlaceOfCustom(manifest: Part): Part | undefined {
  const apis = manifest.at('apis')
  const names = isObject(apis?.value) ? Object.keys(apis.value) : []
  const isOther = names.length > 0 && names.every(name => nearest(name, ['custom']) === undefined)
  return isOther ? apis : undefined
}

/** Checks `manifestVersion`: it may be absent, and is the text `1.0` otherwise. */
function checkVersion(manifest: Part): void {
  const version = manifest.at('manifestVersion')
  if (version === undefined || version.value === '1.0') return
  const { value } = version
  const message =
    typeof value === 'string'
      ? `The manifest version ${quoted(value)} is unknown; the only one is "1.0".`
      : `"manifestVersion" is ${typeName(value)}, but must be the string "1.0".`
  const severity = typeof value === 'string' ? 'warning' : 'error'
  version.report('manifest/version', message, 'Write "manifestVersion": "1.0".', severity)
}

const helpForLocales = 'Add "publishingInformation": { "locales": { "en-US": { … } } }.'

/**
 * Checks the keys of `publishingInformation.locales` (Amazon's "Develop Skills in Multiple Languages").
 *
 * @returns the locales in the file's order, unknown ones included
 */
function checkLocales(manifest: Part): readonly string[] {
  const publishing = partOnTheWay(manifest, 'publishingInformation')
  const locales = publishing && partOnTheWay(publishing, 'locales')
  if (locales === undefined) return []
  const parts = locales.parts()
  if (parts.length === 0) reportNoLocale(locales)
  for (const part of parts) checkLocale(part)
  return parts.map(({ name }) => name)
}

/** An object on the way to the locales; without one there is a finding that says why. */
function partOnTheWay(owner: Part, key: string): Part | undefined {
  const consequence = `"${key}" is missing, so neither languages nor regions of the skill are known`
  const part = owner.find(key, 'manifest/locales-missing', consequence)
  if (part === undefined) return reportNoLocale(owner)
  return part.asObject(`"${key}"`, helpForLocales)
}

function reportNoLocale(part: Part): undefined {
  const message =
    'The manifest names no locale, so neither languages nor regions of the skill are known.'
  return part.report('manifest/locales-missing', message, helpForLocales)
}

function checkLocale(part: Part): void {
  const locale = part.name
  if (!isSkillLocale(locale)) {
    const problem = isLocaleShaped(locale)
      ? 'is not one that skills are known to have'
      : 'is not written like one, xx-YY'
    const message = `The locale ${quoted(locale)} ${problem}${didYouMean(intendedLocale(locale))}`
    part.reportKey('manifest/locale-unknown', message, `Use one of ${skillLocales.join(', ')}.`)
  }
  part.asObject(`The locale ${quoted(locale)}`, `Write ${quoted(locale)}: { "name": "…" }.`)
}
