import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { placeholderInSkillId } from '../../src/core/manifest/address.ts'
import { listed, quoted } from '../../src/core/wording.ts'
import {
  type AlexaPermission,
  alexaPermissions,
  aliasOf,
  hasSmartHomePermission,
  isVersion,
  labelOf,
  mayBe,
  nameOf,
  someSkillId,
  type Target,
  uriToWrite,
} from './functions.ts'
import {
  type DeploymentKnown,
  functionsOf,
  hasHiddenParts,
  type KnownFunction,
  unknown,
} from './resolve.ts'

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
  if (calling.length === 0) return fitting.slice(0, 1).map(one => disabled(owner, one))
  const { skillId } = known
  if (skillId === undefined) return []
  const isForSkill = calling.some(one => one.skillId === undefined || mayBe(one.skillId, skillId))
  return isForSkill ? [] : [otherSkill(owner, calling, skillId, known)]
}

function missing({ endpoint, owner, qualifier }: Target, known: DeploymentKnown): Diagnostic {
  const smartHome = hasSmartHomePermission(owner, known)
    ? ' Its event "alexaSmartHome" is for smart home skills only.'
    : ''
  const elsewhere = perhapsElsewhere(owner, qualifier, known)
  const unless = elsewhere === undefined ? '' : ` unless ${elsewhere} adds it`
  const ofAlias = qualifier === '' ? '' : ` with ${wordsFor(qualifier)}`
  const message = `Alexa has no permission to call the function ${labelOf(owner)}${ofAlias}, which ${nameOf(endpoint)} of ${known.manifest?.file ?? 'the manifest'} names${unless}; Amazon refuses the manifest then ("The trigger setting for the Lambda … is invalid").${smartHome}`
  const severity = elsewhere === undefined ? 'error' : 'warning'
  const help = grant(owner, qualifier, known)
  return finding('deployment/permission-missing', undefined, message, help, severity)
}

/** What may add a permission that the template does not have; undefined where nothing does. */
function perhapsElsewhere(
  owner: KnownFunction,
  qualifier: string,
  known: DeploymentKnown,
): string | undefined {
  if (qualifier !== '' && aliasOf(owner, qualifier, known) === undefined) {
    return `what makes ${wordsFor(qualifier)}`
  }
  return hasHiddenParts(known.template) ? 'a nested stack or a macro' : undefined
}

/** What to write so that the skill may call the function, or an alias of it. */
function grant(owner: KnownFunction, qualifier: string, known: DeploymentKnown): string {
  return owner.key === undefined || qualifier !== ''
    ? grantByResource(owner, qualifier, known)
    : grantByEvent(owner.key, known)
}

function grantByEvent(key: string, { skillId }: DeploymentKnown): string {
  return `Write under functions.${key} of serverless.yml: "events: - alexaSkill: ${skillId ?? someSkillId}".`
}

/** An event gives the permission to the one alias that the framework chooses; a resource to any. */
function grantByResource(owner: KnownFunction, qualifier: string, known: DeploymentKnown): string {
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
  const unqualified = endpoint.uri.split(':').slice(0, 7)
  const uri = [...unqualified, ...permitted.slice(0, 1)].filter(part => part !== '').join(':')
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

function disabled(owner: KnownFunction, permission: AlexaPermission): Diagnostic {
  const id = permission.logicalId
  const [message, help] =
    owner.key !== undefined && permission.isMadeFromEvent
      ? [
          `The event "alexaSkill" of the function ${labelOf(owner)} says "enabled: false", so Alexa may not call it.`,
          `Remove "enabled: false" under functions.${owner.key} of serverless.yml.`,
        ]
      : [
          `The permission ${quoted(id)} does not let Alexa call the function ${labelOf(owner)}: its "Action" is not lambda:InvokeFunction.`,
          `Write "Action: lambda:InvokeFunction" in resources.Resources.${id}.`,
        ]
  return finding('deployment/permission-disabled', undefined, message, help)
}

function otherSkill(
  owner: KnownFunction,
  permissions: readonly AlexaPermission[],
  skillId: string,
  known: DeploymentKnown,
): Diagnostic {
  const ids = permissions.flatMap(one => one.skillId ?? [])
  const message = `Only ${listed([...new Set(ids)].map(quoted))} may call the function ${labelOf(owner)}, but the skill is ${quoted(skillId)}.`
  const help = `${grant(owner, '', known)} If it is another skill, set custom.alexaProactive.skillId.`
  return finding('deployment/permission-other-skill', undefined, message, help)
}

/** Checks the skill of every permission of Alexa, whatever the manifest says: there is one, and it is a skill's id. */
export function checkSkillIds(known: DeploymentKnown): readonly Diagnostic[] {
  return alexaPermissions(known).flatMap(permission => {
    const { isCertain, allowsCalls, isMadeFromEvent, logicalId, target, skillId } = permission
    if (!isCertain || !allowsCalls || skillId?.includes(unknown)) return []
    const owner = functionsOf(known).find(({ name }) => name === target.name)
    const label = owner === undefined ? '' : ` ${labelOf(owner)}`
    const help =
      owner?.key !== undefined && isMadeFromEvent
        ? grantByEvent(owner.key, known)
        : `Write "EventSourceToken: ${known.skillId ?? someSkillId}" in resources.Resources.${logicalId}.`
    if (skillId === undefined) {
      const message = `Any skill of any developer may call the function${label}: the permission ${quoted(logicalId)} names no skill.`
      return [finding('deployment/permission-any-skill', undefined, message, help)]
    }
    const isPlaceholder = placeholderInSkillId(skillId) !== undefined
    if (!isPlaceholder && /^amzn1\.ask\.skill\.[\w-]+$/.test(skillId)) return []
    const message = `The permission of Alexa for the function${label} is for ${quoted(skillId)}, which is ${isPlaceholder ? 'a placeholder' : 'not the id of a skill'}.`
    const severity = isPlaceholder ? 'error' : 'warning'
    return [finding('deployment/skill-id', undefined, message, help, severity)]
  })
}

/** Compares the skill of the settings with the whole template, where no manifest tells which function is meant. */
export function checkSkillOfService(known: DeploymentKnown): readonly Diagnostic[] {
  const { skillId } = known
  const permissions = alexaPermissions(known)
  const ids = permissions.flatMap(one => one.skillId ?? [])
  if (skillId === undefined || permissions.length === 0) return []
  if (ids.length < permissions.length || ids.some(id => mayBe(id, skillId))) return []
  const message = `Only ${listed([...new Set(ids)].map(quoted))} may call functions of this service, but the skill is ${quoted(skillId)}.`
  const help = `Correct custom.alexaProactive.skillId, or write under the function: "events: - alexaSkill: ${skillId}".`
  return [finding('deployment/permission-other-skill', undefined, message, help, 'warning')]
}
