import { stages } from '../src/core/alexa.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { jsonText } from '../src/core/escape.ts'
import { campaignText, openCampaignLines } from '../src/core/report/campaign.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import { resultObject } from '../src/core/report/report.ts'
import {
  closingText,
  countsText,
  deliveriesTitle,
  findingsText,
  openStepText,
} from '../src/core/report/text.ts'
import { statusSentence } from '../src/core/report/words.ts'
import { hasBegun, type Result, refusedResult } from '../src/core/result.ts'
import type { Command } from '../src/core/setting-kinds.ts'
import type { RawSettings } from '../src/core/settings.ts'
import { systemClock } from '../src/core/time.ts'
import { didYouMean, listed, nearest, quoted } from '../src/core/wording.ts'
import type { Environment } from '../src/core/world.ts'
import { type CommandName, isCampaignCommand } from './commands.ts'
import type { Framework, Utils } from './framework.ts'
import { findingsErrorText, logFindings, onlyOnce, userError, withProgress } from './log.ts'
import { completeManifest } from './manifest.ts'
import { type EventRun, prepare, type Refusal, runEvent } from './run-event.ts'
import { type Service, serviceOf, textOf } from './service.ts'
import type { ChosenEvent, EventSettings } from './settings.ts'

/**
 * Carries out `serverless alexa-proactive validate`, `preview` or `send`.
 *
 * @throws the framework's error where the check or the delivery failed, which makes the exit code 1;
 * with `--json` the exit code alone is set, so that nothing but the result is on standard output
 */
export async function runCommand(
  name: CommandName,
  framework: Framework,
  utils: Utils,
  environment: Environment,
): Promise<void> {
  if (name === 'manifest') return completeManifest(framework, utils, environment)
  if (isCampaignCommand(name)) {
    const { campaignCommand } = await import('./campaign-command.ts')
    return campaignCommand(name, framework, utils)
  }
  const service = serviceOf(framework)
  const command = name === 'campaign' ? 'send' : name
  const list =
    name === 'campaign'
      ? await (await import('./campaign-command.ts')).campaignSettings(framework)
      : {}
  const task = 'rule' in list ? refusal(list) : await taskOf(command, service, environment, list)
  const isJson = service.options['json'] === true
  const { result, sources } = await runTask(task, utils, isJson)
  const { diagnostics, failed } = result
  if (isJson) {
    logFindings(diagnostics, sources, utils)
    utils.writeText(jsonText(resultObject(result)))
    if (failed) process.exitCode = 1
    return
  }
  const reasons = failed ? reasonsIn(diagnostics) : []
  const others = diagnostics.filter(diagnostic => !reasons.includes(diagnostic))
  if (failed || command !== 'validate') logFindings(others, sources, utils)
  if (failed) {
    const title = 'diagnostics' in task ? 'Nothing was done' : failureTitle(command, result)
    const code = command === 'send' ? 'ALEXA_PROACTIVE_NOT_SENT' : 'ALEXA_PROACTIVE_CHECK_FAILED'
    throw userError(framework, code, findingsErrorText(title, reasons, sources))
  }
  if (command === 'send') {
    const { campaign } = result
    if (hasBegun(campaign)) utils.writeText(campaignText(campaign, plainStyle).trimEnd())
    utils.writeText(closingText(result, { interrupted: false }, plainStyle).trimEnd())
  }
  if (command === 'validate') {
    const text = findingsText(diagnostics, sources, plainStyle)
    utils.writeText(`${text}${countsText(diagnostics, plainStyle)}`.trimEnd())
  }
}

/** Where there are no errors, `failOn` made it fail for a warning. */
function reasonsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? errors : diagnostics
}

function failureTitle(command: Command, result: Result): string {
  if (command !== 'send') return 'The check failed'
  return result.deliveries.length === 0 && !hasBegun(result.campaign)
    ? 'Nothing was sent'
    : `${statusSentence(result)} Reference id ${result.referenceId}`
}

/** Runs a command with each of its events; what was found in all of them is one result. */
async function runTask(task: Task | Refusal, utils: Utils, isJson: boolean): Promise<EventRun> {
  if ('diagnostics' in task) {
    return { result: refusedResult(task.diagnostics), sources: task.sources }
  }
  const { command, preparation, events, raw } = task
  const { writeText, log } = utils
  const campaign = openCampaignLines(line => log.notice(line), systemClock)
  const given = { ...preparation.settings.raw, ...raw }
  const title = `\n${deliveriesTitle(given, 'apiUrl', plainStyle)}`
  // What is the result of the command goes to standard output, the rest to the log.
  const showStep = openStepText(title, plainStyle, {
    write: text => writeText(text.trimEnd()),
    note: line => log.notice(line),
    campaign,
  })
  const observe = isJson || command === 'validate' ? () => {} : showStep
  const runs: EventRun[] = []
  for (const event of events.length === 0 ? [undefined] : events) {
    const run = await withProgress(messageOf(command, event), utils, signal =>
      runEvent(command, event, preparation, {
        reportsManifest: runs.length === 0,
        raw,
        signal,
        observe,
      }),
    ).finally(() => campaign.end())
    runs.push(run)
  }
  return runs.reduce(joined)
}

