import { type Region, regions } from './alexa.ts'
import type { JsonObject } from './json.ts'
import { parseShard, type Shard } from './shard.ts'
import { durationText, parseDuration } from './time.ts'
import { didYouMean } from './wording.ts'

/** Where users write settings. `plugin` stands for what the plugin takes as the others do. */
export type Door = 'action' | 'cli' | 'plugin'

/** What settings are about: the titles under which the help lists them. */
export const settingGroups = {
  what: 'What is announced:',
  who: 'Who gets it:',
  how: 'How it is sent:',
  many: 'How it is sent to many users:',
  output: 'What comes out:',
} as const
export type SettingGroup = keyof typeof settingGroups

export const commands = ['validate', 'preview', 'send'] as const
export type Command = (typeof commands)[number]

/** What the table says of a setting, whatever its kind. */
export interface About {
  readonly group: SettingGroup
  /** Markdown. Its first sentence has to be enough for the help of the command line. */
  readonly description: string
  /** What happens without a value, where no single value says it. Markdown, without the full stop. */
  readonly otherwise?: string
  /** Absent: all of them. */
  readonly doors?: readonly Door[]
  /** The commands that the setting has an effect on. Absent: all of them. */
  readonly commands?: readonly Command[]
  /** What the action says in place of `otherwise`: an expression of GitHub. */
  readonly actionDefault?: string
  /** Environment variables that hold the value where none is given; the first one set counts. */
  readonly variables?: readonly string[]
}

/** A setting: how it is described, and how its text is understood. */
export interface Setting<Value, Fallback = undefined> extends About {
  /** What stands for the value in the help; absent for a flag. */
  readonly placeholder?: string
  /** Whether it may be given several times: the values become lines of one text. */
  readonly repeatable?: boolean
  /** Whether the value must never be shown. */
  readonly secret?: boolean
  /** What counts without a value, as users would write it; absent for nothing. */
  readonly fallbackText?: string
  readonly fallback: Fallback
  /** What JSON Schema says of the value. */
  readonly schema: JsonObject
  /** Understands a text that is not blank; undefined where there is nothing in it all the same. */
  parse(text: string): Parsed<Value> | undefined
}

/** A value, or what is wrong: after "The setting x ", and what to do. */
export type Parsed<Value> =
  | { readonly value: Value }
  | { readonly mistake: string; readonly help: string }

/** A text without the blanks around it. */
export function text(placeholder: string, about: About): Setting<string> {
  return {
    ...about,
    placeholder,
    fallback: undefined,
    schema: { type: 'string' },
    parse: given => ({ value: given.trim() }),
  }
}

/** A text that may be given in several parts, which become its lines. */
export function lines(placeholder: string, about: About): Setting<string> {
  return { ...text(placeholder, about), repeatable: true }
}

/** A text in which blanks count: in YAML the indentation of the first line means something. */
export function verbatim(placeholder: string, about: About): Setting<string> {
  return { ...text(placeholder, about), parse: value => ({ value }) }
}

/** A text that must never be shown. */
export function secret(placeholder: string, about: About): Setting<string> {
  return { ...text(placeholder, about), secret: true }
}

/** A text that has to look like something. */
export function pattern(
  placeholder: string,
  wanted: RegExp,
  help: string,
  about: About,
): Setting<string> {
  return {
    ...text(placeholder, about),
    parse(given) {
      const value = given.trim()
      return wanted.test(value) ? { value } : { mistake: `is "${value}"`, help }
    },
  }
}

/** On or off; off where nothing is said. */
export function flag(about: About): Setting<boolean, boolean> {
  return {
    ...about,
    fallbackText: 'false',
    fallback: false,
    schema: { type: 'boolean' },
    parse(given) {
      const value = given.trim().toLowerCase()
      if (value === 'true' || value === 'false') return { value: value === 'true' }
      return { mistake: `is "${given.trim()}"`, help: 'Use true or false.' }
    },
  }
}

/** One of a few values. */
export function choice<const Value extends string>(
  placeholder: string,
  values: readonly Value[],
  fallback: NoInfer<Value>,
  about: About,
): Setting<Value, Value> {
  return {
    ...about,
    placeholder,
    fallbackText: fallback,
    fallback,
    schema: { enum: values },
    parse(given) {
      const wanted = given.trim()
      const value = values.find(candidate => candidate === wanted)
      if (value !== undefined) return { value }
      return {
        mistake: `is "${wanted}"${didYouMean(wanted, values)}`,
        help: `Use one of: ${values.join(', ')}.`,
      }
    },
  }
}

