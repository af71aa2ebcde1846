import { joinReports, type ReportOfShard, readReport } from '../core/campaign/join.ts'
import { noProxy, readProxies } from '../core/delivery/proxy.ts'
import { plainText } from '../core/escape.ts'
import { parsedJson } from '../core/json.ts'
import { nodeWorld } from '../core/node-world.ts'
import { silenceOf } from '../core/occasion.ts'
import { askingOnce } from '../core/release.ts'
import { reported } from '../core/report/report.ts'
import { run } from '../core/run.ts'
import { parseSettings, type Settings, withEnvironment } from '../core/settings.ts'
import type { RunOptions } from '../core/steps.ts'
import { userAgent } from '../core/version.ts'
import { messageOf, type World } from '../core/world.ts'
import { readSurroundings } from '../github/context.ts'
import { type Invocation, type OtherInvocation, parseCommandLine } from './command-line.ts'
import { problemText, styleOf, type Terminal } from './output.ts'
import { showOutcome, showRun } from './show.ts'
import { simulateCommand } from './simulate.ts'

/**
 * The whole command line.
 *
 * @returns the exit code: 0 done, 1 the check or the delivery failed, 2 wrong usage,
 * 130 or 143 interrupted. Only a broken program rejects.
 */
export async function main(terminal: Terminal): Promise<number> {
  const { out, error, environment, words } = terminal
  const invocation = parseCommandLine(words, styleOf(out, environment, words))
  switch (invocation.kind) {
    case 'answer':
      out.write(invocation.text)
      return 0
    case 'refusal': {
      const style = styleOf(error, environment, words)
      const hint = style.colors.dim(plainText(invocation.hint))
      error.write(`${problemText(invocation.message, style)}${hint}\n`)
      return 2
    }
    case 'run':
      return runCommand(invocation, terminal)
    case 'simulate':
      return simulateCommand(invocation, terminal)
    case 'init': {
      const { initCommand } = await import('./init.ts')
      return initCommand(invocation, terminal)
    }
    case 'join':
      return joinCommand(invocation, terminal)
    case 'subscribers': {
      const { subscribersCommand } = await import('./subscribers.ts')
      return subscribersCommand(invocation, terminal)
    }
    default: {
      const { campaignCommand } = await import('./campaign.ts')
      return campaignCommand(invocation, terminal)
    }
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
  if ('problem' in surroundings) {
    show.problem(surroundings.problem)
    return 2
  }
  const isSilent = silenceOf(parsed.understood, surroundings.context) !== undefined
  if (parsed.settings === undefined && !isSilent) {
    show.refused(parsed.diagnostics)
    return 2
  }
  const settings = await withEventFromInput(parsed.understood, terminal)
  if ('problem' in settings) {
    show.problem(settings.problem)
    return 2
  }
  const world = withInput(
    nodeWorld(path => path, readProxies(environment)),
    terminal,
  )
  const options: RunOptions = {
    signal: interruption.signal,
    userAgent,
    diagnostics: parsed.diagnostics,
    observe: show.step,
    findRelease: askingOnce(async query => (await import('../github/api.ts')).findRelease(query)),
    openEngine: async arn =>
      (await import('../engine/aws.ts')).openEngine(arn, { folder: process.cwd() }),
    async openSimulation(...of) {
      const { openSimulation } = await import('../simulator/start.ts')
      return openSimulation(...of)
    },
  }
  const { context } = surroundings
  if (invocation.fix) {
    const { fixFiles } = await import('./fix.ts')
    const goesOn = await fixFiles(settings, context, world, options, terminal, invocation.json)
    if (!goesOn) return interruption.exitCode() ?? 1
  }
  const result = await run(settings, context, world, options)
  show.result(result)
  return interruption.exitCode() ?? (result.failed ? 1 : 0)
}

/** `--event-file -` is the event that comes from standard input. */
async function withEventFromInput(
  settings: Settings,
  { input, interruption }: Terminal,
): Promise<Settings | { readonly problem: string }> {
  const { event, campaign } = settings
  if (event === undefined || !('file' in event) || event.file !== '-') return settings
  if (campaign?.recipients === 'input') {
    return {
      problem: 'Both --event-file and --users-file are "-"; standard input can be one of them.',
    }
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of input?.(interruption.signal) ?? []) chunks.push(chunk)
  return { ...settings, event: { text: Buffer.concat(chunks).toString() } }
}

function withInput(given: World, { input }: Terminal): World {
  const world: World = { ...given, keepSubscribers }
  if (input === undefined) return world
  return {
    ...world,
    async keepInput(signal) {
      const { keepInput } = await import('../core/campaign/files.ts')
      return keepInput(input(signal))
    },
  }
}

/** The subscribers of an event, from a table. */
const keepSubscribers: NonNullable<World['keepSubscribers']> = async (table, event, signal) => {
  const { usersOf } = await import('../subscribers/source.ts')
  const { keepInput } = await import('../core/campaign/files.ts')
  return keepInput(usersOf(table, event, { folder: process.cwd() }, signal))
}

/**
 * Joins the reports of the shards of a campaign and shows the outcome of the whole.
 *
 * @returns the exit code
 */
export async function joinCommand(
  { operands: reports, options, json }: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { error, environment, words } = terminal
  const maxFailures = options.get('max-failures')
  const errorStyle = styleOf(error, environment, words)
  const refuse = (sentence: string): number => {
    error.write(problemText(sentence, errorStyle))
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
  const result = await reported({ report: options.get('report'), failOn: 'error' }, joined, world)
  showOutcome(result, json, terminal)
  return result.failed ? 1 : 0
}

async function readFile(
  file: string,
  world: Pick<World, 'readFile'>,
): Promise<ReportOfShard | { readonly problem: string }> {
  const bytes = await world.readFile(file).catch((failure: unknown) => {
    return { problem: `The report ${file} cannot be read: ${messageOf(failure)}.` }
  })
  if (bytes === undefined) return { problem: `There is no report ${file}.` }
  if ('problem' in bytes) return bytes
  return (
    readReport(file, parsedJson(Buffer.from(bytes).toString())) ?? {
      problem: `${file} is no report of a campaign: name what "send --users-file … --report" has written.`,
    }
  )
}
