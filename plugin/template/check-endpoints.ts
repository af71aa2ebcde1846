import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { listed } from '../../src/core/listed.ts'
import { mistakeInArn, placeholderIn } from '../../src/core/manifest/address.ts'
import type { ManifestEndpoint } from '../../src/core/manifest/endpoints.ts'
import type { DeploymentRuleId } from '../../src/core/rules/deployment.ts'
import { quoted } from '../../src/core/source/document.ts'
import { type FunctionReference, functionReference } from './function-reference.ts'
import { functionsOf, isNamedByAws, type TemplateFunction } from './functions.ts'
import type { DeploymentKnown } from './known.ts'
import { hasHiddenParts } from './resources.ts'
import { suggestedUri } from './suggested-uri.ts'

/** A function that is deployed and that the manifest sends events to. */
export interface Target {
  readonly endpoint: ManifestEndpoint
  readonly owner: TemplateFunction
  /** The alias or version that the manifest names; empty for the function itself. */
  readonly qualifier: string
}

/** An endpoint that is the ARN of a function. */
interface Named {
  readonly endpoint: ManifestEndpoint
  readonly named: FunctionReference
}

/** How messages name an endpoint of the manifest. */
export function nameOf({ of }: ManifestEndpoint): string {
  return of === 'default' ? '"events.endpoint"' : `"events.regions.${of}.endpoint"`
}

/**
 * Compares the endpoints of the manifest with what is deployed. Endpoints that are no addresses at all
 * are left to the rules of the manifest; of several with the same address the first counts.
 *
 * @returns the functions of this deploy that events go to, and what is wrong or worth knowing of the others
 */
