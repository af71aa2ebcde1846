import type { Diagnostic } from '../diagnostic.ts'
import type { Document } from '../source/document.ts'
import { noSkillEvents, readSkillEvents } from './ask-resources.ts'
import { checkEvents } from './events.ts'
import { checkLocales } from './locales.ts'
import type { Manifest } from './manifest.ts'
import { checkPermissions } from './permissions.ts'
import { findRoot } from './root.ts'
import { checkVersion } from './version.ts'

/**
 * Checks a manifest, and the `skillEvents` of `ask-resources.json` where there are any.
 *
 * @param resources `ask-resources.json`; `unreadable` where it is there but cannot be understood
 * @param options.sending whether customers are about to be notified, which makes placeholders errors
 */
export function checkManifest(
  document: Document,
  resources: Document | 'unreadable' | undefined,
  options: { readonly sending: boolean },
): { readonly manifest: Manifest | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const root = findRoot(document)
  if (root.manifest === undefined) return { manifest: undefined, diagnostics: root.diagnostics }
  const skillEvents =
    resources === undefined || resources === 'unreadable'
      ? noSkillEvents(resources === 'unreadable')
      : readSkillEvents(resources)
  const events = checkEvents(root.manifest, skillEvents, options)
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
      ...checkPermissions(root.manifest),
      ...events.diagnostics,
      ...locales.diagnostics,
      ...skillEvents.diagnostics,
    ],
  }
}
