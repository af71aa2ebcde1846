import { isArray, isObject, type Json, type JsonObject, type Path, pathText } from '../json.ts'
import { shortened } from '../source/document.ts'
import { didYouMean, listed, nearest } from '../wording.ts'
import { atValue, type EventDiagnostic } from './diagnostic.ts'
import type { Failure } from './liquid.ts'

/** A value with its templates rendered. */
export interface Rendered {
  /** Of the same structure as before; a template that failed is still there as it was written. */
  readonly value: Json
  readonly diagnostics: readonly EventDiagnostic[]
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
  if (!holdsTemplate(value)) return { value, diagnostics: [], isTemplate, isFailed }

  const { renderTemplate } = await import('./liquid.ts')
  let room = outputLimit

  function renderText(text: string, path: Path): Json {
    const place = pathText(path)
    templated.add(place)
    const rendered = room < 0 ? undefined : renderTemplate(text, scope)
    if (rendered !== undefined && 'value' in rendered) {
      room -= String(rendered.value).length
      if (room >= 0) return rendered.value
    }
    failed.add(place)
    // After one template went too far the others are not begun: each could take as long.
    if (rendered === undefined) return text
    const failure: Failure = 'value' in rendered ? { failure: 'limit' } : rendered
    if (failure.failure === 'limit') room = -1
    failures.push({ failure, text, path })
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
  if (failures.length === 0) return { value: whole, diagnostics: [], isTemplate, isFailed }
  const diagnostics = failures.map(failure => templateDiagnostic(failure, scope))
  return { value: whole, diagnostics, isTemplate, isFailed }
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
interface FailedTemplate {
  readonly failure: Failure
  readonly text: string
  readonly path: Path
}

/** Says what is wrong with a template. `scope` is what it could see. */
function templateDiagnostic(
  { failure, text, path }: FailedTemplate,
  scope: JsonObject,
): EventDiagnostic {
  switch (failure.failure) {
    case 'variable':
      return unknownVariable(failure.variable, path, scope)
    case 'value':
      return atValue(
        'event/template-value',
        path,
        failure.found === 'nothing'
          ? `The template ${shortened(failure.expression)} has no value.`
          : `The template ${shortened(failure.expression)} is ${failure.found}, where one text, number or boolean belongs.`,
        failure.found === 'nothing'
          ? "Say what stands in for it: {{ … | default: '…' }}."
          : "Name one part of it, or join a list: {{ … | join: ', ' }}.",
      )
    case 'limit':
      return atValue(
        'event/template-limit',
        path,
        'The template takes too long, or makes more text than a notification may hold.',
        'Shorten what is put in, for example with "| speakable: 80", and avoid long loops.',
      )
    case 'syntax':
      return atValue(
        'event/template-syntax',
        path,
        `The template "${shortened(text)}" cannot be read: ${shortened(failure.message)}.`,
        syntaxHelp(failure.message, failure.filters),
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

function unknownVariable(variable: string, path: Path, scope: JsonObject): EventDiagnostic {
  const steps = variable.split('.')
  const parent = steps.slice(0, -1).join('.')
  const names = namesIn(scope, steps.slice(0, -1))
  const candidates = names.map(name => (parent === '' ? name : `${parent}.${name}`))
  const suggestion = didYouMean(variable, candidates)
  const message = `The template names "${shortened(variable)}", which is unknown here${suggestion || '.'}`
  return atValue('event/template-variable', path, message, variableHelp(variable, parent, names))
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
