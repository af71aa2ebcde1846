import { type Region, regions } from './alexa.ts'
import type { JsonObject } from './json.ts'
import { durationText, parseDuration } from './time.ts'
import { didYouMean, nearest } from './wording.ts'

/** Where users write settings. `plugin` stands for what the plugin takes as the others do. */
export type Door = 'action' | 'cli' | 'plugin'

export const commands = ['validate', 'preview', 'send'] as const
export type Command = (typeof commands)[number]

/** What the table says of a setting, whatever its kind. */
export interface About {
  /** Markdown. Its first sentence has to be enough for the help of the command line. */
  readonly description: string
  /** What happens without a value, where neither a value nor a variable says it. Markdown, without the full stop. */
  readonly otherwise?: string | undefined
  /** Absent: all of them. */
  readonly doors?: readonly Door[]
  /** The commands that the setting has an effect on. Absent: all of them. */
  readonly commands?: readonly Command[]
  /** What the action says instead of `otherwise`: an expression of GitHub. */
  readonly actionDefault?: string
  /** Environment variables that hold the value where none is given; the first one set counts. */
  readonly variables?: readonly string[]
  /** What the option of the command line says where no value follows it; absent: one has to. */
  readonly bare?: string
  /** Whether it may be given several times: the values become lines of one text. */
  readonly repeatable?: boolean
  /** Whether the value must never be shown. */
  readonly secret?: boolean
  /** Whether spaces around the value count: in YAML the first line's indentation means something. */
  readonly verbatim?: boolean
}

/** A setting: how it is described, and how its text is understood. */
export interface Setting<Value, Fallback = undefined> extends About {
  /** What stands for the value in the help; undefined for a flag. */
  readonly placeholder: string | undefined
  /** What counts without a value, as users would write it; absent for nothing. */
  readonly fallbackText?: string
  readonly fallback: Fallback
  /** What JSON Schema says of the value. */
  readonly schema: JsonObject
  /**
   * Understands a text that is not empty, without the spaces around it unless it is `verbatim`;
   * undefined where there is no value in it all the same.
   */
  readonly parse: Parse<Value>
}

type Parse<Value> = (text: string) => Parsed<Value> | undefined

export type Parsed<Value> =
  | { readonly value: Value }
  /** What is wrong, after "The setting x ", and what to do. */
  | { readonly mistake: string; readonly help: string }

function setting<Value>(
  placeholder: string | undefined,
  schema: JsonObject,
  about: About,
  parse: Parse<Value>,
): Setting<Value> {
  const { variables, otherwise = variables && `\`${variables[0]}\` from the environment` } = about
  return { ...about, otherwise, placeholder, fallback: undefined, schema, parse }
}

/** A setting with a value for when none is given. */
export function withDefault<Value>(
  setting: Setting<Value, unknown>,
  fallbackText: string,
): Setting<Value, Value> {
  const parsed = setting.parse(fallbackText)
  if (parsed === undefined || 'mistake' in parsed) throw new Error(`No value: ${fallbackText}`)
  return { ...setting, fallbackText, fallback: parsed.value }
}

/** A text; any, unless it has to have a form. */
export function text(placeholder: string, about: About, form = /^/, help = ''): Setting<string> {
  return setting(placeholder, { type: 'string' }, about, value =>
    form.test(value) ? { value } : { mistake: `is "${value}"`, help },
  )
}

/** On or off; off without a value. */
export function flag(about: About): Setting<boolean, boolean> {
  const parse: Parse<boolean> = given => {
    const value = given.toLowerCase()
    if (value === 'true' || value === 'false') return { value: value === 'true' }
    return { mistake: `is "${given}"`, help: 'Use true or false.' }
  }
  return withDefault(setting(undefined, { type: 'boolean' }, about, parse), 'false')
}

/** One of a few values. */
export function choice<const Value extends string>(
  placeholder: string,
  values: readonly Value[],
  fallback: NoInfer<Value>,
  about: About,
): Setting<Value, Value> {
  const parse: Parse<Value> = given => {
    const value = values.find(candidate => candidate === given)
    if (value !== undefined) return { value }
    const help = `Use one of: ${values.join(', ')}.`
    return { mistake: `is "${given}"${didYouMean(nearest(given, values), '')}`, help }
  }
  return withDefault(setting(placeholder, { enum: values }, about, parse), fallback)
}

