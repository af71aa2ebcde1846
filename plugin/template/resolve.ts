import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  property,
  valueAt,
} from '../../src/core/json.ts'
import type { Manifest } from '../../src/core/manifest/manifest.ts'

/** What is known of a deploy before it happens. */
export interface DeploymentKnown {
  readonly serviceName: string
  /** The service stage, not the stage of the skill. */
  readonly stage: string
  /** The AWS region that is deployed to. */
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

/** A function of serverless.yml. */
export interface KnownFunction {
  /** Its key under `functions`. */
  readonly key: string
  /** Of its `AWS::Lambda::Function` in the template: `SkillLambdaFunction`. */
  readonly logicalId: string
  /** Its name in AWS: `<service>-<stage>-<key>` unless the service says otherwise. */
  readonly deployedName: string
}

/** An output of the deployed stack. */
export interface StackOutput {
  readonly key: string
  readonly value: string
}

/** The resources of a template: logical id and type, in its order. What is no resource is left out. */
export function resources(template: JsonObject): readonly (readonly [string, string])[] {
  const all = property(template, 'Resources')
  if (!isObject(all)) return []
  return Object.keys(all).flatMap(logicalId => {
    const type = typeOf(template, logicalId)
    return type === undefined ? [] : [[logicalId, type] as const]
  })
}

/** The type of a resource, `AWS::Lambda::Function`; undefined where the template has no such resource. */
export function typeOf(template: JsonObject, logicalId: string): string | undefined {
  const type = valueAt(template, ['Resources', logicalId, 'Type'])
  return typeof type === 'string' ? type : undefined
}

/** The properties of a resource; empty where it has none. */
export function resourceProperties(template: JsonObject, logicalId: string): JsonObject {
  const properties = valueAt(template, ['Resources', logicalId, 'Properties'])
  return isObject(properties) ? properties : {}
}

/** Whether a template has parts that are not in it: nested stacks, or macros that write some. */
export function hasHiddenParts(template: JsonObject): boolean {
  return (
    property(template, 'Transform') !== undefined ||
    resources(template).some(([, type]) => type === 'AWS::CloudFormation::Stack')
  )
}

/** Stands in a resolved text for each stretch that only AWS knows; no name or ARN contains it. */
export const unknown = '\u0000'

/** What values of a template are resolved with. */
export type Scope = Pick<DeploymentKnown, 'template' | 'region' | 'accountId' | 'functions'>

/** A text that refers to itself, or is nested like this, is not worth knowing. */
const deepest = 16

/**
 * The text that a value of a CloudFormation template becomes: `Ref` and `Fn::GetAtt` of functions,
 * aliases and versions and of pseudo parameters, `Fn::Sub`, `Fn::Join` and `Fn::FindInMap`. Stretches
 * that are not known before the deploy (parameters, imports, conditions …) are {@link unknown}.
 */
export function resolveText(value: Json | undefined, scope: Scope, depth = 0): string {
  if (typeof value === 'string') return value.replace(/\{\{resolve:[^{}]*\}\}/g, unknown)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!isObject(value) || depth > deepest) return unknown
  const [[name, argument] = ['', null], ...others] = Object.entries(value)
  if (others.length > 0) return unknown
  const inner = (part: Json | undefined) => resolveText(part, scope, depth + 1)
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? referred(argument, scope, depth) : unknown
    case 'Fn::GetAtt':
      return attributeOf(argument, scope, depth)
    case 'Fn::Join':
      return joined(argument, inner)
    case 'Fn::Sub':
      return substituted(argument, scope, depth)
    case 'Fn::FindInMap':
      return mapped(argument, scope, inner)
    default:
      return unknown
  }
}

/** The name of a function of the template; one that AWS names is known by its logical id alone. */
export function functionName(logicalId: string, scope: Scope, depth = 0): string {
  const known = scope.functions.find(one => one.logicalId === logicalId)
  if (known !== undefined) return known.deployedName
  const written = property(resourceProperties(scope.template, logicalId), 'FunctionName')
  const name = written === undefined ? unknown : resolveText(written, scope, depth + 1)
  return name.includes(unknown) ? `{${logicalId}}` : name
}

/** The ARN of a function in the region being deployed. */
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

function referred(name: string, scope: Scope, depth: number): string {
  switch (name) {
    case 'AWS::Region':
      return scope.region
    case 'AWS::AccountId':
      return scope.accountId ?? unknown
    case 'AWS::Partition':
      return partitionOf(scope.region)
  }
  switch (typeOf(scope.template, name)) {
    case 'AWS::Lambda::Function':
      return functionName(name, scope, depth)
    case 'AWS::Lambda::Alias':
      return qualifiedArn(name, 'Name', scope, depth)
    case 'AWS::Lambda::Version':
      return qualifiedArn(name, undefined, scope, depth)
    default:
      return unknown
  }
}

/** The ARN of an alias; of a version, whose number AWS gives, with that unknown. */
function qualifiedArn(
  logicalId: string,
  qualifier: string | undefined,
  scope: Scope,
  depth: number,
): string {
  const properties = resourceProperties(scope.template, logicalId)
  const owner = resolveText(property(properties, 'FunctionName'), scope, depth + 1)
  const arn = owner.startsWith('arn:') ? owner : functionArn(owner, scope)
  const last =
    qualifier === undefined
      ? unknown
      : resolveText(property(properties, qualifier), scope, depth + 1)
  return `${arn}:${last}`
}

function attributeOf(argument: Json, scope: Scope, depth: number): string {
  const [logicalId, attribute] =
    typeof argument === 'string' ? argument.split('.') : isArray(argument) ? argument : []
  if (typeof logicalId !== 'string' || typeof attribute !== 'string') return unknown
  const type = typeOf(scope.template, logicalId)
  if (type === 'AWS::Lambda::Function' && attribute === 'Arn') {
    return functionArn(functionName(logicalId, scope, depth), scope)
  }
  const isQualified =
    (type === 'AWS::Lambda::Alias' && attribute === 'AliasArn') ||
    (type === 'AWS::Lambda::Version' && attribute === 'FunctionArn')
  return isQualified ? referred(logicalId, scope, depth) : unknown
}

function joined(argument: Json, inner: (part: Json) => string): string {
  if (!isArray(argument)) return unknown
  const [separator, parts] = argument
  return typeof separator === 'string' && isArray(parts)
    ? parts.map(inner).join(separator)
    : unknown
}

function substituted(argument: Json, scope: Scope, depth: number): string {
  const [pattern, variables] = isArray(argument) ? argument : [argument]
  if (typeof pattern !== 'string') return unknown
  const own: JsonObject = isObject(variables) ? variables : {}
  return pattern.replace(/\$\{([^{}]*)\}/g, (_, written: string) => {
    if (written.startsWith('!')) return `\${${written.slice(1)}}`
    const name = written.trim()
    const value = property(own, name)
    if (value !== undefined) return resolveText(value, scope, depth + 1)
    return name.includes('.') ? attributeOf(name, scope, depth) : referred(name, scope, depth)
  })
}

function mapped(argument: Json, scope: Scope, inner: (part: Json) => string): string {
  if (!isArray(argument) || argument.length !== 3) return unknown
  let found: Json | undefined = property(scope.template, 'Mappings')
  for (const key of argument.map(inner)) {
    found = isObject(found) ? property(found, key) : undefined
  }
  return typeof found === 'string' ? found : unknown
}
