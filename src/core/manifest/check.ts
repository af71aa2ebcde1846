import type { Diagnostic } from '../diagnostic.ts'
import type { Document } from '../source/document.ts'
import { readSkillEvents, type SkillEvents } from './ask-resources.ts'
import { checkEvents } from './events.ts'
import { checkLocales } from './locales.ts'
import type { Manifest } from './manifest.ts'
import { checkPermissions } from './permissions.ts'
import { findRoot } from './root.ts'
import { checkVersion } from './version.ts'

/**
 * Checks a manifest, and the `skillEvents` of `ask-resources.json` where there are any.
 *
 * @param options.sending whether customers are about to be notified, which makes placeholders errors
 */
export function checkManifest(
  document: Document,
  resources: Document | undefined,
  options: { readonly sending: boolean },
): { readonly manifest: Manifest | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const root = findRoot(document)
  if (root.manifest === undefined) return { manifest: undefined, diagnostics: root.diagnostics }
  const skillEvents: SkillEvents =
    resources === undefined
      ? { parts: [], regions: [], diagnostics: [] }
      : readSkillEvents(resources)
  const events = checkEvents(root.manifest, skillEvents, options)
  const locales = checkLocales(root.manifest)
  return {
    manifest: {
      file: document.file,
      publications: events.publications,
      misspeltPublications: events.misspeltPublications,
      locales: locales.locales,
      regions: events.regions,
    },
    diagnostics: [
      ...root.diagnostics,
      ...checkVersion(root.manifest),
      ...checkPermissions(root.manifest),
      ...events.diagnostics,
      ...locales.diagnostics,
      ...skillEvents.diagnostics,
    ],
  }
}
