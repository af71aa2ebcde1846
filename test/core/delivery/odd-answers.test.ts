import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startRawServer } from '../../support/raw-server.ts'
import { closedAfterwards, type End, endOf, openClient } from './http-case.ts'

/** A piece of an answer, in a packet of its own; or what is done to the connection. */
type Step = string | { readonly does: 'end' | 'cut' | 'reset' }

const end: Step = { does: 'end' }
const cut: Step = { does: 'cut' }
const reset: Step = { does: 'reset' }

const ok = (status: number, body = ''): End => ({ status, body })
const inDoubt = (code: string): End => ({ certainty: 'in-doubt', code })
const notHttp = inDoubt('ERR_NOT_HTTP')
const lost = inDoubt('ECONNRESET')

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const long = 'x'.repeat(70_000)
const cutLong = ok(200, 'x'.repeat(64 * 1024))

/** Name, what the server does, what the user gets, and whether the next request may use the same connection. */
const rows: readonly (readonly [string, readonly Step[], End, 'kept' | 'closed'])[] = [
  // Whole answers.
  ['a length', ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'], ok(200, 'hello'), 'kept'],
  ['no body', ['HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n'], ok(202), 'kept'],
  ['a padded length', ['HTTP/1.1 200 OK\r\nContent-Length: \t2 \r\n\r\nok'], ok(200, 'ok'), 'kept'],
  ['no reason', ['HTTP/1.1 432 \r\ncontent-length:0\r\n\r\n'], ok(432), 'kept'],
  ['nothing behind the status', ['HTTP/1.1 204\r\n\r\n'], ok(204), 'kept'],
  ['204', ['HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n'], ok(204), 'kept'],
  ['304', ['HTTP/1.1 304 Not Modified\r\n\r\n'], ok(304), 'kept'],
  ['an unknown status', ['HTTP/1.1 999 x\r\ncontent-length: 0\r\n\r\n'], ok(999), 'kept'],
  ['chunks', [`${chunked}2\r\nok\r\n0\r\n\r\n`], ok(200, 'ok'), 'kept'],
  ['a chunk extension', [`${chunked}5;note=x\r\nhello\r\n0\r\n\r\n`], ok(200, 'hello'), 'kept'],
  ['trailers', [`${chunked}2\r\nok\r\n0\r\na: b\r\n\r\n`], ok(200, 'ok'), 'kept'],
  ['no chunks', [`${chunked}0\r\n\r\n`], ok(200), 'kept'],
  ['a large chunk size', [`${chunked}A\r\n0123456789\r\n0\r\n\r\n`], ok(200, '0123456789'), 'kept'],
  ['characters cut in two', [`${chunked}2\r\n\u00c3`, '\u00a9\r\n0\r\n\r\n'], ok(200, 'é'), 'kept'],
  [
    'many pieces',
    ['HTTP/1.1 2', '02 Acc', 'epted\r\ncontent-length: 2\r\n\r', '\no', 'k'],
    ok(202, 'ok'),
    'kept',
  ],
  ['one byte at a time', [...'HTTP/1.1 202 x\r\ncontent-length: 1\r\n\r\n!'], ok(202, '!'), 'kept'],
  [
    'early hints before it',
    [
      'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n',
      'HTTP/1.1 429 x\r\ncontent-length: 2\r\n\r\nno',
    ],
    ok(429, 'no'),
    'kept',
  ],
  [
    'two interim answers before it',
    ['HTTP/1.1 102 x\r\n\r\nHTTP/1.1 103 x\r\n\r\nHTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n'],
    ok(202),
    'kept',
  ],
  [
    'a length and more headers',
    ['HTTP/1.1 202 x\r\nx-empty:\r\nVia: a\r\nvia:\t b \r\ncontent-length: 0\r\n\r\n'],
    ok(202),
    'kept',
  ],
  // Whole answers on a connection that ends.
  ['the end as its end', ['HTTP/1.1 200 OK\r\n\r\nhello', end], ok(200, 'hello'), 'closed'],
  [
    'close',
    ['HTTP/1.1 202 x\r\ncontent-length: 0\r\nConnection: close\r\n\r\n'],
    ok(202),
    'closed',
  ],
  ['close among others', ['HTTP/1.1 204 x\r\nconnection: foo, Close\r\n\r\n'], ok(204), 'closed'],
  ['HTTP/1.0', ['HTTP/1.0 503 x\r\ncontent-length: 0\r\n\r\n'], ok(503), 'closed'],
  ['an end after it', ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n', end], ok(202), 'closed'],
  ['a cut after it', ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n', cut], ok(202), 'closed'],
  ['a reset after it', ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n', reset], ok(202), 'closed'],
  ['garbage after it', ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\nzzz'], ok(202), 'closed'],
  ['garbage later', ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n', 'zzz'], ok(202), 'closed'],
  [
    'an answer too many',
    ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 x\r\ncontent-length: 0\r\n\r\n'],
    ok(202),
    'closed',
  ],
  [
    'an unasked 408 later',
    ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n', 'HTTP/1.1 408 Request Timeout\r\n\r\n'],
    ok(202),
    'closed',
  ],
  [
    'a body beyond its length',
    ['HTTP/1.1 202 x\r\ncontent-length: 2\r\n\r\nokay'],
    ok(202, 'ok'),
    'closed',
  ],
  // The status decides, whatever becomes of the body.
  [
    'a body that is cut',
    ['HTTP/1.1 202 x\r\ncontent-length: 99\r\n\r\nso far', cut],
    ok(202, 'so far'),
    'closed',
  ],
  [
    'a body that ends early',
    ['HTTP/1.1 202 x\r\ncontent-length: 99\r\n\r\nso far', end],
    ok(202, 'so far'),
    'closed',
  ],
  [
    'a body that is reset',
    ['HTTP/1.1 202 x\r\ncontent-length: 99\r\n\r\nso far', reset],
    ok(202, ''),
    'closed',
  ],
  [
    'no body where one is announced',
    ['HTTP/1.1 202 x\r\ncontent-length: 99\r\n\r\n', cut],
    ok(202),
    'closed',
  ],
  ['a chunk that is cut', [`${chunked}64\r\nso far`, cut], ok(200, 'so far'), 'closed'],
  ['a last chunk that is missing', [`${chunked}2\r\nok\r\n`, end], ok(200, 'ok'), 'closed'],
  ['a chunk size that is none', [`${chunked}2\r\nok\r\nzz\r\n`], ok(200, 'ok'), 'closed'],
  ['a chunk longer than it says', [`${chunked}2\r\nokay\r\n0\r\n\r\n`], ok(200, 'ok'), 'closed'],
  ['a chunk size beyond all bounds', [`${chunked}fffffffffffffffff\r\n`], ok(200), 'closed'],
  [
    'more than 64 KiB',
    [`HTTP/1.1 200 x\r\ncontent-length: 70000\r\n\r\n${long}`],
    cutLong,
    'closed',
  ],
  ['more than 64 KiB until the end', [`HTTP/1.1 200 x\r\n\r\n${long}`], cutLong, 'closed'],
  ['more than 64 KiB in one chunk', [`${chunked}11170\r\n${long}`], cutLong, 'closed'],
  [
    'more than 64 KiB in chunks',
    [`${chunked}${`1000\r\n${'x'.repeat(4096)}\r\n`.repeat(17)}`],
    cutLong,
    'closed',
  ],
  // Early answers.
  [
    '413 and an end',
    ['HTTP/1.1 413 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n', end],
    ok(413),
    'closed',
  ],
  ['429 and an end', ['HTTP/1.1 429 x\r\ncontent-length: 0\r\n\r\n', end], ok(429), 'closed'],
  // No answer.
  ['nothing, and an end', [end], lost, 'closed'],
  ['nothing, and a cut', [cut], lost, 'closed'],
  ['nothing, and a reset', [reset], lost, 'closed'],
  ['a cut in the status', ['HTTP/1.1 202 Acc', cut], lost, 'closed'],
  ['an end in the status', ['HTTP/1.1 202 Acc', end], lost, 'closed'],
  ['a cut in the headers', ['HTTP/1.1 202 x\r\ncontent-le', cut], lost, 'closed'],
  ['a cut before the empty line', ['HTTP/1.1 202 x\r\ncontent-length: 0\r\n', cut], lost, 'closed'],
  ['an interim answer alone', ['HTTP/1.1 103 x\r\n\r\n', cut], lost, 'closed'],
  // undici holds these against the server, though nothing was asked for.
  [
    '100',
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 x\r\ncontent-length: 0\r\n\r\n'],
    lost,
    'closed',
  ],
  ['101', ['HTTP/1.1 101 x\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'], lost, 'closed'],
  // No HTTP/1.1.
  ['mail', ['220 smtp.example.com\r\n'], notHttp, 'closed'],
  ['a shell', ['SSH-2.0-OpenSSH_9.6\r\n'], notHttp, 'closed'],
  ['HTML', ['<html>'], notHttp, 'closed'],
  ['TLS', ['\u0016\u0003\u0001\u0000\u00c8'], notHttp, 'closed'],
  ['another version', ['HTTP/2 200 OK\r\n\r\n'], notHttp, 'closed'],
  ['a status that is none', ['HTTP/1.1 2000 OK\r\n\r\n'], notHttp, 'closed'],
  ['a status in letters', ['HTTP/1.1 OK\r\n\r\n'], notHttp, 'closed'],
  ['a header without colon', ['HTTP/1.1 200 OK\r\nnonsense\r\na: b\r\n\r\n'], notHttp, 'closed'],
  ['a header without name', ['HTTP/1.1 200 OK\r\n: x\r\n\r\n'], notHttp, 'closed'],
  ['a blank before the colon', ['HTTP/1.1 200 OK\r\na : b\r\n\r\n'], notHttp, 'closed'],
  ['a length that is none', ['HTTP/1.1 202 x\r\ncontent-length: many\r\n\r\n'], notHttp, 'closed'],
  [
    'two lengths',
    ['HTTP/1.1 202 x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok'],
    notHttp,
    'closed',
  ],
  [
    'a length twice',
    ['HTTP/1.1 202 x\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok'],
    notHttp,
    'closed',
  ],
  [
    'a head that is too long',
    [`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(9_000)}\r\n`],
    notHttp,
    'closed',
  ],
  ['a head without end', [`HTTP/1.1 200 OK\r\na: ${'b'.repeat(40_000)}`], notHttp, 'closed'],
]

/** A server that does the steps for its first request, and accepts every other. */
async function serve(steps: readonly Step[]) {
  const connections: number[] = []
  const open = new Set<number>()
  const server = await startRawServer((socket, number) => {
    open.add(number)
    socket.once('close', () => open.delete(number))
    socket.on('data', () => {
      const isFirst = connections.push(number) === 1
      take(socket, isFirst ? steps : ['HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n'])
    })
  })
  closedAfterwards(server)
  return { url: `http://127.0.0.1:${server.port}/`, connections, isFirstOpen: () => open.has(1) }
}

async function firstClosed(server: { isFirstOpen(): boolean }): Promise<void> {
  await expect.poll(server.isFirstOpen, { interval: 2 }).toBe(false)
}

function take(socket: Socket, [step, ...rest]: readonly Step[]): void {
  if (step === undefined) return
  if (typeof step === 'string') {
    socket.write(step, 'latin1', () => setImmediate(() => take(socket, rest)))
  } else if (step.does === 'end') socket.end()
  else if (step.does === 'cut') socket.destroy()
  else socket.resetAndDestroy()
}

describe('an answer with', () => {
  it.each(rows)('%s', async (_name, steps, expected, connection) => {
    const server = await serve(steps)
    const client = await openClient({ connections: 1 })
    const got = await endOf(client, server.url)
    // What a reset takes along is up to the system.
    if (steps.includes(reset) && 'body' in got) expect(got).toMatchObject({ status: 202 })
    else expect(got).toEqual(expected)
    if (connection === 'closed') await firstClosed(server)
    expect(await endOf(client, server.url)).toEqual({ status: 202, body: '' })
    expect(server.connections).toEqual(connection === 'kept' ? [1, 1] : [1, 2])
  })

  it.each<[string, readonly Step[], End]>([
    ['nothing', [], inDoubt('ETIMEDOUT')],
    ['half a head', ['HTTP/1.1 202 x\r\n'], inDoubt('ETIMEDOUT')],
    ['a body that never comes', ['HTTP/1.1 202 x\r\ncontent-length: 9\r\n\r\n'], ok(202)],
    ['a body that never ends', ['HTTP/1.1 202 x\r\ncontent-length: 9\r\n\r\nso'], ok(202, 'so')],
    ['chunks that never end', [`${chunked}2\r\nok\r\n`], ok(200, 'ok')],
  ])('%s, slowly', async (_name, steps, expected) => {
    const server = await serve(steps)
    const client = await openClient({ timeout: 50 })
    expect(await endOf(client, server.url)).toEqual(expected)
    await firstClosed(server)
  })

  it('a body that drips is not read for longer than the timeout', async () => {
    const server = await startRawServer(socket =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 202 x\r\n\r\n')
        const drip = setInterval(() => socket.write('.'), 5)
        socket.once('close', () => clearInterval(drip))
      }),
    )
    closedAfterwards(server)
    const client = await openClient({ timeout: 100 })
    const got = await endOf(client, `http://127.0.0.1:${server.port}/`)
    expect(got).toMatchObject({ status: 202, body: expect.stringMatching(/^\.+$/) })
  })

  it.each([413, 429])('%i before a long body has come', async status => {
    const server = await startRawServer(socket => {
      socket.write(`HTTP/1.1 ${status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
      socket.resume()
    })
    closedAfterwards(server)
    const client = await openClient()
    const body = Buffer.alloc(4_000_000, 'x')
    expect(await endOf(client, `http://127.0.0.1:${server.port}/`, body)).toEqual(ok(status))
  })
})
