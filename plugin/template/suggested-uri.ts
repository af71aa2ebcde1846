import { triggerRegions } from '../../src/core/manifest/address.ts'
import { nearest } from '../../src/core/nearest.ts'
import type { FunctionReference } from './function-reference.ts'
import { arnToWrite, functionsOf, isNamedByAws } from './functions.ts'
import type { DeploymentKnown } from './known.ts'
import { alexaPermissions } from './permissions.ts'

/**
 * What to write in place of an endpoint: the function with the nearest name, or one that Alexa may
 * call, with the alias it may call. Where the account is not known, that of the endpoint is likely
 * the right one.
 *
 * @param named what the endpoint names at present, where that is a function
 * @returns the end of a sentence that begins with "Write"
 */
export function suggestedUri(known: DeploymentKnown, named?: FunctionReference): string {
  const functions = functionsOf(known).filter(one => !isNamedByAws(one))
  const near = nearest(
    named?.name ?? '',
    functions.map(({ name }) => name),
  )
  const permissions = alexaPermissions(known).map(({ target }) => target)
  const meant =
    functions.find(({ name }) => name === near) ??
    functions.find(({ name }) => permissions.some(target => target.name === name)) ??
    functions[0]
  if (meant === undefined || !triggerRegions.includes(known.region)) {
    return 'the ARN of the function that answers the events'
  }
  const qualifier = permissions.find(target => target.name === meant.name)?.qualifier
  const accountId = known.accountId ?? named?.account
  return `"uri": "${arnToWrite(meant, { ...known, accountId }, knownQualifier(qualifier))}"`
}

function knownQualifier(qualifier = ''): string {
  return /^[\w-]*$/.test(qualifier) ? qualifier : ''
}
