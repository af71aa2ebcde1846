import { isArray, isObject, type Json, type JsonObject, property } from '../../../src/core/json.ts'
import { accountId } from './request.ts'

/** What the functions of a template refer to. */
export interface Surroundings {
  readonly stackName: string
  readonly stackId: string
  readonly region: string
  /** The physical id of a resource, for `Ref`. */
  idOf(logicalId: string): string | undefined
  /** An attribute of a resource, for `Fn::GetAtt`. */
  attributeOf(logicalId: string, name: string): string | undefined
}

/**
 * A value of a template with `Ref`, `Fn::GetAtt`, `Fn::Join` and `Fn::Sub` carried out.
 *
 * @throws Error on any other function, and on a reference to nothing
 */
export function resolved(value: Json, around: Surroundings): Json {
  if (isArray(value)) return value.map(one => resolved(one, around))
  if (!isObject(value)) return value
  const [name, argument = null] = Object.entries(value)[0] ?? []
  if (name !== 'Ref' && name?.startsWith('Fn::') !== true) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, resolved(one, around)]),
    )
  }
  return callOf(name, argument, around)
}

function callOf(name: string, argument: Json, around: Surroundings): Json {
  switch (name) {
    case 'Ref':
      return referenceTo(textOf(argument), around)
    case 'Fn::GetAtt':
      return attribute(
        isArray(argument) ? argument.map(textOf).join('.') : textOf(argument),
        around,
      )
    case 'Fn::Join': {
      const [separator = '', parts = []] = isArray(argument) ? argument : []
      const texts = resolved(parts, around)
      return (isArray(texts) ? texts : []).map(textOf).join(textOf(separator))
    }
    case 'Fn::Sub':
      return substituted(argument, around)
    default:
      throw new Error(`The stand-in for AWS does not carry out ${name}.`)
  }
}

function substituted(argument: Json, around: Surroundings): string {
  const [text = '', given = {}] = isArray(argument) ? argument : [argument]
  const variables: JsonObject = isObject(given) ? given : {}
  return textOf(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    const variable = property(variables, name)
    if (variable !== undefined) return textOf(resolved(variable, around))
    return name.includes('.') ? attribute(name, around) : referenceTo(name, around)
  })
}

function referenceTo(name: string, around: Surroundings): string {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::Region': around.region,
    'AWS::StackId': around.stackId,
    'AWS::StackName': around.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  }
  const found = pseudo[name] ?? around.idOf(name)
  if (found === undefined)
    throw new Error(`The template refers to ${name}, which it does not have.`)
  return found
}

function attribute(path: string, around: Surroundings): string {
  const [logicalId = '', ...name] = path.split('.')
  const found = around.attributeOf(logicalId, name.join('.'))
  if (found === undefined)
    throw new Error(`The template refers to ${path}, which it does not have.`)
  return found
}

function textOf(value: Json): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Error(`The template has ${JSON.stringify(value)} where text belongs.`)
}
