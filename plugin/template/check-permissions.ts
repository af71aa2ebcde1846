import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { quoted } from '../../src/core/source/document.ts'
import { listed } from '../../src/core/wording.ts'
import {
  type AlexaPermission,
  alexaPermissions,
  aliasOf,
  functionsOf,
  hasSmartHomePermission,
  isMadeFromEvent,
  isVersion,
  labelOf,
  mayBe,
  nameOf,
  problemOfSkillId,
  someSkillId,
  type Target,
  type TemplateFunction,
  uriToWrite,
} from './functions.ts'
import { type DeploymentKnown, hasHiddenParts, unknown } from './resolve.ts'

/**
 * Checks that Alexa may call a function that the manifest sends events to: that there is a permission,
 * for the alias that the manifest names, that permits to call, and for the skill at hand. The first of
 * these that fails is reported. Whatever may turn out to be right is taken for right.
 */
export function checkPermission(target: Target, known: DeploymentKnown): readonly Diagnostic[] {
  const { owner, qualifier } = target
  const ofFunction = alexaPermissions(known).filter(one => mayBe(one.target.name, owner.name))
  if (ofFunction.length === 0) return [missing(target, known)]
  const fitting = ofFunction.filter(one => mayBe(one.target.qualifier, qualifier))
  if (fitting.length === 0) return [otherQualifier(target, ofFunction, known)]
  const calling = fitting.filter(({ allowsCalls }) => allowsCalls)
  if (calling.length === 0) return [disabled(owner, fitting)]
  const { skillId } = known
  const isForSkill = calling.some(
    one => skillId === undefined || one.skillId === undefined || mayBe(one.skillId, skillId),
  )
  return isForSkill || skillId === undefined ? [] : [otherSkill(owner, calling, skillId, known)]
}

function missing({ endpoint, owner, qualifier }: Target, known: DeploymentKnown): Diagnostic {
  const smartHome = hasSmartHomePermission(owner, known)
    ? ' Its event "alexaSmartHome" is for smart home skills only.'
    : ''
  const elsewhere = perhapsElsewhere(owner, qualifier, known)
  const unless = elsewhere === undefined ? '' : ` unless ${elsewhere} adds it`
  const ofAlias = qualifier === '' ? '' : ` with ${wordsFor(qualifier)}`
  return finding(
    'deployment/permission-missing',
    undefined,
    `Alexa has no permission to call the function ${labelOf(owner)}${ofAlias}, which ${nameOf(endpoint)} of ${known.manifest?.file ?? 'the manifest'} names${unless}; Amazon refuses the manifest then ("The trigger setting for the Lambda … is invalid").${smartHome}`,
    grant(owner, qualifier, known),
    elsewhere === undefined ? undefined : 'warning',
  )
}

/** What may add a permission that the template does not have; undefined where nothing does. */
function perhapsElsewhere(
  owner: TemplateFunction,
  qualifier: string,
  known: DeploymentKnown,
): string | undefined {
  if (qualifier !== '' && aliasOf(owner, qualifier, known) === undefined) {
    return `what makes ${wordsFor(qualifier)}`
  }
  return hasHiddenParts(known.template) ? 'a nested stack or a macro' : undefined
}

/** What to write so that the skill may call the function, or an alias of it. */
function grant(owner: TemplateFunction, qualifier: string, known: DeploymentKnown): string {
  return owner.key === undefined || qualifier !== ''
    ? grantByResource(owner, qualifier, known)
    : `Write under functions.${owner.key} of serverless.yml: "events: - alexaSkill: ${known.skillId ?? someSkillId}".`
}

/** An event gives the permission to the one alias that the framework chooses; a resource to any. */
function grantByResource(
  owner: TemplateFunction,
  qualifier: string,
  known: DeploymentKnown,
): string {
  const logicalId = qualifier === '' ? owner.logicalId : aliasOf(owner, qualifier, known)
  const name = logicalId === undefined ? `${owner.name}:${qualifier}` : `{ Ref: ${logicalId} }`
  return `Write under resources.Resources a resource of the type AWS::Lambda::Permission with "FunctionName: ${name}", "Action: lambda:InvokeFunction", "Principal: alexa-appkit.amazon.com" and "EventSourceToken: ${known.skillId ?? someSkillId}".`
}

function otherQualifier(
  { endpoint, owner, qualifier }: Target,
  permissions: readonly AlexaPermission[],
  known: DeploymentKnown,
): Diagnostic {
  const permitted = [...new Set(permissions.map(one => one.target.qualifier))]
  const elsewhere = perhapsElsewhere(owner, qualifier, known)
  const unless = elsewhere === undefined ? '' : ` unless ${elsewhere} adds another`
  const [unqualified = ''] = /^(?:[^:]*:){6}[^:]*/.exec(endpoint.uri) ?? []
  const uri = [unqualified, permitted[0] ?? ''].filter(part => part !== '').join(':')
  const keep = isVersion(qualifier)
    ? ''
    : ` Or keep the endpoint: ${lowered(grantByResource(owner, qualifier, known))}`
  return finding(
    'deployment/permission-qualifier',
    endpoint.place,
    `${nameOf(endpoint)} names the function ${labelOf(owner)} ${withQualifier(qualifier)}, but the permission of Alexa is for the function ${listed(permitted.map(withQualifier))}${unless}.`,
    `Write ${uriToWrite(uri, known)}.${keep}`,
    elsewhere === undefined ? undefined : 'warning',
  )
}

