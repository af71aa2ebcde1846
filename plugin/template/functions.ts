import { isNamedJson, property } from '../../src/core/json.ts'
import { triggerRegions } from '../../src/core/manifest/address.ts'
import type { ManifestEndpoint } from '../../src/core/manifest/endpoints.ts'
import { nearest, quoted } from '../../src/core/wording.ts'
import {
  type DeploymentKnown,
  functionArn,
  functionsOf,
  type KnownFunction,
  resolveText,
  resourcesOf,
  type Scope,
  unknown,
} from './resolve.ts'

/** A function as an ARN or a permission names it. Each part may be {@link unknown}, or have such stretches. */
export interface FunctionReference {
  readonly region: string
  readonly account: string
  readonly name: string
  /** The alias or version; empty for the function without either. */
  readonly qualifier: string
}

const nothingKnown: FunctionReference = {
  region: unknown,
  account: unknown,
  name: unknown,
  qualifier: unknown,
}

/**
 * Reads what AWS takes as the name of a function: `name`, `name:alias`, `account:function:name` or a
 * whole ARN, the last three with or without alias. What is left out is that of the deploy.
 */
export function functionReference(
  text: string,
  scope: Pick<Scope, 'region' | 'accountId'>,
): FunctionReference {
  if (text.startsWith('arn:')) return arnReference(text)
  // An unknown stretch may hold colons, so that nothing can be counted.
  if (text.includes(unknown)) return nothingKnown
  const [first = '', second = '', third, fourth] = text.split(':')
  const here = { region: scope.region, account: scope.accountId ?? unknown }
  if (second === 'function' && third !== undefined) {
    return { ...here, account: first, name: third, qualifier: plainQualifier(fourth) }
  }
  return { ...here, name: first, qualifier: plainQualifier(second) }
}

function arnReference(text: string): FunctionReference {
  const [, , , region, account, , name, qualifier] = text.split(':')
  if (region === undefined || account === undefined || name === undefined) return nothingKnown
  return {
    region,
    account,
    name,
    qualifier: name.includes(unknown) ? unknown : plainQualifier(qualifier),
  }
}

/** `$LATEST` is the function without version. */
function plainQualifier(qualifier = ''): string {
  return qualifier === '$LATEST' ? '' : qualifier
}

/** Whether two texts may turn out to be the same. */
export function mayBe(one: string, other: string): boolean {
  return one === other || one.includes(unknown) || other.includes(unknown)
}

/** Whether a qualifier is the number of a version; others are aliases. */
export function isVersion(qualifier: string): boolean {
  return /^\d+$/.test(qualifier)
}

/** A function that is deployed and that the manifest sends events to. */
export interface Target {
  readonly endpoint: ManifestEndpoint
  readonly owner: KnownFunction
  /** The alias or version that the manifest names; empty for the function itself. */
  readonly qualifier: string
}

export function nameOf({ of }: ManifestEndpoint): string {
  return of === 'default' ? '"events.endpoint"' : `"events.regions.${of}.endpoint"`
}

/** Whether AWS gives the function its name, so that it cannot be compared. */
export function isNamedByAws({ name }: KnownFunction): boolean {
  return name.startsWith('{')
}

/** The logical id of the alias of this name that the template makes for a function; undefined where it makes none. */
export function aliasOf(
  { name }: KnownFunction,
  alias: string,
  known: DeploymentKnown,
): string | undefined {
  return resourcesOf(known.template, 'AWS::Lambda::Alias').find(({ properties }) => {
    const owner = resolveText(property(properties, 'FunctionName'), known)
    return (
      functionReference(owner, known).name === name &&
      resolveText(property(properties, 'Name'), known) === alias
    )
  })?.logicalId
}

/** How messages name a function: by its key in serverless.yml. */
export function labelOf({ key, logicalId }: KnownFunction): string {
  return key === undefined ? `${quoted(logicalId)} of "resources"` : quoted(key)
}

