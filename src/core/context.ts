import type { Json, JsonObject } from './json.ts'

/** The GitHub release an announcement is about. */
export interface Release {
  readonly tagName: string
  /** The branch or commit the release was cut from. */
  readonly targetCommitish: string
  readonly prerelease: boolean
  readonly draft: boolean
}

/** Where the run happens. Everything is optional: on a laptop nothing of it is known. */
export interface Context {
  /** The event that is about code not merged yet (`pull_request`, `merge_group` …), if it is one. */
  readonly proposal: string | undefined
  /** Full ref: `refs/heads/main`, `refs/tags/v1.2.0`, `refs/pull/7/merge`. */
  readonly ref: string | undefined
  readonly defaultBranch: string | undefined
  /** Environment of a deployment, or the service stage. */
  readonly environment: string | undefined
  readonly release: Release | undefined
  /** Code of a fork is at work: nothing is ever sent, whatever credentials there are. */
  readonly fromFork: boolean
  /** Started by Dependabot, which gets no secrets of the repository. */
  readonly byDependabot: boolean
  /**
   * What is announced, in words that stay the same when the run is repeated:
   * `['org/skill', 'release', 'v1.2.0']`. The reference id is derived from it.
   */
  readonly announcement: readonly string[]
  /** What templates may see. */
  readonly scope: {
    readonly release?: Json
    readonly github?: JsonObject
    readonly service?: JsonObject
  }
}

/** The context of a run that knows nothing about where it is, such as on a laptop. */
export const unknownContext: Context = {
  proposal: undefined,
  ref: undefined,
  defaultBranch: undefined,
  environment: undefined,
  release: undefined,
  fromFork: false,
  byDependabot: false,
  announcement: [],
  scope: {},
}
