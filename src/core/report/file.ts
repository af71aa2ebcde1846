import type { Result } from '../result.ts'
import { version } from '../version.ts'
import { jsonText } from './escape.ts'
import { resultObject } from './json.ts'
import { sarifLog } from './sarif.ts'

/** The text of a report file: SARIF (the findings alone) where its name ends so, else the whole result as JSON. */
export function reportText(path: string, result: Result): string {
  const report = /\.sarif(?:\.json)?$/i.test(path)
    ? sarifLog(result, version)
    : resultObject(result)
  return `${jsonText(report)}\n`
}
