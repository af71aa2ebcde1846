import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { outputOf } from '../../src/cli/output.ts'

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
  let gone = 0
  const output = outputOf(
    () => stream,
    () => {
      gone += 1
    },
  )
  output.write('one')
  fail('EPIPE')
  output.write('two')
  fail('EPIPE')
  expect({ written, gone }).toEqual({ written: ['one'], gone: 1 })
})

test('another failure is no silence', () => {
  const { stream, fail } = fakeStream()
  const output = outputOf(
    () => stream,
    () => {},
  )
  output.write('one')
  expect(() => fail('ENOSPC')).toThrow('ENOSPC')
})

test.each([{ columns: 72 }, { columns: undefined }])('knows its width: $columns', ({ columns }) => {
  expect(
    outputOf(
      () => fakeStream(columns).stream,
      () => {},
    ).columns,
  ).toBe(columns)
})

test('opens a stream only when it is used, and once', () => {
  const { stream } = fakeStream()
  let opened = 0
  const output = outputOf(
    () => {
      opened += 1
      return stream
    },
    () => {},
  )
  output.write('')
  expect(opened).toBe(0)
  output.write('one')
  output.write('two')
  expect(opened).toBe(1)
})
