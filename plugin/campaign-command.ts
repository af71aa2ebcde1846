import { resolve } from 'node:path'
import { CampaignError } from '../src/core/campaign/lock.ts'
import { noProxy } from '../src/core/delivery/proxy.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { jsonText, plainText } from '../src/core/escape.ts'
import { nodeWorld } from '../src/core/node-world.ts'
import { campaignText, openCampaignLines } from '../src/core/report/campaign.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import { resultObject } from '../src/core/report/report.ts'
import { closingText } from '../src/core/report/text.ts'
import { statusSentence } from '../src/core/report/words.ts'
import type { RawSettings } from '../src/core/settings.ts'
import { settings } from '../src/core/settings-table.ts'
import { systemClock } from '../src/core/time.ts'
import { controlCampaign } from '../src/engine/control.ts'
import type { CampaignCommand } from './commands.ts'
import { engineOutput } from './engine/resources.ts'
import type { Framework, Utils } from './framework.ts'
import { logFindings, userError, withProgress } from './log.ts'
import { serviceOf, stackOutputs } from './service.ts'
import { tableId } from './subscribers.ts'

/** Where a campaign of the service is carried out, and who it is for; a finding where one of the two is missing. */
export async function campaignSettings(framework: Framework): Promise<RawSettings | Diagnostic> {
  const { options } = serviceOf(framework)
  const { 'users-file': file, subscribers, detach } = options
  if (typeof file !== 'string' && subscribers !== true) {
    const help =
      'Add --users-file with the path of a list of users, or --subscribers for those in the table of the stack.'
    return finding('settings/value', undefined, 'The command does not say who to send to.', help)
  }
  const outputOf = await openOutputs(framework)
  const engine = outputOf(engineOutput)
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

async function openOutputs(framework: Framework): Promise<(name: string) => string | undefined> {
  await framework.pluginManager.spawn?.('aws:info')
  const found = stackOutputs(framework) ?? []
  return name => found.find(({ key }) => key === name)?.value
}

/** Shows, stops, resumes or slows down a campaign of the service; throws the framework's error where that fails. */
export async function campaignCommand(
  command: CampaignCommand,
  framework: Framework,
  utils: Utils,
): Promise<void> {
  const fail = (text: string) => userError(framework, 'ALEXA_PROACTIVE_NOT_SENT', text)
  const isSpeed = command === 'campaign-speed'
  const rate = isSpeed ? rateIn(serviceOf(framework).options['rate']) : undefined
  if (isSpeed && rate === undefined) {
    throw fail('Add --rate with the requests per second to each region, such as --rate 500.')
  }
  const arn = (await openOutputs(framework))(engineOutput)
  if (arn === undefined) throw fail(`${noEngine} ${howToDeploy}`)
  const { options, folder, aws } = serviceOf(framework)
  const isJson = options['json'] === true
  const named = options['campaign']
  const isResumed = command === 'campaign-resume'
  let interrupted = false
  const done = await controlCampaign(
    arn,
    await aws(),
    {
      command,
      name: typeof named === 'string' ? named : undefined,
      rate,
      resume: 'serverless alexa-proactive campaign-resume --campaign',
    },
    (name, watch) => {
      const lines = openCampaignLines(line => utils.log.notice(line), systemClock)
      return withProgress(`Following ${name}`, utils, async signal => {
        const result = await watch({
          world: nodeWorld(path => resolve(folder, path), noProxy),
          failedFile: undefined,
          isFollowed: isResumed ? options['detach'] !== true : options['follow'] === true,
          signal,
          observe: lines.step,
        })
        interrupted = signal.aborted
        return result
      }).finally(() => lines.end())
    },
  ).catch(error => {
    throw error instanceof CampaignError ? fail(`${error.message} ${error.help}`) : error
  })
  if ('sentence' in done) {
    utils.writeText(isJson ? jsonText(done.fact) : plainText(done.sentence))
    return
  }
  logFindings(done.diagnostics, [], utils)
  if (isJson) {
    utils.writeText(jsonText(resultObject(done)))
    if (done.failed) process.exitCode = 1
    return
  }
  if (done.campaign !== undefined) {
    utils.writeText(campaignText(done.campaign, plainStyle).trimEnd())
  }
  if (done.failed) throw fail(plainText(statusSentence(done)))
  utils.writeText(closingText(done, { interrupted }, plainStyle).trimEnd())
}

function rateIn(text: unknown): number | undefined {
  const parsed = typeof text === 'string' ? settings.rate.parse(text) : undefined
  return parsed !== undefined && 'value' in parsed ? parsed.value : undefined
}
