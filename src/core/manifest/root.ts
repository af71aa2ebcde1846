import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import type { Document } from '../source/document.ts'
import { quoted } from '../source/document.ts'
import { findingAt, objectPart, type Part, partOf, wrongType } from './checking.ts'

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