function messageOf(command: Command, event: ChosenEvent | undefined): string {
  const verb = command === 'send' ? 'Sending' : 'Checking'
  return `${verb} the Alexa ${event === undefined ? 'skill manifest' : `event ${event.name ?? event.file}`}`
}

/** Only `validate` has several events, and of these only the findings count. */
function joined(run: EventRun, next: EventRun): EventRun {
  const [one, other] = [run.result, next.result]
  return {
    result: {
      ...(other.failed && !one.failed ? other : one),
      diagnostics: [...one.diagnostics, ...other.diagnostics].filter(onlyOnce()),
      regions: [...new Set([...one.regions, ...other.regions])],
      regionsReason: undefined,
      referenceId: undefined,
      preview: [],
    },
    sources: [...run.sources, ...next.sources],
  }
}

/** What a command is about; without events the manifest alone is checked. */
type Task = Exclude<Awaited<ReturnType<typeof taskOf>>, Refusal>

/** Puts together what a command was asked to do, or says what is not clear about it. */
export async function taskOf(
  command: Command,
  service: Service,
  environment: Environment,
  list: RawSettings = {},
) {
  const { options } = service
  const wish = textOf(options['skill-stage'])
  if (wish !== undefined && !stageChoices.includes(wish)) {
    const message = `The option --skill-stage is ${quoted(wish)}${didYouMean(nearest(wish, stageChoices))}`
    const help = `Use one of: ${stageChoices.join(', ')}. The service stage is the framework's option --stage.`
    return refusal(finding('settings/value', undefined, message, help))
  }
  const sending = command === 'send' && options['dry-run'] !== true
  const preparation = await prepare(service, environment, { sending, skillStage: wish })
  if (!('settings' in preparation)) return preparation
  const events = chooseEvents(command, preparation.settings.events, options)
  if ('rule' in events) return refusal(events)
  const raw: RawSettings = { ...optionsOf(service), ...list }
  const { silentBecause } = preparation.stage
  const { simulate, 'dry-run': dryRun } = { ...preparation.settings.raw, ...raw }
  const notifies = command === 'send' && simulate !== 'true' && dryRun !== 'true'
  if (notifies && silentBecause !== undefined) {
    const message = `Nothing is sent here, because ${silentBecause}.`
    const help = 'To send anyway, add --skill-stage development or --skill-stage live.'
    return refusal(finding('settings/value', undefined, message, help))
  }
  return { command, preparation, events, raw }
}

const stageChoices: readonly string[] = ['auto', ...stages]

function refusal(diagnostic: Diagnostic): Refusal {
  return { diagnostics: [diagnostic], sources: [] }
}

function optionsOf({ options }: Service): RawSettings {
  const regions = options['endpoint-regions']
  const html = textOf(options['html'])
  return {
    ...(html === undefined ? {} : { html }),
    ...(typeof regions === 'string' ? { regions } : {}),
    ...(options['dry-run'] === true ? { 'dry-run': 'true' } : {}),
    ...(options['simulate'] === true ? { simulate: 'true' } : {}),
  }
}

/**
 * Finds the events that a command is about: the one that its options name; else, for `validate`, all
 * of the settings, and for the others the only one there is.
 *
 * @returns a finding where it is not clear which event it is about
 */
export function chooseEvents(
  command: Command,
  events: readonly EventSettings[],
  options: Readonly<Record<string, unknown>>,
): readonly ChosenEvent[] | Diagnostic {
  const name = textOf(options['event'])
  const file = textOf(options['event-file'])
  if (name !== undefined && file !== undefined) {
    return unclear('Both --event and --event-file are given.', 'Keep one of them.')
  }
  if (file !== undefined) return [{ name: undefined, file, variables: {}, raw: {} }]
  const names = events.map(event => event.name)
  if (name !== undefined) {
    const event = events.find(candidate => candidate.name === name)
    if (event !== undefined) return [event]
    return unclear(
      `There is no event ${quoted(name)} in custom.alexaProactive.events${didYouMean(nearest(name, names))}`,
      names.length === 0
        ? 'Define it there, or give the path of an event file with --event-file.'
        : `Use ${listed(names, 'or')}, or give the path of an event file with --event-file.`,
    )
  }
  if (command === 'validate' || events.length === 1) return events
  return events.length === 0
    ? unclear(
        `There is no event to ${command}: custom.alexaProactive.events is empty.`,
        'Give the path of an event file with --event-file, or define an event there.',
      )
    : unclear(
        `There are ${events.length} events, and ${command} is about one.`,
        `Add --event ${names.join(' or --event ')}.`,
      )
}

function unclear(message: string, help: string): Diagnostic {
  return finding('serverless/event-name', undefined, message, help)
}
