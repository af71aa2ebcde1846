import { readChange } from './change.ts'
import { openTable, type SubscribersTable } from './table.ts'

/** How subscribers are recorded. */
export interface SubscribersOptions {
  /** Name of the DynamoDB table. Default: `ALEXA_SUBSCRIBERS_TABLE` of the environment. */
  readonly table?: string
  /** How long the skill's answer to one of these requests may wait for the table, milliseconds. Default: 2000. */
  readonly timeout?: number
}

/** What a handler of AWS Lambda calls with its answer, if it has such a parameter. */
export type Callback<Answer> = (error?: Error | string | null, answer?: Answer) => void

/** A request handler of the Alexa Skills Kit SDK. */
export interface RequestHandler<Input, Answer> {
  canHandle(input: Input): boolean | Promise<boolean>
  handle(input: Input): Answer | Promise<Answer>
}

/**
 * Records who is subscribed to which events of the skill, in a DynamoDB table:
 *
 * ```js
 * exports.handler = withSubscribers(skillBuilder.lambda())
 * ```
 *
 * The table is written for the requests that speak of subscriptions alone. All others go straight to the
 * handler, and its answer is the answer, whatever the table does: a table that is missing, refuses or hangs
 * costs at most `timeout`, and a line in the log without any user id.
 *
 * @param handler of the function, or a request handler of the Alexa Skills Kit SDK
 */
export function withSubscribers<Event, Context, Answer>(
  handler: (event: Event, context: Context) => Answer | Promise<Answer>,
  options?: SubscribersOptions,
): (event: Event, context: Context) => Promise<Answer>
export function withSubscribers<Event, Context, Answer>(
  handler: (event: Event, context: Context, callback: Callback<Answer>) => void,
  options?: SubscribersOptions,
): (event: Event, context: Context) => Promise<Answer>
export function withSubscribers<Input, Answer>(
  handler: RequestHandler<Input, Answer>,
  options?: SubscribersOptions,
): RequestHandler<Input, Answer>
export function withSubscribers<Event, Context, Answer>(
  handler: AnyHandler<Event, Context, Answer> | RequestHandler<Event, Answer>,
  options: SubscribersOptions = {},
) {
  const recorder = openRecorder(options)
  if (typeof handler !== 'function') {
    return {
      canHandle: (input: Event) => handler.canHandle(input),
      handle: (input: Event) =>
        recorder.beside(envelopeOf(input), async () => handler.handle(input)),
    }
  }
  // Two parameters: the newest runtimes refuse handlers with a callback.
  return (event: Event, context: Context) =>
    recorder.beside(event, () => answerOf(handler, event, context))
}

function envelopeOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'requestEnvelope' in input
    ? input.requestEnvelope
    : undefined
}

type AnyHandler<Event, Context, Answer> = (
  event: Event,
  context: Context,
  callback: Callback<Answer>,
) => unknown

/** The answer of a handler, by whichever way it gives it. */
function answerOf<Event, Context, Answer>(
  handler: AnyHandler<Event, Context, Answer>,
  event: Event,
  context: Context,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const given = handler(event, context, (error, answer) => {
      if (error === undefined || error === null) resolve(answer)
      else reject(error)
    })
    const isPromise = typeof given === 'object' && given !== null && 'then' in given
    if (isPromise || handler.length < 3) resolve(given)
  })
}

/** What the SDK says of a request that no handler wants. */
const unwanted = 'AskSdk.GenericRequestDispatcher Error'

/** Records changes in the table, which is opened when there is one to record. */
function openRecorder({ table: given, timeout = 2000 }: SubscribersOptions) {
  let opened: Promise<SubscribersTable> | undefined

  const record = async (change: NonNullable<ReturnType<typeof readChange>>): Promise<void> => {
    const name = given ?? process.env['ALEXA_SUBSCRIBERS_TABLE'] ?? ''
    if (name === '') return warn('ALEXA_SUBSCRIBERS_TABLE is not set')
    const signal = AbortSignal.timeout(timeout)
    try {
      opened ??= openTable(name)
      await Promise.race([opened.then(table => table.record(change, signal)), aborted(signal)])
    } catch (error) {
      opened = undefined
      warn(signal.aborted ? `the table gave no answer in ${timeout} ms` : nameOf(error))
    }
  }

  return {
    /** Runs a handler, and records what its request says of subscriptions meanwhile. */
    async beside<Answer>(
      envelope: unknown,
      answer: () => Promise<Answer>,
    ): Promise<Answer | object> {
      const change = readChange(envelope, new Date())
      if (change === undefined) return answer()
      const recorded = record(change)
      try {
        return await answer()
      } catch (error) {
        // Nobody hears an answer to these, and a skill need not have a handler for them.
        if (nameOf(error) === unwanted) return { version: '1.0', response: {} }
        throw error
      } finally {
        await recorded
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
}

/** Messages of AWS may quote what was sent, so the name alone is logged. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error'
  const name = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return /^[\w. ]{1,80}$/.test(name) ? name : 'an unknown error'
}

function warn(reason: string): void {
  console.warn(`alexa-proactive: a change of subscriptions was not recorded: ${reason}.`)
}
