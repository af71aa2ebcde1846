import { isArray, isObject, type Json, type JsonObject, type Path, pathText } from '../json.ts'
import { listed } from '../listed.ts'
import { didYouMean, nearest } from '../nearest.ts'
import { shortened } from '../source/document.ts'
import { type Remark, remark } from './diagnostic.ts'
import type { RenderedText } from './liquid.ts'

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

/** A template that could not be rendered, and where it stands. */
export interface FailedTemplate {
  readonly problem: Exclude<RenderedText, { readonly value: unknown }>
  readonly text: string
  readonly path: Path
}

/** Says what is wrong with a template. `scope` is what it could see. */
export function templateRemark({ problem, text, path }: FailedTemplate, scope: JsonObject): Remark {
  switch (problem.problem) {
    case 'variable':
      return unknownVariable(problem.variable, path, scope)
    case 'value':
      return remark(
        'event/template-value',
        path,
        problem.found === 'nothing'
          ? `The template ${shortened(problem.expression)} has no value.`
          : `The template ${shortened(problem.expression)} is ${problem.found}, where one text, number or boolean belongs.`,
        problem.found === 'nothing'
          ? "Say what stands in for it: {{ … | default: '…' }}."
          : "Name one part of it, or join a list: {{ … | join: ', ' }}.",
      )
    case 'limit':
      return remark(
        'event/template-limit',
        path,
        'The template takes too long, or makes more text than a notification may hold.',
        'Shorten what is put in, for example with "| speakable: 80", and avoid long loops.',
      )
    case 'syntax':
      return remark(
        'event/template-syntax',
        path,
        `The template "${shortened(text)}" cannot be read: ${shortened(problem.message)}.`,
        syntaxHelp(problem.message, problem.filters),
      )
  }
}

function syntaxHelp(message: string, filters: readonly string[]): string {
  if (/^tag "(?:include|render|layout|block)" not found/.test(message)) {
    return 'Write the text in place: templates of event files cannot read other files.'
  }
  if (message.startsWith('speakable takes ')) return 'Write for example "speakable: 80".'
  const [, filter] = /^undefined filter: (.*)$/.exec(message) ?? []
  if (filter !== undefined) {
    const near = nearest(filter, filters)
    return near === undefined
      ? 'Use a filter of Liquid, or "speakable", which makes text fit to be spoken.'
      : `Did you mean "${near}"?`
  }
  return 'Correct the template; for braces that are meant as text, write {% raw %}…{% endraw %}.'
}

function unknownVariable(variable: string, path: Path, scope: JsonObject): Remark {
  const steps = variable.split('.')
  const parent = steps.slice(0, -1).join('.')
  const names = namesIn(scope, steps.slice(0, -1))
  const candidates = names.map(name => (parent === '' ? name : `${parent}.${name}`))
  const suggestion = didYouMean(variable, candidates)
  const message = `The template names "${shortened(variable)}", which is unknown here${suggestion || '.'}`
  return remark('event/template-variable', path, message, variableHelp(variable, parent, names))
}

const knownInSomeRuns: ReadonlyMap<string, string> = new Map([
  ['release', 'a release started the run'],
  ['github', 'the run is a GitHub workflow'],
  ['service', 'a Serverless service is deployed'],
])

function variableHelp(variable: string, parent: string, names: readonly string[]): string {
  const when = knownInSomeRuns.get(variable)
  if (when !== undefined) {
    return `"${variable}" is known only where ${when}; elsewhere give it with "variables", or test for it with {% if ${variable} %}.`
  }
  if (names.length === 0) return 'Give it with "variables", or correct the name.'
  const shown = names.length > 12 ? [...names.slice(0, 12), '…'] : names
  const where = parent === '' ? 'Known here are' : `"${parent}" has`
  return `Correct the name or give it with "variables". ${where} ${listed(shown)}.`
}

function namesIn(scope: JsonObject, steps: readonly string[]): string[] {
  let value: Json | undefined = scope
  for (const step of steps)
    value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  return isObject(value) ? Object.keys(value) : []
}
