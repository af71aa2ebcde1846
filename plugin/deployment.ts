import { join, parse } from 'node:path'
import { checkFailed } from '../src/core/check-run.ts'
import { type Diagnostic, finding, type RuleId } from '../src/core/diagnostic.ts'
import { plainText } from '../src/core/escape.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import { findingsText, previewText } from '../src/core/report/text.ts'
import { findingsBesideOutcomes, statusSentence } from '../src/core/report/words.ts'
import type { FailOn } from '../src/core/settings-table.ts'
import type { SourceText } from '../src/core/source/read.ts'
import { listed } from '../src/core/wording.ts'
import { type Environment, messageOf } from '../src/core/world.ts'
import { addEngine, addFunction } from './campaigns.ts'
import type { Framework, Utils } from './framework.ts'
import {
  addOutput,
  findingsErrorText,
  isMissed,
  logFindings,
  onlyOnce,
  outputLines,
  userError,
  withProgress,
} from './log.ts'
import { type EventRun, type Preparation, prepare, type Refusal, runEvent } from './run-event.ts'
import { accountOf, deploymentOf, mapAt, serviceOf, stackOutputs } from './service.ts'
import type { EventSettings } from './settings.ts'
import { addTable, addVariable, checkSubscribers } from './subscribers.ts'
import { checkOutputs, checkTemplate } from './template/check.ts'

/** What the plugin does while a service is packaged and deployed, in this order. */
export type Deployment = ReturnType<typeof openDeployment>

/** Opens the work of one command of the framework; what its steps find out stays for those after. */
export function openDeployment(framework: Framework, utils: Utils, environment: Environment) {
  let preparation: Preparation | undefined
  /** What this deploy was checked for: a plugin may deploy in the midst of another command. */
  let checkedFor: 'nothing' | 'package' | 'deploy' = 'nothing'
  /** Findings because of which no event goes out. */
  let withheld: readonly Diagnostic[] = []
  let sources: readonly SourceText[] = []
  let failures: readonly string[] = []
  let sent: readonly string[] = []
  const isNew = onlyOnce()

  /** Logs findings that are new, and throws those that stop the deploy. */
  const report = (found: readonly Diagnostic[], failOn: FailOn): void => {
    withheld = [...withheld, ...found.filter(keepsEventsBack)]
    const stops = failOn !== 'never' && checkFailed(found, failOn)
    const isReason = ({ severity }: Diagnostic) =>
      stops && (severity === 'error' || (failOn === 'warning' && severity === 'warning'))
    const others = found.filter(diagnostic => !isReason(diagnostic))
    logFindings(others.filter(isNew), sources, utils)
    if (!stops) return
    const text = findingsErrorText('alexa-proactive stops this', found.filter(isReason), sources)
    throw userError(framework, 'ALEXA_PROACTIVE_CHECK_FAILED', text)
  }

  const check = async (isDeploy: boolean): Promise<void> => {
    checkedFor = 'nothing'
    withheld = []
    // Not as if it were sent: before the first deploy there is nothing to replace a placeholder with.
    const prepared = await prepare(serviceOf(framework), environment)
    if (!('settings' in prepared)) {
      sources = prepared.sources
      report(prepared.diagnostics, 'error')
      return
    }
    preparation = prepared
    const found = await checkService(prepared, isDeploy)
    sources = found.sources
    for (const file of new Set(sources.map(source => source.file))) {
      utils.log.info(`alexa-proactive: read ${file}`)
    }
    report(found.diagnostics, prepared.settings.failOn)
    checkedFor = isDeploy ? 'deploy' : 'package'
  }

  const knownOf = ({ service, skill: { id, manifest } }: Preparation, accountId?: string) =>
    deploymentOf(framework, service, { skillId: id, manifest: manifest.manifest, accountId })

  const checkCompiled = async (): Promise<void> => {
    if (preparation === undefined) return
    const accountId = checkedFor === 'deploy' ? await accountOf(framework) : undefined
    const known = knownOf(preparation, accountId)
    if (known === undefined) return
    const { failOn, subscribers } = preparation.settings
    report([...checkTemplate(known), ...(subscribers ? checkSubscribers(known) : [])], failOn)
  }

  const checkDeployed = async (prepared: Preparation): Promise<void> => {
    const known = knownOf(prepared, await accountOf(framework))
    const outputs = stackOutputs(framework)
    if (known === undefined || outputs === undefined) return
    report(checkOutputs(known, outputs), 'never')
  }

  const announce = async (prepared: Preparation): Promise<void> => {
    const events = eventsOnDeploy(prepared)
    const isNothing = nothingDeployed(framework)
    if (!isNothing) await checkDeployed(prepared)
    if (events.length === 0) return
    const isSilent = prepared.stage.silentBecause !== undefined
    if (isNothing) {
      const text = 'alexa-proactive: nothing was deployed, so nothing is sent.'
      utils.log.notice([text, ...(isSilent ? [] : repeatText(events, prepared))].join('\n'))
      return
    }
    if (!isSilent && withheld.length > 0) {
      const rules = listed([...new Set(withheld.map(({ rule }) => rule))])
      const text = `alexa-proactive: nothing is sent, because of ${rules}, reported above.`
      const lines = [text, ...repeatText(events, prepared)]
      if (prepared.settings.failDeploy) failures = lines
      else utils.log.notice(lines.join('\n'))
      return
    }
    const announced = isSilent ? [] : await announceAll(events, prepared, utils)
    sources = [...announced.flatMap(event => event.sources), ...sources]
    const missed = announced.filter(({ result }) => isMissed(result))
    failures = [...missed.map(failureOf), ...repeatText(missed, prepared)]
    const besides = announced.flatMap(({ result }) => findingsBesideOutcomes(result))
    report(
      besides.filter(({ severity }) => severity !== 'error'),
      'never',
    )
    sent = outputLines(prepared.stage, announced)
    addOutput(framework, sent)
  }

  return {
    /** Before anything is built: settings, manifest, and the events that the deploy will send. */
    check: () => check(serviceOf(framework).words[0] === 'deploy'),
    /** Before the functions are compiled: what the settings add to the stack. */
    async addResources(): Promise<void> {
      if (preparation?.service.isAws !== true) return
      const { subscribers, campaigns } = preparation.settings
      if (subscribers) {
        addVariable(framework)
        addTable(framework)
      }
      if (campaigns !== undefined) await addFunction(framework, campaigns)
    },
    /** When the functions are compiled: what needs them. */
    async finishResources(): Promise<void> {
      if (preparation?.service.isAws !== true) return
      const { campaigns } = preparation.settings
      if (campaigns !== undefined) addEngine(framework, campaigns)
    },
    /** Before one function alone is deployed: what it has in its environment. */
    async addVariables(): Promise<void> {
      const { custom, isAws } = serviceOf(framework)
      const written = mapAt(custom, 'alexaProactive')['subscribers']
      if (isAws && (written === true || written === 'true')) addVariable(framework)
    },
    /** The compiled template against manifest and skill. */
    checkTemplate: checkCompiled,
    /** Before anything is uploaded: what was not checked for this deploy, such as a package that was made before. */
    async checkUpload(): Promise<void> {
      if (checkedFor !== 'deploy') await check(true)
      await checkCompiled()
    },
    /** Sends the events when the stack is up. Never throws: the framework would say that the deploy failed. */
    async announce(): Promise<void> {
      // What "serverless dev" deploys is for developers alone.
      if (preparation === undefined || preparation.service.words[0] === 'dev') return
      if (checkedFor !== 'deploy') return
      checkedFor = 'nothing'
      try {
        await announce(preparation)
      } catch (error) {
        failures = [
          `Sending failed: ${messageOf(error)}`,
          ...repeatText(eventsOnDeploy(preparation), preparation),
        ]
      }
    },
    /** Reports what could not be sent. */
    async finish(): Promise<void> {
      sent = []
      if (failures.length === 0) return
      const head = 'The service is deployed, but its Alexa events are not as they should be.'
      const text = [head, ...failures].join('\n\n')
      failures = []
      if (preparation?.settings.failDeploy === true) {
        throw userError(framework, 'ALEXA_PROACTIVE_NOT_SENT', text)
      }
      utils.log.error(`${text}\n`)
    },
    /** Says what was sent where the deploy failed afterwards. */
    async fail(): Promise<void> {
      if (sent.length === 0 && failures.length === 0) return
      const head = 'alexa-proactive had finished before this deploy failed:'
      utils.log.warning(`${[head, ...sent, ...failures].join('\n')}\n`)
    },
  }
}

