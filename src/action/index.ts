import { debug, setFailed } from '@actions/core'
import { plainText } from '../core/escape.ts'
import { collectedOutput } from '../core/write-now.ts'
import { reportFailure, runAction } from './run.ts'

// The toolkit prints through `process.stdout`.
const output = collectedOutput(1)
Object.defineProperty(process, 'stdout', { value: output })
process.once('exit', output.flush)

// Read once: each look into the process's own takes as long as a hundred into a copy.
const environment = { ...process.env }

const interruption = new AbortController()
// A check that is cancelled may end at once. What sends is told once: what a runner sends when its
// patience ends is not held up a second time.
const signals = environment['INPUT_COMMAND']?.trim() === 'send' ? ['SIGINT', 'SIGTERM'] : []
for (const name of signals) {
  process.once(name, () => interruption.abort(new Error(`cancelled by ${name}`)))
}

try {
  await runAction(environment, interruption.signal)
} catch (error) {
  setFailed(plainText(lastWords(error)))
  debug(traceOf(error))
  try {
    reportFailure(environment)
  } catch (cause) {
    debug(traceOf(cause))
  }
}
// All is written, and every connection closed: to end by itself would take the process longer.
process.exit()

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function lastWords(error: unknown): string {
  if (interruption.signal.aborted) {
    return 'The run was cancelled. What the log shows as accepted has been sent; running it again notifies nobody twice.'
  }
  const reason = error instanceof Error ? error.message : String(error)
  return `alexa-proactive itself failed (${reason}). Please report this at https://github.com/alexa-proactive/alexa-proactive/issues with the log of a run that has debug logging enabled.`
}
