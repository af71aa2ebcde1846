import type { Json } from '../core/json.ts'
import type { Route } from './routes.ts'

/** What a request is answered with. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The decision in words, for the simulator's own log. */
  readonly note: string
}

/** Makes an answer that carries JSON. */
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
  error: TokenError,
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

export type TokenError =
  | 'invalid_client'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unsupported_grant_type'

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
