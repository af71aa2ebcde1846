import type { Diagnostic } from '../diagnostic.ts'
import { permissionNames } from '../generated/manifest-names.ts'
import { isArray, isObject, type JsonObject } from '../json.ts'
import { quoted } from '../source/document.ts'
import { nearest } from '../wording.ts'
import { findingAt, findPart, type Part, partsOf, wrongType } from './parts.ts'

/** Every permission name of the Skill Management API's manifest schema. */
export { permissionNames }

type PermissionName = (typeof permissionNames)[number]

/** The permission that proactive events need (Amazon's "About Proactive Events"). */
export const notificationPermission =
  'alexa::devices:all:notifications:write' satisfies PermissionName

/** A permission of the Skill Management API whose meaning no page of Amazon explains. */
export const urgentPermission =
  'alexa::devices:all:notifications:urgent:write' satisfies PermissionName

/** Names that look like no permission, but are written where the notification permission is meant. */
export const meantAsNotificationPermission: readonly string[] = [
  'alexa::async:proactive:events',
  // The scope of the access token.
  'alexa::proactive_events',
]

const entry = `{ "name": "${notificationPermission}" }`
const noName = 'A permission has no "name"'

/**
 * Checks `permissions`: every name is a known one, and the notification permission is there.
 *
 * @param isNeeded whether the skill has events for which it needs that permission
 */
export function checkPermissions(
  manifest: Part<JsonObject>,
  isNeeded: boolean,
): readonly Diagnostic[] {
  const found = findPart(
    manifest,
    'permissions',
    'manifest/permission-missing',
    `"permissions" is missing, so the skill lacks the permission ${notificationPermission}`,
  )
  const { part: permissions } = found
  if (permissions === undefined) return isNeeded ? [missing(manifest)] : []
  const diagnostics: Diagnostic[] = [...found.diagnostics]
  if (!isArray(permissions.value)) {
    const help = `Write "permissions": [${entry}].`
    return [...diagnostics, wrongType(permissions, '"permissions"', 'a list', help)]
  }
  const names: string[] = []
  for (const permission of partsOf(permissions)) {
    const { name, diagnostics: ofForm } = readName(permission)
    diagnostics.push(...ofForm)
    if (typeof name?.value !== 'string') continue
    const checked = checkName(name, name.value)
    names.push(checked.meant)
    diagnostics.push(...checked.diagnostics)
  }
  if (!isNeeded || names.includes(notificationPermission)) return diagnostics
  return [...diagnostics, missing(permissions, names.includes(urgentPermission))]
}

/** The name of a permission; of one that is a plain text, the text itself. */
function readName(permission: Part): {
  readonly name: Part | undefined
  readonly diagnostics: readonly Diagnostic[]
} {
  const { value } = permission
  const own = typeof value === 'string' ? `{ "name": "${value}" }` : entry
  const help = `Write it as an object: ${own}.`
  if (!isObject(value)) {
    const diagnostic = wrongType(permission, 'A permission', 'an object with a "name"', help)
    return { name: permission, diagnostics: [diagnostic] }
  }
  const rule = 'manifest/structure'
  const { part: name, diagnostics } = findPart(permission, 'name', rule, noName)
  if (name === undefined) {
    return { name, diagnostics: [findingAt(permission, rule, `${noName}.`, help)] }
  }
  if (typeof name.value === 'string') return { name, diagnostics }
  return { name, diagnostics: [...diagnostics, wrongType(name, '"name"', 'a text', help)] }
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
  const urgent = hasUrgent ? ` ${urgentPermission} does not stand for it.` : ''
  return findingAt(
    part,
    'manifest/permission-missing',
    `The permission ${notificationPermission} is missing, so the skill cannot get a token for notifications.${urgent}`,
    `Add ${entry} to "permissions".`,
  )
}
