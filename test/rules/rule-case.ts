import type { JobEnvironment } from '../../src/core/context.ts'
import type { RuleId } from '../../src/core/diagnostic.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { ReleaseAnswer } from '../../src/core/release.ts'

/** The deploy of the service `star-quest`, stage `dev`, with the functions `skill` and `import`. */
export interface Deployment {
  readonly template: JsonObject
  /** `us-east-1` unless given. */
  readonly region?: string
  readonly accountId?: string
  readonly skillId?: string | undefined
  /** Whether the stack has a table of subscribers. */
  readonly subscribers?: true
  /** What the stack says after the deploy. */
  readonly outputs?: readonly { readonly key: string; readonly value: string }[]
}

/**
 * One run of the core over files in memory, with the clock at 2026-05-01T12:00:00.000Z; with
 * `deployment` the checks around a deploy in its place.
 */
export interface RuleCase {
  /** What is special about it, in a few words. */
  readonly name: string
  /** Settings as a user writes them, kebab-case; `command` is `validate` unless given. */
  readonly settings?: Readonly<Record<string, string>>
  /** File contents by path. A `Uint8Array` where bytes matter. */
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Paths that the system refuses to read or to write. */
  readonly unreadable?: readonly string[]
  readonly unwritable?: readonly string[]
  /** Environment of a GitHub workflow (`GITHUB_REF` …) and its event payload, where the context matters. */
  readonly environment?: Readonly<Record<string, string>>
  readonly payload?: Json
  /** `HTTPS_PROXY`, `ALL_PROXY` … */
  readonly proxies?: Readonly<Record<string, string>>
  /** What GitHub answers when it is asked for a release. */
  readonly answer?: ReleaseAnswer
  /** What it answers when it is asked for the environment of the job. */
  readonly jobEnvironment?: JobEnvironment
  readonly deployment?: Deployment
}

/** A case in which the rule must be found. */
export interface FoundCase extends RuleCase {
  /** `file:line:column` of the finding; `none` where it has no place. */
  readonly at: string
  /** A part of the message or of the help that this case is about. */
  readonly says?: string
  readonly severity?: 'error' | 'warning' | 'notice'
}

/** For each rule: cases that trigger it, and near misses that do not. */
export type RuleCases<Id extends RuleId = RuleId> = Readonly<
  Record<Id, { readonly found: readonly FoundCase[]; readonly clean: readonly RuleCase[] }>
>
