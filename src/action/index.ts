import { debug, setFailed } from '@actions/core'
import { plainText } from '../core/escape.ts'
import { messageOf } from '../core/world.ts'
import { reportFailure, runAction } from './run.ts'

// Where the log cannot be written, a run still ends as it ended.
process.stdout.on('error', () => {})

const interruption = new AbortController()
// A check that is cancelled may end at once. What sends is told once: what a runner sends when its
// patience ends is not held up a second time. On Windows that is Ctrl-C, and Ctrl-Break for SIGTERM.
const signals =
  process.env['INPUT_COMMAND']?.trim() === 'send' ? ['SIGINT', 'SIGTERM', 'SIGBREAK'] : []
for (const name of signals) {
  process.once(name, () => interruption.abort(new Error(`cancelled by ${name}`)))
}

process.once('uncaughtException', error => {
  fail(error)
  end()
})

runAction(process.env, interruption.signal).catch(fail).finally(end)

/** All is written; what nobody waits for any more must not keep the step open. */
function end(): void {
  process.stdout.write('', () => process.exit())
}

function fail(error: unknown): void {
  setFailed(plainText(lastWords(error)))
  debug(traceOf(error))
  try {
    reportFailure()
  } catch (cause) {
    debug(traceOf(cause))
  }
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function lastWords(error: unknown): string {
  if (interruption.signal.aborted) {
    return 'The run was cancelled. What the log shows as accepted has been sent; running it again notifies nobody twice.'
  }
  return `alexa-proactive itself failed (${messageOf(error)}). Please report this at https://github.com/alexa-proactive/alexa-proactive/issues with the log of a run that has debug logging enabled.`
}
