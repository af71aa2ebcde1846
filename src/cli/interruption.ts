import type { Interruption } from './terminal.ts'

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
type StopSignal = keyof typeof exitCodes

/** The part of Node's `process` that interruptions need. */
export interface InterruptibleProcess {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
  exit(code: number): void
}

/**
 * Listens to Ctrl-C and to the system's wish to end. The first time, work under way is told to stop
 * and to say what is known; the second time, the process ends at once.
 */
export function listenForInterruption(process: InterruptibleProcess): Interruption {
  const controller = new AbortController()
  let exitCode: number | undefined
  const stop = (signal: StopSignal) => {
    if (exitCode !== undefined) {
      process.exit(exitCode)
      return
    }
    exitCode = exitCodes[signal]
    controller.abort(new Error(`Interrupted by ${signal}`))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: controller.signal, exitCode: () => exitCode }
}
