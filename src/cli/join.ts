import { joinReports, type ReportOfShard, readReport } from '../core/campaign/join.ts'
import { noProxy } from '../core/delivery/proxy.ts'
import { jsonText, plainText } from '../core/escape.ts'
import { parsedJson } from '../core/json.ts'
import { nodeWorld } from '../core/node-world.ts'
import { campaignText } from '../core/report/campaign.ts'
import { resultObject } from '../core/report/json.ts'
import { closingText, findingsText } from '../core/report/text.ts'
import { reported } from '../core/report/write.ts'
import type { World } from '../core/world.ts'
import type { Invocation } from './command-line.ts'
import { styleOf, type Terminal } from './output.ts'

/**
 * Joins the reports of the shards of a campaign and shows what became of the whole.
 *
 * @returns the exit code
 */
export async function joinCommand(
  { reports, report, maxFailures, json }: Extract<Invocation, { kind: 'join' }>,
  { out, error, environment, words }: Terminal,
): Promise<number> {
  const errorStyle = styleOf(error, environment, words)
  const refuse = (sentence: string): number => {
    const { bold, red } = errorStyle.colors
    error.write(`${bold(red('error'))} ${plainText(sentence)}\n`)
    return 2
  }
  if (maxFailures !== undefined && !/^\d+$/.test(maxFailures)) {
    return refuse(`--max-failures is "${maxFailures}"; use a whole number.`)
  }
  const world = nodeWorld(path => path, noProxy)
  const read: ReportOfShard[] = []
  for (const file of reports) {
    const found = await readFile(file, world)
    if ('problem' in found) return refuse(found.problem)
    read.push(found)
  }
  const [first, ...others] = read
  if (first === undefined) return refuse('There is no report to join.')

  const joined = joinReports(
    [first, ...others],
    maxFailures === undefined ? undefined : Number(maxFailures),
  )
  const result = await reported({ report, failOn: 'error' }, joined, world)
  error.write(findingsText(result.diagnostics, [], errorStyle))
  const style = styleOf(out, environment, words)
  if (json) out.write(`${jsonText(resultObject(result))}\n`)
  else {
    if (result.campaign !== undefined) out.write(campaignText(result.campaign, style))
    out.write(closingText(result, { interrupted: false, more: undefined }, style))
  }
  return result.failed ? 1 : 0
}

async function readFile(
  file: string,
  world: Pick<World, 'readFile'>,
): Promise<ReportOfShard | { readonly problem: string }> {
  const bytes = await world.readFile(file).catch((failure: unknown) => {
    const reason = failure instanceof Error ? failure.message : String(failure)
    return { problem: `The report ${file} cannot be read: ${reason}.` }
  })
  if (bytes === undefined) return { problem: `There is no report ${file}.` }
  if ('problem' in bytes) return bytes
  return (
    readReport(file, parsedJson(Buffer.from(bytes).toString())) ?? {
      problem: `${file} is no report of a campaign: name what "send --users-file … --report" has written.`,
    }
  )
}
