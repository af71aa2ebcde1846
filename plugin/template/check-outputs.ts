import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { mistakeInArn } from '../../src/core/manifest/address.ts'
import { checkEndpoints, nameOf, type Target } from './check-endpoints.ts'
import { checkTemplate } from './check-template.ts'
import { functionReference, isVersion } from './function-reference.ts'
import { arnToWrite, labelOf } from './functions.ts'
import type { DeploymentKnown, StackOutput } from './known.ts'

/**
 * Compares the ARNs among the outputs of the deployed stack with the endpoints of the manifest: they
 * tell the account, and the versions that were made. Endpoints in which {@link checkTemplate} found
 * something already are left out. Without ARNs of functions among the outputs there is nothing to say.
 *
 * @param known the same as before the deploy
 */
export function checkOutputs(
  known: DeploymentKnown,
  outputs: readonly StackOutput[],
): readonly Diagnostic[] {
  const deployed = outputs.flatMap(({ value }) =>
    value.startsWith('arn:') && mistakeInArn(value) === undefined
      ? [functionReference(value, known)]
      : [],
  )
  const own = deployed.filter(
    ({ region, name }) =>
      region === known.region && known.functions.some(one => one.deployedName === name),
  )
  const [first] = own
  if (first === undefined) return []
  const certain = { ...known, accountId: first.account }
  const now = checkEndpoints(certain)
  const before = checkTemplate(known).map(({ place }) => place)
  const isNew = ({ place }: Diagnostic) =>
    !before.some(
      one => one !== undefined && one.line === place?.line && one.column === place.column,
    )
  const ofVersions = now.targets.flatMap(target => {
    const version = own.find(one => one.name === target.owner.name && isVersion(one.qualifier))
    return version === undefined ? [] : checkVersion(target, version.qualifier, certain)
  })
  return [...now.diagnostics, ...ofVersions].filter(isNew)
}

function checkVersion(
  { endpoint, owner, qualifier }: Target,
  version: string,
  known: DeploymentKnown,
): readonly Diagnostic[] {
  if (!isVersion(qualifier) || qualifier === version) return []
  const diagnostic = finding(
    'deployment/endpoint-version',
    endpoint.place,
    `${nameOf(endpoint)} names version ${qualifier} of the function ${labelOf(owner)}, but version ${version} was deployed.`,
    `Write "uri": "${arnToWrite(owner, known)}", which is always the latest.`,
  )
  return [diagnostic]
}
