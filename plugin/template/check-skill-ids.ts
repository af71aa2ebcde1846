import { type Diagnostic, finding } from '../../src/core/diagnostic.ts'
import { listed } from '../../src/core/listed.ts'
import { quoted } from '../../src/core/source/document.ts'
import { mayBe } from './function-reference.ts'
import { functionsOf, labelOf } from './functions.ts'
import type { DeploymentKnown } from './known.ts'
import { type AlexaPermission, alexaPermissions, isMadeFromEvent } from './permissions.ts'
import { problemOfSkillId, someSkillId } from './skill-ids.ts'

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
  const diagnostic = finding(
    'deployment/permission-other-skill',
    undefined,
    `Only ${listed([...new Set(ids)].map(quoted))} may call functions of this service, but the settings say that the skill is ${quoted(skillId)}.`,
    `Correct custom.alexaProactive.skillId, or write under the function: "events: - alexaSkill: ${skillId}".`,
    'warning',
  )
  return [diagnostic]
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
