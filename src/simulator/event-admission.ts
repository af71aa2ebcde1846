import type { Region } from '../core/alexa.ts'
import { type Answer, apiRefusal } from './answer.ts'
import type { ArrivedRequest, Limits } from './simulator.ts'
import type { Fact, State } from './state.ts'

/**
 * Decides whether an event is looked at at all: method, token, rate. `now` is milliseconds since 1970.
 * Amazon's SDK lists 403 for a token that is not valid and 429 for more calls than the limit.
 */
export function admitEvent(
  request: ArrivedRequest,
  region: Region,
  limits: Limits,
  state: State,
  now: number,
): { readonly refusal: Answer | undefined; readonly facts: readonly Fact[] } {
  const refusal = refuseMethod(request) ?? refuseToken(request, state, now)
  if (refusal !== undefined) return { refusal, facts: [] }
  const { perSecond } = limits
  if (perSecond === undefined) return { refusal: undefined, facts: [] }
  const recent = (state.letIn.get(region) ?? []).filter(time => time > now - 1000)
  if (recent.length < perSecond) {
    return { refusal: undefined, facts: [{ kind: 'let-in', region, at: now }] }
  }
  const message = `more than ${perSecond} events a second in the region ${region}; wait as long as Retry-After says`
  return { refusal: apiRefusal(429, message, { 'retry-after': '1' }), facts: [] }
}

function refuseMethod({ method }: ArrivedRequest): Answer | undefined {
  if (method === 'POST') return undefined
  return apiRefusal(405, 'events are created and updated with POST, nothing else', {
    allow: 'POST',
  })
}

function refuseToken({ headers }: ArrivedRequest, state: State, now: number): Answer | undefined {
  const authorization = headers['authorization']
  if (authorization === undefined) {
    return apiRefusal(403, 'the header "Authorization: Bearer <access token>" is missing')
  }
  const token = authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : ''
  const expiresAt = state.tokens.get(token)
  if (expiresAt !== undefined && now < expiresAt) return undefined
  return apiRefusal(403, hintOfToken(authorization, token, expiresAt))
}

function hintOfToken(authorization: string, token: string, expiresAt: number | undefined): string {
  if (expiresAt !== undefined) {
    return 'the access token has expired; honour expires_in and ask for a new one'
  }
  if (/^bearer\s*:/i.test(authorization)) return 'there is no colon after Bearer'
  if (token === 'undefined' || token === 'null') {
    return `the access token is the text "${token}"; look at the status of the token's answer before using it`
  }
  if (token === '') return 'the Authorization header must be "Bearer", one blank and the token'
  return 'the access token is unknown or was revoked; ask /auth/o2/token for a new one'
}
