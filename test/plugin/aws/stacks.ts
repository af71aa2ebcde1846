import { isObject, type Json, type JsonObject, property, valueAt } from '../../../src/core/json.ts'
import { resolved, type Surroundings } from './intrinsics.ts'
import { accountId } from './request.ts'

export interface Resource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
}

export interface StackEvent {
  readonly id: string
  readonly logicalId: string
  readonly type: string
  readonly status: string
  readonly reason: string | undefined
  readonly time: Date
}

/** A stack at one moment. */
export interface Stack {
  readonly name: string
  readonly id: string
  readonly status: string
  readonly template: JsonObject
  readonly resources: readonly Resource[]
  readonly outputs: Readonly<Record<string, string>>
  /** The newest first. */
  readonly events: readonly StackEvent[]
  readonly updatedAt: Date
}

export type Operation = 'CREATE' | 'UPDATE'

/** A stack about which nothing but its name is known yet. */
export function newStack(name: string, region: string): Stack {
  return {
    name,
    id: `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/1`,
    status: 'REVIEW_IN_PROGRESS',
    template: {},
    resources: [],
    outputs: {},
    events: [],
    updatedAt: new Date(),
  }
}

/** The stack after a template was carried out. */
export function applied(stack: Stack, template: JsonObject, region: string, operation: Operation) {
  const resources = resourcesOf(stack, template, region)
  const around = surroundingsOf(stack, resources, region)
  const changed: Stack = {
    ...stack,
    template,
    resources,
    outputs: outputsOf(template, around),
    updatedAt: new Date(),
  }
  return withStatuses(changed, [`${operation}_IN_PROGRESS`, `${operation}_COMPLETE`])
}

/** The stack after a change failed at one resource and was rolled back: all as before, but for status and events. */
export function rolledBack(
  stack: Stack,
  operation: Operation,
  failure: { readonly resource: string; readonly type: string; readonly reason: string },
): Stack {
  const back = operation === 'UPDATE' ? 'UPDATE_ROLLBACK' : 'ROLLBACK'
  const begun = withEvent(stack, { status: `${operation}_IN_PROGRESS` })
  const failed = withEvent(begun, {
    status: `${operation}_FAILED`,
    logicalId: failure.resource,
    type: failure.type,
    reason: failure.reason,
  })
  return withStatuses(failed, [`${back}_IN_PROGRESS`, `${back}_COMPLETE`])
}

/** The stack after it was deleted. */
export function deleted(stack: Stack): Stack {
  return withStatuses(stack, ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'])
}

function withStatuses(stack: Stack, statuses: readonly string[]): Stack {
  const after = statuses.reduce((before, status) => withEvent(before, { status }), stack)
  return { ...after, status: statuses.at(-1) ?? stack.status }
}

function withEvent(
  stack: Stack,
  event: Pick<StackEvent, 'status'> & Partial<Pick<StackEvent, 'logicalId' | 'type' | 'reason'>>,
): Stack {
  const { logicalId = stack.name, type = 'AWS::CloudFormation::Stack', status, reason } = event
  const id = `${stack.events.length + 1}`
  return {
    ...stack,
    events: [{ id, logicalId, type, status, reason, time: new Date() }, ...stack.events],
  }
}

function resourcesOf(stack: Stack, template: JsonObject, region: string): readonly Resource[] {
  const described = Object.entries(objectAt(template, 'Resources'))
  const before = new Map(stack.resources.map(one => [one.logicalId, one.physicalId]))
  const named = described.map(([logicalId, description]) => {
    const type = String(valueAt(description, ['Type']))
    return { logicalId, type, description, name: nameOf(stack.name, logicalId, type, description) }
  })
  const names = new Map(named.map(one => [one.logicalId, one.name]))
  return named.map(({ logicalId, type, description, name }) => {
    const owner = names.get(String(valueAt(description, ['Properties', 'FunctionName', 'Ref'])))
    const arn = functionArn(region, owner ?? '')
    switch (owner === undefined ? '' : type) {
      case 'AWS::Lambda::Version':
        return { logicalId, type, physicalId: before.get(logicalId) ?? nextVersion(stack, arn) }
      case 'AWS::Lambda::Alias':
        return { logicalId, type, physicalId: `${arn}:${name}` }
      default:
        return { logicalId, type, physicalId: name }
    }
  })
}

/** One more than the version that the stack published last. */
function nextVersion(stack: Stack, arn: string): string {
  const versions = stack.resources
    .filter(one => one.type === 'AWS::Lambda::Version' && one.physicalId.startsWith(`${arn}:`))
    .map(one => Number(one.physicalId.split(':').at(-1)))
  return `${arn}:${Math.max(0, ...versions) + 1}`
}

function nameOf(stackName: string, logicalId: string, type: string, description: Json): string {
  const properties = objectAt(description, 'Properties')
  const names: Readonly<Record<string, string>> = {
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::Lambda::Function': 'FunctionName',
  }
  const given = property(properties, names[type] ?? 'Name')
  if (type === 'AWS::StepFunctions::StateMachine') {
    const machine = property(properties, 'StateMachineName')
    return `arn:aws:states:us-east-1:123456789012:stateMachine:${String(machine)}`
  }
  if (type === 'AWS::S3::Bucket') return `${stackName}-${logicalId}`.toLowerCase()
  return typeof given === 'string' ? given : `${stackName}-${logicalId}`
}

function outputsOf(template: JsonObject, around: Surroundings): Readonly<Record<string, string>> {
  const described = Object.entries(objectAt(template, 'Outputs'))
  return Object.fromEntries(
    described.map(([key, output]) => [
      key,
      String(resolved(valueAt(output, ['Value']) ?? null, around)),
    ]),
  )
}

function surroundingsOf(
  stack: Stack,
  resources: readonly Resource[],
  region: string,
): Surroundings {
  const find = (logicalId: string) => resources.find(one => one.logicalId === logicalId)
  return {
    stackName: stack.name,
    stackId: stack.id,
    region,
    idOf: logicalId => find(logicalId)?.physicalId,
    attributeOf: (logicalId, name) => {
      const resource = find(logicalId)
      if (resource === undefined) return undefined
      const isFunctionArn = name === 'Arn' && resource.type === 'AWS::Lambda::Function'
      return isFunctionArn
        ? functionArn(region, resource.physicalId)
        : `${resource.physicalId}.${name}`
    },
  }
}

function functionArn(region: string, name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`
}

function objectAt(value: Json, key: string): JsonObject {
  const found = isObject(value) ? property(value, key) : undefined
  return isObject(found) ? found : {}
}