/** A number of some range: whole, unless `wanted` says otherwise. */
export function number(
  range: { readonly least: number; readonly most: number; readonly wanted?: RegExp },
  help: string,
  about: About,
): Setting<number> {
  const { least, most, wanted = /^\d{1,16}$/ } = range
  const schema = { type: 'integer', minimum: least, maximum: most }
  return setting('<number>', schema, about, given => {
    const value = Number(given)
    const isInRange = wanted.test(given) && value >= least && value <= most
    return isInRange ? { value } : { mistake: `is "${given}"`, help }
  })
}

/** A length of time, in milliseconds. */
export function duration(
  { least, most }: { readonly least: number; readonly most: number },
  because: string,
  about: About,
): Setting<number> {
  return setting('<duration>', { type: 'string' }, about, given => {
    const value = parseDuration(given)
    if (value === undefined) {
      const help = 'Write it like 90m, 12h or PT12H.'
      return { mistake: `is "${given}", which is not a duration`, help }
    }
    if (value >= least && value <= most) return { value }
    const range = `${durationText(least)} to ${durationText(most)}`
    return { mistake: `is ${given}, but must be ${range}`, help: because }
  })
}

/** Several texts: one per line or separated by commas. */
export function list(placeholder: string, about: About): Setting<readonly string[]> {
  const schema = { type: 'array', items: { type: 'string' } }
  return setting(placeholder, schema, { ...about, repeatable: true }, given => {
    const entries = parseList(given)
    return entries.length === 0 ? undefined : { value: entries }
  })
}

type Regions = 'auto' | readonly Region[]

/** Regions, or `auto`. */
export function regionList(about: About): Setting<Regions, Regions> {
  const schema = { type: 'array', items: { enum: ['auto', ...regions] } }
  const parse: Parse<Regions> = given => {
    const entries = parseList(given)
    const upper = entries.map(entry => entry.toUpperCase())
    if (upper.length === 0 || upper.join() === 'AUTO') return { value: 'auto' }
    const known: readonly string[] = regions
    const unknown = entries.filter(entry => !known.includes(entry.toUpperCase()))
    if (unknown.length === 0) return { value: regions.filter(region => upper.includes(region)) }
    const names = unknown.map(entry => `"${entry}"`).join(', ')
    const help = `Use auto alone, or a list of ${regions.join(', ')}.`
    return { mistake: `names ${names}`, help }
  }
  return withDefault(setting('<list>', schema, { ...about, repeatable: true }, parse), 'auto')
}

/** A share of the recipients: number 2 of 8. */
export interface Shard {
  /** From 1. */
  readonly number: number
  readonly of: number
}

/** More jobs than any matrix has. */
const mostShards = 10_000

/** Reads a shard as the setting has it, `2/8`; undefined for anything else, such as 9/8. */
export function parseShard(text: string): Shard | undefined {
  const [, first = '', second = ''] =
    /^\s*([1-9]\d{0,4})\s*\/\s*([1-9]\d{0,4})\s*$/.exec(text) ?? []
  const number = Number(first)
  const of = Number(second)
  return number >= 1 && number <= of && of <= mostShards ? { number, of } : undefined
}

/** A share of the users of a list. */
export function shardOf(about: About): Setting<Shard> {
  return setting('<share>', { type: 'string' }, about, given => {
    const value = parseShard(given)
    const help = 'Write number and count, such as 2/8 for the second of eight.'
    return value === undefined ? { mistake: `is "${given}"`, help } : { value }
  })
}

/** The address of a server, which may hold `{region}`. Plain http is for this machine alone. */
export function address(about: About): Setting<string> {
  const description = `${about.description} Plain \`http\` is allowed on this machine only.`
  return setting('<url>', { type: 'string' }, { ...about, description }, value => {
    const plain = value.replaceAll('{region}', 'NA')
    if (!URL.canParse(plain)) {
      const mistake = `is "${value}", which is not an address`
      return { mistake, help: 'Write a full https:// address.' }
    }
    const { protocol, hostname, username, password } = new URL(plain)
    if (username !== '' || password !== '') {
      return { mistake: 'holds a user name or password', help: 'Leave them out of the address.' }
    }
    if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return { value }
    const help =
      'Use https://. Plain http:// is for this machine only (127.0.0.1, [::1], localhost): the token would travel in clear.'
    return { mistake: `is "${value}"`, help }
  })
}

/** Reads a list: entries one per line or separated by commas; empty entries and `#` comments are left out. */
function parseList(given: string): readonly string[] {
  return given
    .split(/[\r\n,]/)
    .map(entry => entry.replace(/(^|\s)#.*$/, '').trim())
    .filter(entry => entry !== '')
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