/** Whether events would be lost, or come from what is not deployed: then none goes out, whatever `failOn` is. */
function keepsEventsBack({ rule, severity }: Diagnostic): boolean {
  return severity === 'error' || (severity === 'warning' && withholding.has(rule))
}

/** What keeps a deploy from nothing, but the events from their customers. */
const notForcing: ReadonlySet<RuleId> = new Set([
  'settings/credentials-missing',
  // Before the first deploy of the function no manifest can name it.
  'drift/publication-missing',
  'drift/permission-missing',
])

const withholding: ReadonlySet<RuleId> = new Set([
  'deployment/endpoint-account',
  'deployment/endpoint-placeholder',
  ...notForcing,
])

/** How to send events again. The same commit gives them the same reference ids. */
function repeatText(
  events: readonly { readonly name: string }[],
  { service: { stage, options } }: Preparation,
): readonly string[] {
  if (events.length === 0) return []
  const same = ['region', 'config', 'aws-profile'].flatMap(name => {
    const value = options[name]
    return typeof value === 'string' ? [`--${name}`, value] : []
  })
  const commands = events.map(({ name }) =>
    ['serverless', 'alexa-proactive', 'send', '--event', name, '--stage', stage, ...same]
      .map(word => (/^[\w./:@=-]+$/.test(word) ? word : JSON.stringify(word)))
      .join(' '),
  )
  const parameters = options['param'] === undefined ? '' : ', with the same --param'
  return [
    `To send ${events.length === 1 ? 'it' : 'them'} from this commit${parameters} (nobody hears the same announcement twice):\n${commands.map(command => `  ${command}`).join('\n')}`,
  ]
}

