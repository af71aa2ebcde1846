import type { Stage } from '../alexa.ts'
import { explainNetwork } from '../delivery/explanation.ts'
import { labelOf } from '../delivery/outcome.ts'
import { readRetryAfter, repeat, type Verdict } from '../delivery/retry.ts'
import { secretsIn } from '../delivery/token.ts'
import { printable } from '../escape.ts'
import { isObject, type JsonObject, parsedJson, textAt, valueAt } from '../json.ts'
import type { DeveloperAccess } from '../settings.ts'
import { type HttpResponse, TransportError, type World } from '../world.ts'

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

/** Why a manifest is not known: a sentence without its full stop, and what to do. */
interface Problem {
  readonly problem: string
  readonly help: string
}

const amazonSmapiUrl = 'https://api.amazonalexa.com'

/** Manifests may hold long texts in every language. */
const longestManifest = 4 * 1024 * 1024

/** A check must not hold a send up: one more attempt, and so many milliseconds for both. */
const longest = 30_000

type SmapiWorld = Pick<World, 'openHttp' | 'now' | 'random' | 'sleep' | 'mask'>

/**
 * Asks the Skill Management API for the manifest of a stage
 * (`GET /v1/skills/{skillId}/stages/{stage}/manifest`), with an access token that Login with Amazon gives
 * for the developer's refresh token. What goes wrong comes back in words that hold no secret.
 *
 * @param signal gives up
 */
export async function manifestAtStage(
  question: StageQuestion,
  world: SmapiWorld,
  signal: AbortSignal,
): Promise<{ readonly manifest: JsonObject } | Problem> {
  const { skillId, stage, access, authUrl, smapiUrl = amazonSmapiUrl, timeout } = question
  const { refreshToken, clientId, clientConfirmation } = access
  const http = await world.openHttp({ timeout, connections: 1 })
  const common = { accept: 'application/json', 'user-agent': question.userAgent }
  try {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      client_secret: clientConfirmation,
    })
    const post = {
      url: authUrl,
      headers: { ...common, 'content-type': 'application/x-www-form-urlencoded' },
      body: new TextEncoder().encode(form.toString()),
    }
    const asked = await answerTo(post.url, () => http.post(post, signal), timeout, world, signal)
    const grant = 'problem' in asked ? asked : readToken(asked, world)
    if ('problem' in grant) return grant

    const base = smapiUrl.replace(/\/+$/, '')
    const get = {
      url: `${base}/v1/skills/${encodeURIComponent(skillId)}/stages/${stage}/manifest`,
      headers: { ...common, authorization: `Bearer ${grant.token}` },
      longest: longestManifest,
    }
    const shown = await answerTo(get.url, () => http.get(get, signal), timeout, world, signal)
    if ('problem' in shown) return shown
    return readManifest(shown, stage, [grant.token, refreshToken, clientConfirmation])
  } finally {
    await http.close()
  }
}

const asAdvised =
  'Make a refresh token with your own Login with Amazon client, as docs/drift.md says, and set ASK_REFRESH_TOKEN, ASK_LWA_CLIENT_ID and ASK_LWA_CLIENT_CONFIRMATION to what belongs together.'

function readToken(
  response: HttpResponse,
  world: SmapiWorld,
): { readonly token: string } | Problem {
  const grant = parsedJson(response.body)
  for (const secret of secretsIn(grant)) world.mask?.(secret)
  const token = textAt(grant, 'access_token')
  // Anything else could not stand in a header.
  if (response.status === 200 && token !== undefined && /^[\x21-\x7e]+$/.test(token)) {
    return { token }
  }
  const code = textAt(grant, 'error') ?? ''
  const named = /^[a-z_]{1,40}$/.test(code) ? `, "${code}"` : ''
  const problem = `Login with Amazon gave no access token for the refresh token ${labelOf(response)}${named}`
  return { problem, help: asAdvised }
}

function readManifest(
  response: HttpResponse,
  stage: Stage,
  secrets: readonly string[],
): { readonly manifest: JsonObject } | Problem {
  const label = labelOf(response)
  const body = parsedJson(response.body)
  const manifest = valueAt(body, ['manifest'])
  if (response.status === 200) {
    if (isObject(manifest)) return { manifest }
    const problem = `The answer of the Skill Management API ${label} holds no manifest`
    return { problem, help: 'Check "smapi-url", and whether a proxy on the way has answered.' }
  }
  const text = textAt(body, 'message')
  const words = text === undefined ? '' : ` It says: "${printable(text, secrets)}"`
  return {
    problem: `The Skill Management API refused to show the manifest of the ${stage} stage ${label}.${words}`,
    help: helpFor(response.status, stage),
  }
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

/** Carries out a request, once more where another try may help. */
async function answerTo(
  url: string,
  request: () => Promise<HttpResponse>,
  timeout: number,
  world: SmapiWorld,
  signal: AbortSignal,
): Promise<HttpResponse | Problem> {
  const attempt = async (): Promise<Verdict<HttpResponse | Problem>> => {
    try {
      const value = await request()
      const { status, headers } = value
      const retryAfter = readRetryAfter(headers['retry-after'], world.now())
      const mayPass = status === 429 || status >= 500
      return { repeat: mayPass ? 'failed' : undefined, value, retryAfter, reason: `HTTP ${status}` }
    } catch (error) {
      if (signal.aborted) {
        const help = 'Run it again when you are ready.'
        return { repeat: undefined, value: { problem: 'The run was interrupted', help } }
      }
      if (!(error instanceof TransportError)) throw error
      const { what, repeat: again, reason } = explainNetwork(error, new URL(url).host, timeout)
      const help = 'Check network, firewall and DNS; behind a proxy set HTTPS_PROXY.'
      return { repeat: again && 'failed', value: { problem: what, help }, reason }
    }
  }
  const policy = { retries: 1, deadline: world.now().getTime() + longest }
  return (await repeat(attempt, policy, world, signal, () => {})).value
}