/** A number of some range: whole, unless `wanted` says otherwise. */
export function number(
  range: { readonly least: number; readonly most: number; readonly wanted?: RegExp },
  help: string,
  about: About,
): Setting<number> {
  const { least, most, wanted = /^\d{1,16}$/ } = range
  return {
    ...about,
    placeholder: '<number>',
    fallback: undefined,
    schema: { type: 'integer', minimum: least, maximum: most },
    parse(given) {
      const value = Number(given)
      return wanted.test(given.trim()) && value >= least && value <= most
        ? { value }
        : { mistake: `is "${given.trim()}"`, help }
    },
  }
}

/** A length of time, in milliseconds. */
export function duration(
  range: { readonly least: number; readonly most: number },
  because: string,
  about: About,
): Setting<number> {
  const { least, most } = range
  return {
    ...about,
    placeholder: '<duration>',
    fallback: undefined,
    schema: { type: 'string' },
    parse(given) {
      const wanted = given.trim()
      const value = parseDuration(wanted)
      if (value === undefined) {
        return {
          mistake: `is "${wanted}", which is not a duration`,
          help: 'Write it like 90m, 12h or PT12H.',
        }
      }
      if (value >= least && value <= most) return { value }
      return {
        mistake: `is ${wanted}, but must be ${durationText(least)} to ${durationText(most)}`,
        help: because,
      }
    },
  }
}

/** Several texts: one per line or separated by commas. */
export function list(placeholder: string, about: About): Setting<readonly string[]> {
  return {
    ...about,
    placeholder,
    repeatable: true,
    fallback: undefined,
    schema: { type: 'array', items: { type: 'string' } },
    parse(given) {
      const entries = parseList(given)
      return entries.length === 0 ? undefined : { value: entries }
    },
  }
}

/** Regions, or `auto`. */
export function regionList(about: About): Setting<'auto' | readonly Region[], 'auto'> {
  return {
    ...about,
    placeholder: '<list>',
    repeatable: true,
    fallbackText: 'auto',
    fallback: 'auto',
    schema: { type: 'array', items: { enum: ['auto', ...regions] } },
    parse(given) {
      const entries = parseList(given).map(entry => ({ entry, name: entry.toUpperCase() }))
      if (entries.length === 0 || (entries.length === 1 && entries[0]?.name === 'AUTO')) {
        return { value: 'auto' }
      }
      const unknown = entries.filter(({ name }) => !regions.some(region => region === name))
      if (unknown.length === 0) {
        return { value: regions.filter(region => entries.some(({ name }) => name === region)) }
      }
      return {
        mistake: `names ${unknown.map(({ entry }) => `"${entry}"`).join(', ')}`,
        help: `Use auto, or a list of ${regions.join(', ')}.`,
      }
    },
  }
}

/** A share of the users of a list. */
export function shardOf(about: About): Setting<Shard> {
  return {
    ...about,
    placeholder: '<share>',
    fallback: undefined,
    schema: { type: 'string' },
    parse(given) {
      const value = parseShard(given)
      if (value !== undefined) return { value }
      return {
        mistake: `is "${given.trim()}"`,
        help: 'Write number and count, such as 2/8 for the second of eight.',
      }
    },
  }
}

/** The address of a server, which may hold `{region}`. Plain http is for this machine alone. */
export function address(about: About): Setting<string> {
  return {
    ...text('<url>', about),
    parse(given) {
      const value = given.trim()
      const plain = value.replaceAll('{region}', 'NA')
      if (!URL.canParse(plain)) {
        return {
          mistake: `is "${value}", which is not an address`,
          help: 'Write a full https:// address.',
        }
      }
      const { protocol, hostname, username, password } = new URL(plain)
      if (username !== '' || password !== '') {
        return {
          mistake: 'holds a user name or password',
          help: 'Leave them out of the address.',
        }
      }
      if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return { value }
      return {
        mistake: `is "${value}"`,
        help: 'Use https://. Plain http:// is for this machine only (127.0.0.1, [::1], localhost): the token would travel in clear.',
      }
    },
  }
}

/** A setting with a value for when none is given. */
export function withDefault<Value>(
  setting: Setting<Value, unknown>,
  fallbackText: string,
  fallback: Value,
): Setting<Value, Value> {
  return { ...setting, fallbackText, fallback }
}

/** Reads a list: entries one per line or separated by commas; empty entries and `#` comments are left out. */
function parseList(given: string): readonly string[] {
  return given
    .split(/[\n,]/)
    .map(entry => entry.replace(/(^|\s)#.*$/, '').trim())
    .filter(entry => entry !== '')
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
