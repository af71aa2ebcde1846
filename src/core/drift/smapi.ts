import type { Stage } from '../alexa.ts'
import { explainNetwork, printable } from '../delivery/explanation.ts'
import { labelOf } from '../delivery/outcome.ts'
import { readRetryAfter, repeat, type Verdict } from '../delivery/retry.ts'
import { secretsIn } from '../delivery/token.ts'
import { isObject, type JsonObject, parsedJson, textAt, valueAt } from '../json.ts'
import type { DeveloperAccess } from '../settings.ts'
import { type HttpClient, type HttpResponse, TransportError, type World } from '../world.ts'

/** What of Amazon is asked, and how. */
export interface StageQuestion {
  readonly skillId: string
  readonly stage: Stage
  readonly access: DeveloperAccess
  /** Where access tokens come from. */
  readonly authUrl: string
  /** Absent: Amazon's Skill Management API. */
  readonly smapiUrl: string | undefined
  /** Milliseconds for each phase of a request. */
  readonly timeout: number
  readonly userAgent: string
}

/** The manifest that Amazon holds, or why it is not known: a sentence without its full stop, and what to do. */
export type StageAnswer =
  | { readonly manifest: JsonObject }
  | { readonly problem: string; readonly help: string }

const amazonSmapiUrl = 'https://api.amazonalexa.com'

/** Manifests may hold long texts in every language. */
const longestManifest = 4 * 1024 * 1024

/** A check must not hold a send up: one more attempt, and so many milliseconds for both. */
const longest = 30_000

/**
 * Asks the Skill Management API for the manifest of a stage
 * (`GET /v1/skills/{skillId}/stages/{stage}/manifest`), with an access token that Login with Amazon gives
 * for the developer's refresh token. What goes wrong comes back in words that hold no secret.
 *
 * @param signal gives up
 */
export async function manifestAtStage(
  question: StageQuestion,
  world: Pick<World, 'openHttp' | 'now' | 'random' | 'sleep' | 'mask'>,
  signal: AbortSignal,
): Promise<StageAnswer> {
  const { timeout } = question
  const http = await world.openHttp({ timeout, connections: 1 })
  const ask: Ask = async (url, request, read) => {
    const policy = { retries: 1, deadline: world.now().getTime() + longest }
    const attempt = () => answered(() => request(http, signal), url, timeout, world, signal, read)
    return (await repeat(attempt, policy, world, signal, () => {})).value
  }
  try {
    const grant = await askForToken(question, ask, secret => world.mask?.(secret))
    return 'token' in grant ? await askForManifest(question, grant.token, ask) : grant
  } finally {
    await http.close()
  }
}

type Problem = Extract<StageAnswer, { problem: string }>

/** Carries out a request to an address, and reads its answer. */
type Ask = <Value>(
  url: string,
  request: (http: HttpClient, signal: AbortSignal) => Promise<HttpResponse>,
  read: (response: HttpResponse) => Value,
) => Promise<Value | Problem>

const asAdvised =
  'Make a refresh token with your own Login with Amazon client, as docs/drift.md says, and set ASK_REFRESH_TOKEN, ASK_LWA_CLIENT_ID and ASK_LWA_CLIENT_CONFIRMATION to what belongs together.'

async function askForToken(
  { access, authUrl, userAgent }: StageQuestion,
  ask: Ask,
  mask: (secret: string) => void,
): Promise<{ readonly token: string } | Problem> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: access.refreshToken,
    client_id: access.clientId,
    client_secret: access.clientConfirmation,
  })
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    'user-agent': userAgent,
  }
  const body = new TextEncoder().encode(form.toString())
  const request = { url: authUrl, headers, body }
  const post = (http: HttpClient, signal: AbortSignal) => http.post(request, signal)
  return ask(authUrl, post, response => {
    const grant = parsedJson(response.body)
    for (const secret of secretsIn(grant)) mask(secret)
    const token = textAt(grant, 'access_token')
    // Anything else could not stand in a header.
    if (response.status === 200 && token !== undefined && /^[\x21-\x7e]+$/.test(token)) {
      return { token }
    }
    const code = textAt(grant, 'error') ?? ''
    const named = /^[a-z_]{1,40}$/.test(code) ? `, "${code}"` : ''
    return {
      problem: `Login with Amazon gave no access token for the refresh token ${labelOf(response)}${named}`,
      help: asAdvised,
    }
  })
}

async function askForManifest(
  { skillId, stage, access, smapiUrl = amazonSmapiUrl, userAgent }: StageQuestion,
  token: string,
  ask: Ask,
): Promise<StageAnswer> {
  const base = smapiUrl.replace(/\/+$/, '')
  const url = `${base}/v1/skills/${encodeURIComponent(skillId)}/stages/${stage}/manifest`
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'user-agent': userAgent,
  }
  const request = { url, headers, longest: longestManifest }
  const get = (http: HttpClient, signal: AbortSignal) => http.get(request, signal)
  return ask(url, get, response => {
    const label = labelOf(response)
    const body = parsedJson(response.body)
    const manifest = valueAt(body, ['manifest'])
    if (response.status === 200) {
      if (isObject(manifest)) return { manifest }
      const problem = `The answer of the Skill Management API ${label} holds no manifest`
      return { problem, help: 'Check "smapi-url", and whether a proxy on the way has answered.' }
    }
    const secrets = [token, access.refreshToken, access.clientConfirmation]
    const text = textAt(body, 'message')
    const words = text === undefined ? '' : ` It says: "${printable(text, secrets)}"`
    return {
      problem: `The Skill Management API refused to show the manifest of the ${stage} stage ${label}.${words}`,
      help: helpFor(response.status, stage),
    }
  })
}

function helpFor(status: number, stage: Stage): string {
  switch (status) {
    case 401:
    case 403:
      return `${asAdvised} Its account has to belong to the vendor of the skill.`
    case 404:
      return stage === 'live'
        ? 'Check the skill id; a skill that is not published yet has no live stage.'
        : 'Check the skill id.'
    default:
      return 'Run it again later.'
  }
}

/** Carries out one request; what it says is repeated where another try may help. */
async function answered<Value>(
  request: () => Promise<HttpResponse>,
  url: string,
  timeout: number,
  world: Pick<World, 'now'>,
  signal: AbortSignal,
  read: (response: HttpResponse) => Value,
): Promise<Verdict<Value | Problem>> {
  try {
    const response = await request()
    const { status, headers } = response
    const value = read(response)
    if (status !== 429 && status < 500) return { repeat: undefined, value }
    const retryAfter = readRetryAfter(headers['retry-after'], world.now())
    return { repeat: 'failed', value, retryAfter, reason: `HTTP ${status}` }
  } catch (error) {
    if (signal.aborted) {
      const value = { problem: 'The run was interrupted', help: 'Run it again when you are ready.' }
      return { repeat: undefined, value }
    }
    if (!(error instanceof TransportError)) throw error
    const { what, repeat: again, reason } = explainNetwork(error, new URL(url).host, timeout)
    const value = {
      problem: what,
      help: 'Check network, firewall and DNS; behind a proxy set HTTPS_PROXY.',
    }
    if (again === undefined) return { repeat: undefined, value }
    return { repeat: 'failed', value, retryAfter: undefined, reason }
  }
}
