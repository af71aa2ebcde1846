import { describe, expect, it } from 'vitest'
import { readBody, readHead } from '../../../src/core/delivery/http-answer.ts'

interface Reading {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What is known once this much of an answer has come; undefined where more has to come. */
function readingOf(bytes: Buffer): Reading | undefined {
  const head = readHead(bytes)
  if (head === undefined) return undefined
  const { text, isWhole } = readBody(head, bytes)
  return isWhole ? { status: head.status, headers: head.headers(), body: text } : undefined
}

const whole: Readonly<Record<string, { readonly answer: string; readonly reading: Reading }>> = {
  'a body of known length': {
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    reading: { status: 200, headers: { 'content-length': '5' }, body: 'hello' },
  },
  'no body': {
    answer: 'HTTP/1.1 202 Accepted\r\nx-amzn-RequestId: 4f5d\r\ncontent-length: 0\r\n\r\n',
    reading: {
      status: 202,
      headers: { 'x-amzn-requestid': '4f5d', 'content-length': '0' },
      body: '',
    },
  },
  'a length with blanks around it': {
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: \t2 \r\nconnection: close\r\n\r\nok',
    reading: { status: 200, headers: { 'content-length': '2', connection: 'close' }, body: 'ok' },
  },
  'no reason behind the status': {
    answer: 'HTTP/1.1 432 \r\ncontent-length:0\r\n\r\n',
    reading: { status: 432, headers: { 'content-length': '0' }, body: '' },
  },
  'a status that has no body': {
    answer: 'HTTP/1.1 204\r\n\r\n',
    reading: { status: 204, headers: {}, body: '' },
  },
  'a body in chunks': {
    answer:
      'HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n5;note=x\r\nhello\r\nA\r\n, météo!\r\n0\r\n\r\n'.replace(
        'A\r\n',
        `${Buffer.byteLength(', météo!').toString(16)}\r\n`,
      ),
    reading: { status: 400, headers: { 'transfer-encoding': 'chunked' }, body: 'hello, météo!' },
  },
  'interim answers before it': {
    answer:
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 429 Slow Down\r\nRetry-After: 3\r\ncontent-length: 2\r\n\r\nno',
    reading: { status: 429, headers: { 'retry-after': '3', 'content-length': '2' }, body: 'no' },
  },
  'a header that is repeated, empty or padded': {
    answer: 'HTTP/1.0 503 x\r\nVia: a\r\nvia:\t b \r\nx-empty:\r\ncontent-length: 0\r\n\r\n',
    reading: {
      status: 503,
      headers: { via: 'a, b', 'x-empty': '', 'content-length': '0' },
      body: '',
    },
  },
}

describe('an answer with', () => {
  it.each(Object.entries(whole))('%s is read wherever it is cut', (_, { answer, reading }) => {
    const bytes = Buffer.from(answer)
    const early = Array.from(bytes.keys(), length => readingOf(bytes.subarray(0, length)))
    // What ends the last chunk may be missing: nothing that matters is in it.
    const chunked = answer.includes('chunked') ? 2 : 0
    expect(early.slice(0, bytes.length - chunked)).toEqual(
      Array.from({ length: bytes.length - chunked }, () => undefined),
    )
    expect(readingOf(bytes)).toEqual(reading)
  })

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['the beginning of another protocol', 'S'],
    ['HTML alone', '<html>'],
    ['another version', 'HTTP/2 200 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status in letters', 'HTTP/1.1 OK\r\n\r\n'],
    ['a header without colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
    ['a header without colon before others', 'HTTP/1.1 200 OK\r\nnonsense\r\na: b\r\n\r\n'],
    ['a header without name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n'],
    ['a blank before the colon', 'HTTP/1.1 200 OK\r\na : b\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(4_000)}`],
    ['a head that is too long', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(4_000)}\r\n`],
  ])('%s is none', (_, answer) => {
    expect(() => readHead(Buffer.from(answer))).toThrow(
      expect.objectContaining({ code: 'ERR_NOT_HTTP' }),
    )
  })

  it.each([
    ['in one piece', 'content-length: 70000', 'x'.repeat(70_000)],
    ['until the end', 'x: y', 'x'.repeat(70_000)],
    ['in chunks', 'transfer-encoding: chunked', `${'1000\r\n'}${'x'.repeat(4096)}\r\n`.repeat(17)],
    ['in one chunk', 'transfer-encoding: chunked', `11170\r\n${'x'.repeat(70_000)}`],
  ])('a body of more than 64 KiB %s is cut', (_, header, body) => {
    const reading = readingOf(Buffer.from(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n${body}`))
    expect(reading?.body).toBe('x'.repeat(64 * 1024))
  })

  it.each([
    ['no length', 'x: y', 'so far'],
    ['a length that is none', 'content-length: many', 'so far'],
    ['two lengths', 'content-length: 6\r\ncontent-length: 6', 'so far'],
    ['a body that breaks off', 'content-length: 100', 'so far'],
    ['a chunk that breaks off', 'transfer-encoding: chunked', '64\r\nso far'],
  ])('%s is read as far as it came', (_, header, body) => {
    const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n${body}`)
    const head = readHead(bytes)
    expect(head && readBody(head, bytes)).toEqual({
      text: 'so far',
      isWhole: false,
      end: undefined,
    })
  })

  it('chunks that are none is read up to there', () => {
    const answer = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n'
    expect(readingOf(Buffer.from(answer))?.body).toBe('ok')
  })

  describe('another request may follow', () => {
    /** Where an answer ends for the next to begin there; undefined where none may. */
    const placeOfNext = (answer: string): number | undefined => {
      const bytes = Buffer.from(answer)
      const head = readHead(bytes)
      return head?.isPersistent === true ? readBody(head, bytes).end : undefined
    }

    it.each([
      ['a body of known length', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'],
      ['no body', 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n'],
      ['a status without body', 'HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n'],
      ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
      [
        'trailers',
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\na: b\r\n\r\n',
      ],
      ['a long body', `HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n${'x'.repeat(70_000)}`],
    ])('after %s', (_, answer) => {
      expect(placeOfNext(`${answer}HTTP/1.1`)).toBe(answer.length)
    })

    it.each([
      ['the connection is to be closed', 'HTTP/1.1 204 x\r\nConnection: close\r\n\r\n'],
      ['it is said among others', 'HTTP/1.1 204 x\r\nconnection: foo, Close\r\n\r\n'],
      ['an old version is spoken', 'HTTP/1.0 204 x\r\n\r\n'],
      ['nothing says how long the body is', 'HTTP/1.1 200 OK\r\n\r\nok'],
      ['the body is not whole', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok'],
      ['the last chunk is not whole', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n'],
      ['a chunk is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n'],
      [
        'there are two lengths',
        'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok',
      ],
    ])('not where %s', (_, answer) => {
      expect(placeOfNext(answer)).toBeUndefined()
    })
  })
})
