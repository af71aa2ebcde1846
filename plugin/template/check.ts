import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { mistakeInArn, placeholderIn, triggerRegions } from '../../src/core/manifest/address.ts'
import type { ManifestEndpoint } from '../../src/core/manifest/endpoints.ts'
import { listed, quoted } from '../../src/core/wording.ts'
import { checkPermission, checkSkillIds, checkSkillOfService } from './check-permissions.ts'
import {
  alexaPermissions,
  arnToWrite,
  type FunctionReference,
  functionReference,
  isNamedByAws,
  isVersion,
  labelOf,
  nameOf,
  suggestedUri,
  type Target,
  uriToWrite,
} from './functions.ts'
import { type DeploymentKnown, functionsOf, hasHiddenParts, type StackOutput } from './resolve.ts'

/**
 * Checks the compiled template of a service against the manifest of its skill: that Alexa may call the
 * functions that the manifest sends events to, for this skill and no other, and that the endpoints
 * agree with what is deployed. What cannot be resolved before the deploy is never held against it.
 *
 * @returns findings with a place in the manifest where the manifest is at fault, else without
 */
export function checkTemplate(known: DeploymentKnown): readonly Diagnostic[] {
  const { targets, diagnostics } = checkEndpoints(known)
  const endpoints = known.manifest?.endpoints ?? []
  const isAddressed = endpoints.some(({ uri }) => placeholderIn(uri) === undefined)
  return [
    ...checkRegion(known),
    ...diagnostics,
    ...targets.flatMap(target => checkPermission(target, known)),
    ...(isAddressed ? [] : checkSkillOfService(known)),
    ...checkSkillIds(known),
  ]
}

/** Without a permission of Alexa, a region may well be one that Alexa knows nothing of. */
function checkRegion(known: DeploymentKnown): readonly Diagnostic[] {
  const isForAlexa = alexaPermissions(known).some(({ isCertain }) => isCertain)
  if (!isForAlexa || triggerRegions.includes(known.region)) return []
  const message = `The service is deployed to ${known.region}, where Alexa cannot call functions.`
  const help = `Set provider.region in serverless.yml, or --region, to ${listed(triggerRegions, 'or')}.`
  return [finding('deployment/region-without-trigger', undefined, message, help)]
}

/**
 * Compares the versions among the outputs of the deployed stack with those that the manifest names.
 * Endpoints in which {@link checkTemplate} found something already are left out.
 */
export function checkOutputs(
  known: DeploymentKnown,
  outputs: readonly StackOutput[],
): readonly Diagnostic[] {
  const versions = outputs
    .filter(({ value }) => mistakeInArn(value) === undefined)
    .map(({ value }) => functionReference(value, known))
    .filter(({ region, qualifier }) => region === known.region && isVersion(qualifier))
  const before = checkTemplate(known).map(({ place }) => place)
  return checkEndpoints(known).targets.flatMap(target => {
    const version = versions.find(({ name }) => name === target.owner.name)
    return version === undefined || before.includes(target.endpoint.place)
      ? []
      : checkVersion(target, version.qualifier, known)
  })
}

function checkVersion(
  { endpoint, owner, qualifier }: Target,
  version: string,
  known: DeploymentKnown,
): readonly Diagnostic[] {
  if (!isVersion(qualifier) || qualifier === version) return []
  const message = `${nameOf(endpoint)} names version ${qualifier} of the function ${labelOf(owner)}, but version ${version} was deployed.`
  const help = `Write ${uriToWrite(arnToWrite(owner, known), known)}, which is always the latest.`
  return [finding('deployment/endpoint-version', endpoint.place, message, help)]
}

/** An endpoint that is the ARN of a function. */
interface Named {
  readonly endpoint: ManifestEndpoint
  readonly named: FunctionReference
}

/**
 * Compares the endpoints of the manifest with what is deployed. Endpoints that are no addresses at all
 * are left to the rules of the manifest; of several with the same address the first counts.
 */
