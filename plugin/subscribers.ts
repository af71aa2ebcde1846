import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { isArray, isObject, type Json, type JsonObject, property } from '../src/core/json.ts'
import { proactiveSubscription } from '../src/core/manifest/event-names.ts'
import { listed } from '../src/core/wording.ts'
import { policyOf } from './engine/resources.ts'
import type { Framework } from './framework.ts'
import { mapAt, providerOf, serviceOf } from './service.ts'
import { skillsOf } from './skill.ts'
import { type DeploymentKnown, functionsOf, resourcesOf } from './template/resolve.ts'

/** The logical id of the table, and the name of the output that tells its name. */
export const tableId = 'AlexaSubscribersTable'

/** Where `withSubscribers` looks for the name of the table. */
const variable = 'ALEXA_SUBSCRIBERS_TABLE'

const action = 'dynamodb:UpdateItem'

/**
 * Tells the functions of the skill the name of the table: those with an `alexaSkill` event, or all where
 * none has one. Before the functions are compiled, so that it is a part of their versions.
 */
export function addVariable(framework: Framework): void {
  const { functions } = framework.service
  if (!isObject(functions)) return
  for (const key of skillFunctions(serviceOf(framework).functions)) {
    const own = property(functions, key)
    if (!isObject(own)) continue
    const environment = property(own, 'environment')
    Object.assign(own, {
      environment: { [variable]: { Ref: tableId }, ...(isObject(environment) ? environment : {}) },
    })
  }
}

function skillFunctions(functions: JsonObject): readonly string[] {
  const keys = Object.keys(functions)
  const ofSkill = keys.filter(key => skillsOf(mapAt(functions, key)).length > 0)
  return ofSkill.length > 0 ? ofSkill : keys
}

/**
 * Adds the table of subscribers to the template of a service, its name to the outputs, and the permission
 * to write it to the role that the functions share. `resources.extensions` can change all of it afterwards.
 */
export function addTable(framework: Framework): void {
  const template = framework.service.provider.compiledCloudFormationTemplate
  if (!isObject(template)) return
  const resources = mapAt(template, 'Resources')
  const roleId = providerOf(framework)?.naming?.getRoleLogicalId?.() ?? 'IamRoleLambdaExecution'
  const role = property(resources, roleId)
  Object.assign(template, {
    Resources: {
      ...resources,
      ...(isObject(role) ? { [roleId]: withStatement(role) } : {}),
      [tableId]: table,
    },
    Outputs: {
      ...mapAt(template, 'Outputs'),
      [tableId]: {
        Description: 'Table of the subscribers of the Alexa skill',
        Value: { Ref: tableId },
      },
    },
  })
}

const table: JsonObject = {
  Type: 'AWS::DynamoDB::Table',
  // Nobody can ask Amazon for the subscribers again.
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'user', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }],
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
}

function withStatement(role: JsonObject): JsonObject {
  const properties = mapAt(role, 'Properties')
  const policies = property(properties, 'Policies')
  const policy: JsonObject = {
    PolicyName: 'alexa-proactive-subscribers',
    PolicyDocument: policyOf({
      Effect: 'Allow',
      Action: [action],
      Resource: { 'Fn::GetAtt': [tableId, 'Arn'] },
    }),
  }
  return {
    ...role,
    Properties: { ...properties, Policies: [...(isArray(policies) ? policies : []), policy] },
  }
}

/** Checks that the skill hears who subscribes, and that the functions with the variable may write the table. */
export function checkSubscribers(known: DeploymentKnown): readonly Diagnostic[] {
  return [...checkSubscriptions(known), ...checkRoles(known)]
}

function checkSubscriptions({ manifest }: DeploymentKnown): readonly Diagnostic[] {
  if (manifest?.subscriptions === undefined) return []
  const { file, subscriptions } = manifest
  const wanted = [proactiveSubscription, 'SKILL_DISABLED']
  const missing = wanted.filter(name => !subscriptions.includes(name))
  if (missing.length === 0) return []
  const isDeaf = missing.includes(proactiveSubscription)
  const so = isDeaf
    ? 'so the table of subscribers stays empty'
    : 'so ids of users who disabled the skill stay in the table'
  const entries = missing.map(name => `{ "eventName": "${name}" }`).join(', ')
  return [
    finding(
      'deployment/subscribers-subscription',
      undefined,
      `The manifest ${file} does not subscribe to ${listed(missing)}, ${so}.`,
      `Add ${entries} to "events.subscriptions", and deploy the manifest.`,
      isDeaf ? 'error' : 'warning',
    ),
  ]
}

function checkRoles(known: DeploymentKnown): readonly Diagnostic[] {
  const { template } = known
  const writers = resourcesOf(template, 'AWS::Lambda::Function').filter(({ properties }) =>
    Object.hasOwn(mapAt(mapAt(properties, 'Environment'), 'Variables'), variable),
  )
  const unable = writers.filter(({ properties }) => !mayWrite(properties['Role'], template))
  if (unable.length === 0) return []
  const functions = functionsOf(known)
  const names = unable.map(
    ({ logicalId }) => functions.find(one => one.logicalId === logicalId)?.key ?? logicalId,
  )
  const have = names.length === 1 ? 'has a role' : 'have roles'
  return [
    finding(
      'deployment/subscribers-role',
      undefined,
      `${listed(names)} ${have} that the plugin does not write, which may not allow ${action} on the table of subscribers.`,
      `Allow ${action} on { "Fn::GetAtt": ["${tableId}", "Arn"] } there, if it does not.`,
    ),
  ]
}

/** Whether a role of the template allows to write the table, as far as can be seen in it. */
function mayWrite(role: Json | undefined, template: JsonObject): boolean {
  const [, id] = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)/.exec(JSON.stringify(role ?? '')) ?? []
  if (id === undefined) return false
  const policies = resourcesOf(template).flatMap(({ logicalId, type, properties }) => {
    if (logicalId === id && type === 'AWS::IAM::Role') return listAt(properties, 'Policies')
    const isOfRole = JSON.stringify(property(properties, 'Roles') ?? '').includes(`"${id}"`)
    return isOfRole ? [properties] : []
  })
  return policies
    .filter(isObject)
    .flatMap(policy => listAt(mapAt(policy, 'PolicyDocument'), 'Statement'))
    .filter(isObject)
    .some(
      statement =>
        statement['Effect'] === 'Allow' &&
        listAt(statement, 'Action').some(
          one =>
            typeof one === 'string' && /^(?:\*|dynamodb:(?:\*|Update\*|UpdateItem))$/i.test(one),
        ),
    )
}

/** CloudFormation takes one thing for a list of one. */
function listAt(object: JsonObject, key: string): readonly Json[] {
  const value = property(object, key)
  return value === undefined ? [] : isArray(value) ? value : [value]
}
