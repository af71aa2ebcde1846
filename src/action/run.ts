import { resolve } from 'node:path'
import { debug, notice, setFailed, setOutput, setSecret, summary } from '@actions/core'
import type { Context } from '../core/context.ts'
import { readProxies } from '../core/delivery/proxy.ts'
import { countOf, type Diagnostic, finding } from '../core/diagnostic.ts'
import { nodeWorld } from '../core/node-world.ts'
import { silenceOf } from '../core/occasion.ts'
import { commentMarkdown, summaryMarkdown } from '../core/report/markdown.ts'
import { resultObject } from '../core/report/report.ts'
import { acceptedMeans, silentReasons, statusSentence, wasAccepted } from '../core/report/words.ts'
import { type Result, refusedResult } from '../core/result.ts'
import { run } from '../core/run.ts'
import { parseSettings, type Settings, settingNames } from '../core/settings.ts'
import { settings } from '../core/settings-table.ts'
import { userAgent, version } from '../core/version.ts'
import { type Environment, messageOf, type World } from '../core/world.ts'
import { readContext, readJobEnvironment } from '../github/context.ts'
import { formsOf, formsToMask, type Inputs, readInputs } from './inputs.ts'
import { openLog, print, printFindings } from './log.ts'

/** Carries out the step; rejects with the signal's reason where it was cancelled. */
export async function runAction(environment: Environment, signal: AbortSignal): Promise<void> {
  const inputs = readInputs()
  const proxy = readProxies(environment)
  // First of all: from here on the runner hides these wherever they turn up.
  const credentials = settingNames
    .filter(name => settings[name].secret === true)
    .map(name => inputs.raw[name])
  for (const form of formsToMask(credentials, proxy)) setSecret(form)
  debug(`alexa-proactive ${version}, Node ${process.version}, ${process.platform}`)

  const workspace = workspaceOf(environment)
  const { understood, diagnostics } = await parseSettings(inputs.raw)
  const node = nodeWorld(path => resolve(workspace, path), proxy)
  let report: string | undefined
  const world: World = {
    ...node,
    async writeFile(path, text) {
      await node.writeFile(path, text)
      // The page of the preview is written too, after the report.
      if (path === understood.report) report = path
    },
    keepSubscribers: async (...of) =>
      (await import('../subscribers/source.ts')).keepSubscribers({ folder: workspace }, ...of),
    mask(secret) {
      for (const form of formsOf(secret)) setSecret(form)
    },
  }
  const found = [...inputs.diagnostics, ...diagnostics]
  const { context, problem } = readContext(environment)
  if (countOf(found, 'error') > 0 && silenceOf(understood, context) === undefined) {
    // Settings that are not understood fail the step: nobody can know what was intended.
    printFindings(found, [], workspace)
    return publish(refusedResult(found), undefined, inputs, signal)
  }
  const log = openLog(understood, workspace)
  const result = await run(understood, context, world, {
    signal,
    userAgent: userAgentOf(environment),
    diagnostics: [...found, ...(problem === undefined ? [] : [withoutEvent(problem)])],
    observe: log.step,
    openEngine: async arn =>
      (await import('../engine/aws.ts')).openEngine(arn, { folder: workspace }),
    async openSimulation(...of) {
      print(['Simulated: the event goes to a simulator inside this step.'])
      return (await import('../simulator/start.ts')).openSimulation(...of)
    },
    findRelease: async query => (await import('../github/api.ts')).findRelease(query),
    jobEnvironment: () => readJobEnvironment(environment),
  })
  log.end(result.diagnostics)
  if (understood.comment && !signal.aborted) await comment(understood, context, environment, result)
  return publish(result, report, inputs, signal)
}

