import type { EventName } from '../catalog.ts'
import { isObject, type Json } from '../json.ts'
import type { RelevantAudience } from './body.ts'
import { derivedReferenceId } from './derived-reference-id.ts'
import type { EventOptions } from './read.ts'

/**
 * The reference id of an event for which nobody chose one.
 *
 * @param root the event file, its templates not rendered
 */
export function referenceIdOf(
  root: Json,
  name: EventName,
  audience: RelevantAudience,
  options: Pick<EventOptions, 'announcement' | 'stage' | 'variables'>,
): string {
  return derivedReferenceId({
    announcement: options.announcement,
    name,
    stage: options.stage,
    written: written(root),
    variables: options.variables,
    user: audience.type === 'Unicast' ? audience.payload.user : undefined,
  })
}

/** What makes one event file another announcement than the next; times and audience do not. */
function written(root: Json): Json {
  if (!isObject(root)) return null
  return [root['event'] ?? null, root['localizedAttributes'] ?? null]
}
