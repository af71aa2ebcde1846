import { permissionNames } from '../generated/manifest-names.ts'

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
