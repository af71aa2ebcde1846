import { Liquid, LiquidError, Output, type Template } from 'liquidjs'
import type { Json, JsonObject } from '../json.ts'
import { speakable, speakableLimit } from './speakable.ts'

/** What became of one template. */
export type RenderedText = { readonly value: string | number | boolean } | Failure

export type Failure =
  | { readonly failure: 'syntax'; readonly message: string; readonly filters: readonly string[] }
  /** `variable` as it was looked up: `release.tagname`. */
  | { readonly failure: 'variable'; readonly variable: string }
  /** `expression` as it is written, braces included. */
  | { readonly failure: 'value'; readonly expression: string; readonly found: UnusableKind }
  | { readonly failure: 'limit' }

type UnusableKind = 'nothing' | 'a list' | 'a map'

/** Most characters of one template. */
const templateLimit = 64 * 1024
/** Milliseconds for one template. */
const timeLimit = 1_000
/** New characters and elements one template may make on its way. */
const memoryLimit = 1_000_000

const liquid = engine()

/**
 * Renders one Liquid template over a scope. It reads no files, no clock zone of the machine
 * and no inherited properties; unknown variables and filters are failures, never empty texts.
 * What a template puts in from the scope is not looked at again.
 */
export function renderTemplate(text: string, scope: JsonObject): RenderedText {
  try {
    const templates = liquid.parse(text)
    const rendered: unknown = liquid.renderSync(templates, scope)
    const typed = isOneOutput(templates)
    if (typed && (typeof rendered === 'number' || typeof rendered === 'boolean')) {
      return { value: rendered }
    }
    return { value: String(rendered) }
  } catch (thrown) {
    return failureOf(thrown, Object.keys(liquid.filters))
  }
}

/** Holds no state of a template, so one serves all events. */
function engine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // `{% if release %}` and `| default: …` are the way to write for runs with and without a release.
    lenientIf: true,
    keepOutputType: true,
    timezoneOffset: 0,
    locale: 'en-US',
    templates: {},
    parseLimit: templateLimit,
    renderLimit: timeLimit,
    memoryLimit,
    // Called at the end of every `{{ … }}`; what it lets pass is put in as it is.
    outputEscape: value => {
      refuseUnusable(value)
      return value
    },
  })
  liquid.unregisterFilter('raw')
  for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag]
  liquid.registerFilter('speakable', speakableFilter)
  return liquid
}

function isOneOutput(templates: readonly Template[]): boolean {
  return templates.length === 1 && templates[0] instanceof Output
}

class UnusableValue extends Error {
  override readonly name = 'UnusableValue'
  readonly found: UnusableKind

  constructor(found: UnusableKind) {
    super(found)
    this.found = found
  }
}

/** Throws for what would be spoken as nothing or as `[object Object]`. */
function refuseUnusable(value: unknown): void {
  if (value === null || value === undefined) throw new UnusableValue('nothing')
  if (typeof value === 'object') throw new UnusableValue(Array.isArray(value) ? 'a list' : 'a map')
}

function speakableFilter(value: Json | undefined, limit: Json = speakableLimit) {
  const most = Number(limit)
  if (!Number.isSafeInteger(most) || most < 1) {
    throw new Error('speakable takes a whole number of characters')
  }
  const spoken = typeof value === 'number' ? String(value) : value
  return typeof spoken === 'string' ? speakable(spoken, most) : spoken
}

function failureOf(thrown: unknown, filters: readonly string[]): RenderedText {
  if (!LiquidError.is(thrown)) return { failure: 'syntax', message: 'unknown mistake', filters }
  const cause = thrown.originalError
  if (cause instanceof UnusableValue) {
    return { failure: 'value', expression: thrown.token.getText(), found: cause.found }
  }
  if (cause !== undefined && 'variableName' in cause && typeof cause.variableName === 'string') {
    return { failure: 'variable', variable: cause.variableName }
  }
  const message = (cause?.message ?? thrown.message).replace(/, line:\d+, col:\d+$/, '')
  if (message.endsWith('limit exceeded')) return { failure: 'limit' }
  return { failure: 'syntax', message, filters }
}