/** The framework sends the same event whether it changed something or not. */
function nothingDeployed({ service: { provider } }: Framework): boolean {
  return provider.shouldNotDeploy === true || provider.deploymentWithEmptyChangeSet === true
}

function eventsOnDeploy({ settings }: Preparation): readonly EventSettings[] {
  return settings.events.filter(({ on }) => on === 'deploy')
}

/**
 * Checks what can be checked before anything is built: settings, manifest, and the events that this
 * deploy will send, with everything that sending them needs. Events that are not sent from here are
 * not looked at: what their templates name may be missing.
 *
 * @param isDeploy false where the service is packaged alone
 */
export async function checkService(preparation: Preparation, isDeploy: boolean): Promise<Refusal> {
  const { service, settings, stage, skill } = preparation
  const { signal } = new AbortController()
  // A report is about what was done.
  const choice = { rehearsal: true, raw: { report: '' }, signal }
  const isSending = isDeploy && stage.silentBecause === undefined
  const events = isSending ? eventsOnDeploy(preparation) : []
  const runs = []
  for (const event of events) runs.push(await runEvent('send', event, preparation, choice))
  // Without events, too, mistakes in the settings are found now.
  if (events.length === 0) runs.push(await runEvent('validate', undefined, preparation, choice))
  const diagnostics = [
    // What is known of placeholders is told with the template, where the right address is known.
    ...skill.manifest.diagnostics.filter(
      ({ rule }) => !service.isAws || rule !== 'manifest/endpoint-placeholder',
    ),
    ...(events.length > 0 ? liveByDefault(preparation) : []),
    ...runs.flatMap(({ result }) => result.diagnostics),
  ]
  return {
    diagnostics: settings.failDeploy ? diagnostics : diagnostics.map(withoutForce),
    sources: [...skill.manifest.sources, ...runs.flatMap(({ sources }) => sources)],
  }
}

/**
 * Warns of a service whose own stage is live although neither its settings nor the command say so.
 * With `--stage` the framework puts the option in the place of the service's stage, so that nobody
 * can tell what a plain deploy does.
 */
function liveByDefault({ service, settings, stage }: Preparation): readonly Diagnostic[] {
  const isExplicit =
    settings.stages !== undefined ||
    settings.stage !== 'auto' ||
    service.options['stage'] !== undefined
  if (!isForLive({ settings, stage }) || isExplicit) return []
  const message = `The service stage without --stage is ${service.stage}, which is live, so a plain "serverless deploy" notifies live customers.`
  const help = `If that is wanted, write it down below custom.alexaProactive: "stages: { ${service.stage}: live }". Otherwise set provider.stage to another one, such as dev.`
  return [finding('serverless/live-by-default', undefined, message, help)]
}

/** Whether live customers are notified, and not just in a trial. */
function isForLive({ settings, stage }: Pick<Preparation, 'settings' | 'stage'>): boolean {
  const { simulate, 'dry-run': dryRun } = settings.raw
  return stage.decision.stage === 'live' && simulate !== 'true' && dryRun !== 'true'
}

/** An announcement that cannot be sent forbids a deploy only where `failDeploy` says so. */
function withoutForce(diagnostic: Diagnostic): Diagnostic {
  const { rule, severity, place, message, help } = diagnostic
  return notForcing.has(rule) && severity === 'error'
    ? finding(rule, place, `${message} So no event will be sent.`, help, 'warning')
    : diagnostic
}

interface Announced extends EventRun {
  readonly name: string
}

/** Sends events one after the other; each whatever the outcome of the one before. */
async function announceAll(
  events: readonly EventSettings[],
  preparation: Preparation,
  utils: Utils,
): Promise<readonly Announced[]> {
  const { report } = preparation.settings.raw
  const ofOne = report === undefined || events.length === 1 ? undefined : report
  const announced: Announced[] = []
  for (const event of events) {
    const run = await withProgress(`Sending the Alexa event ${event.name}`, utils, signal =>
      runEvent('send', event, preparation, {
        raw: ofOne === undefined ? {} : { report: reportOf(ofOne, event.name) },
        signal,
        observe(step) {
          if (step.kind !== 'planned') return
          const { referenceId } = step.plan.body
          utils.log.info(`alexa-proactive: ${event.name} has the reference id ${referenceId}`)
          if (!isForLive(preparation)) return
          const heard = previewText(step, plainStyle).trimEnd()
          utils.log.notice(`${plainText(event.name)}, to the live stage\n${heard}\n`)
        },
      }),
    )
    announced.push({ name: event.name, ...run })
  }
  return announced
}

/** What to say of an event that not everybody was sent: why, and what to do. */
function failureOf({ name, result, sources }: Announced): string {
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
  const reasons = findingsText(errors, sources, plainStyle)
  return `The event ${name}: ${statusSentence(result)}\n\n${reasons}`.trimEnd()
}

/** `report.json` → `report.release.json`: with several events each has a report of its own. */
function reportOf(path: string, event: string): string {
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}.${event.replace(/[^\w-]/g, '_')}${ext}`)
}
