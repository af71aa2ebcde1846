import { joinReports, type ReportOfShard, readReport } from '../core/campaign/join.ts'
import type { Order } from '../core/check-run.ts'
import { noProxy, readProxies } from '../core/delivery/proxy.ts'
import { plainText } from '../core/escape.ts'
import { parsedJson } from '../core/json.ts'
import { nodeWorld } from '../core/node-world.ts'
import { silenceOf } from '../core/occasion.ts'
import { reported } from '../core/outputs.ts'
import { askingOnce } from '../core/release.ts'
import { run } from '../core/run.ts'
import { parseSettings, type Settings, withEnvironment } from '../core/settings.ts'
import type { RunOptions } from '../core/steps.ts'
import { userAgent } from '../core/version.ts'
import { ErrorWithHelp, messageOf, type World } from '../core/world.ts'
import { readSurroundings } from '../github/context.ts'
import { type Invocation, type OtherInvocation, parseCommandLine } from './command-line.ts'
import { problemText, Refusal, type Terminal } from './output.ts'
import { showOutcome, showRun } from './show.ts'
import { simulateCommand } from './simulate.ts'

/**
 * The whole command line.
 *
 * @returns the exit code: 0 done, 1 the check or the delivery failed, 2 wrong usage,
 * 130 or 143 interrupted. Only a broken program rejects.
 */
export async function main(terminal: Terminal): Promise<number> {
  const { out, error, words, interruption } = terminal
  const invocation = parseCommandLine(words, out.style)
  if (invocation.kind === 'answer') {
    out.write(invocation.text)
    return 0
  }
  const { style } = error
  if (invocation.kind === 'refusal') {
    const hint = style.colors.dim(plainText(invocation.hint))
    error.write(`${problemText(invocation.message, style)}${hint}\n`)
    return 2
  }
  try {
    const code = await carryOut(invocation, terminal)
    // To stop the simulator is how it ends.
    return invocation.kind === 'simulate' ? code : (interruption.exitCode() ?? code)
  } catch (failure) {
    if (failure instanceof ErrorWithHelp) {
      error.write(problemText(`${failure.message} ${failure.help}`.trimEnd(), style))
      // What an interruption has broken off needs no words.
    } else if (failure !== interruption.signal.reason) throw failure
    return interruption.exitCode() ?? (failure instanceof Refusal ? failure.code : 1)
  }
}

async function carryOut(
  invocation: Exclude<Invocation, { kind: 'answer' | 'refusal' }>,
  terminal: Terminal,
): Promise<number> {
  switch (invocation.kind) {
    case 'run':
      return runCommand(invocation, terminal)
    case 'simulate':
      return simulateCommand(invocation, terminal)
    case 'join':
      return joinCommand(invocation, terminal)
    case 'init':
      return (await import('./init.ts')).initCommand(invocation, terminal)
    case 'subscribers':
      return (await import('./subscribers.ts')).subscribersCommand(invocation, terminal)
    default:
      return (await import('./campaign.ts')).campaignCommand(invocation, terminal)
  }
}

/** Carries out `validate`, `preview` or `send`, shows it, and returns the exit code. */
async function runCommand(
  invocation: Extract<Invocation, { kind: 'run' }>,
  terminal: Terminal,
): Promise<number> {
  const { environment, interruption } = terminal
  const { command } = invocation
  const raw = withEnvironment(invocation.settings, environment, command)
  const parsed = await parseSettings(raw)
  const show = showRun(invocation, terminal, parsed.settings?.campaign !== undefined)
  const surroundings = readSurroundings(environment, raw.ref)
  if ('problem' in surroundings) throw new Refusal(2, surroundings.problem)
  const { context } = surroundings
  const isSilent = silenceOf(parsed.understood, context) !== undefined
  if (parsed.settings === undefined && !isSilent) {
    show.refused(parsed.diagnostics)
    return 2
  }
  const settings = await withEventFromInput(parsed.understood, terminal)
  const { input } = terminal
  const world: World = {
    ...nodeWorld(path => path, readProxies(environment)),
    keepSubscribers: async (...of) =>
      (await import('../subscribers/source.ts')).keepSubscribers({ folder: process.cwd() }, ...of),
    ...(input && {
      keepInput: async signal =>
        (await import('../core/campaign/files.ts')).keepInput(input(signal)),
    }),
  }
  const options: RunOptions = {
    signal: interruption.signal,
    userAgent,
    diagnostics: parsed.diagnostics,
    observe: show.step,
    findRelease: askingOnce(async query => (await import('../github/api.ts')).findRelease(query)),
    openEngine: async arn =>
      (await import('../engine/aws.ts')).openEngine(arn, { folder: process.cwd() }),
    openSimulation: async (...of) => (await import('../simulator/start.ts')).openSimulation(...of),
  }
  const order: Order = { settings, context, world, options }
  if (invocation.fix) {
    const { fixFiles } = await import('./fix.ts')
    await fixFiles(order, terminal, invocation.json)
  }
  const result = await run(settings, context, world, options)
  show.result(result)
  return result.failed ? 1 : 0
}

/** `--event-file -` is the event that comes from standard input. */
async function withEventFromInput(
  settings: Settings,
  { input, interruption }: Terminal,
): Promise<Settings> {
  const { event, campaign } = settings
  if (event === undefined || !('file' in event) || event.file !== '-') return settings
  if (campaign?.recipients === 'input') {
    throw new Refusal(
      2,
      'Both --event-file and --users-file are "-"; standard input can be one of them.',
    )
  }
  const { signal } = interruption
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of input?.(signal) ?? []) chunks.push(chunk)
  } catch (failure) {
    signal.throwIfAborted()
    throw new Refusal(1, `Standard input cannot be read: ${messageOf(failure)}.`)
  }
  return { ...settings, event: { text: Buffer.concat(chunks) } }
}

/** Joins the reports of the shards of a campaign, shows the whole, and returns the exit code. */
async function joinCommand(
  { operands: reports, options, json }: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const maxFailures = options.get('max-failures')
  if (maxFailures !== undefined && !/^\d+$/.test(maxFailures)) {
    throw new Refusal(2, `--max-failures is "${maxFailures}"; use a whole number.`)
  }
  const world = nodeWorld(path => path, noProxy)
  const read: ReportOfShard[] = []
  for (const file of reports) read.push(await readFile(file, world))
  const [first, ...others] = read
  if (first === undefined) throw new Refusal(2, 'There is no report to join.')

  const joined = joinReports(
    [first, ...others],
    maxFailures === undefined ? undefined : Number(maxFailures),
  )
  const result = await reported({ report: options.get('report'), failOn: 'error' }, joined, world)
  showOutcome(result, json, terminal)
  return result.failed ? 1 : 0
}

async function readFile(file: string, world: Pick<World, 'readFile'>): Promise<ReportOfShard> {
  const bytes = await world.readFile(file).catch((failure: unknown) => {
    throw new Refusal(2, `The report ${file} cannot be read: ${messageOf(failure)}.`)
  })
  if (bytes === undefined) throw new Refusal(2, `There is no report ${file}.`)
  const report = readReport(file, parsedJson(Buffer.from(bytes).toString()))
  if (report !== undefined) return report
  throw new Refusal(
    2,
    `${file} is not the report of a campaign. Name a file that "send --users-file … --report" wrote.`,
  )
}
