import { type Region, regions, type Stage } from '../core/alexa.ts'
import { type Json, parsedJson } from '../core/json.ts'

/** What a path leads to. `hint` says why a path leads nowhere and which one was probably intended. */
export type Route =
  | { readonly kind: 'token' }
  | { readonly kind: 'event'; readonly region: Region; readonly stage: Stage }
  | { readonly kind: 'unknown'; readonly hint: string }

const tokenPaths: readonly string[] = ['/auth/o2/token', '/auth/O2/token']

/**
 * Finds out what a request's path addresses. The paths are those of Amazon's "Proactive Events REST API
 * Reference" behind the region's name, which stands for the region's host: the live path with or without
 * a slash at its end, the development path without. A query is ignored.
 */
export function routeOf(path: string): Route {
  const plain = path.replace(/\?.*$/s, '')
  if (tokenPaths.includes(plain)) return { kind: 'token' }

  const [, first = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(plain) ?? []
  const region = regions.find(name => name === first)
  if (region === undefined) return { kind: 'unknown', hint: hintOfRegion(first, plain) }
  if (rest === '/v1/proactiveEvents' || rest === '/v1/proactiveEvents/') {
    return { kind: 'event', region, stage: 'live' }
  }
  if (rest === '/v1/proactiveEvents/stages/development') {
    return { kind: 'event', region, stage: 'development' }
  }
  return { kind: 'unknown', hint: hintOfPath(region, rest) }
}

function hintOfRegion(first: string, path: string): string {
  if (path.toLowerCase().startsWith('/auth')) {
    return 'Tokens are asked for at /auth/o2/token.'
  }
  const suggestion = regions.find(name => name === first.toUpperCase())
  if (suggestion !== undefined)
    return `The region is written in capitals: /${suggestion}/v1/proactiveEvents.`
  if (first === 'v1') {
    return 'The region is missing: here it comes before the path, for example /NA/v1/proactiveEvents.'
  }
  return 'There are /auth/o2/token and, for each of NA, EU and FE, /NA/v1/proactiveEvents (live) and /NA/v1/proactiveEvents/stages/development.'
}

function hintOfPath(region: Region, rest: string): string {
  const base = `/${region}/v1/proactiveEvents`
  if (/\/stages\/live\/?$/.test(rest)) {
    return `There is no /stages/live: the live stage is ${base} itself.`
  }
  if (rest.endsWith('/stages/development/')) {
    return `The development path has no slash at its end: ${base}/stages/development.`
  }
  return `The region ${region} has ${base} (live) and ${base}/stages/development.`
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The decision in words, for the simulator's own log. */
  readonly note: string
}

export function jsonAnswer(
  status: number,
  body: Json,
  note: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    note,
  }
}

/**
 * Refuses an event the way the Proactive Events API does: `{"code": number, "message": text}`
 * (Amazon's SDK, type `Error`). The texts are the simulator's own and say so, since Amazon's are not published.
 */
export function apiRefusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, { code: status, message: `Simulator: ${message}` }, message, headers)
}

/**
 * Refuses a token the way Login with Amazon does: `{"error": code, "error_description": text}`.
 * The codes are those of Login with Amazon, the texts are the simulator's own.
 */
export function tokenRefusal(
  status: number,
  error: 'invalid_client' | 'invalid_request' | 'invalid_scope' | 'unsupported_grant_type',
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(
    status,
    { error, error_description: `Simulator: ${description}` },
    `${error}: ${description}`,
    headers,
  )
}

/** Refuses a request in the form of the API that its path belongs to. */
export function routeRefusal(route: Route['kind'], status: number, message: string): Answer {
  return route === 'token'
    ? tokenRefusal(status, 'invalid_request', message)
    : apiRefusal(status, message)
}

/** Adds the header that both services put on every answer. */
export function withRequestId(answer: Answer, requestId: string): Answer {
  return { ...answer, headers: { 'x-amzn-requestid': requestId, ...answer.headers } }
}

/** The media type of a content-type header in lowercase, without parameters; empty where there is none. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').replace(/;.*$/s, '').trim().toLowerCase()
}

/** Reads bytes as JSON in UTF-8. Returns what is wrong, in one sentence, where they are something else. */
export function readJson(
  bytes: Uint8Array,
): { readonly value: Json } | { readonly problem: string } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return {
      problem: `the body is not UTF-8; a character may have been cut off at byte ${bytes.byteLength}`,
    }
  }
  if (text.trim() === '') return { problem: 'the body is empty' }
  const value = parsedJson(text)
  return value === undefined
    ? {
        problem: `the body of ${bytes.byteLength} bytes is not complete JSON; Content-Length must count bytes, not characters`,
      }
    : { value }
}
