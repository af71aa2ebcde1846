import type { EventName } from '../catalog.ts'
import type { Path } from '../json.ts'
import { isFlawlessPayload } from '../schema/flawless-payload.ts'
import type { Corrected } from './corrections.ts'
import type { Remark } from './remark.ts'

/**
 * What the schema of the event says of a corrected payload, beyond what has been said already. What
 * explains mistakes is loaded only where there is one.
 *
 * @param said remarks so far; a problem at the place of one of them is left out.
 * @param isTemplate whether a template made the value at a path of the file.
 */
export async function schemaRemarks(
  name: EventName,
  corrected: Corrected,
  said: readonly Remark[],
  isTemplate: (path: Path) => boolean,
): Promise<readonly Remark[]> {
  if (isFlawlessPayload(name, corrected.payload)) return []
  const { explainPayload } = await import('./payload-explanation.ts')
  return explainPayload(name, corrected, said, isTemplate)
}
