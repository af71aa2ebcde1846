import { property } from '../../src/core/json.ts'
import { quoted } from '../../src/core/source/document.ts'
import { functionReference } from './function-reference.ts'
import type { DeploymentKnown } from './known.ts'
import { functionArn, functionName, resolveText, unknown } from './resolve.ts'
import { resourceProperties, resources } from './resources.ts'

/** A function of the template: of serverless.yml's `functions`, or of its `resources`. */
export interface TemplateFunction {
  /** Under `functions`; undefined for one of `resources`. */
  readonly key: string | undefined
  readonly logicalId: string
  /** In AWS; in braces where AWS names it. */
  readonly name: string
}

/** All functions that are deployed, those of `functions` first. */
export function functionsOf(known: DeploymentKnown): readonly TemplateFunction[] {
  const ofService = known.functions.map(({ key, logicalId, deployedName }) => ({
    key,
    logicalId,
    name: deployedName,
  }))
  const others = resources(known.template).flatMap(([logicalId, type]) =>
    type === 'AWS::Lambda::Function' && !known.functions.some(one => one.logicalId === logicalId)
      ? [{ key: undefined, logicalId, name: functionName(logicalId, known) }]
      : [],
  )
  return [...ofService, ...others]
}

/** Whether AWS gives the function its name, so that it cannot be compared. */
export function isNamedByAws({ name }: TemplateFunction): boolean {
  return name.startsWith('{')
}

/** The logical id of the alias of this name that the template makes for a function; undefined where it makes none. */
export function aliasOf(
  { name }: TemplateFunction,
  alias: string,
  known: DeploymentKnown,
): string | undefined {
  const found = resources(known.template).find(([logicalId, type]) => {
    if (type !== 'AWS::Lambda::Alias') return false
    const properties = resourceProperties(known.template, logicalId)
    const owner = resolveText(property(properties, 'FunctionName'), known)
    return (
      functionReference(owner, known).name === name &&
      resolveText(property(properties, 'Name'), known) === alias
    )
  })
  return found?.[0]
}

/** How messages name a function: by its key in serverless.yml. */
export function labelOf({ key, logicalId }: TemplateFunction): string {
  return key === undefined ? `${quoted(logicalId)} of "resources"` : quoted(key)
}

/** The ARN to write into the manifest; an account that is not known stays to be filled in. */
export function arnToWrite(
  { name }: TemplateFunction,
  known: DeploymentKnown,
  qualifier = '',
): string {
  const arn = functionArn(name, known).replace(unknown, '<account number>')
  return qualifier === '' ? arn : `${arn}:${qualifier}`
}
