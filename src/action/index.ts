import { debug, setFailed } from '@actions/core'
import { plainText } from '../core/report/escape.ts'
import { writeNow } from '../core/write-now.ts'
import { runAction } from './run-action.ts'

// The toolkit prints through `process.stdout`.
Object.defineProperty(process, 'stdout', {
  value: { write: (text: string) => writeNow(1, text) },
})

const interruption = new AbortController()
// Once: what a runner sends when its patience ends is not held up a second time.
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interruption.abort(new Error(`cancelled by ${name}`)))
}

try {
  await runAction(process.env, interruption.signal)
} catch (error) {
  setFailed(plainText(lastWords(error)))
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function lastWords(error: unknown): string {
  if (interruption.signal.aborted) {
    return 'The run was cancelled. What the log shows as accepted has been sent; running it again notifies nobody twice.'
  }
  const reason = error instanceof Error ? error.message : String(error)
  return `alexa-proactive itself failed (${reason}). Please report this at https://github.com/alexa-proactive/alexa-proactive/issues with the log of a run that has debug logging enabled.`
}
