import { resolve } from 'node:path'
import { engineResult } from '../src/core/campaign/hand-over.ts'
import { CampaignError } from '../src/core/campaign/lock.ts'
import { noProxy } from '../src/core/delivery/proxy.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { jsonText, plainText } from '../src/core/escape.ts'
import { nodeWorld } from '../src/core/node-world.ts'
import { defaultJournal, failedFileBeside } from '../src/core/outputs.ts'
import { campaignText, openCampaignLines } from '../src/core/report/campaign.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import { resultObject } from '../src/core/report/report.ts'
import { closingText } from '../src/core/report/text.ts'
import { statusSentence } from '../src/core/report/words.ts'
import type { RawSettings } from '../src/core/settings.ts'
import { settings } from '../src/core/settings-table.ts'
import { systemClock } from '../src/core/time.ts'
import { counted } from '../src/core/wording.ts'
import { openMachine } from '../src/engine/aws.ts'
import { explained } from '../src/engine/clients.ts'
import { findCampaign, resumeCampaign, setSpeed, stopCampaign } from '../src/engine/control.ts'
import { follow, look } from '../src/engine/follow.ts'
import type { CommandName } from './commands.ts'
import { outputs } from './engine/resources.ts'
import type { Framework, Utils } from './framework.ts'
import { logFindings, userError, withProgress } from './log.ts'
import { serviceOf, stackOutputs } from './service.ts'
import { tableId } from './subscribers.ts'

type CampaignCommand = Extract<CommandName, `campaign-${string}`>

/** Whether a command is about a campaign that has begun. */
export function isOfCampaigns(name: CommandName): name is CampaignCommand {
  return name.startsWith('campaign-')
}

/**
 * Where a campaign of the service is carried out, and who it is for: the engine of its stack, with the list
 * or the table that the options name.
 *
 * @returns a finding where one of them is missing
 */
export async function campaignSettings(framework: Framework): Promise<RawSettings | Diagnostic> {
  const { options } = serviceOf(framework)
  const { 'users-file': file, subscribers, detach } = options
  if (typeof file !== 'string' && subscribers !== true) {
    const help =
      'Add --users-file with the path of a list of users, or --subscribers for those in the table of the stack.'
    return finding('settings/value', undefined, 'The command does not say who to send to.', help)
  }
  const outputOf = await openOutputs(framework)
  const engine = outputOf(outputs.engine)
  if (engine === undefined) return finding('settings/value', undefined, noEngine, howToDeploy)
  const table = outputOf(tableId)
  if (subscribers === true && table === undefined) {
    const message = 'The stack has no table of subscribers.'
    const help = 'Write "subscribers: true" below custom.alexaProactive, and deploy the service.'
    return finding('settings/value', undefined, message, help)
  }
  return {
    engine,
    ...(typeof file === 'string' ? { 'users-file': file } : {}),
    ...(subscribers === true ? { subscribers: table } : {}),
    ...(detach === true ? { detach: 'true' } : {}),
  }
}

const noEngine = 'The stack has nothing that sends campaigns.'
const howToDeploy =
  'Write "campaigns: { credentials: … }" below custom.alexaProactive, and deploy the service.'

/**
 * Reads the outputs of the deployed stack, as the framework gathers them with its own credentials. Who asks
 * AWS afterwards does so as the framework did: its profile, which AWS's clients do not know by themselves.
 */
async function openOutputs(framework: Framework): Promise<(name: string) => string | undefined> {
  const { options } = serviceOf(framework)
  const named = options['aws-profile']
  const profile = typeof named === 'string' ? named : framework.service.provider.profile
  if (typeof named === 'string' || process.env['AWS_PROFILE'] === undefined) {
    if (profile !== undefined) process.env['AWS_PROFILE'] = profile
  }
  await framework.pluginManager.spawn?.('aws:info')
  const found = stackOutputs(framework) ?? []
  return name => found.find(({ key }) => key === name)?.value
}