function checkEndpoints(known: DeploymentKnown): {
  readonly targets: readonly Target[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const endpoints = eachOnce(known.manifest?.endpoints ?? [], ({ uri }) => uri)
  const isPlaceholder = ({ uri }: ManifestEndpoint) => placeholderIn(uri) !== undefined
  const addresses = endpoints.filter(endpoint => !isPlaceholder(endpoint))
  const named: readonly Named[] = addresses
    .filter(({ uri }) => uri.startsWith('arn') && mistakeInArn(uri) === undefined)
    .map(endpoint => ({ endpoint, named: functionReference(endpoint.uri, known) }))
  const here = named.filter(one => one.named.region === known.region)
  const compared = here.flatMap(one => compare(one, known) ?? [])
  const targets = compared.flatMap(found => ('owner' in found ? [found] : []))
  const [first] = named
  return {
    // A function may be named with and without `$LATEST`, or with two accounts of which neither is known.
    targets: eachOnce(targets, ({ owner, qualifier }) => `${owner.logicalId}:${qualifier}`),
    diagnostics: [
      ...endpoints.filter(isPlaceholder).map(endpoint => placeholder(endpoint, known)),
      ...addresses.filter(isHttps).map(https),
      ...(first !== undefined && here.length === 0 ? [elsewhere(first, named, known)] : []),
      ...compared.flatMap(found => ('rule' in found ? [found] : [])),
    ],
  }
}

function eachOnce<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const keys = items.map(keyOf)
  return items.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}

function placeholder(endpoint: ManifestEndpoint, known: DeploymentKnown): Diagnostic {
  const message = `${nameOf(endpoint)} is still the placeholder ${quoted(endpoint.uri)}, so no event is sent yet.`
  const help = `Write ${suggestedUri(known)}; "serverless alexa-proactive manifest --stage ${known.stage} --write" does it.`
  return finding('deployment/endpoint-placeholder', endpoint.place, message, help)
}

function isHttps({ uri }: ManifestEndpoint): boolean {
  return uri.startsWith('https://') && URL.canParse(uri)
}

function https(endpoint: ManifestEndpoint): Diagnostic {
  const message = `${nameOf(endpoint)} is the https address ${quoted(endpoint.uri)}: events go there, whatever permissions the functions of this service have.`
  const help =
    'Leave it if that address answers the events; otherwise write the ARN of the function.'
  return finding('deployment/endpoint-https', endpoint.place, message, help)
}

function elsewhere(first: Named, all: readonly Named[], known: DeploymentKnown): Diagnostic {
  const regions = [...new Set(all.map(({ named }) => named.region))]
  const message = `The endpoints of the manifest are functions in ${listed(regions)}, but this deploy goes to ${known.region}, so none of it receives an event.`
  const help = `Deploy with "--region ${first.named.region}", or write ${suggestedUri(known, first.named)}.`
  return finding('deployment/endpoint-region', first.endpoint.place, message, help)
}

/** The function that an endpoint names, or what is wrong with it; undefined where nobody can tell. */
function compare(
  { endpoint, named }: Named,
  known: DeploymentKnown,
): Target | Diagnostic | undefined {
  if (known.accountId !== undefined && known.accountId !== named.account) {
    const message = `${nameOf(endpoint)} names the function ${quoted(named.name)} in the AWS account ${named.account}, but this deploy goes to the account ${known.accountId}.`
    const help = `Write ${suggestedUri(known, named)}, or deploy with the credentials of ${named.account}.`
    return finding('deployment/endpoint-account', endpoint.place, message, help)
  }
  const functions = functionsOf(known)
  const owner = functions.find(({ name }) => name === named.name)
  if (owner !== undefined) return { endpoint, owner, qualifier: named.qualifier }
  return functions.some(isNamedByAws) ? undefined : stranger({ endpoint, named }, known)
}

function stranger({ endpoint, named }: Named, known: DeploymentKnown): Diagnostic {
  const { serviceName, stage, accountId } = known
  const rule = 'deployment/endpoint-function'
  const names = `${nameOf(endpoint)} names ${quoted(named.name)}`
  const suggested = suggestedUri(known, named)
  const isGone =
    named.name.startsWith(`${serviceName}-${stage}-`) &&
    accountId !== undefined &&
    !hasHiddenParts(known.template)
  if (isGone) {
    const message = `${names}, but after this deploy there is no such function: those of the service are ${namesOf(known)}.`
    return finding(rule, endpoint.place, message, `Write ${suggested}.`, 'error')
  }
  const ofStage = otherStage(named.name, known)
  const why =
    ofStage === undefined
      ? `which is not among the functions of this service (${namesOf(known)})`
      : `the function of service stage ${ofStage}; this deploy is of ${stage}`
  const help = `Write ${suggested}, or leave it if that function answers the events.`
  return finding(rule, endpoint.place, `${names}, ${why}.`, help)
}

/** The service stage whose function has this name, as the framework forms names of functions. */
function otherStage(name: string, { functions, stage }: DeploymentKnown): string | undefined {
  for (const { name: deployed } of functions) {
    const at = deployed.indexOf(`-${stage}-`)
    if (at === -1) continue
    const start = deployed.slice(0, at + 1)
    const end = deployed.slice(at + 1 + stage.length)
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
