import type { Diagnostic } from '../src/core/diagnostic.ts'
import { checkFailed } from '../src/core/readiness.ts'
import type { FailOn } from '../src/core/settings.ts'
import type { SourceText } from '../src/core/source/read.ts'
import { announceAll, failureOf } from './announce.ts'
import { checkService, eventsOnDeploy } from './check-service.ts'
import type { Framework, Voices } from './framework.ts'
import { type Environment, type Preparation, prepare } from './preparation.ts'
import { findingsErrorText, logFindings, userError } from './say.ts'
import { serviceOf } from './service.ts'
import { addOutput, outputLines } from './service-output.ts'
import { deploymentOf, stackOutputs } from './stack.ts'
import { checkOutputs } from './template/check-outputs.ts'
import { checkTemplate } from './template/check-template.ts'

/** What the plugin does while a service is packaged and deployed, in this order. */
export interface Deployment {
  /** Before anything is built: settings, manifest, and the events that the deploy will send. */
  check(): Promise<void>
  /** The compiled template against manifest and skill. */
  checkTemplate(): Promise<void>
  /** All of it where a package that was made before is deployed. */
  checkPackaged(): Promise<void>
  /** Sends the events when the stack is up. Never throws: the framework would say that the deploy failed. */
  announce(): Promise<void>
  /** Reports what could not be sent. */
  finish(): Promise<void>
}

/** Opens the work of one command of the framework; what its steps find out stays for those after. */
export function openDeployment(
  framework: Framework,
  voices: Voices,
  environment: Environment,
): Deployment {
  let preparation: Preparation | undefined
  let sources: readonly SourceText[] = []
  let failures: readonly string[] = []
  const isNew = onlyOnce()

  /** Logs findings that are new, and throws those that stop the deploy. */
  const judge = (found: readonly Diagnostic[], failOn: FailOn): void => {
    const fresh = found.filter(isNew)
    const stops = failOn !== 'never' && checkFailed(fresh, failOn)
    const isReason = ({ severity }: Diagnostic) =>
      stops && (severity === 'error' || (failOn === 'warning' && severity === 'warning'))
    logFindings(
      fresh.filter(diagnostic => !isReason(diagnostic)),
      sources,
      voices,
    )
    if (!stops) return
    const text = findingsErrorText('alexa-proactive stops this', fresh.filter(isReason), sources)
    throw userError(framework, 'ALEXA_PROACTIVE_CHECK_FAILED', text)
  }

  const check = async (): Promise<void> => {
    const service = serviceOf(framework)
    const isDeploy = service.words[0] === 'deploy'
    const prepared = await prepare(service, environment, {
      sending: isDeploy,
      skillStage: undefined,
    })
    if (!('settings' in prepared)) {
      sources = prepared.sources
      judge(prepared.diagnostics, 'error')
      return
    }
    preparation = prepared
    const checked = await checkService(prepared, isDeploy)
    sources = checked.sources
    judge(checked.diagnostics, prepared.settings.failOn)
  }

  const checkCompiled = (): void => {
    const known = preparation && deploymentOf(framework, preparation)
    if (preparation === undefined || known === undefined) return
    judge(checkTemplate(known), preparation.settings.failOn)
  }

  const checkDeployed = (prepared: Preparation): readonly Diagnostic[] => {
    const known = deploymentOf(framework, prepared)
    const outputs = stackOutputs(framework)
    return known === undefined || outputs === undefined ? [] : checkOutputs(known, outputs)
  }

  const announce = async (prepared: Preparation): Promise<void> => {
    const events = eventsOnDeploy(prepared)
    const nothing = nothingDeployed(framework)
    const found = nothing ? [] : checkDeployed(prepared)
    const wrong = found.filter(({ severity }) => severity === 'error')
    judge(withoutThese(found, wrong), 'never')
    if (wrong.length > 0) {
      failures = [findingsErrorText('The deployed stack is wrong for the skill', wrong, sources)]
      return
    }
    if (events.length === 0) return
    if (nothing) {
      voices.log.notice('alexa-proactive: nothing was deployed, so nothing is sent.')
      return
    }
    const isSilent = prepared.stage.silentBecause !== undefined
    const announced = isSilent ? [] : await announceAll(events, prepared, voices)
    sources = [...sources, ...announced.flatMap(event => event.sources)]
    failures = announced.flatMap(event => failureOf(event) ?? [])
    for (const { result } of announced) {
      judge(
        result.diagnostics.filter(({ severity }) => severity !== 'error'),
        'never',
      )
    }
    addOutput(framework, outputLines(prepared.stage, announced))
  }

  return {
    check,
    checkTemplate: async () => checkCompiled(),
    async checkPackaged() {
      if (preparation !== undefined) return
      await check()
      checkCompiled()
    },
    async announce() {
      if (preparation === undefined) return
      try {
        await announce(preparation)
      } catch (error) {
        failures = [`Sending failed: ${error instanceof Error ? error.message : String(error)}`]
      }
    },
    async finish() {
      if (failures.length === 0) return
      const head = 'The service is deployed, but its Alexa events are not as they should be.'
      const text = [head, ...failures].join('\n\n')
      failures = []
      if (preparation?.settings.failDeploy === true) {
        throw userError(framework, 'ALEXA_PROACTIVE_NOT_SENT', text)
      }
      voices.log.error(`${text}\n`)
    },
  }
}

/** The framework sends the same event whether it changed something or not. */
function nothingDeployed({ service: { provider } }: Framework): boolean {
  return provider.shouldNotDeploy === true || provider.deploymentWithEmptyChangeSet === true
}

/** Tells of each finding whether it comes up for the first time: a send checks again what was checked. */
function onlyOnce(): (diagnostic: Diagnostic) => boolean {
  const known = new Set<string>()
  return ({ rule, place, message }) => {
    const key = JSON.stringify([rule, place, message])
    const isNew = !known.has(key)
    known.add(key)
    return isNew
  }
}

function withoutThese(
  all: readonly Diagnostic[],
  these: readonly Diagnostic[],
): readonly Diagnostic[] {
  return all.filter(diagnostic => !these.includes(diagnostic))
}