export function checkEndpoints(known: DeploymentKnown): {
  readonly targets: readonly Target[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const all = known.manifest?.endpoints ?? []
  const endpoints = all.filter(
    ({ uri }, index) => all.findIndex(other => other.uri === uri) === index,
  )
  const placeholders = endpoints.filter(({ uri }) => placeholderIn(uri) !== undefined)
  const addresses = endpoints.filter(({ uri }) => placeholderIn(uri) === undefined)
  const named: readonly Named[] = addresses.flatMap(endpoint =>
    endpoint.uri.startsWith('arn') && mistakeInArn(endpoint.uri) === undefined
      ? [{ endpoint, named: functionReference(endpoint.uri, known) }]
      : [],
  )
  const here = named.filter(one => one.named.region === known.region)
  const compared = here.map(one => compare(one.endpoint, one.named, known))
  const [first] = named
  return {
    targets: eachOnce(compared.flatMap(({ target }) => target ?? [])),
    diagnostics: [
      ...placeholders.map(endpoint => placeholder(endpoint, known)),
      ...addresses.filter(isHttps).map(https),
      ...(first !== undefined && here.length === 0 ? [elsewhere(first, named, known)] : []),
      ...compared.flatMap(({ diagnostic }) => diagnostic ?? []),
    ],
  }
}

/** A function may be named with and without `$LATEST`, or with two accounts of which neither is known. */
function eachOnce(targets: readonly Target[]): readonly Target[] {
  return targets.filter(
    ({ owner, qualifier }, index) =>
      targets.findIndex(
        other => other.owner.logicalId === owner.logicalId && other.qualifier === qualifier,
      ) === index,
  )
}

function findingAt(
  endpoint: ManifestEndpoint,
  rule: DeploymentRuleId,
  message: string,
  help: string,
  severity?: 'error',
): Diagnostic {
  return finding(rule, endpoint.place, message, help, severity)
}

function placeholder(endpoint: ManifestEndpoint, known: DeploymentKnown): Diagnostic {
  return findingAt(
    endpoint,
    'deployment/endpoint-placeholder',
    `${nameOf(endpoint)} is still the placeholder ${quoted(endpoint.uri)}, so events cannot reach what is deployed.`,
    `Write ${suggestedUri(known)}.`,
  )
}

function isHttps({ uri }: ManifestEndpoint): boolean {
  return uri.startsWith('https://') && URL.canParse(uri)
}

function https(endpoint: ManifestEndpoint): Diagnostic {
  return findingAt(
    endpoint,
    'deployment/endpoint-https',
    `${nameOf(endpoint)} is the https address ${quoted(endpoint.uri)}: events go there, whatever permissions the functions of this service have.`,
    'Leave it if that address answers the events; otherwise write the ARN of the function.',
  )
}

function elsewhere(first: Named, all: readonly Named[], known: DeploymentKnown): Diagnostic {
  const regions = [...new Set(all.map(({ named }) => named.region))]
  return findingAt(
    first.endpoint,
    'deployment/endpoint-region',
    `The endpoints of the manifest are functions in ${listed(regions)}, but this deploy goes to ${known.region}, so none of it receives an event.`,
    `Deploy with "--region ${first.named.region}", or write ${suggestedUri(known, first.named)}.`,
  )
}

function compare(
  endpoint: ManifestEndpoint,
  named: FunctionReference,
  known: DeploymentKnown,
): { readonly target?: Target; readonly diagnostic?: Diagnostic } {
  if (known.accountId !== undefined && known.accountId !== named.account) {
    const diagnostic = findingAt(
      endpoint,
      'deployment/endpoint-account',
      `${nameOf(endpoint)} names the function ${quoted(named.name)} in the AWS account ${named.account}, but this deploy goes to the account ${known.accountId}.`,
      `Write ${suggestedUri(known, named)}, or deploy with the credentials of ${named.account}.`,
    )
    return { diagnostic }
  }
  const functions = functionsOf(known)
  const owner = functions.find(({ name }) => name === named.name)
  if (owner !== undefined) return { target: { endpoint, owner, qualifier: named.qualifier } }
  return functions.some(isNamedByAws) ? {} : { diagnostic: stranger(endpoint, named, known) }
}

function stranger(
  endpoint: ManifestEndpoint,
  named: FunctionReference,
  known: DeploymentKnown,
): Diagnostic {
  const { serviceName, stage, accountId } = known
  const name = quoted(named.name)
  const ownNames = namesOf(known)
  const suggested = suggestedUri(known, named)
  const isGone =
    named.name.startsWith(`${serviceName}-${stage}-`) &&
    accountId !== undefined &&
    !hasHiddenParts(known.template)
  if (isGone) {
    return findingAt(
      endpoint,
      'deployment/endpoint-function',
      `${nameOf(endpoint)} names ${name}, but after this deploy there is no such function: those of the service are ${ownNames}.`,
      `Write ${suggested}.`,
      'error',
    )
  }
  const ofStage = otherStage(named.name, known)
  const why =
    ofStage === undefined
      ? `which is not among the functions of this service (${ownNames})`
      : `the function of service stage ${ofStage}; this deploy is of ${stage}`
  return findingAt(
    endpoint,
    'deployment/endpoint-function',
    `${nameOf(endpoint)} names ${name}, ${why}.`,
    `Write ${suggested}, or leave it if that function answers the events.`,
  )
}

/** The service stage whose function has this name, as the framework forms names of functions. */
function otherStage(name: string, { functions, stage }: DeploymentKnown): string | undefined {
  for (const { deployedName } of functions) {
    const at = deployedName.indexOf(`-${stage}-`)
    if (at === -1) continue
    const start = deployedName.slice(0, at + 1)
    const end = deployedName.slice(at + 1 + stage.length)
    const between = name.slice(start.length, -end.length)
    if (between !== '' && name === `${start}${between}${end}`) return between
  }
  return undefined
}

const mostNames = 5

function namesOf(known: DeploymentKnown): string {
  const names = functionsOf(known).map(({ name }) => name)
  if (names.length === 0) return 'it has none'
  const more = names.length - mostNames
  return more > 0 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : listed(names)
}
