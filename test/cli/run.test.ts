import { expect, test } from 'vitest'
import { main } from '../../src/cli/run.ts'
import { keptOutput } from './streams.ts'

const fromInput = ['validate', '--event-file', '-']

/** Runs a command with a standard input that breaks off. */
async function started(words: readonly string[], interrupted = false) {
  const [out, error] = [keptOutput(), keptOutput()]
  const controller = new AbortController()
  const code = await main({
    words,
    environment: {},
    out,
    error,
    interruption: {
      signal: controller.signal,
      exitCode: () => (controller.signal.aborted ? 130 : undefined),
    },
    readerGone: new AbortController().signal,
    async *input() {
      yield new TextEncoder().encode('event:')
      if (interrupted) controller.abort(new Error('Interrupted by SIGINT'))
      throw new Error('Premature close')
    },
  })
  return { code, stdout: out.text(), stderr: error.text() }
}

test('an interruption while standard input is read is no failure of the program', async () => {
  expect(await started(fromInput, true)).toEqual({ code: 130, stdout: '', stderr: '' })
})

test('a standard input that cannot be read is told', async () => {
  const stderr = 'error Standard input cannot be read: Premature close.\n'
  expect(await started(fromInput)).toEqual({ code: 1, stdout: '', stderr })
})

test('a folder is no report to join', async () => {
  const stderr = 'error The report . cannot be read: it is a folder.\n'
  expect(await started(['join', '.'])).toEqual({ code: 2, stdout: '', stderr })
})
