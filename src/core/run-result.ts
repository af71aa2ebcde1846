import type { Diagnostic } from './diagnostic.ts'
import type { Plan, StageDecision } from './plan.ts'
import { checkFailed, type Decided } from './readiness.ts'
import type { Delivery, Result, Spoken, Status } from './result.ts'
import type { Settings } from './settings.ts'

/** What a run has found out. */
export interface Known {
  readonly stage: StageDecision
  readonly plan: Plan | undefined
  readonly preview: readonly Spoken[]
  readonly diagnostics: readonly Diagnostic[]
}

/** What the outcomes of all regions amount to. */
export function statusOf(deliveries: readonly Delivery[]): Status {
  const arrived = deliveries.filter(
    ({ outcome }) => outcome === 'accepted' || outcome === 'already-sent',
  )
  if (arrived.length === 0) return 'failed'
  if (arrived.length < deliveries.length) return 'partial'
  return arrived.every(({ outcome }) => outcome === 'already-sent') ? 'already-sent' : 'sent'
}

/** Puts together what a run found out and did. */
export function resultOf(
  settings: Settings,
  known: Known,
  decided: Decided,
  deliveries: readonly Delivery[],
): Result {
  const lost = decided.status === 'partial' || deliveries.some(isLost)
  return {
    status: decided.status,
    stage: known.stage.stage,
    stageReason: known.stage.reason,
    regions: known.plan?.regions.regions ?? [],
    regionsReason: known.plan?.regions.reason,
    referenceId: known.plan?.body.referenceId,
    diagnostics: known.diagnostics,
    preview: known.preview,
    deliveries,
    simulated: settings.simulate && deliveries.length > 0,
    skippedReason: decided.skippedReason,
    failed:
      settings.failOn !== 'never' && (lost || checkFailed(known.diagnostics, settings.failOn)),
  }
}

function isLost(delivery: Delivery): boolean {
  return delivery.outcome === 'rejected' || delivery.outcome === 'failed'
}
