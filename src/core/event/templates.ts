import type { Liquid } from 'liquidjs'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  pathText,
  textsIn,
  valueAt,
} from '../json.ts'
import { didYouMean, listed, nearest, shortened } from '../wording.ts'
import { Findings, type Words } from './diagnostic.ts'
import { cutText, speakable, speakableLimit } from './speakable.ts'

/** Characters that all templates of one file may make together. */
const outputLimit = 64 * 1024

/**
 * Renders the templates in the texts of a value, one by one. Keys are left as they are, and so are
 * texts without `{{` and `{%`; where there is no template at all, Liquid is not even loaded.
 *
 * @param scope what templates see; nothing in it is rendered itself.
 */
export async function renderTemplates(value: Json, scope: JsonObject) {
  const templated = new Set<string>()
  const failed = new Set<string>()
  const shortened = new Set<string>()
  const found = new Findings()
  const render = textsIn(value).some(isTemplateText) ? await renderer(scope) : undefined
  let room = outputLimit

  function renderText(text: string, path: Path): Json {
    const place = pathText(path)
    templated.add(place)
    // After one template went too far the others are not begun: each could take as long.
    const rendered = room < 0 ? undefined : render?.(text)
    if (rendered !== undefined && 'value' in rendered) {
      room -= String(rendered.value).length
      if (rendered.isShortened) shortened.add(String(rendered.value))
      if (room >= 0) return rendered.value
    }
    failed.add(place)
    if (rendered === undefined) return text
    const failure = 'value' in rendered ? tooLong : rendered
    if (failure === tooLong) room = -1
    found.add(path, 'value', ...failure)
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

  return {
    /** Of the same structure as before; a template that failed is still there as it was written. */
    value: renderValue(value, []),
    diagnostics: found.all,
    /** Texts that `speakable` has cut, as they are now, each once. */
    shortened: [...shortened],
    /** Whether the value at a path was made by a template. */
    isTemplate: (path: Path): boolean => templated.has(pathText(path)),
    /** Whether the template at a path failed, so that nothing can be said of its value. */
    isFailed: (path: Path): boolean => failed.has(pathText(path)),
  }
}

function isTemplateText(text: string): boolean {
  return text.includes('{{') || text.includes('{%')
}

/** A template that was rendered. */
interface RenderedText {
  readonly value: string | number | boolean
  readonly isShortened: boolean
}

const tooLong: Words = [
  'event/template-limit',
  'The template takes too long, or makes more text than a notification may hold.',
  'Shorten what is put in, for example with "| speakable: 80", and avoid long loops.',
]

/** Holds no state of a template, so one serves all events. */
let engine: Liquid | undefined

/**
 * Loads Liquid, to render single templates over a scope. They read no files, no clock zone of the
 * machine and no inherited properties; unknown variables and filters are failures, never empty texts.
 * What a template puts in from the scope is not looked at again.
 */
async function renderer(scope: JsonObject): Promise<(text: string) => RenderedText | Words> {
  const { Liquid, LiquidError, Output } = await import('liquidjs')
  engine ??= engineOf(Liquid)
  const liquid = engine
  return text => {
    try {
      const templates = liquid.parse(text)
      hasCut = false
      const rendered: unknown = liquid.renderSync(templates, scope)
      const keepsType = templates.length === 1 && templates[0] instanceof Output
      return {
        value:
          keepsType && (typeof rendered === 'number' || typeof rendered === 'boolean')
            ? rendered
            : String(rendered),
        isShortened: hasCut,
      }
    } catch (thrown) {
      if (!LiquidError.is(thrown)) return unreadable(text, 'unknown mistake', liquid)
      const cause = thrown.originalError
      if (cause instanceof UnusableValue) return unusable(thrown.token.getText(), cause)
      const unknown = cause !== undefined && 'variableName' in cause && cause.variableName
      if (typeof unknown === 'string') return unknownVariable(unknown, scope)
      const message = (cause?.message ?? thrown.message).replace(/, line:\d+, col:\d+$/, '')
      return message.endsWith('limit exceeded') ? tooLong : unreadable(text, message, liquid)
    }
  }
}

function engineOf(Engine: typeof Liquid): Liquid {
  const liquid = new Engine({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // `{% if release %}` and `| default: …` are the way to write for runs with and without a release.
    lenientIf: true,
    keepOutputType: true,
    timezoneOffset: 0,
    locale: 'en-US',
    templates: {},
    // For one template: characters, milliseconds, and what it may make on its way.
    parseLimit: 64 * 1024,
    renderLimit: 1_000,
    memoryLimit: 1_000_000,
    // Called at the end of every `{{ … }}`; what it lets pass is put in as it is.
    outputEscape: value => {
      // These would be spoken as nothing or as `[object Object]`.
      if (value === null || value === undefined) throw new UnusableValue('nothing')
      if (Array.isArray(value)) throw new UnusableValue('a list')
      if (typeof value === 'object') throw new UnusableValue('a map')
      return value
    },
  })
  liquid.unregisterFilter('raw')
  for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag]
  liquid.registerFilter('speakable', speakableFilter)
  return liquid
}

class UnusableValue extends Error {
  override readonly name = 'UnusableValue'
}

/** Whether the template that is being rendered was cut; nothing else runs meanwhile. */
let hasCut = false

function speakableFilter(value: Json | undefined, limit: Json = speakableLimit) {
  const most = Number(limit)
  if (!Number.isSafeInteger(most) || most < 1) {
    throw new Error('speakable takes a whole number of characters')
  }
  const spoken = typeof value === 'number' ? String(value) : value
  if (typeof spoken !== 'string') return spoken
  const whole = speakable(spoken, Number.POSITIVE_INFINITY)
  const cut = cutText(whole, most)
  hasCut ||= cut !== whole
  return cut
}

/** `expression` as it is written, braces included. */
function unusable(expression: string, { message: kind }: UnusableValue): Words {
  const [what, help] =
    kind === 'nothing'
      ? ['has no value', "Give a default: {{ … | default: '…' }}."]
      : [
          `is ${kind}, where one string, number or boolean belongs`,
          "Name one part of it, or join a list: {{ … | join: ', ' }}.",
        ]
  return ['event/template-value', `The template ${shortened(expression)} ${what}.`, help]
}

function unreadable(text: string, reason: string, { filters }: Liquid): Words {
  const message = `The template "${shortened(text)}" cannot be read: ${shortened(reason)}.`
  return ['event/template-syntax', message, syntaxHelp(reason, Object.keys(filters))]
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
  return 'Correct the template; for braces that are text, write {% raw %}…{% endraw %}.'
}

/** `variable` as it was looked up: `release.tagname`. */
function unknownVariable(variable: string, scope: JsonObject): Words {
  const steps = variable.split('.').slice(0, -1)
  const parent = steps.join('.')
  const known = valueAt(scope, steps)
  const names = isObject(known) ? Object.keys(known) : []
  const candidates = names.map(name => (parent === '' ? name : `${parent}.${name}`))
  const message = `The template names "${shortened(variable)}", which is unknown here${didYouMean(nearest(variable, candidates))}`
  return ['event/template-variable', message, variableHelp(variable, parent, names)]
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