/** The ARN to write into the manifest; an account that is not known stays to be filled in. */
export function arnToWrite(
  { name }: KnownFunction,
  known: DeploymentKnown,
  qualifier = '',
): string {
  const arn = functionArn(name, known).replace(unknown, '<account number>')
  return qualifier === '' ? arn : `${arn}:${qualifier}`
}

/** A permission of the template that lets Alexa call a function, or means to. */
export type AlexaPermission = ReturnType<typeof permissionsFor>[number]

/** Who calls custom skills, and who calls smart home skills (Amazon's Lambda permissions for skills). */
const alexa = 'alexa-appkit.amazon.com'
const smartHome = 'alexa-connectedhome.amazon.com'

/** `lambda:*` and `*` permit calls, too; names of actions have no case. */
const callingAction = /^(?:\*|lambda:(?:\*|invoke\*?|invokefunction))$/i

/** The permissions of a template whose principal is Alexa, or may be, in the template's order. */
export function alexaPermissions(scope: Scope): readonly AlexaPermission[] {
  return permissionsFor(alexa, scope)
}

/** Whether the template lets smart home skills call a function: easily mistaken for the permission at issue. */
export function hasSmartHomePermission(owner: KnownFunction, scope: Scope): boolean {
  return permissionsFor(smartHome, scope).some(
    ({ isCertain, target }) => isCertain && target.name === owner.name,
  )
}

function permissionsFor(principal: string, scope: Scope) {
  const all = resourcesOf(scope.template, 'AWS::Lambda::Permission')
  return all.flatMap(({ logicalId, properties }) => {
    const textOf = (key: string) => resolveText(property(properties, key), scope)
    const isCertain = textOf('Principal') === principal
    if (!isCertain && !textOf('Principal').includes(unknown)) return []
    const action = textOf('Action')
    const hasSkill = (properties['EventSourceToken'] ?? null) !== null
    return [
      {
        logicalId,
        /** Whether the framework made it from an event `alexaSkill`; others stand in `resources`. */
        isMadeFromEvent: /LambdaPermissionAlexaSkill\d+$/.test(logicalId),
        target: functionReference(textOf('FunctionName'), scope),
        /** Whether its principal is Alexa for certain; one that cannot be resolved may be. */
        isCertain,
        /** Whether its action is to call; an action that cannot be resolved may be. */
        allowsCalls: action.includes(unknown) || callingAction.test(action),
        /** Undefined where the permission names no skill. */
        skillId: hasSkill ? textOf('EventSourceToken') : undefined,
      },
    ]
  })
}

/** Stands in help texts where the id of the skill is not known. */
export const someSkillId = 'amzn1.ask.skill.…'

/**
 * What to write instead of an endpoint: the function with the nearest name, or one that Alexa may
 * call, with the alias it may call. Where the account is not known, that of the endpoint is likely
 * the right one.
 */
export function suggestedUri(known: DeploymentKnown, named?: FunctionReference): string {
  const functions = functionsOf(known).filter(one => !isNamedByAws(one))
  const near = nearest(
    named?.name ?? '',
    functions.map(({ name }) => name),
  )
  const permissions = alexaPermissions(known).map(({ target }) => target)
  const suggested =
    functions.find(({ name }) => name === near) ??
    functions.find(({ name }) => permissions.some(target => target.name === name)) ??
    functions[0]
  if (suggested === undefined || !triggerRegions.includes(known.region)) {
    return 'the ARN of the function that answers the events'
  }
  const { qualifier = '' } = permissions.find(target => target.name === suggested.name) ?? {}
  const alias = /^[\w-]*$/.test(qualifier) ? qualifier : ''
  const accountId = known.accountId ?? named?.account
  return uriToWrite(arnToWrite(suggested, { ...known, accountId }, alias), known)
}

/** An address as it is written in the manifest, which may be YAML. */
export function uriToWrite(uri: string, { manifest }: Pick<DeploymentKnown, 'manifest'>): string {
  return manifest === undefined || isNamedJson(manifest.file) ? `"uri": "${uri}"` : `uri: ${uri}`
}
