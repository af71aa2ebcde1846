import type { JsonObject } from '../../src/core/json.ts'
import {
  type Answer,
  type LoopbackServer,
  startLoopbackServer,
} from '../support/loopback-server.ts'

/** What a developer has, as it stands in the environment. Nothing of it may be shown. */
export const developerSecrets = {
  ASK_REFRESH_TOKEN: 'Atzr|refresh-me-secretly',
  ASK_LWA_CLIENT_ID: 'amzn1.application-oa2-client.developer',
  ASK_LWA_CLIENT_CONFIRMATION: 'developer-confirmation-secret',
}

export const accessToken = 'Atza|developer-access-token'

export const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'

/**
 * Starts Login with Amazon and the Skill Management API on this machine.
 *
 * @param manifest what each stage has; 404 for any other
 */
export function startSmapi(
  manifests: Readonly<Record<string, JsonObject>>,
  options: { readonly token?: Answer; readonly manifest?: Answer } = {},
): Promise<LoopbackServer> {
  return startLoopbackServer(({ method, path, headers, body }) => {
    if (path === '/auth/o2/token') {
      if (options.token !== undefined) return options.token
      const form = new URLSearchParams(body.toString())
      const isRight =
        method === 'POST' &&
        form.get('grant_type') === 'refresh_token' &&
        form.get('refresh_token') === developerSecrets.ASK_REFRESH_TOKEN &&
        form.get('client_id') === developerSecrets.ASK_LWA_CLIENT_ID &&
        form.get('client_secret') === developerSecrets.ASK_LWA_CLIENT_CONFIRMATION
      return isRight
        ? json(200, { access_token: accessToken, token_type: 'bearer', expires_in: 3600 })
        : json(400, {
            error: 'invalid_grant',
            error_description: `no ${form.get('refresh_token')}`,
          })
    }
    if (options.manifest !== undefined) return options.manifest
    if (headers['authorization'] !== `Bearer ${accessToken}`) return json(401, { message: 'No.' })
    const [, id, stage = ''] = /^\/v1\/skills\/([^/]+)\/stages\/(\w+)\/manifest$/.exec(path) ?? []
    const manifest = manifests[stage]
    return method !== 'GET' || id !== skillId || manifest === undefined
      ? json(404, { message: 'The resource was not found.' })
      : json(200, { manifest })
  })
}

function json(status: number, value: JsonObject): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'request-1' },
    body: JSON.stringify(value),
  }
}