function withQualifier(qualifier: string): string {
  return qualifier === '' ? 'without alias' : `with ${wordsFor(qualifier)}`
}

function wordsFor(qualifier: string): string {
  return isVersion(qualifier) ? `the version ${qualifier}` : `the alias ${quoted(qualifier)}`
}

function lowered(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
}

function disabled(owner: TemplateFunction, permissions: readonly AlexaPermission[]): Diagnostic {
  const [permission] = permissions
  const isEvent = permission !== undefined && isMadeFromEvent(permission)
  return finding(
    'deployment/permission-disabled',
    undefined,
    isEvent
      ? `The event "alexaSkill" of the function ${labelOf(owner)} says "enabled: false", so Alexa may not call it.`
      : `The permission ${quoted(permission?.logicalId ?? '')} does not let Alexa call the function ${labelOf(owner)}: its "Action" is not lambda:InvokeFunction.`,
    isEvent
      ? `Remove "enabled: false" under functions.${owner.key ?? ''} of serverless.yml.`
      : `Write "Action: lambda:InvokeFunction" in resources.Resources.${permission?.logicalId ?? ''}.`,
  )
}

function otherSkill(
  owner: TemplateFunction,
  permissions: readonly AlexaPermission[],
  skillId: string,
  known: DeploymentKnown,
): Diagnostic {
  const ids = permissions.flatMap(one => one.skillId ?? []).filter(id => !id.includes(unknown))
  return finding(
    'deployment/permission-other-skill',
    undefined,
    `Only ${listed([...new Set(ids)].map(quoted))} may call the function ${labelOf(owner)}, but the skill is ${quoted(skillId)}.`,
    `${grant(owner, '', known)} If it is another skill, set custom.alexaProactive.skillId.`,
  )
}

/** Checks the skill of every permission of Alexa, whatever the manifest says: there is one, and it is a skill's id. */
export function checkSkillIds(known: DeploymentKnown): readonly Diagnostic[] {
  return alexaPermissions(known)
    .filter(({ isCertain, allowsCalls }) => isCertain && allowsCalls)
    .flatMap(permission => {
      const { skillId } = permission
      if (skillId === undefined) return [anySkill(permission, known)]
      const problem = problemOfSkillId(skillId)
      return problem === undefined ? [] : [noSkillId(permission, skillId, problem, known)]
    })
}

/**
 * Compares the skill of the settings with the permissions of the whole template, for where no manifest
 * tells which function the events go to.
 */
export function checkSkillOfService(known: DeploymentKnown): readonly Diagnostic[] {
  const { skillId } = known
  const permissions = alexaPermissions(known)
  if (skillId === undefined || permissions.length === 0) return []
  const ids = permissions.flatMap(one => one.skillId ?? [])
  const isForSkill = ids.length < permissions.length || ids.some(id => mayBe(id, skillId))
  if (isForSkill) return []
  return [
    finding(
      'deployment/permission-other-skill',
      undefined,
      `Only ${listed([...new Set(ids)].map(quoted))} may call functions of this service, but the skill is ${quoted(skillId)}.`,
      `Correct custom.alexaProactive.skillId, or write under the function: "events: - alexaSkill: ${skillId}".`,
      'warning',
    ),
  ]
}

function anySkill(permission: AlexaPermission, known: DeploymentKnown): Diagnostic {
  const { label, help } = ownerOf(permission, known)
  return finding(
    'deployment/permission-any-skill',
    undefined,
    `Any skill of any developer may call the function${label}: the permission ${quoted(permission.logicalId)} names no skill.`,
    help,
  )
}

function noSkillId(
  permission: AlexaPermission,
  skillId: string,
  problem: 'placeholder' | 'form',
  known: DeploymentKnown,
): Diagnostic {
  const { label, help } = ownerOf(permission, known)
  return finding(
    'deployment/skill-id',
    undefined,
    `The permission of Alexa for the function${label} is for ${quoted(skillId)}, which is ${problem === 'placeholder' ? 'a placeholder' : 'not the id of a skill'}.`,
    help,
    problem === 'placeholder' ? 'error' : 'warning',
  )
}

/** The function of a permission as messages name it, and how to give the permission the id of the skill. */
function ownerOf(
  permission: AlexaPermission,
  known: DeploymentKnown,
): { readonly label: string; readonly help: string } {
  const owner = functionsOf(known).find(({ name }) => name === permission.target.name)
  const id = known.skillId ?? someSkillId
  return {
    label: owner === undefined ? '' : ` ${labelOf(owner)}`,
    help:
      owner?.key !== undefined && isMadeFromEvent(permission)
        ? `Write under functions.${owner.key} of serverless.yml: "events: - alexaSkill: ${id}".`
        : `Write "EventSourceToken: ${id}" in resources.Resources.${permission.logicalId}.`,
  }
}