/**
 * Shows, stops, resumes or slows down a campaign of the service.
 *
 * @throws the framework's error where it cannot be done, or where users were not notified
 */
export async function campaignCommand(
  command: CampaignCommand,
  framework: Framework,
  utils: Utils,
): Promise<void> {
  const fail = (text: string) => userError(framework, 'ALEXA_PROACTIVE_NOT_SENT', text)
  const rate = rateIn(serviceOf(framework).options['rate'])
  if (command === 'campaign-speed' && rate === undefined) {
    throw fail('Add --rate with the requests per second to each region, such as --rate 500.')
  }
  const arn = (await openOutputs(framework))(outputs.engine)
  if (arn === undefined) throw fail(`${noEngine} ${howToDeploy}`)
  try {
    await carryOut(command, arn, rate ?? 0, framework, utils)
  } catch (error) {
    const why = explained(error, arn)
    throw why instanceof CampaignError ? fail(`${why.message} ${why.help}`) : error
  }
}

function rateIn(text: unknown): number | undefined {
  const parsed = typeof text === 'string' ? settings.rate.parse(text) : undefined
  return parsed !== undefined && 'value' in parsed ? parsed.value : undefined
}

async function carryOut(
  command: CampaignCommand,
  arn: string,
  rate: number,
  framework: Framework,
  utils: Utils,
): Promise<void> {
  const { options, folder } = serviceOf(framework)
  const isJson = options['json'] === true
  const named = options['campaign']
  const machine = await openMachine(arn, folder)
  const found = await findCampaign(machine, typeof named === 'string' ? named : undefined)
  const { name } = found
  const show = (fact: object, sentence: string): void =>
    utils.writeText(isJson ? jsonText({ name, ...fact }) : plainText(sentence))
  if (command === 'campaign-stop') {
    const stopped = await stopCampaign(found, machine)
    const after = `nothing more is sent after two seconds. "serverless alexa-proactive campaign-resume --campaign ${name}" goes on with it.`
    const sentence = stopped
      ? `is stopped: ${after}`
      : 'has ended already: nothing is to be stopped.'
    return show({ stopped }, `The campaign ${name} ${sentence}`)
  }
  if (command === 'campaign-speed') {
    await setSpeed(found, machine, rate)
    const speed = `at most ${counted(rate)} requests per second to each region`
    return show({ rate }, `The campaign ${name} makes ${speed} from now on.`)
  }
  const world = nodeWorld(path => resolve(folder, path), noProxy)
  const isResumed = command === 'campaign-resume'
  const campaign = isResumed ? await resumeCampaign(found, machine, world.now()) : found
  const isFollowed = isResumed ? options['detach'] !== true : options['follow'] === true
  const failedFile = failedFileBeside(defaultJournal(campaign.plan.header.fingerprint))
  const lines = openCampaignLines(line => utils.log.notice(line), systemClock)
  const { ended, interrupted } = await withProgress(`Following ${name}`, utils, async signal => {
    const following = { world, failedFile, signal, observe: lines.step }
    return {
      ended: isFollowed
        ? await follow(campaign, machine, following)
        : await look(campaign, machine, world.now()),
      interrupted: signal.aborted,
    }
  }).finally(() => lines.end())
  const result = engineResult(campaign.plan, ended, arn, world.now())
  logFindings(result.diagnostics, [], utils)
  if (isJson) {
    utils.writeText(jsonText(resultObject(result)))
    if (result.failed) process.exitCode = 1
    return
  }
  utils.writeText(campaignText(ended.report, plainStyle).trimEnd())
  if (result.failed) {
    throw userError(framework, 'ALEXA_PROACTIVE_NOT_SENT', plainText(statusSentence(result)))
  }
  utils.writeText(closingText(result, { interrupted, more: undefined }, plainStyle).trimEnd())
}
