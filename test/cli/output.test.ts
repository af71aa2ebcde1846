import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import {
  programError as errorText,
  type InterruptibleProcess,
  listenForInterruption,
  outputOf,
  styleOf,
} from '../../src/cli/output.ts'
import { keptOutput } from './streams.ts'

describe('a stream', () => {
  function fakeStream(columns?: number) {
    const emitter = new EventEmitter()
    const written: string[] = []
    return {
      written,
      fail: (code: string) => emitter.emit('error', Object.assign(new Error(code), { code })),
      stream: {
        isTTY: columns !== undefined,
        columns: columns ?? 0,
        write: (text: string) => written.push(text),
        on: (name: string, listener: (error: Error) => void) => emitter.on(name, listener),
      },
    }
  }

  test('writes as long as somebody reads', () => {
    const { stream, written, fail } = fakeStream()
    const reasons: (string | undefined)[] = []
    const output = outputOf(stream, reason => reasons.push(reason))
    output.write('one')
    fail('EPIPE')
    output.write('two')
    fail('EPIPE')
    expect({ written, reasons }).toEqual({ written: ['one'], reasons: [undefined] })
  })

  test('another failure is told, once', () => {
    const { stream, written, fail } = fakeStream()
    const reasons: (string | undefined)[] = []
    const output = outputOf(stream, reason => reasons.push(reason))
    output.write('one')
    fail('ENOSPC')
    output.write('two')
    fail('ENOSPC')
    expect({ written, reasons }).toEqual({ written: ['one'], reasons: ['ENOSPC'] })
  })

  test.each([{ columns: 72 }, { columns: undefined }])(
    'knows its width: $columns',
    ({ columns }) => {
      expect(outputOf(fakeStream(columns).stream, () => {}).columns).toBe(columns)
    },
  )
})

describe('colors', () => {
  const cases = [
    { name: 'a terminal', columns: 80, colored: true },
    { name: 'a pipe', colored: false },
    {
      name: 'a terminal that can do nothing',
      columns: 80,
      environment: { TERM: 'dumb' },
      colored: false,
    },
    { name: 'NO_COLOR', columns: 80, environment: { NO_COLOR: '1' }, colored: false },
    { name: 'an empty NO_COLOR', columns: 80, environment: { NO_COLOR: '' }, colored: true },
    { name: 'FORCE_COLOR in a pipe', environment: { FORCE_COLOR: '1' }, colored: true },
    {
      name: 'FORCE_COLOR=0 on a terminal',
      columns: 80,
      environment: { FORCE_COLOR: '0' },
      colored: false,
    },
    { name: 'both', environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, colored: false },
    {
      name: '--color against NO_COLOR',
      environment: { NO_COLOR: '1' },
      words: ['send', '--color'],
      colored: true,
    },
    {
      name: '--no-color against FORCE_COLOR',
      columns: 80,
      environment: { FORCE_COLOR: '1' },
      words: ['--no-color'],
      colored: false,
    },
    { name: 'the later of two options', words: ['--no-color', '--color'], colored: true },
  ]
  test.each(cases)('$name: $colored', ({ columns, environment = {}, words = [], colored }) => {
    const { colors } = styleOf(keptOutput(columns), environment, words)
    expect(colors.red('x') !== 'x').toBe(colored)
  })
})

test.each([
  { terminal: undefined, columns: 100 },
  { terminal: 72, columns: 72 },
  { terminal: 250, columns: 100 },
  { terminal: 5, columns: 40 },
])('a terminal of $terminal columns is used up to $columns', ({ terminal, columns }) => {
  expect(styleOf(keptOutput(terminal), {}, []).columns).toBe(columns)
})

describe('an interruption', () => {
  function fakeProcess(platform: string) {
    const signals = new EventEmitter()
    const exits: number[] = []
    const process: InterruptibleProcess = {
      platform,
      on: (signal, listener) => signals.on(signal, () => listener(signal)),
      exit: code => {
        exits.push(code)
      },
    }
    const heard = () => signals.eventNames()
    return { process, exits, heard, send: (signal: string) => signals.emit(signal) }
  }

  test.each([
    { platform: 'linux', signal: 'SIGINT', code: 130 },
    { platform: 'linux', signal: 'SIGTERM', code: 143 },
    { platform: 'win32', signal: 'SIGINT', code: 130 },
    { platform: 'win32', signal: 'SIGBREAK', code: 149 },
    { platform: 'win32', signal: 'SIGHUP', code: 129 },
  ])('$signal on $platform once aborts the work, twice ends the process with $code', one => {
    const { platform, signal, code } = one
    const { process, exits, send } = fakeProcess(platform)
    const interruption = listenForInterruption(process)
    expect([interruption.signal.aborted, interruption.exitCode()]).toEqual([false, undefined])

    send(signal)
    expect([interruption.signal.aborted, interruption.exitCode()]).toEqual([true, code])
    expect(exits).toEqual([])

    send('SIGINT')
    expect(exits).toEqual([code])
  })

  // Whoever starts it with nohup has it go on when the terminal is closed.
  test.each(['linux', 'darwin'])('leaves SIGHUP alone on %s', platform => {
    const { process, heard } = fakeProcess(platform)
    listenForInterruption(process)
    expect(heard()).toEqual(['SIGINT', 'SIGTERM'])
  })
})

describe('a broken program', () => {
  function programError(
    failure: unknown,
    environment: Readonly<Record<string, string>> = {},
    words: readonly string[] = [],
  ): string {
    return errorText(failure, { environment, words })
  }

  test('is one line that asks to report it, without stack', () => {
    const text = programError(new Error('broken\n\u001b[31mbadly'), {})
    expect(text).toContain('broken \\x1b[31mbadly')
    expect(text).toContain('/issues')
    expect(text.trimEnd().split('\n')).toHaveLength(1)
  })

  test('has the stack for those who look for it', () => {
    expect(programError(new Error('broken'), { ALEXA_PROACTIVE_DEBUG: '1' })).toMatch(/\n\s+at /)
  })

  test('takes anything that was thrown', () => {
    expect(programError('a string', { ALEXA_PROACTIVE_DEBUG: '1' })).toContain('a string')
  })

  test('never holds the credentials', () => {
    const secrets = { ALEXA_CLIENT_ID: ' the-id\n', ALEXA_CLIENT_SECRET: 'the-secret' }
    const failure = new Error('the-id and the-secret')
    const token = { GITHUB_TOKEN: 'the-id', GH_TOKEN: 'the-secret' }
    const texts = [
      programError(failure, token),
      programError(failure, secrets),
      programError(failure, { ...secrets, ALEXA_PROACTIVE_DEBUG: '1' }),
      programError(failure, {}, ['send', '--client-id', 'the-id', '--client-secret=the-secret']),
    ]
    expect(texts.join()).not.toMatch(/the-id|the-secret/)
  })
})
