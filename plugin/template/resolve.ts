import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  property,
  textAt,
  valueAt,
} from '../../src/core/json.ts'
import type { Manifest } from '../../src/core/manifest/manifest.ts'

/** What is known of a deploy before it happens. */
export interface DeploymentKnown {
  readonly serviceName: string
  /** The service stage, not the stage of the skill. */
  readonly stage: string
  readonly region: string
  /** Twelve digits; what depends on the account is not compared where it is not known. */
  readonly accountId: string | undefined
  /** Of the skill; undefined where neither the settings nor the functions name it. */
  readonly skillId: string | undefined
  /** Undefined where there is none, or it cannot be read; only permissions are checked then. */
  readonly manifest: Manifest | undefined
  /** The compiled CloudFormation template, with what `resources` of the service adds. */
  readonly template: JsonObject
  readonly functions: readonly KnownFunction[]
}

/** A function that is deployed: of serverless.yml's `functions`, or of its `resources`. */
export interface KnownFunction {
  /** Its key under `functions`; undefined for one of `resources`. */
  readonly key: string | undefined
  /** Of its `AWS::Lambda::Function` in the template: `SkillLambdaFunction`. */
  readonly logicalId: string
  /** In AWS: `<service>-<stage>-<key>` unless the service says otherwise; in braces where AWS names it. */
  readonly name: string
}

export interface StackOutput {
  readonly key: string
  readonly value: string
}

export interface Resource {
  readonly logicalId: string
  /** `AWS::Lambda::Function` */
  readonly type: string
  /** Empty where it has none. */
  readonly properties: JsonObject
}

/** The resources of a template, in its order; of one type, where it is given. What is no resource is left out. */
export function resourcesOf(template: JsonObject, type?: string): readonly Resource[] {
  const all = property(template, 'Resources')
  const found = Object.keys(isObject(all) ? all : {}).flatMap(id => resourceOf(template, id) ?? [])
  return type === undefined ? found : found.filter(resource => resource.type === type)
}

/** A resource by its logical id; undefined where the template has none of that name. */
function resourceOf(template: JsonObject, logicalId: string): Resource | undefined {
  const resource = valueAt(template, ['Resources', logicalId])
  if (!isObject(resource)) return undefined
  const { Type: type, Properties: properties } = resource
  if (typeof type !== 'string') return undefined
  return { logicalId, type, properties: isObject(properties) ? properties : {} }
}

/** Whether a template has parts that are not in it: nested stacks, or macros that write some. */
export function hasHiddenParts(template: JsonObject): boolean {
  return (
    property(template, 'Transform') !== undefined ||
    resourcesOf(template, 'AWS::CloudFormation::Stack').length > 0
  )
}

/** Stands in a resolved text for each stretch that only AWS knows; no name or ARN contains it. */
export const unknown = '\u0000'

/** What values of a template are resolved with. */
export interface Scope
  extends Pick<DeploymentKnown, 'template' | 'region' | 'accountId' | 'functions'> {
  /** How many values lead to the one at hand. */
  readonly depth?: number
}

/** A text that refers to itself, or is nested like this, is not worth knowing. */
const deepest = 16

/**
 * The text that a value of a CloudFormation template becomes: `Ref` and `Fn::GetAtt` of functions,
 * aliases and versions and of pseudo parameters, `Fn::Sub`, `Fn::Join` and `Fn::FindInMap`. Stretches
 * that are not known before the deploy (parameters, imports, conditions …) are {@link unknown}.
 */
export function resolveText(value: Json | undefined, scope: Scope): string {
  if (typeof value === 'string') return value.replace(/\{\{resolve:[^{}]*\}\}/g, unknown)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const { depth = 0 } = scope
  if (!isObject(value) || depth > deepest) return unknown
  const [[name, argument] = ['', null], ...others] = Object.entries(value)
  const resolve = others.length > 0 ? undefined : intrinsics.get(name)
  return resolve?.(argument, { ...scope, depth: depth + 1 }) ?? unknown
}