/** Shows the result on the pull request. That this is not possible is no reason to fail. */
async function comment(
  settings: Settings,
  context: Context,
  environment: Environment,
  result: Result,
): Promise<void> {
  const { commentMarker, pullRequestOf, writeComment } = await import('../github/api.ts')
  const pullRequest = pullRequestOf(context)
  const { repository } = context
  if (pullRequest === undefined || repository === undefined) {
    const reason = 'this run is not about a pull request from a branch of this repository'
    print([`No comment is written: ${reason}.`])
    return
  }
  if (settings.githubToken === undefined) {
    notice('The comment on the pull request was not written: github-token is empty.')
    return
  }
  const event = settings.event !== undefined && 'file' in settings.event ? settings.event.file : ''
  const marker = commentMarker(environment, [settings.command, settings.manifest, event])
  const place = { repository, pullRequest, token: settings.githubToken, marker }
  const problem = await writeComment(place, commentMarkdown(result))
  if (problem !== undefined) notice(problem)
}

/** The stage may depend on what is not known then. */
function withoutEvent(problem: string): Diagnostic {
  const message = `${problem}, so nothing is known of the release, pull request or deployment that started this run.`
  const help =
    'Run this inside a workflow, or find out what changed the file that the runner wrote.'
  return finding('settings/file-unreadable', undefined, message, help, 'warning')
}

/** Where paths of the settings begin: the checked-out repository, else the folder the step runs in. */
export function workspaceOf(environment: Environment): string {
  return environment['GITHUB_WORKSPACE']?.trim() || process.cwd()
}

/** GitHub asks actions to pass this id on, so that requests can be traced back to a run. */
function userAgentOf(environment: Environment): string {
  const id = environment['ACTIONS_ORCHESTRATION_ID']?.replace(/[^\w.-]/g, '_')
  return id === undefined || id === ''
    ? `${userAgent} (github-action)`
    : `${userAgent} (github-action) actions_orchestration_id/${id}`
}

/** Tells the runner how the run ended: outputs, job summary, and a last line or the message of a failure. */
async function publish(
  result: Result,
  report: string | undefined,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<void> {
  setOutputs(result, report)
  if (wasAccepted(result)) {
    const lines = [acceptedMeans, ...silentReasons.map(reason => `- ${reason}`)]
    print(lines, 'What "accepted" means')
  }
  if (inputs.summary) await writeSummary(summaryMarkdown(result))
  // Deliveries that failed may have been given up for that reason.
  const cancelled = signal.aborted ? 'The run was cancelled. ' : ''
  const sentence = `${cancelled}${closingSentence(result)}`
  if (result.failed) setFailed(sentence)
  else print([sentence])
}

/** How the run ended, without the reason that the notice above it has told. */
function closingSentence(result: Result): string {
  const isTold = result.diagnostics.some(({ message }) => message === result.skippedReason)
  return statusSentence(isTold ? { ...result, skippedReason: undefined } : result)
}

/** Sets the outputs of a run that did not come to its end, so that later steps read of a failure. */
export function reportFailure(): void {
  setOutputs(refusedResult([]), undefined)
}

function setOutputs(result: Result, report: string | undefined): void {
  for (const [name, value] of Object.entries(outputsOf(result, report))) setOutput(name, value)
}

/** A summary that cannot be written (old runners, `act`) is no reason to fail what has been sent. */
async function writeSummary(markdown: string): Promise<void> {
  try {
    await summary.addRaw(markdown, true).write()
  } catch (cause) {
    print([`The job summary was not written: ${messageOf(cause)}`])
  }
}

/** The step's outputs by name, all of them at every end. `action.yml` says what they mean. */
export function outputsOf(
  result: Result,
  report: string | undefined,
): Readonly<Record<string, string>> {
  const { counts, preview } = resultObject(result)
  return {
    status: result.status,
    'skipped-reason': result.skippedReason ?? '',
    stage: result.stage ?? '',
    'stage-reason': result.stageReason ?? '',
    regions: result.regions.join(','),
    'reference-id': result.referenceId ?? '',
    'request-ids': result.deliveries.flatMap(({ requestId }) => requestId ?? []).join(','),
    accepted: String(counts.accepted),
    rejected: String(counts.rejected),
    failed: String(counts.failed),
    errors: String(counts.errors),
    warnings: String(counts.warnings),
    preview: JSON.stringify(preview),
    report: report ?? '',
    journal: result.campaign?.journal ?? '',
    campaign: result.campaign?.name ?? '',
    'failed-file': result.campaign?.failedFile ?? '',
  }
}
