import { noProxy } from '../core/delivery/proxy.ts'
import { jsonText, plainText } from '../core/escape.ts'
import { nodeWorld } from '../core/node-world.ts'
import { settings } from '../core/settings-table.ts'
import type { Done } from '../engine/control.ts'
import type { OtherInvocation } from './command-line.ts'
import { Refusal, styleOf, type Terminal } from './output.ts'
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
  const arn = options.get('engine') ?? terminal.environment['ALEXA_ENGINE']?.trim() ?? ''
  if (arn === '') {
    throw new Refusal(2, 'There is no engine: set --engine or ALEXA_ENGINE to the ARN of one.')
  }
  const parsed = settings.engine.parse(arn)
  if (parsed !== undefined && 'mistake' in parsed) {
    throw new Refusal(2, `The engine ${parsed.mistake}. ${parsed.help}`)
  }
  const subject = subjectOf(invocation)
  try {
    return await carryOut(arn, subject, invocation, terminal)
  } catch (failure) {
    const { explained } = await import('../engine/clients.ts')
    throw explained(failure, arn)
  }
}

/** Which campaign a command is about, and the speed that is asked for. */
interface Subject {
  /** Absent: the one that was started last. */
  readonly name: string | undefined
  /** Of `campaign-speed`. */
  readonly rate?: number
}

function subjectOf({ kind, operands }: OtherInvocation): Subject {
  const [first, second] = operands
  if (kind !== 'campaign-speed') return { name: first }
  const text = second ?? first ?? ''
  const parsed = text === '' ? undefined : settings.rate.parse(text)
  if (parsed === undefined || 'mistake' in parsed || parsed.value === undefined) {
    throw new Refusal(
      2,
      `The speed ${text === '' ? 'is missing' : `is "${text}"`}: write the requests per second to each region, such as campaign-speed 500.`,
    )
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
  const machine = await openMachine(arn, { folder: process.cwd() })
  const found = await control.findCampaign(machine, name)
  const show = ({ fact, sentence }: Done): number => {
    out.write(json ? `${jsonText(fact)}\n` : `${plainText(sentence)}\n`)
    return 0
  }
  if (kind === 'campaign-stop') {
    const resume = `alexa-proactive campaign-resume ${found.name}`
    return show(await control.stopCampaign(found, machine, resume))
  }
  if (rate !== undefined) return show(await control.setSpeed(found, machine, rate))
  const isResumed = kind === 'campaign-resume'
  const progress = campaignProgress(error, styleOf(error, environment, words))
  const result = await control.watchCampaign(found, machine, {
    world: nodeWorld(path => path, noProxy),
    failedFile: options.get('failed-file'),
    isResumed,
    isFollowed: isResumed ? !options.has('detach') : options.has('follow'),
    signal: interruption.signal,
    observe: progress.step,
  })
  progress.end()
  showOutcome(result, json, terminal)
  return result.failed ? 1 : 0
}
