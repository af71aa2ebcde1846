import type { EventName } from '../catalog.ts'
import { flawless } from '../generated/payload-validators.ts'
import type { Json } from '../json.ts'

/**
 * Tells whether `problemsOfBody` has nothing at all to say of a payload, not even a warning (Amazon's
 * "Schemas for Proactive Events").
 */
export function isFlawlessPayload(name: EventName, payload: Json): boolean {
  return flawless[name](payload)
}
