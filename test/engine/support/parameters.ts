import { parsedJson, valueAt } from '../../../src/core/json.ts'
import type { Credentials } from '../../../src/core/settings.ts'
import { startLoopbackServer } from '../../support/loopback-server.ts'

/** The name of the parameter that the credentials are under. */
export const credentialsName = '/skill/messaging'

/** Stands in for the Parameter Store of Systems Manager, with one parameter. */
export async function startParameters(
  credentials: Credentials,
  onEnd: (close: () => Promise<void>) => void,
): Promise<{ readonly environment: Readonly<Record<string, string>> }> {
  const server = await startLoopbackServer(({ headers, body }) => {
    const order = parsedJson(body.toString())
    const isKnown =
      headers['x-amz-target'] === 'AmazonSSM.GetParameter' &&
      valueAt(order, ['Name']) === credentialsName
    // A secure string is of use only where it was asked for in plain text.
    const isPlain = valueAt(order, ['WithDecryption']) === true
    const Value = isPlain ? JSON.stringify(credentials) : 'AQICAHi'
    const Parameter = { Name: credentialsName, Type: 'SecureString', Value, Version: 1 }
    return {
      status: isKnown ? 200 : 400,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(isKnown ? { Parameter } : { __type: 'ParameterNotFound' }),
    }
  })
  onEnd(server.close)
  return { environment: { AWS_ENDPOINT_URL_SSM: server.origin } }
}
