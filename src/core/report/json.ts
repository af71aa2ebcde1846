import { countOf, type Diagnostic, documentationOf } from '../diagnostic.ts'
import type { PublishedResult } from '../generated/result.ts'
import type { CampaignReport, Delivery, Outcome, Result, Spoken } from '../result.ts'
import { version } from '../version.ts'

type Published<Part extends 'diagnostics' | 'preview' | 'deliveries'> =
  PublishedResult[Part][number]

/**
 * The published form of a result: what `report` writes and `--json` prints, as
 * `schemas/result.schema.json` describes it. Its keys are always in the same order.
 */
export function resultObject(result: Result): PublishedResult {
  const { time, command, event, origin } = result
  return {
    version,
    ...(time === undefined ? {} : { time }),
    ...(origin === undefined ? {} : { run: { ...origin.run }, actor: origin.actor }),
    ...(command === undefined ? {} : { command }),
    ...(event === undefined ? {} : { event: { ...event } }),
    status: result.status,
    ...(result.stage === undefined ? {} : { stage: result.stage }),
    ...(result.stageReason === undefined ? {} : { stageReason: result.stageReason }),
    regions: [...result.regions],
    ...(result.regionsReason === undefined ? {} : { regionsReason: result.regionsReason }),
    ...(result.referenceId === undefined ? {} : { referenceId: result.referenceId }),
    diagnostics: result.diagnostics.map(publishedDiagnostic),
    preview: result.preview.map(publishedPreview),
    deliveries: result.deliveries.map(publishedDelivery),
    ...(result.campaign === undefined ? {} : { campaign: publishedCampaign(result.campaign) }),
    simulated: result.simulated,
    counts: {
      accepted: result.campaign?.counts.accepted ?? outcomes(result, 'accepted'),
      alreadySent: result.campaign?.counts.alreadySent ?? outcomes(result, 'already-sent'),
      rejected: result.campaign?.counts.rejected ?? outcomes(result, 'rejected'),
      failed: result.campaign?.counts.failed ?? outcomes(result, 'failed'),
      errors: countOf(result.diagnostics, 'error'),
      warnings: countOf(result.diagnostics, 'warning'),
    },
    ...(result.skippedReason === undefined ? {} : { skippedReason: result.skippedReason }),
  }
}

function publishedDiagnostic(diagnostic: Diagnostic): Published<'diagnostics'> {
  const { rule, severity, message, help, place } = diagnostic
  return {
    rule,
    severity,
    message,
    ...(place === undefined
      ? {}
      : {
          file: place.file,
          line: place.line,
          column: place.column,
          endLine: place.endLine,
          endColumn: place.endColumn,
        }),
    help,
    docs: documentationOf(rule),
  }
}

function publishedPreview({ locale, speech, wording, notes }: Spoken): Published<'preview'> {
  return { locale, speech, wording, notes: [...notes] }
}

function publishedDelivery(delivery: Delivery): Published<'deliveries'> {
  const { region, audience, outcome, httpStatus, requestId, attempts, inDoubt, message } = delivery
  return {
    region,
    audience,
    outcome,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(requestId === undefined ? {} : { requestId }),
    attempts,
    inDoubt,
    message,
  }
}

function publishedCampaign(campaign: CampaignReport): NonNullable<PublishedResult['campaign']> {
  const reasons = campaign.reasons.map(reason => ({ ...reason, examples: [...reason.examples] }))
  return { ...campaign, reasons }
}

function outcomes(result: Result, outcome: Outcome): number {
  return result.deliveries.filter(delivery => delivery.outcome === outcome).length
}
