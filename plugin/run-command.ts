import type { Diagnostic } from '../src/core/diagnostic.ts'
import { jsonText } from '../src/core/escape.ts'
import { resultObject } from '../src/core/report/json.ts'
import { plainStyle } from '../src/core/report/layout.ts'
import type { DeliveryGoal } from '../src/core/report/text.ts'
import { countsText, findingsText } from '../src/core/report/text.ts'
import { statusSentence } from '../src/core/report/words.ts'
import { type Result, refusedResult } from '../src/core/result.ts'
import { endText, stepText } from './command-text.ts'
import type { CommandName } from './commands.ts'
import type { Framework, Voices } from './framework.ts'
import type { Environment } from './preparation.ts'
import type { EventRun } from './run-event.ts'
import { runTask } from './run-task.ts'
import { type ErrorCode, findingsErrorText, logFindings, userError } from './say.ts'
import { serviceOf } from './service.ts'
import { type Task, taskOf } from './task.ts'

/**
 * Carries out `serverless alexa-proactive validate`, `preview` or `send`.
 *
 * @throws the framework's error where the check or the delivery failed, which makes the exit code 1;
 * with `--json` the exit code alone is set, so that nothing but the result is on standard output
 */
export async function runCommand(
  command: CommandName,
  framework: Framework,
  voices: Voices,
  environment: Environment,
): Promise<void> {
  const service = serviceOf(framework)
  const task = await taskOf(command, service, environment)
  if (service.options['json'] === true) {
    await runForJson(task, voices)
    return
  }
  const text =
    'diagnostics' in task
      ? findingsErrorText('Nothing was done', task.diagnostics, task.sources)
      : await runForText(task, voices)
  if (text !== undefined) throw userError(framework, codeFor(command), text)
}

function codeFor(command: CommandName): ErrorCode {
  return command === 'send' ? 'ALEXA_PROACTIVE_NOT_SENT' : 'ALEXA_PROACTIVE_CHECK_FAILED'
}

async function runForJson(task: Awaited<ReturnType<typeof taskOf>>, voices: Voices): Promise<void> {
  const { result, sources }: EventRun =
    'diagnostics' in task
      ? { result: refusedResult(task.diagnostics), sources: task.sources }
      : await runTask(task, voices, () => {})
  logFindings(result.diagnostics, sources, voices)
  voices.writeText(jsonText(resultObject(result)))
  if (result.failed) process.exitCode = 1
}

/** Shows what was found and done, and gives back what the error says where it failed. */
async function runForText(task: Task, voices: Voices): Promise<string | undefined> {
  const { command } = task
  const observe = command === 'validate' ? () => {} : stepText(goalOf(task), voices)
  const { result, sources } = await runTask(task, voices, observe)
  const { diagnostics, failed } = result
  if (command === 'validate') {
    if (failed) return findingsErrorText('The check failed', diagnostics, sources)
    const text = findingsText(diagnostics, sources, plainStyle)
    voices.writeText(`${text}${countsText(diagnostics, plainStyle)}`.trimEnd())
    return undefined
  }
  const reasons = failed ? reasonsIn(diagnostics) : []
  logFindings(
    diagnostics.filter(diagnostic => !reasons.includes(diagnostic)),
    sources,
    voices,
  )
  if (failed) return findingsErrorText(failureTitle(command, result), reasons, sources)
  if (command === 'send') voices.writeText(endText(result))
  return undefined
}

/** Where there are no errors, `failOn` made it fail for a warning. */
function reasonsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? errors : diagnostics
}

function failureTitle(command: CommandName, result: Result): string {
  if (command === 'preview') return 'The check failed'
  return result.deliveries.length === 0
    ? 'Nothing was sent'
    : `${statusSentence(result)} Reference id ${result.referenceId}`
}

function goalOf({ raw, preparation: { settings } }: Task): DeliveryGoal {
  if ((raw.simulate ?? settings.raw.simulate) === 'true') return 'simulator'
  return settings.raw['api-url'] === undefined ? 'Amazon' : { server: 'apiUrl' }
}
