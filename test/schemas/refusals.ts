import type { ErrorObject } from 'ajv'
import { isArray, type Json, type Path, valueAt } from '../../src/core/json.ts'
import { ajvWith, publishedSchemas } from './published-schemas.ts'

/** One thing a published schema does not accept. */
export interface Refusal {
  /** A missing property is at its own path, where nothing is. */
  readonly path: Path
  readonly part: 'key' | 'value'
  readonly keyword: string
  /** `warning` where the schema says that Amazon is not known to refuse it. */
  readonly severity: 'error' | 'warning'
}

const ajv = ajvWith(await publishedSchemas())

/**
 * Everything that a published schema refuses, each once.
 *
 * @param file such as `manifest.schema.json`
 */
export function refusalsOf(file: string, value: Json): readonly Refusal[] {
  const validate = ajv.getSchema(`https://unpkg.com/alexa-proactive@1/schemas/${file}`)
  if (validate === undefined) throw new Error(`There is no schema ${file}`)
  if (validate(value) === true) return []
  const refusals = (validate.errors ?? []).filter(isOwn).map(error => refusalOf(error, value))
  return [...new Map(refusals.map(refusal => [JSON.stringify(refusal), refusal])).values()]
}

/** Whether an error is not merely the consequence, or one branch, of another one. */
function isOwn({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword !== 'if' && keyword !== 'propertyNames' && !/\/anyOf\/\d/.test(schemaPath)
}

function refusalOf(error: ErrorObject, root: Json): Refusal {
  const { keyword, instancePath, propertyName, params, parentSchema } = error
  const key: string | undefined = propertyName ?? params['additionalProperty']
  const missing: string | undefined = params['missingProperty']
  const unverified = parentSchema?.['x-unverified'] ?? []
  const isUnverified =
    keyword === 'additionalProperties' ||
    unverified.includes(missing === undefined ? keyword : `required:${missing}`)
  const step = key ?? missing
  const at = pathOf(instancePath, root)
  return {
    path: step === undefined ? at : [...at, step],
    part: key === undefined ? 'value' : 'key',
    keyword,
    severity: isUnverified ? 'warning' : 'error',
  }
}

/** Reads a JSON Pointer with the help of the value, which knows lists from objects. */
function pathOf(pointer: string, root: Json): Path {
  const path: (string | number)[] = []
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(isArray(valueAt(root, path)) ? Number(name) : name)
  }
  return path
}

/** Whether a text holds a template, so that what it will be is not known to a schema. */
export function isTemplate(value: Json | undefined): boolean {
  return typeof value === 'string' && /\{\{|\{%/.test(value)
}
