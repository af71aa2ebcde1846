import { type Context, type Release, unknownContext } from './context.ts'
import { isObject, type Json, type JsonObject, valueAt } from './json.ts'

/** Workflow events that are about code which is not merged yet. */
const proposals = new Set(['pull_request', 'pull_request_target', 'merge_group'])

/** Workflow events that announce a commit: the same commit again is the same announcement. */
const commitEvents = new Set(['push', 'create', 'deployment', 'deployment_status', ...proposals])

/**
 * Reads where a GitHub workflow runs from the runner's variables and the event's payload.
 *
 * @param environment variables by name; only the runner's `GITHUB_…` are looked at
 * @param payload the content of the file at `GITHUB_EVENT_PATH`
 * @returns the context; outside a workflow, one that knows nothing
 */
export function readGithubContext(
  environment: Readonly<Record<string, string | undefined>>,
  payload: Json | undefined,
): Context {
  const variable = (name: string) => environment[name]?.trim() || undefined
  const trigger = variable('GITHUB_EVENT_NAME')
  if (trigger === undefined) return unknownContext
  const repository = variable('GITHUB_REPOSITORY') ?? textAt(payload, 'repository', 'full_name')
  const sha = variable('GITHUB_SHA')
  const upstream = trigger === 'workflow_run' ? upstreamOf(payload) : undefined
  const ref = upstream === undefined ? variable('GITHUB_REF') : upstream.ref
  const release = trigger === 'release' ? releaseOf(payload) : undefined
  return {
    proposal: proposals.has(trigger) ? trigger : upstream?.proposal,
    ref,
    defaultBranch: textAt(payload, 'repository', 'default_branch'),
    environment: textAt(payload, 'deployment', 'environment'),
    release,
    fromFork: upstream?.fromFork ?? isForkPullRequest(payload),
    byDependabot: variable('GITHUB_ACTOR') === 'dependabot[bot]',
    announcement: [
      repository ?? '',
      ...announcementOf(trigger, release, sha, variable('GITHUB_RUN_ID')),
    ],
    scope: {
      ...(isObject(payload) && isObject(payload['release']) ? { release: payload['release'] } : {}),
      github: withoutAbsent({
        event_name: trigger,
        ref,
        ref_name: ref?.replace(/^refs\/(?:heads|tags|pull)\//, ''),
        sha,
        repository,
        actor: variable('GITHUB_ACTOR'),
        run_id: variable('GITHUB_RUN_ID'),
        event: payload,
        payload,
      }),
    },
  }
}

/**
 * A `workflow_run` event runs on the default branch whatever started the other workflow, so its own
 * ref says nothing about the code that was built. What counts is the upstream run's branch and event.
 */
function upstreamOf(payload: Json | undefined): {
  readonly ref: string | undefined
  readonly proposal: string | undefined
  readonly fromFork: boolean
} {
  const branch = textAt(payload, 'workflow_run', 'head_branch')
  const event = textAt(payload, 'workflow_run', 'event')
  const head = textAt(payload, 'workflow_run', 'head_repository', 'full_name')
  const fromFork = head !== textAt(payload, 'repository', 'full_name')
  return {
    ref: branch === undefined ? undefined : `refs/heads/${branch}`,
    proposal: event !== undefined && (proposals.has(event) || fromFork) ? event : undefined,
    fromFork,
  }
}

function isForkPullRequest(payload: Json | undefined): boolean {
  const head = valueAt(payload, ['pull_request', 'head'])
  if (!isObject(head)) return false
  // GitHub leaves out the repository of a fork that was deleted meanwhile.
  const name = textAt(head, 'repo', 'full_name')
  return name === undefined || name !== textAt(payload, 'pull_request', 'base', 'repo', 'full_name')
}

function releaseOf(payload: Json | undefined): Release | undefined {
  const tagName = textAt(payload, 'release', 'tag_name')
  if (tagName === undefined) return undefined
  return {
    tagName,
    targetCommitish: textAt(payload, 'release', 'target_commitish') ?? '',
    prerelease: valueAt(payload, ['release', 'prerelease']) === true,
    draft: valueAt(payload, ['release', 'draft']) === true,
  }
}

function announcementOf(
  trigger: string,
  release: Release | undefined,
  sha: string | undefined,
  runId: string | undefined,
): readonly string[] {
  if (release !== undefined) return ['release', release.tagName]
  if (commitEvents.has(trigger) && sha !== undefined) return ['commit', sha]
  // A scheduled or hand-started run announces something new each time; its re-runs keep the run id.
  return ['run', runId ?? '']
}

function textAt(root: Json | undefined, ...path: readonly string[]): string | undefined {
  const value = valueAt(root, path)
  return typeof value === 'string' ? value : undefined
}

function withoutAbsent(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  const present: Record<string, Json> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) present[name] = value
  }
  return present
}
