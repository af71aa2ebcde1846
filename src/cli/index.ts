#!/usr/bin/env node
import { listenForInterruption, outputOf, programError } from './output.ts'
import { main } from './run.ts'

const readerGone = new AbortController()
const out = outputOf(process.stdout, () => readerGone.abort())
const error = outputOf(process.stderr, () => {})
const words = process.argv.slice(2)

process.on('uncaughtException', failure => {
  error.write(programError(failure, { environment: process.env, words }))
  process.exit(1)
})

// The process ends by itself: Node first writes what is still in its streams.
process.exitCode = await main({
  words,
  environment: process.env,
  out,
  error,
  interruption: listenForInterruption(process),
  readerGone: readerGone.signal,
  input(signal) {
    signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
    return process.stdin
  },
})
