#!/usr/bin/env node
import { listenForInterruption } from './interruption.ts'
import { main } from './main.ts'
import { outputOf } from './output.ts'
import { programError } from './program-error.ts'
import { standardStream } from './standard-stream.ts'

const readerGone = new AbortController()
const error = outputOf(
  () => standardStream(2, () => process.stderr),
  () => {},
)
const out = outputOf(
  () => standardStream(1, () => process.stdout),
  () => readerGone.abort(),
)

const words = process.argv.slice(2)

process.on('uncaughtException', failure => {
  error.write(programError(failure, { environment: process.env, words }))
  process.exit(1)
})

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
