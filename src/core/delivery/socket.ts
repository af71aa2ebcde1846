import { isIP, connect as openTcp, type Socket } from 'node:net'

/** The far end of a connection. */
export interface SocketTarget {
  /** A name, or an IP address without brackets. */
  readonly host: string
  readonly port: number
  readonly tls: boolean
}

export interface SocketLimits {
  /** Milliseconds for the connection, its TLS handshake included. */
  readonly timeout: number
  /** Ends the attempt. */
  readonly signal: AbortSignal
}

/**
 * Opens a connection and, for a TLS target, shakes hands.
 *
 * @param tunnel a connection that already leads to the target
 * @returns the connection, ready to be written to
 * @throws the system's error, with `code` `ETIMEDOUT` when time runs out
 */
export async function openSocket(
  target: SocketTarget,
  limits: SocketLimits,
  tunnel?: Socket,
): Promise<Socket> {
  limits.signal.throwIfAborted()
  if (tunnel !== undefined && !target.tls) return tunnel
  const { host, port } = target
  if (!target.tls) return ready(openTcp({ host, port }), 'connect', limits)

  const { connect } = await import('node:tls')
  limits.signal.throwIfAborted()
  const socket = connect({
    host,
    port,
    ALPNProtocols: ['http/1.1'],
    // An address is not a server name: RFC 6066 allows names alone.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(tunnel === undefined ? {} : { socket: tunnel }),
  })
  return ready(socket, 'secureConnect', limits)
}

/** The code of a system's error; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

/**
 * Waits until a connection is of use; one that fails, or takes longer than it may, is closed.
 *
 * @param late makes the error for when time runs out
 * @param begin is given what to call when the connection is of use, and when it never will be
 * @throws what `begin` or `late` say, or the reason of the signal
 */
export function awaitSocket(
  socket: Socket,
  { timeout, signal }: SocketLimits,
  late: () => Error,
  begin: (succeed: () => void, fail: (error: unknown) => void) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const succeed = (): void => {
      settle()
      resolve(socket)
    }
    const fail = (error: unknown): void => {
      settle()
      socket.destroy()
      reject(error)
    }
    const onAbort = (): void => fail(signal.reason)
    const timer = setTimeout(() => fail(late()), timeout)
    signal.addEventListener('abort', onAbort, { once: true })
    begin(succeed, fail)
  })
}

function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  limits: SocketLimits,
): Promise<Socket> {
  const late = (): Error => timedOut(limits.timeout)
  return awaitSocket(socket, limits, late, (succeed, fail) => {
    socket.setNoDelay(true)
    // Stays for good: a connection that breaks while nobody listens would end the process.
    socket.on('error', fail)
    socket.once(event, succeed)
  })
}

function timedOut(timeout: number): Error {
  return Object.assign(new Error(`no connection within ${timeout} ms`), { code: 'ETIMEDOUT' })
}
