import type { Json, JsonObject } from './json.ts'
import type { Origin } from './result.ts'

/** The GitHub release an announcement is about. */
export interface Release {
  readonly tagName: string
  readonly prerelease: boolean
  readonly draft: boolean
}

/** What started the run, in GitHub's words. */
export interface Trigger {
  /** `push`, `release`, `workflow_run` … */
  readonly event: string
  /** `published`, `edited`, `completed` … */
  readonly action: string | undefined
  /** Of a `deployment_status`: `success`, `failure`, `in_progress` … */
  readonly state: string | undefined
  /** Whether a push deleted its branch or tag. */
  readonly deleted: boolean
  /** Of a `workflow_run`: the run that was before, whose branch, tag and commit count. */
  readonly upstream: Upstream | undefined
}

export interface Upstream {
  readonly event: string | undefined
  /** `success`, `failure`, `cancelled` …; undefined where it is still running. */
  readonly conclusion: string | undefined
}

/** Where the run happens. Everything is optional: on a laptop nothing of it is known. */
export interface Context {
  readonly trigger?: Trigger | undefined
  /** `owner/name` */
  readonly repository?: string | undefined
  /** The event that is about a proposed change (`pull_request`, `merge_group` …), if it is one. */
  readonly proposal?: string | undefined
  /** Whether that change was merged meanwhile. */
  readonly merged: boolean
  /** Full ref: `refs/heads/main`, `refs/tags/v1.2.0`, `refs/pull/7/merge`. */
  readonly ref?: string | undefined
  /** Whether rules protect the ref; undefined where that is not known. */
  readonly refProtected?: boolean | undefined
  /** Hash of the commit the run is about. */
  readonly commit?: string | undefined
  /** Stays the same when the run is repeated. */
  readonly runId?: string | undefined
  readonly defaultBranch?: string | undefined
  /** Environment of a deployment, or the service stage. */
  readonly environment?: string | undefined
  /** Whether that deployment is marked as one to production. */
  readonly production: boolean
  readonly release?: Release | undefined
  /** Code of a fork is at work: nothing is ever sent, whatever credentials there are. */
  readonly fromFork: boolean
  /** Started by Dependabot, which gets no secrets of the repository. */
  readonly byDependabot: boolean
  /**
   * What is announced, where the door knows it better than release, tag, commit and run do, in words
   * that stay the same when the run is repeated. The reference id is derived from it.
   */
  readonly announcement: readonly string[]
  /** The workflow run, for whoever reads the report later; absent outside of one. */
  readonly origin?: Origin
  /** What templates may see. */
  readonly scope: {
    readonly release?: Json
    readonly github?: JsonObject
    readonly service?: JsonObject
  }
}

/** The environment of a job, or why it is not known although it might be. */
export interface JobEnvironment {
  readonly environment: string | undefined
  readonly problem?: string
}

/** The context of a run that knows nothing about where it is, such as on a laptop. */
export const unknownContext: Context = {
  merged: false,
  production: false,
  fromFork: false,
  byDependabot: false,
  announcement: [],
  scope: {},
}
