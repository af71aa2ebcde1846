import { isObject, type JsonObject, parsedJson } from '../../../src/core/json.ts'
import type { Faults } from './faults.ts'
import { parametersOf, queryAnswer, queryRefusal } from './query-protocol.ts'
import { type AwsService, Refusal } from './request.ts'
import { applied, deleted, newStack, type Operation, rolledBack, type Stack } from './stacks.ts'
import type { AwsState } from './state.ts'
import type { Content } from './xml.ts'

type Parameters = ReadonlyMap<string, string>

interface ChangeSet {
  readonly template: JsonObject
  readonly operation: Operation
  readonly nothingToChange: boolean
}

const nothingToChange = 'No updates are to be performed.'

/** Stacks, made and changed at once: every operation has ended when its call is answered. */
export function openCloudFormation(state: AwsState, faults: Faults): AwsService {
  const changeSets = new Map<string, ChangeSet>()

  function stackOf(parameters: Parameters): Stack {
    const asked = parameters.get('StackName') ?? ''
    const found = [...state.stacks.values()].find(({ name, id }) => name === asked || id === asked)
    if (found === undefined || (found.status === 'DELETE_COMPLETE' && asked !== found.id)) {
      throw new Refusal(400, 'ValidationError', `Stack with id ${asked} does not exist`)
    }
    return found
  }

  function templateOf(parameters: Parameters): JsonObject {
    const url = parameters.get('TemplateURL')
    const name = url === undefined ? '' : decodeURIComponent(new URL(url).pathname).slice(1)
    const text = parameters.get('TemplateBody') ?? state.objects.get(name)?.body.toString('utf8')
    const template = parsedJson(text ?? '')
    if (isObject(template)) return template
    throw new Refusal(400, 'ValidationError', `There is no template at ${url}.`)
  }

  function change(stack: Stack, template: JsonObject, operation: Operation): Content {
    const failure = operation === 'UPDATE' ? faults.take('stack-fails') : undefined
    const type = resourceType(template, failure?.resource)
    const changed =
      failure === undefined
        ? applied(stack, template, state.region, operation)
        : rolledBack(stack, operation, { ...failure, type })
    state.stacks.set(stack.name, changed)
    return { StackId: stack.id }
  }

  const actions: Readonly<Record<string, (parameters: Parameters) => Content>> = {
    ValidateTemplate: parameters => {
      templateOf(parameters)
      return { Parameters: '' }
    },
    CreateStack: parameters =>
      change(
        newStack(parameters.get('StackName') ?? '', state.region),
        templateOf(parameters),
        'CREATE',
      ),
    UpdateStack: parameters => {
      const stack = stackOf(parameters)
      const template = templateOf(parameters)
      if (faults.take('no-changes') !== undefined || isSame(stack.template, template)) {
        throw new Refusal(400, 'ValidationError', nothingToChange)
      }
      return change(stack, template, 'UPDATE')
    },
    CreateChangeSet: parameters => {
      const operation = parameters.get('ChangeSetType') === 'CREATE' ? 'CREATE' : 'UPDATE'
      const stack =
        operation === 'CREATE'
          ? newStack(parameters.get('StackName') ?? '', state.region)
          : stackOf(parameters)
      const template = templateOf(parameters)
      if (operation === 'CREATE') state.stacks.set(stack.name, stack)
      const same = operation === 'UPDATE' && isSame(stack.template, template)
      changeSets.set(changeSetKey(parameters, stack), {
        template,
        operation,
        nothingToChange:
          same || (operation === 'UPDATE' && faults.take('no-changes') !== undefined),
      })
      return { Id: parameters.get('ChangeSetName'), StackId: stack.id }
    },
    DescribeChangeSet: parameters => {
      const stack = stackOf(parameters)
      const found = changeSets.get(changeSetKey(parameters, stack))
      if (found === undefined)
        throw new Refusal(404, 'ChangeSetNotFound', 'There is no such change set.')
      return {
        ChangeSetName: parameters.get('ChangeSetName'),
        StackName: stack.name,
        StackId: stack.id,
        ...(found.nothingToChange
          ? { Status: 'FAILED', StatusReason: nothingToChange }
          : { Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' }),
        Changes: '',
      }
    },
    ExecuteChangeSet: parameters => {
      const stack = stackOf(parameters)
      const found = changeSets.get(changeSetKey(parameters, stack))
      if (found === undefined)
        throw new Refusal(404, 'ChangeSetNotFound', 'There is no such change set.')
      change(stack, found.template, found.operation)
      return undefined
    },
    DeleteChangeSet: parameters => {
      changeSets.delete(changeSetKey(parameters, stackOf(parameters)))
      return undefined
    },
    DescribeStacks: parameters => {
      const stack = stackOf(parameters)
      return { Stacks: { member: describedStack(stack) } }
    },
    DescribeStackEvents: parameters => {
      const stack = stackOf(parameters)
      return { StackEvents: { member: stack.events.map(event => describedEvent(stack, event)) } }
    },
    DescribeStackResource: parameters => {
      const stack = stackOf(parameters)
      const asked = parameters.get('LogicalResourceId')
      const found = stack.resources.find(({ logicalId }) => logicalId === asked)
      if (found === undefined) {
        throw new Refusal(400, 'ValidationError', `Resource ${asked} does not exist for the stack`)
      }
      return { StackResourceDetail: describedResource(stack, found) }
    },
    ListStackResources: parameters => {
      const stack = stackOf(parameters)
      const resources = stack.resources.map(resource => describedResource(stack, resource))
      return { StackResourceSummaries: { member: resources } }
    },
    DescribeStackResources: parameters => {
      const stack = stackOf(parameters)
      const resources = stack.resources.map(resource => describedResource(stack, resource))
      return { StackResources: { member: resources } }
    },
    DeleteStack: parameters => {
      const stack = stackOf(parameters)
      state.stacks.set(stack.name, deleted(stack))
      return undefined
    },
  }

  return {
    name: 'CloudFormation',
    actionOf: request => {
      const action = parametersOf(request).get('Action')
      return action !== undefined && Object.hasOwn(actions, action) ? action : undefined
    },
    answer: (action, request) => queryAnswer(action, actions[action]?.(parametersOf(request))),
    refuse: queryRefusal,
  }
}

function changeSetKey(parameters: Parameters, stack: Stack): string {
  return `${stack.name} ${parameters.get('ChangeSetName')}`
}

function isSame(one: JsonObject, other: JsonObject): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function resourceType(template: JsonObject, logicalId: string | undefined): string {
  const resources = template['Resources']
  const found = isObject(resources) ? resources[logicalId ?? ''] : undefined
  return isObject(found) ? String(found['Type']) : 'AWS::CloudFormation::Stack'
}

function describedStack(stack: Stack): Content {
  const outputs = Object.entries(stack.outputs)
  return {
    StackName: stack.name,
    StackId: stack.id,
    CreationTime: stack.updatedAt.toISOString(),
    StackStatus: stack.status,
    Outputs: { member: outputs.map(([key, value]) => ({ OutputKey: key, OutputValue: value })) },
    Tags: '',
  }
}

function describedEvent(stack: Stack, event: Stack['events'][number]): Content {
  return {
    EventId: event.id,
    StackId: stack.id,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.logicalId,
    ResourceType: event.type,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    Timestamp: event.time.toISOString(),
  }
}

function describedResource(stack: Stack, resource: Stack['resources'][number]): Content {
  return {
    StackName: stack.name,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: 'CREATE_COMPLETE',
    LastUpdatedTimestamp: stack.updatedAt.toISOString(),
    Timestamp: stack.updatedAt.toISOString(),
  }
}
