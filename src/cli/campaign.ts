import { noProxy } from '../core/delivery/proxy.ts'
import { jsonText, plainText } from '../core/escape.ts'
import { nodeWorld } from '../core/node-world.ts'
import { settings } from '../core/settings-table.ts'
import type { CampaignOrder } from '../engine/control.ts'
import type { OtherInvocation } from './command-line.ts'
import { Refusal, type Terminal } from './output.ts'
import { campaignProgress, showOutcome } from './show.ts'

/** Shows, stops, resumes or slows down a campaign on an engine, and returns the exit code. */
export async function campaignCommand(
  invocation: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { kind, options, json } = invocation
  const arn = options.get('engine') ?? terminal.environment['ALEXA_ENGINE']?.trim() ?? ''
  if (arn === '') {
    throw new Refusal(2, 'There is no engine: set --engine or ALEXA_ENGINE to the ARN of one.')
  }
  const parsed = settings.engine.parse(arn)
  if (parsed !== undefined && 'mistake' in parsed) {
    throw new Refusal(2, `The engine ${parsed.mistake}. ${parsed.help}`)
  }
  const { out, error, interruption } = terminal
  const isResumed = kind === 'campaign-resume'
  const { controlCampaign } = await import('../engine/control.ts')
  const done = await controlCampaign(
    arn,
    { folder: process.cwd() },
    { command: kind, ...subjectOf(invocation), resume: 'alexa-proactive campaign-resume' },
    async (_, watch) => {
      const progress = campaignProgress(error)
      const result = await watch({
        world: nodeWorld(path => path, noProxy),
        failedFile: options.get('failed-file'),
        isFollowed: isResumed ? !options.has('detach') : options.has('follow'),
        signal: interruption.signal,
        observe: progress.step,
      })
      progress.end()
      return result
    },
  )
  if ('sentence' in done) {
    out.write(json ? `${jsonText(done.fact)}\n` : `${plainText(done.sentence)}\n`)
    return 0
  }
  showOutcome(done, json, terminal)
  return done.failed ? 1 : 0
}

/** Which campaign a command is about, and the speed that is asked for. */
function subjectOf({ kind, operands }: OtherInvocation): Pick<CampaignOrder, 'name' | 'rate'> {
  const [first, second] = operands
  if (kind !== 'campaign-speed') return { name: first, rate: undefined }
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
