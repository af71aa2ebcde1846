import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { isArray } from '../json.ts'
import { nearest } from '../nearest.ts'
import { quoted } from '../source/quoted.ts'
import { findingAt, misspeltKey, type Part, partOf, partsOf, wrongType } from './checking.ts'
import {
  meantAsNotificationPermission,
  notificationPermission,
  permissionNames,
  urgentPermission,
} from './permission-names.ts'

const entry = `{ "name": "${notificationPermission}" }`

/** Checks `permissions`: the notification permission is there, and every name is a known one. */
export function checkPermissions(manifest: Part<JsonObject>): readonly Diagnostic[] {
  const permissions = partOf(manifest, 'permissions')
  if (permissions === undefined) return [missing(manifest)]
  if (!isArray(permissions.value)) {
    return [wrongType(permissions, '"permissions"', 'a list', `Write "permissions": [${entry}].`)]
  }
  const names: string[] = []
  const diagnostics: Diagnostic[] = []
  for (const permission of partsOf(permissions)) {
    const name = partOf(permission, 'name') ?? permission
    if (typeof name.value !== 'string') {
      diagnostics.push(notNamed(name))
      continue
    }
    if (name === permission) diagnostics.push(notNamed(permission))
    const checked = checkName(name, name.value)
    names.push(checked.meant)
    diagnostics.push(...checked.diagnostics)
  }
  if (names.includes(notificationPermission)) return diagnostics
  return [...diagnostics, missing(permissions, names.includes(urgentPermission))]
}

function notNamed(part: Part): Diagnostic {
  return wrongType(
    part,
    'A permission',
    'an object with a "name"',
    `Write it as an object: ${entry}.`,
  )
}

function checkName(
  name: Part,
  text: string,
): { readonly meant: string; readonly diagnostics: readonly Diagnostic[] } {
  if (permissionNames.some(known => known === text)) return { meant: text, diagnostics: [] }
  const meant = meantAsNotificationPermission.includes(text)
    ? notificationPermission
    : nearest(text, permissionNames)
  if (meant === undefined) {
    const diagnostic = findingAt(
      name,
      'manifest/permission-unknown',
      `The permission ${quoted(text)} is not among those that Amazon's manifest schema lists.`,
      'Check its name; leave it if it is newer than this program.',
      { severity: 'warning' },
    )
    return { meant: text, diagnostics: [diagnostic] }
  }
  const diagnostic = findingAt(
    name,
    'manifest/permission-unknown',
    `The permission ${quoted(text)} does not exist; did you mean ${meant}?`,
    `Write ${meant}${onlyColonMissing(text, meant) ? ', with two colons after "alexa"' : ''}.`,
  )
  return { meant, diagnostics: [diagnostic] }
}

function onlyColonMissing(text: string, meant: string): boolean {
  return text.replace(/^alexa:/, 'alexa::') === meant
}

function missing(part: Part, hasUrgent = false): Diagnostic {
  const key = misspeltKey(part, 'permissions')
  const guess = key === undefined ? '' : ` The key ${quoted(key)} may be meant as "permissions".`
  const urgent = hasUrgent ? ` ${urgentPermission} does not stand for it.` : ''
  return findingAt(
    part,
    'manifest/permission-missing',
    `The permission ${notificationPermission} is missing, so the skill cannot get a token for notifications.${urgent}${guess}`,
    `Add ${entry} to "permissions".`,
  )
}
