import { type Diagnostic, finding } from '../diagnostic.ts'
import { jsonText } from '../escape.ts'
import type { Result } from '../result.ts'
import type { Settings } from '../settings.ts'
import { version } from '../version.ts'
import type { World } from '../world.ts'
import { resultObject } from './json.ts'
import { sarifLog } from './sarif.ts'

/**
 * Writes the report of a result, where one is wanted.
 *
 * @param path from the settings; absent where no report is wanted
 * @returns a finding where it cannot be written
 */
export async function writeReport(
  path: string | undefined,
  result: Result,
  world: World,
): Promise<Diagnostic | undefined> {
  if (path === undefined) return undefined
  try {
    await world.writeFile(path, reportText(path, result))
    return undefined
  } catch (error) {
    return finding(
      'settings/file-unreadable',
      undefined,
      `The report cannot be written to ${path}: ${reasonOf(error)}.`,
      'Check that the folder exists and may be written to.',
    )
  }
}

/** Writes the report of a run that has ended; where that fails, the result says so. */
export async function reported(
  settings: Pick<Settings, 'report' | 'failOn'>,
  result: Result,
  world: World,
): Promise<Result> {
  const refused = await writeReport(settings.report, result, world)
  return refused === undefined ? result : unreported(settings, result, refused)
}

/** The result of a run whose report cannot be written, for the reason that `refused` gives. */
export function unreported(
  { failOn }: Pick<Settings, 'failOn'>,
  result: Result,
  refused: Diagnostic,
): Result {
  return {
    ...result,
    diagnostics: [...result.diagnostics, refused],
    failed: failOn !== 'never',
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The text of a report file: SARIF (the findings alone) where its name ends so, else the whole result as JSON. */
export function reportText(path: string, result: Result): string {
  const report = /\.sarif(?:\.json)?$/i.test(path)
    ? sarifLog(result, version)
    : resultObject(result)
  return `${jsonText(report)}\n`
}
