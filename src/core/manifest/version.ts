import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { quoted } from '../source/document.ts'
import { findingAt, type Part, partOf, typeName } from './checking.ts'

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
