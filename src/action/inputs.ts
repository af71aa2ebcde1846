import { type Diagnostic, finding } from '../core/diagnostic.ts'
import { nearest } from '../core/nearest.ts'
import {
  outsideAction,
  type RawSettings,
  type SettingName,
  settingNames,
} from '../core/settings.ts'

/** The inputs of the step as they were written. */
export interface Inputs {
  readonly raw: RawSettings
  /** Whether a job summary is wanted. */
  readonly summary: boolean
  readonly diagnostics: readonly Diagnostic[]
}

type Environment = Readonly<Record<string, string | undefined>>

const credentialVariables: ReadonlyMap<SettingName, string> = new Map([
  ['client-id', 'ALEXA_CLIENT_ID'],
  ['client-secret', 'ALEXA_CLIENT_SECRET'],
])

const ownSettings = settingNames.filter(name => !outsideAction.includes(name))
const inputNames: readonly string[] = [...ownSettings, 'summary']

/**
 * Collects the inputs, credentials from the environment where the inputs are empty.
 *
 * @param environment of the step, in which the runner hands over each input as `INPUT_<NAME>`
 */
export function readInputs(environment: Environment): Inputs {
  const read = (name: string): string => environment[`INPUT_${name.toUpperCase()}`] ?? ''
  const raw = Object.fromEntries(
    ownSettings.map(name => {
      const text = read(name)
      return [name, text.trim() === '' ? fallback(name, environment) : text]
    }),
  ) satisfies RawSettings
  const summary = read('summary').trim().toLowerCase()
  return {
    raw,
    summary: summary !== 'false',
    diagnostics: [...problemsOfSummary(summary), ...misspeltInputs(environment)],
  }
}

function fallback(name: SettingName, environment: Environment): string | undefined {
  const variable = credentialVariables.get(name)
  return variable === undefined ? undefined : environment[variable]
}

function problemsOfSummary(value: string): readonly Diagnostic[] {
  if (['', 'true', 'false'].includes(value)) return []
  return [
    finding(
      'settings/value',
      undefined,
      `The setting summary is "${value}".`,
      'Use true or false.',
    ),
  ]
}

/**
 * The runner only warns of inputs an action does not have, and then `dry_run: true` sends. Other
 * variables may begin with `INPUT_` too, so only names close to one of ours are taken for mistakes.
 */
function misspeltInputs(environment: Environment): readonly Diagnostic[] {
  return Object.entries(environment).flatMap(([variable, value]) => {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase()
    if (name === undefined || value === '' || inputNames.includes(name)) return []
    const meant = nearest(name.replaceAll('_', '-'), inputNames)
    if (meant === undefined) return []
    return [
      finding(
        'settings/value',
        undefined,
        `There is no input "${name}"; did you mean ${meant}?`,
        'Correct the name under "with:"; what is written there now has no effect.',
      ),
    ]
  })
}
