import type { JobEnvironment } from '../core/context.ts'
import { type Json, valueAt } from '../core/json.ts'

/** The toolkit asks for minutes; a service that does not answer must not hold up a job. */
const patience = 10_000

/**
 * Asks GitHub in which environment the job of this process runs: its OIDC token names it. The toolkit
 * masks the token, and it goes nowhere else.
 *
 * @param timeout milliseconds
 * @returns no environment where the job has no `id-token: write`
 */
export async function readJobEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  timeout = patience,
): Promise<JobEnvironment> {
  const variables = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']
  if (variables.some(name => !environment[name])) return { environment: undefined }
  // By way of the package's own entrance, all of undici would be loaded in every run.
  const { OidcClient } = await import('../../node_modules/@actions/core/lib/oidc-utils.js')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), timeout)
  })
  try {
    const [, claims = ''] = (await Promise.race([OidcClient.getIDToken(), late])).split('.')
    const token: Json = JSON.parse(Buffer.from(claims, 'base64url').toString())
    const name = valueAt(token, ['environment'])
    return { environment: typeof name === 'string' ? name : undefined }
  } catch {
    // The error's own text may hold the answer.
    return { environment: undefined, problem: 'the request for its OIDC token failed' }
  } finally {
    clearTimeout(timer)
  }
}
