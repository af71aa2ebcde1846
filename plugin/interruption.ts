/**
 * Lets work be interrupted by Ctrl-C or a wish of the system to end: it is told to stop, and says what
 * is known by then. The second time, the process ends at once, as it would without us.
 */
export async function interruptible<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController()
  const stop = (): void => controller.abort(new Error('Interrupted'))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
