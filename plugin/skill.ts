import { finding } from '../src/core/diagnostic.ts'
import { isArray, isObject, type JsonObject, type Path, property } from '../src/core/json.ts'
import { chosenSkill, type InlineSkill, inlineSkills } from '../src/core/manifest/inline.ts'
import { checkReading, type ManifestReading, readManifest } from '../src/core/manifest/manifest.ts'
import type { ManifestOptions } from '../src/core/manifest/parts.ts'
import type { Document } from '../src/core/source/document.ts'
import type { World } from '../src/core/world.ts'
import type { Configuration } from './configuration.ts'
import { mapAt, type Service } from './service.ts'
import type { PluginSettings } from './settings.ts'

/** The skill that events are sent for. */
export interface Skill {
  /** Undefined where neither the settings, nor `custom.alexa.skills`, nor the functions name it. */
  readonly id: string | undefined
  readonly manifest: ManifestReading
  /** Where the manifest stands in serverless.yml; undefined for one in a file of its own. */
  readonly path: Path | undefined
}

/**
 * Reads and checks the manifest of the skill: the one the settings name, else the one in
 * `custom.alexa.skills`, else the one at the usual places.
 */
export async function readSkill(
  service: Service,
  { manifest, skillId }: Pick<PluginSettings, 'manifest' | 'skillId'>,
  world: Pick<World, 'readFile'>,
  options: ManifestOptions & { configuration(): Promise<Configuration | undefined> },
): Promise<Skill> {
  const inline = manifest === undefined ? inlineSkills(service.custom) : []
  const chosen = chosenSkill(inline, skillId)
  if (chosen !== undefined) {
    const { configurationFile: file } = service
    const configuration = await options.configuration()
    const document = documentOf(file, configuration, chosen)
    const reading = { document, diagnostics: [], source: { file, text: document.text } }
    const checked = await checkReading(file, reading, world, options)
    return {
      id: skillId ?? chosen.id ?? idOfFunctions(service.functions),
      manifest: { ...checked, sources: [...checked.sources, ...(configuration?.sources ?? [])] },
      path: isWhole(chosen.manifest) ? [...chosen.path, 'manifest'] : chosen.path,
    }
  }
  if (inline.length > 1) {
    const ids = inline.flatMap(({ id }) => id ?? []).join(', ')
    const message = `custom.alexa.skills lists ${inline.length} skills, and custom.alexaProactive.skillId names none of them.`
    const help = `Set skillId to one of them${ids === '' ? '' : `: ${ids}`}; or set manifest to the path of a skill.json.`
    const diagnostics = [finding('serverless/skill', undefined, message, help)]
    const manifest = { manifest: undefined, file: undefined, sources: [], diagnostics }
    return { id: skillId, manifest, path: undefined }
  }
  return {
    id: skillId ?? idOfFunctions(service.functions),
    manifest: await readManifest(manifest, world, options),
    path: undefined,
  }
}

/** The skill that functions have an `alexaSkill` event of, if it is one and the same. */
function idOfFunctions(functions: JsonObject): string | undefined {
  const ids = Object.keys(functions).flatMap(key => skillsOf(mapAt(functions, key)))
  const [id, ...others] = new Set(ids.filter(one => one?.startsWith('amzn1.ask.skill.') === true))
  return others.length === 0 ? id : undefined
}

/** The ids of the skills that a function has an event of; undefined for an event without id. */
export function skillsOf(written: JsonObject): readonly (string | undefined)[] {
  const events = property(written, 'events')
  if (!isArray(events)) return []
  return events.flatMap(event => {
    const skill = isObject(event) ? property(event, 'alexaSkill') : undefined
    if (skill === undefined && event !== 'alexaSkill') return []
    const id = isObject(skill) ? property(skill, 'appId') : skill
    return [typeof id === 'string' ? id : undefined]
  })
}

/**
 * The manifest of serverless.yml as a document of its own, whose places are those in the file; what a variable
 * stands for is at the variable. The outermost key that skill.json has may be missing there.
 */
function documentOf(
  file: string,
  configuration: Document | undefined,
  { manifest, path }: InlineSkill,
): Document {
  const start = { file, line: 1, column: 1, endLine: 1, endColumn: 2 }
  return {
    file,
    text: configuration?.text ?? '',
    value: isWhole(manifest) ? manifest : { manifest },
    place(wanted, part) {
      const inside = isWhole(manifest) ? wanted : wanted.slice(1)
      return configuration?.place([...path, ...inside], part) ?? start
    },
  }
}

function isWhole(manifest: JsonObject): boolean {
  return isObject(manifest['manifest'])
}
