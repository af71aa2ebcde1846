#!/usr/bin/env node
import {
  listenForInterruption,
  type Output,
  outputOf,
  programError,
  type StyledOutput,
  styleOf,
} from './output.ts'
import { main } from './run.ts'

const words = process.argv.slice(2)
const readerGone = new AbortController()
const error = styled(outputOf(process.stderr, () => {}))
const out = styled(
  outputOf(process.stdout, reason => {
    readerGone.abort()
    if (reason !== undefined) error.write(`Standard output cannot be written: ${reason}.\n`)
  }),
)

const interruption = listenForInterruption(process)
process.on('uncaughtException', end)

// The process ends by itself: Node first writes what is still in its streams.
main({
  words,
  environment: process.env,
  out,
  error,
  interruption,
  readerGone: readerGone.signal,
  input(signal) {
    signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
    return process.stdin
  },
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
}).then(code => {
  process.exitCode = code
}, end)

function styled(output: Output): StyledOutput {
  return Object.assign(output, { style: styleOf(output, process.env, words) })
}

/** Asks on standard error, as standard output may be for another program. */
async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // In this mode the terminal does not turn Ctrl-C into a signal by itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const closed = new Promise<undefined>(resolve => {
    lines.once('close', () => resolve(undefined))
  })
  try {
    return await Promise.race([lines.question(question, { signal }).catch(() => undefined), closed])
  } finally {
    lines.close()
  }
}

/** Ends a program that is broken: what it left open must not keep the process. */
function end(failure: unknown): void {
  error.write(programError(failure, { environment: process.env, words }))
  process.stderr.write('', () => process.exit(interruption.exitCode() ?? 1))
}
