import { property } from '../../src/core/json.ts'
import { type FunctionReference, functionReference } from './function-reference.ts'
import type { TemplateFunction } from './functions.ts'
import { resolveText, type Scope, unknown } from './resolve.ts'
import { resourceProperties, resources } from './resources.ts'

/** A permission of the template that lets Alexa call a function, or means to. */
export interface AlexaPermission {
  readonly logicalId: string
  readonly target: FunctionReference
  /** Whether its principal is Alexa for certain; one that cannot be resolved may be. */
  readonly isCertain: boolean
  /** Whether its action is to call; an action that cannot be resolved may be. */
  readonly allowsCalls: boolean
  /** As written; {@link unknown} stretches in it. Undefined where the permission names no skill. */
  readonly skillId: string | undefined
}

/** Who calls custom skills, and who calls smart home skills (Amazon's Lambda permissions for skills). */
const alexa = 'alexa-appkit.amazon.com'
const smartHome = 'alexa-connectedhome.amazon.com'

/** `lambda:*` and `*` permit calls, too; names of actions have no case. */
const callingAction = /^(?:\*|lambda:(?:\*|invoke\*?|invokefunction))$/i

/** The permissions of a template whose principal is Alexa, or may be, in the template's order. */
export function alexaPermissions(scope: Scope): readonly AlexaPermission[] {
  return permissionsOf(scope, [alexa])
}

/** Whether the template lets smart home skills call a function: easily mistaken for the permission at issue. */
export function hasSmartHomePermission(owner: TemplateFunction, scope: Scope): boolean {
  return permissionsOf(scope, [smartHome]).some(
    ({ isCertain, target }) => isCertain && target.name === owner.name,
  )
}

function permissionsOf(scope: Scope, principals: readonly string[]): readonly AlexaPermission[] {
  return resources(scope.template).flatMap(([logicalId, type]) => {
    if (type !== 'AWS::Lambda::Permission') return []
    const properties = resourceProperties(scope.template, logicalId)
    const textOf = (key: string) => resolveText(property(properties, key), scope)
    const principal = textOf('Principal')
    const isCertain = principals.includes(principal)
    if (!isCertain && !principal.includes(unknown)) return []
    const action = textOf('Action')
    const skillId = property(properties, 'EventSourceToken')
    return [
      {
        logicalId,
        target: functionReference(textOf('FunctionName'), scope),
        isCertain,
        allowsCalls: action.includes(unknown) || callingAction.test(action),
        skillId: skillId === undefined || skillId === null ? undefined : textOf('EventSourceToken'),
      },
    ]
  })
}

/** Whether the framework made it from an event `alexaSkill`; others stand in `resources`. */
export function isMadeFromEvent({ logicalId }: AlexaPermission): boolean {
  return /LambdaPermissionAlexaSkill\d+$/.test(logicalId)
}
