import { isArray, isObject, type Json, type JsonObject, type Path, pathText } from '../json.ts'
import type { Remark } from './remark.ts'
import { type FailedTemplate, templateRemark } from './template-remarks.ts'

/** A value with its templates rendered. */
export interface Rendered {
  /** Of the same structure as before; a template that failed is still there as it was written. */
  readonly value: Json
  readonly remarks: readonly Remark[]
  /** Whether the value at a path was made by a template. */
  isTemplate(path: Path): boolean
  /** Whether the template at a path failed, so that nothing can be said of its value. */
  isFailed(path: Path): boolean
}

/** Characters that all templates of one file may make together. */
const outputLimit = 64 * 1024

/**
 * Renders the templates in the texts of a value, one by one. Keys are left as they are, and so are
 * texts without `{{` and `{%`; where there is no template at all, Liquid is not even loaded.
 *
 * @param scope what templates see; nothing in it is rendered itself.
 */
export async function renderTemplates(value: Json, scope: JsonObject): Promise<Rendered> {
  const templated = new Set<string>()
  const failed = new Set<string>()
  const failures: FailedTemplate[] = []
  const isTemplate = (path: Path) => templated.has(pathText(path))
  const isFailed = (path: Path) => failed.has(pathText(path))
  if (!holdsTemplate(value)) return { value, remarks: [], isTemplate, isFailed }

  const { openRenderer } = await import('./liquid.ts')
  const render = openRenderer(scope)
  let room = outputLimit

  function renderText(text: string, path: Path): Json {
    const place = pathText(path)
    templated.add(place)
    const rendered = room < 0 ? undefined : render(text)
    if (rendered !== undefined && 'value' in rendered) {
      room -= String(rendered.value).length
      if (room >= 0) return rendered.value
    }
    failed.add(place)
    // After one template went too far the others are not begun: each could take as long.
    if (rendered === undefined) return text
    const problem: FailedTemplate['problem'] = 'value' in rendered ? { problem: 'limit' } : rendered
    if (problem.problem === 'limit') room = -1
    failures.push({ problem, text, path })
    return text
  }

  function renderValue(part: Json, path: Path): Json {
    if (typeof part === 'string') return isTemplateText(part) ? renderText(part, path) : part
    if (isArray(part)) return part.map((item, index) => renderValue(item, [...path, index]))
    if (!isObject(part)) return part
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, renderValue(item, [...path, key])]),
    )
  }

  const whole = renderValue(value, [])
  if (failures.length === 0) return { value: whole, remarks: [], isTemplate, isFailed }
  const remarks = failures.map(failure => templateRemark(failure, scope))
  return { value: whole, remarks, isTemplate, isFailed }
}

function isTemplateText(text: string): boolean {
  return text.includes('{{') || text.includes('{%')
}

function holdsTemplate(value: Json): boolean {
  if (typeof value === 'string') return isTemplateText(value)
  if (isArray(value)) return value.some(holdsTemplate)
  return isObject(value) && Object.values(value).some(holdsTemplate)
}
