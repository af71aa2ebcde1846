import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { type InterruptibleProcess, listenForInterruption } from '../../src/cli/interruption.ts'

function fakeProcess() {
  const signals = new EventEmitter()
  const exits: number[] = []
  const process: InterruptibleProcess = {
    on: (signal, listener) => signals.on(signal, () => listener(signal)),
    exit: code => {
      exits.push(code)
    },
  }
  return { process, exits, send: (signal: string) => signals.emit(signal) }
}

test.each([
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
])('$signal once aborts the work, twice ends the process with $code', ({ signal, code }) => {
  const { process, exits, send } = fakeProcess()
  const interruption = listenForInterruption(process)
  expect([interruption.signal.aborted, interruption.exitCode()]).toEqual([false, undefined])

  send(signal)
  expect([interruption.signal.aborted, interruption.exitCode()]).toEqual([true, code])
  expect(exits).toEqual([])

  send('SIGINT')
  expect(exits).toEqual([code])
})
