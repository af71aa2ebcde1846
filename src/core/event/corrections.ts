import type { EventName } from '../alexa.ts'
import type { Severity } from '../diagnostic.ts'
import {
  isObject,
  type Json,
  type JsonObject,
  type Path,
  property,
  valueAt,
  without,
  withValue,
} from '../json.ts'
import { atKey, type EventDiagnostic } from './diagnostic.ts'

/** A property that is found under another name or in another place than Amazon's schemas have it. */
interface Correction {
  readonly from: Path
  readonly to: Path
  readonly severity: Severity
  /** Where the mistake comes from: completes "…, as in …". */
  readonly origin: string
  /** Whether the map around has no purpose without it. */
  readonly isAlone: boolean
}

/** `from` and `to` are paths with dots. */
function correction(
  from: string,
  to: string,
  severity: Severity,
  origin: string,
  isAlone = false,
): Correction {
  return { from: from.split('.'), to: to.split('.'), severity, origin, isAlone }
}

const oldLibrary = 'the types of an old library'
const deliveredAt = 'state.enterTimestamp'

const corrections: Partial<Readonly<Record<EventName, readonly Correction[]>>> = {
  'AMAZON.WeatherAlert.Activated': [
    correction('alert', 'weatherAlert', 'error', "an old example of Amazon's blog"),
  ],
  'AMAZON.SportsEvent.Updated': [
    correction('update.ScoreEarned', 'update.scoreEarned', 'error', oldLibrary),
  ],
  'AMAZON.OrderStatus.Updated': [
    correction('state.enterTimeStamp', deliveredAt, 'warning', 'some tables and programs'),
    correction('state.deliveredOn', deliveredAt, 'warning', 'some books and programs'),
    correction('state.deliveryDetails.enterTimestamp', deliveredAt, 'warning', 'one library', true),
  ],
  'AMAZON.TrashCollectionAlert.Activated': [
    correction('alert.garbageType', 'alert.garbageTypes', 'error', oldLibrary),
  ],
  'AMAZON.SocialGameInvite.Available': [
    correction(
      'invite.inviter.relationshipToInvitee',
      'invite.relationshipToInvitee',
      'warning',
      'some documentation',
    ),
    correction('invite.inviter.inviteType', 'invite.inviteType', 'error', oldLibrary),
  ],
}

/** A payload as Amazon's schemas have it, and the way back to what is written. */
export interface Corrected {
  readonly payload: JsonObject
  readonly diagnostics: readonly EventDiagnostic[]
  /** The path in the file of a path in the corrected payload. */
  origin(path: Path): Path
}

/**
 * Puts properties that are known by another name or in another place where the schemas have them,
 * each with a diagnostic. What is checked afterwards is the corrected payload; what is sent is not.
 *
 * @param base where the payload stands in the file.
 */
export function correctPayload(name: EventName, payload: JsonObject, base: Path): Corrected {
  let corrected = payload
  const moves: Correction[] = []
  const diagnostics: EventDiagnostic[] = []
  for (const correction of corrections[name] ?? []) {
    const { from, to } = correction
    const value = valueAt(corrected, from)
    if (value === undefined) continue
    const isFree = valueAt(corrected, to) === undefined
    const left = without(corrected, from)
    const around = from.slice(0, -1)
    const isEmpty = correction.isAlone && isEmptyMap(valueAt(left, around))
    const rest = isEmpty ? without(left, around) : left
    corrected = isFree ? withValue(rest, to, value) : rest
    if (isFree) moves.push(correction)
    diagnostics.push(correctionDiagnostic(correction, base, isFree))
  }
  const update = name === 'AMAZON.SportsEvent.Updated' ? property(corrected, 'update') : undefined
  if (isEmptyMap(update)) {
    corrected = without(corrected, ['update'])
    diagnostics.push(
      atKey(
        'event/update-empty',
        [...base, 'update'],
        'The "update" is empty, but needs scoreEarned and teamName.',
        'Remove "update" where nobody scored.',
      ),
    )
  }
  return { payload: corrected, diagnostics, origin: path => [...base, ...wayBack(path, moves)] }
}

function correctionDiagnostic(
  { from, to, severity, origin }: Correction,
  base: Path,
  isFree: boolean,
) {
  const key = String(from.at(-1))
  const isRename =
    from.length === to.length && from.slice(0, -1).every((step, at) => step === to[at])
  const rule = isRename ? 'event/property-misspelt' : 'event/property-misplaced'
  const written = isRename ? `"${to.at(-1)}"` : `"${to.join('.')}"`
  const message = isRename
    ? `"${key}", as in ${origin}, is ${written} in Amazon's ${severity === 'error' ? 'schema' : 'sample'}.`
    : `"${key}" stands in "${from.slice(0, -1).join('.')}", as in ${origin}; in Amazon's sample it is ${written}.`
  const action = isRename ? 'Rename it to' : 'Move it to'
  const help = isFree ? `${action} ${written}.` : `Remove it: ${written} is there too.`
  return atKey(rule, [...base, ...from], message, help, severity)
}

function isEmptyMap(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

function wayBack(path: Path, moves: readonly Correction[]): Path {
  const move = moves.find(({ to }) => to.every((step, at) => step === path[at]))
  return move === undefined ? path : [...move.from, ...path.slice(move.to.length)]
}
