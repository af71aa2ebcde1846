import { engineResult } from '../core/campaign/hand-over.ts'
import { CampaignError } from '../core/campaign/lock.ts'
import { noProxy } from '../core/delivery/proxy.ts'
import { jsonText, plainText } from '../core/escape.ts'
import { nodeWorld } from '../core/node-world.ts'
import { defaultJournal, failedFileBeside } from '../core/outputs.ts'
import { settings } from '../core/settings-table.ts'
import { counted } from '../core/wording.ts'
import type { OtherInvocation } from './command-line.ts'
import { problemText, styleOf, type Terminal } from './output.ts'
import { campaignProgress, showOutcome } from './show.ts'

/**
 * Shows, stops, resumes or slows down a campaign that an engine carries out.
 *
 * @returns the exit code
 */
export async function campaignCommand(
  invocation: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { options } = invocation
  const { error, environment, words, interruption } = terminal
  const refuse = (code: 1 | 2, sentence: string): number => {
    error.write(problemText(sentence, styleOf(error, environment, words)))
    return interruption.exitCode() ?? code
  }
  const arn = options.get('engine') ?? environment['ALEXA_ENGINE']?.trim() ?? ''
  if (arn === '') {
    return refuse(2, 'There is no engine: set --engine or ALEXA_ENGINE to the ARN of one.')
  }
  const parsed = settings.engine.parse(arn)
  if (parsed !== undefined && 'mistake' in parsed) {
    return refuse(2, `The engine ${parsed.mistake}. ${parsed.help}`)
  }
  const subject = subjectOf(invocation)
  if ('problem' in subject) return refuse(2, subject.problem)
  try {
    return await carryOut(arn, subject, invocation, terminal)
  } catch (failure) {
    const { explained } = await import('../engine/clients.ts')
    const why = explained(failure, arn)
    if (!(why instanceof CampaignError)) throw failure
    return refuse(1, `${why.message} ${why.help}`)
  }
}

/** Which campaign a command is about, and the speed that is asked for. */
interface Subject {
  /** Absent: the one that was started last. */
  readonly name: string | undefined
  readonly rate: number
}

function subjectOf({ kind, operands }: OtherInvocation): Subject | { readonly problem: string } {
  const [first, second] = operands
  if (kind !== 'campaign-speed') return { name: first, rate: 0 }
  const text = second ?? first ?? ''
  const parsed = text === '' ? undefined : settings.rate.parse(text)
  if (parsed === undefined || 'mistake' in parsed || parsed.value === undefined) {
    return {
      problem: `The speed ${text === '' ? 'is missing' : `is "${text}"`}: write the requests per second to each region, such as campaign-speed 500.`,
    }
  }
  return { name: second === undefined ? undefined : first, rate: parsed.value }
}

async function carryOut(
  arn: string,
  { name, rate }: Subject,
  { kind, options, json }: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { out, error, environment, words, interruption } = terminal
  const { openMachine } = await import('../engine/aws.ts')
  const control = await import('../engine/control.ts')
  const { follow, look } = await import('../engine/follow.ts')
  const machine = await openMachine(arn, process.cwd())
  const found = await control.findCampaign(machine, name)
  const world = nodeWorld(path => path, noProxy)
  const show = (fact: object, sentence: string): number => {
    out.write(json ? `${jsonText({ name: found.name, ...fact })}\n` : `${plainText(sentence)}\n`)
    return 0
  }
  if (kind === 'campaign-stop') {
    const stopped = await control.stopCampaign(found, machine)
    const sentence = stopped
      ? `The campaign ${found.name} is stopped: nothing more is sent after two seconds. "alexa-proactive campaign-resume ${found.name}" goes on with it.`
      : `The campaign ${found.name} has ended already, so there is nothing to stop.`
    return show({ stopped }, sentence)
  }
  if (kind === 'campaign-speed') {
    await control.setSpeed(found, machine, rate)
    const speed = `at most ${counted(rate)} requests per second to each region`
    return show({ rate }, `The campaign ${found.name} makes ${speed} from now on.`)
  }
  const isResumed = kind === 'campaign-resume'
  const campaign = isResumed ? await control.resumeCampaign(found, machine, world.now()) : found
  const isFollowed = isResumed ? !options.has('detach') : options.has('follow')
  const progress = campaignProgress(error, styleOf(error, environment, words))
  const journal = defaultJournal(campaign.plan.header.fingerprint)
  const following = {
    world,
    failedFile: options.get('failed-file') ?? failedFileBeside(journal),
    signal: interruption.signal,
    observe: progress.step,
  }
  const ended = isFollowed
    ? await follow(campaign, machine, following)
    : await look(campaign, machine, world.now())
  progress.end()
  const result = engineResult(campaign.plan, ended, arn, world.now())
  showOutcome(result, json, terminal)
  return interruption.exitCode() ?? (result.failed ? 1 : 0)
}