/** The functions of CloudFormation that can be resolved; undefined is what they do not know. */
const intrinsics: ReadonlyMap<string, (argument: Json, scope: Scope) => string | undefined> =
  new Map([
    ['Ref', referred],
    ['Fn::GetAtt', attributeOf],
    ['Fn::Join', joined],
    ['Fn::Sub', substituted],
    ['Fn::FindInMap', mapped],
  ])

/** All functions that are deployed, those of `functions` first. */
export function functionsOf(scope: Scope): readonly KnownFunction[] {
  const isKnown = (id: string) => scope.functions.some(({ logicalId }) => logicalId === id)
  const others = resourcesOf(scope.template, 'AWS::Lambda::Function').filter(
    ({ logicalId }) => !isKnown(logicalId),
  )
  return [
    ...scope.functions,
    ...others.map(resource => ({
      key: undefined,
      logicalId: resource.logicalId,
      name: functionName(resource, scope),
    })),
  ]
}

/** The name of a function of the template; one that AWS names is known by its logical id alone. */
function functionName({ logicalId, properties }: Resource, scope: Scope): string {
  const known = scope.functions.find(one => one.logicalId === logicalId)
  if (known !== undefined) return known.name
  const name = resolveText(property(properties, 'FunctionName'), scope)
  return name.includes(unknown) ? `{${logicalId}}` : name
}

export function functionArn(
  name: string,
  { region, accountId }: Pick<Scope, 'region' | 'accountId'>,
): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId ?? unknown}:function:${name}`
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

function referred(name: Json, scope: Scope): string | undefined {
  if (name === 'AWS::Region') return scope.region
  if (name === 'AWS::AccountId') return scope.accountId
  if (name === 'AWS::Partition') return partitionOf(scope.region)
  const resource = typeof name === 'string' ? resourceOf(scope.template, name) : undefined
  return resource?.type === 'AWS::Lambda::Function'
    ? functionName(resource, scope)
    : resource && qualifiedArn(resource, scope)
}

/** The ARN of an alias; of a version, whose number AWS gives, with that unknown. */
function qualifiedArn({ type, properties }: Resource, scope: Scope): string | undefined {
  const isAlias = type === 'AWS::Lambda::Alias'
  if (!isAlias && type !== 'AWS::Lambda::Version') return undefined
  const owner = resolveText(property(properties, 'FunctionName'), scope)
  const arn = owner.startsWith('arn:') ? owner : functionArn(owner, scope)
  return `${arn}:${isAlias ? resolveText(property(properties, 'Name'), scope) : unknown}`
}

function attributeOf(argument: Json, scope: Scope): string | undefined {
  const [logicalId, attribute] =
    typeof argument === 'string' ? argument.split('.') : isArray(argument) ? argument : []
  const resource = typeof logicalId === 'string' ? resourceOf(scope.template, logicalId) : undefined
  switch (`${resource?.type}.${String(attribute)}`) {
    case 'AWS::Lambda::Function.Arn':
      return resource && functionArn(functionName(resource, scope), scope)
    case 'AWS::Lambda::Alias.AliasArn':
    case 'AWS::Lambda::Version.FunctionArn':
      return resource && qualifiedArn(resource, scope)
    default:
      return undefined
  }
}

function joined(argument: Json, scope: Scope): string | undefined {
  const [separator, parts] = isArray(argument) ? argument : []
  return typeof separator === 'string' && isArray(parts)
    ? parts.map(part => resolveText(part, scope)).join(separator)
    : undefined
}

function substituted(argument: Json, scope: Scope): string | undefined {
  const [pattern, variables] = isArray(argument) ? argument : [argument]
  if (typeof pattern !== 'string') return undefined
  const own: JsonObject = isObject(variables) ? variables : {}
  return pattern.replace(/\$\{([^{}]*)\}/g, (_, written: string) => {
    if (written.startsWith('!')) return `\${${written.slice(1)}}`
    const name = written.trim()
    const value = property(own, name)
    if (value !== undefined) return resolveText(value, scope)
    return (name.includes('.') ? attributeOf : referred)(name, scope) ?? unknown
  })
}

function mapped(argument: Json, scope: Scope): string | undefined {
  if (!isArray(argument) || argument.length !== 3) return undefined
  const keys = argument.map(part => resolveText(part, scope))
  return textAt(scope.template, 'Mappings', ...keys)
}
