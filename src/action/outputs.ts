import { resultObject } from '../core/report/json.ts'
import type { Result } from '../core/result.ts'

/** The step's outputs by name, all of them at every end. `action.yml` says what they mean. */
export function outputsOf(
  result: Result,
  report: string | undefined,
): Readonly<Record<string, string>> {
  const { counts } = resultObject(result)
  return {
    status: result.status,
    'skipped-reason': '',
    stage: result.stage ?? '',
    'stage-reason': result.stageReason ?? '',
    regions: result.regions.join(','),
    'reference-id': result.referenceId ?? '',
    'request-ids': result.deliveries.flatMap(({ requestId }) => requestId ?? []).join(','),
    accepted: String(counts.accepted),
    rejected: String(counts.rejected),
    failed: String(counts.failed),
    errors: String(counts.errors),
    warnings: String(counts.warnings),
    preview: JSON.stringify(result.preview),
    report: report ?? '',
    journal: result.campaign?.journal ?? '',
    'failed-file': result.campaign?.failedFile ?? '',
  }
}
