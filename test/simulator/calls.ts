import { connect } from 'node:net'
import type { Region, Stage } from '../../src/core/alexa.ts'
import { isObject, type Json, type JsonObject } from '../../src/core/json.ts'
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { noon } from './bodies.ts'

/** Runs a test against a simulator that is closed again whatever happens. The clock stands still at noon. */
export async function withSimulator(
  options: SimulatorOptions,
  test: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ clock: () => noon, ...options })
  try {
    await test(simulator)
  } finally {
    await simulator.close()
  }
}

/** The form of a token request with everything right. */
export function tokenForm({ credentials }: Simulator): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: 'alexa::proactive_events',
  }
}

/** Asks for an access token the right way. */
export async function tokenOf(simulator: Simulator): Promise<string> {
  const response = await fetch(simulator.authUrl, {
    method: 'POST',
    body: new URLSearchParams(tokenForm(simulator)),
  })
  const token = (await objectOf(response))['access_token']
  if (typeof token !== 'string') throw new Error('the simulator gave no token')
  return token
}

/** The address that events of a region and stage are posted to. */
export function eventUrl(
  { apiUrl }: Simulator,
  region: Region = 'NA',
  stage: Stage = 'live',
): string {
  const path = stage === 'live' ? '/v1/proactiveEvents' : '/v1/proactiveEvents/stages/development'
  return apiUrl.replace('{region}', region) + path
}

/** Posts an event the right way. */
export function postEvent(
  simulator: Simulator,
  token: string,
  body: Json,
  region: Region = 'NA',
  stage: Stage = 'live',
): Promise<Response> {
  return fetch(eventUrl(simulator, region, stage), {
    method: 'POST',
    headers: eventHeaders(token),
    body: JSON.stringify(body),
  })
}

/** The two headers of an event request. */
export function eventHeaders(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
}

/** The JSON object an answer holds. */
export async function objectOf(response: Response): Promise<JsonObject> {
  const value: Json = JSON.parse(await response.text())
  if (!isObject(value)) throw new Error('the answer is not a JSON object')
  return value
}

/** An open connection that bytes can be written to as they are. */
export interface Line {
  /** Everything the other side sends until it ends the connection. */
  readonly answer: Promise<string>
  /** Ends this side's half of the connection. */
  end(): void
  /** Drops the connection without a farewell. */
  drop(): void
}

/** Opens a connection to the simulator and writes these bytes. */
export function writeRaw(simulator: Simulator, bytes: string | Uint8Array): Line {
  const { hostname, port } = new URL(simulator.authUrl)
  const socket = connect({
    host: hostname.replace(/[[\]]/g, ''),
    port: Number(port),
    allowHalfOpen: true,
  })
  const chunks: Uint8Array[] = []
  const answer = new Promise<string>(resolve => {
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
  socket.write(bytes)
  return { answer, end: () => socket.end(), drop: () => socket.destroy() }
}

/** A request as it goes over the wire. `length` is what Content-Length claims. */
export function rawEvent(
  token: string,
  body: string | Uint8Array,
  length: number,
  connection: 'close' | 'keep-alive' = 'close',
): Buffer {
  const head = [
    'POST /NA/v1/proactiveEvents HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    `Connection: ${connection}`,
    '',
    '',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), Buffer.from(body)])
}
