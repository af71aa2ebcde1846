import type { Stage } from '../alexa.ts'
import { type Ending, isSending } from '../check-run.ts'
import { type Diagnostic, finding } from '../diagnostic.ts'
import type { CampaignPlan, Engine, EngineReport, EngineSettings } from '../engine.ts'
import type { PlannedCampaign } from '../plan.ts'
import { isRenderedForEach, variableUseOf } from '../recipients/body.ts'
import { RecipientsError } from '../recipients/recipient.ts'
import type { Survey } from '../recipients/survey.ts'
import { type CampaignReport, type Result, refusedResult } from '../result.ts'
import type { CampaignSettings, Settings } from '../settings.ts'
import type { RunOptions } from '../steps.ts'
import { counted, users } from '../wording.ts'
import { chunksOf, type Forecast, forecastText } from './forecast.ts'
import type { CampaignEvent, PreparedJob } from './job.ts'
import { CampaignError } from './lock.ts'
import { campaignFindings, campaignSentence, campaignStatus, lackingOf } from './report.ts'

/** Opens the engine of a campaign, where it has one, or finds out why it is not at hand. What is only tried does without it. */
export async function openPlace(
  arn: string | undefined,
  settings: Pick<Settings, 'command' | 'dryRun'>,
  openEngine: RunOptions['openEngine'],
) {
  if (settings.command !== 'send' || arn === undefined)
    return { engine: undefined, diagnostics: [] }
  try {
    return { engine: await openEngine?.(arn), diagnostics: [] }
  } catch (error) {
    const severity = isSending(settings) ? 'error' : 'warning'
    return { engine: undefined, diagnostics: [notStarted(error, severity)] }
  }
}

export function engineFacts(
  { recipients }: Survey,
  engine: Engine,
  forecast: Forecast,
): PlannedCampaign['facts'] {
  const { workers, chunk } = engine.settings
  const chunks = chunksOf(recipients, engine.settings)
  const size = users(Math.min(chunk, recipients))
  const cost = engine.costOf({ recipients, chunks, seconds: forecast.seconds })
  const pieces = `${counted(chunks)} chunks of ${size}, ${Math.min(workers, chunks)} at a time`
  return [
    { label: 'Engine', text: chunks === 1 ? `1 chunk of ${size}` : pieces },
    { label: 'Time', text: forecastText(forecast) },
    { label: 'Cost', text: `${dollars(cost)} at the list prices of AWS` },
  ]
}

function dollars(amount: number): string {
  return amount < 0.01 ? 'less than $0.01' : `about $${amount.toFixed(amount < 10 ? 2 : 0)}`
}

/** Puts together what a worker has to know of a campaign. */
export function planOf(
  job: PreparedJob,
  { body, document, options }: CampaignEvent,
  { recipients, byRegion, bad, duplicates, variableNames }: Survey,
  { maxFailures }: CampaignSettings,
  engine: EngineSettings,
): CampaignPlan {
  const { header, rate, concurrency, retries, timeout, authUrl, apiUrl, userAgent } = job
  const { scope, variables, announcement, referenceId, expiresIn, now } = options
  const rendering = {
    document: document.value,
    scope,
    variables,
    announcement,
    referenceId,
    expiresIn,
    now: now.toISOString(),
    variableNames: variableNames && [...variableNames],
  }
  return {
    header,
    body,
    rendering: isRenderedForEach(variableUseOf(document), variableNames) ? rendering : undefined,
    recipients,
    chunks: chunksOf(recipients, engine),
    byRegion: Object.fromEntries(byRegion),
    badLines: bad,
    duplicates,
    maxFailures,
    rate,
    concurrency,
    retries,
    timeout,
    authUrl,
    apiUrl,
    userAgent,
  }
}

export function notStarted(error: unknown, severity: Diagnostic['severity']): Diagnostic {
  if (error instanceof RecipientsError) return error.finding
  if (!(error instanceof CampaignError)) throw error
  return finding('campaign/not-started', undefined, error.message, error.help, severity)
}

/** Says that a campaign goes on without this run, and how to come back to it. */
export function startedFinding(
  { name = '' }: CampaignReport,
  problem: string | undefined,
  arn = '',
): Diagnostic {
  const isLost = problem !== undefined
  const how = isLost ? `, but it can no longer be followed: ${problem}` : ' without this run'
  const message = `The campaign ${name} continues${how}.`
  const status = `"alexa-proactive campaign-status ${name} --engine ${arn}"`
  const help = `${status} shows its progress, campaign-stop stops it, and campaign-resume resumes it.`
  return finding('campaign/started', undefined, message, help, isLost ? 'error' : 'notice')
}

/** What the outcomes of a campaign amount to, or that it goes on without this run. */
export function endingOf(
  campaign: CampaignReport,
  { isRunning, problem }: Pick<EngineReport, 'isRunning' | 'problem'>,
  stage: Stage,
  simulated: boolean,
): Ending & { readonly isLost: boolean } {
  const status = isRunning ? 'started' : campaignStatus(campaign)
  return {
    status,
    campaign,
    campaignSentence: campaignSentence(campaign, status, stage, simulated),
    simulated,
    isLost: isRunning ? problem !== undefined : lackingOf(campaign) > campaign.maxFailures,
  }
}

/** The result of a campaign on an engine, for those who look at it without having begun it. */
export function engineResult(
  { header, body }: Pick<CampaignPlan, 'header' | 'body'>,
  ended: EngineReport,
  arn: string,
  now: Date,
): Result {
  const { report, isRunning, problem } = ended
  const { isLost, ...ending } = endingOf(report, ended, header.stage, false)
  const ofEnd = problem === undefined ? [] : [startedFinding(report, problem, arn)]
  return {
    ...refusedResult(isRunning ? ofEnd : campaignFindings(report, false)),
    ...ending,
    time: now.toISOString(),
    stage: header.stage,
    regions: header.regions,
    referenceId: body.referenceId,
    failed: isLost,
  }
}
