import { parse } from 'yaml'
import { isObject, type JsonObject, valueAt } from '../../../src/core/json.ts'
import type { Credentials } from '../../../src/core/settings.ts'
import { matchesGlob } from '../../../src/core/stage.ts'
import { githubToken, type Trigger } from './runner.ts'

/** What a workflow file says of when it starts, and of its steps. */
export interface Workflow {
  readonly on: Readonly<Record<string, Filter>>
  readonly jobs: Readonly<Record<string, Job>>
}

type Filter = {
  readonly types?: readonly string[]
  readonly tags?: readonly string[]
  readonly branches?: readonly string[]
  readonly inputs?: Readonly<Record<string, { readonly default?: string | boolean }>>
} | null

interface Job {
  readonly environment?: string
  readonly steps: readonly {
    readonly uses?: string
    readonly with?: Readonly<Record<string, string | number | boolean>>
  }[]
}

export function readWorkflow(text: string): Workflow {
  return parse(text)
}

/** Whether GitHub starts a workflow for a trigger. */
export function starts({ on }: Workflow, { name, payload, ref }: Trigger): boolean {
  const filter = on[name]
  if (filter === undefined) return false
  const at = (...path: readonly string[]) => valueAt(Object(payload), path)
  const passes = (patterns: readonly string[] | undefined, value: unknown): boolean =>
    patterns === undefined || patterns.some(pattern => matchesGlob(String(value), pattern))
  return (
    passes(filter?.types, at('action')) &&
    passes(filter?.tags, ref.replace('refs/tags/', '')) &&
    passes(filter?.branches, at('workflow_run', 'head_branch'))
  )
}

/** What stands under `with:` of the action's step, its expressions evaluated. */
export function inputsOf(
  { on, jobs }: Workflow,
  { name, payload }: Trigger,
  { clientId, clientSecret }: Credentials,
  job = Object.keys(jobs)[0] ?? '',
): Readonly<Record<string, string>> {
  const chosen = valueAt(Object(payload), ['inputs'])
  const declared = on[name]?.inputs ?? {}
  const given = isObject(chosen) ? chosen : {}
  const defaults = Object.entries(declared).map(([key, input]) => [key, input.default ?? ''])
  const unknown = Object.keys(given).filter(key => !(key in declared))
  if (unknown.length > 0) throw new Error(`the workflow has no input ${unknown.join(', ')}`)
  const values: JsonObject = {
    secrets: {
      ALEXA_CLIENT_ID: clientId,
      ALEXA_CLIENT_SECRET: clientSecret,
    },
    github: { token: githubToken },
    matrix: { shard: 3 },
    inputs: { ...Object.fromEntries(defaults), ...given },
  }
  const step = jobs[job]?.steps.find(({ uses }) => uses?.startsWith('alexa-proactive/'))
  const settings = Object.entries(step?.with ?? {})
  return Object.fromEntries(settings.map(([key, value]) => [key, evaluate(String(value), values)]))
}

/** Knows the one form of expression that the examples have: a name with dots. */
function evaluate(text: string, values: JsonObject): string {
  return text.replace(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => {
    const value = valueAt(values, expression.split('.'))
    if (value === undefined) throw new Error(`the expression ${expression} is not known here`)
    return String(value)
  })
}
