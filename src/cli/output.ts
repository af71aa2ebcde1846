import { oneLine, plainText } from '../core/escape.ts'
import { colorsOf, type Style } from '../core/report/layout.ts'
import { settingNames } from '../core/settings.ts'
import { settings } from '../core/settings-table.ts'
import { type Environment, ErrorWithHelp } from '../core/world.ts'

export interface Output {
  /** Does nothing once the reader has gone away (`| head`) or the disk is full. */
  write(text: string): void
  /** Width of the terminal; undefined for a file or a pipe. */
  readonly columns: number | undefined
}

export interface StyledOutput extends Output {
  readonly style: Style
}

/** Everything the command line knows of the process it runs in. */
export interface Terminal {
  /** The arguments, without the program's name. */
  readonly words: readonly string[]
  readonly environment: Environment
  /** For results. */
  readonly out: StyledOutput
  /** For everything that is not a result. */
  readonly error: StyledOutput
  readonly interruption: ReturnType<typeof listenForInterruption>
  /** Standard input, until the signal is aborted; absent where there is none. */
  readonly input?: (signal: AbortSignal) => AsyncIterable<Uint8Array>
  /** Asks a question and gives the answer, undefined where none comes; absent where nobody can answer. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string | undefined>
  /** Aborted when `out` cannot be written to any more. */
  readonly readerGone: AbortSignal
}

/** The part of Node's streams that is needed. `columns` is meaningless unless the stream is a terminal. */
export interface WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
}

/**
 * Wraps `process.stdout` or `process.stderr`. Once it cannot be written to any more, writing does
 * nothing: what was begun, such as a delivery, is still completed and keeps its exit code. `onEnd` is told why,
 * unless nobody reads any more.
 */
export function outputOf(
  stream: WritableStream,
  onEnd: (reason: string | undefined) => void,
): Output {
  let isGone = false
  stream.on('error', ({ code = '', message }) => {
    if (isGone) return
    isGone = true
    // EPIPE: the reader closed its end. ERR_STREAM_DESTROYED, EOF: the same on other systems.
    onEnd(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED'].includes(code) ? undefined : message)
  })
  return {
    write(text) {
      if (!isGone && text !== '') stream.write(text)
    },
    get columns() {
      return stream.isTTY === true ? stream.columns : undefined
    },
  }
}

const widest = 100
const narrowest = 40

/**
 * Decides how text looks on a stream. `--color` and `--no-color` win; then a `NO_COLOR` or
 * `FORCE_COLOR` that is not empty, in this order; else colors are for terminals alone. The arguments are not
 * parsed yet: errors about them are colored too.
 */
export function styleOf(
  output: Pick<Output, 'columns'>,
  environment: Environment,
  words: readonly string[],
): Style {
  const colors = colorsOf(hasColors(output, environment, words))
  const columns = Math.max(narrowest, Math.min(widest, output.columns ?? widest))
  return { colors, columns }
}

/** A mistake of the user, or what keeps a command from its work. */
export function problemText(sentence: string, { colors }: Style): string {
  return `${colors.bold(colors.red('error'))} ${plainText(sentence)}\n`
}

function hasColors(
  output: Pick<Output, 'columns'>,
  environment: Environment,
  words: readonly string[],
): boolean {
  const option = words.findLast(word => word === '--color' || word === '--no-color')
  if (option !== undefined) return option === '--color'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  const forced = environment['FORCE_COLOR'] ?? ''
  if (forced !== '') return forced !== '0' && forced !== 'false'
  return output.columns !== undefined && environment['TERM'] !== 'dumb'
}

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGBREAK: 149, SIGHUP: 129 } as const
type StopSignal = keyof typeof exitCodes

/** The part of Node's `process` that interruptions need. */
export interface InterruptibleProcess {
  readonly platform: string
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
  exit(code: number): void
}

/**
 * Listens to Ctrl-C and to termination by the system, in the way each system has. The first signal asks the
 * work under way to stop and to report what is known; the second one ends the process at once.
 */
export function listenForInterruption(process: InterruptibleProcess) {
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
  // Windows has Ctrl-Break, and SIGHUP for a console that is closed. Elsewhere SIGHUP is left alone: to
  // listen to it would undo what nohup does.
  const signals: readonly StopSignal[] =
    process.platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM']
  for (const signal of signals) process.on(signal, stop)
  return {
    signal: controller.signal,
    /** 130 for Ctrl-C, 143 for a termination; undefined while nobody wants to stop. */
    exitCode: (): number | undefined => exitCode,
  }
}

const issues = 'https://github.com/alexa-proactive/alexa-proactive/issues'

/**
 * Says that the program itself is broken: one line that asks to report it, with the stack only if
 * `ALEXA_PROACTIVE_DEBUG` is 1. Never holds a secret that the program was given.
 */
export function programError(
  failure: unknown,
  { environment, words }: Pick<Terminal, 'environment' | 'words'>,
): string {
  const { message, stack = message } =
    failure instanceof Error ? failure : { message: String(failure) }
  const line = `alexa-proactive itself failed: ${oneLine(message, 300)}. Please report this at ${issues}`
  const text =
    environment['ALEXA_PROACTIVE_DEBUG'] === '1'
      ? `${line}\n${stack}\n`
      : `${line} (with what ALEXA_PROACTIVE_DEBUG=1 shows).\n`
  const secrets = settingNames
    .filter(name => settings[name].secret === true)
    .flatMap(name => [
      valueOfOption(`--${name}`, words),
      ...(settings[name].variables ?? []).map(variable => environment[variable]),
    ])
  return secrets.reduce<string>(without, text)
}

function valueOfOption(option: string, words: readonly string[]): string | undefined {
  const joined = words.find(word => word.startsWith(`${option}=`))
  if (joined !== undefined) return joined.slice(option.length + 1)
  const index = words.indexOf(option)
  return index < 0 ? undefined : words[index + 1]
}

function without(text: string, secret: string | undefined): string {
  const value = secret?.trim() ?? ''
  return value === '' ? text : text.replaceAll(value, '***')
}

/** A mistake of the user, or what keeps a command from its work; `code` is that of the exit. */
export class Refusal extends ErrorWithHelp {
  readonly code: 1 | 2

  constructor(code: 1 | 2, message: string) {
    super(message, '')
    this.code = code
  }
}
