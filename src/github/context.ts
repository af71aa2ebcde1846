import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
// The package's own entrance would load Octokit too, which most runs do not need.
import { Context as Toolkit } from '../../node_modules/@actions/github/lib/context.js'
import { type Context, type JobEnvironment, type Release, unknownContext } from '../core/context.ts'
import { isObject, type Json, textAt, valueAt, withoutAbsent } from '../core/json.ts'
import type { Origin } from '../core/result.ts'
import type { Environment } from '../core/world.ts'

/** A workflow run as its runner and its event tell it. */
export interface Workflow
  extends Partial<Pick<Toolkit, 'eventName' | 'ref' | 'sha' | 'actor' | 'runId'>> {
  readonly payload?: Json
  /** `GITHUB_REPOSITORY` */
  readonly repository?: string | undefined
  /** `GITHUB_REF_PROTECTED` */
  readonly refProtected?: string | undefined
}

/** Workflow events that are about a change which is only proposed. */
const proposals = new Set(['pull_request', 'pull_request_target', 'merge_group'])

/**
 * Reads in which workflow this process runs, from its environment and the event's payload.
 *
 * @returns the context, which knows nothing outside of a workflow; and where the event that started it
 * cannot be read, why
 */
export function readContext(environment: Environment = process.env): {
  readonly context: Context
  readonly problem: string | undefined
} {
  const { toolkit, problem } = readToolkit()
  const payload: Json = JSON.parse(JSON.stringify(toolkit.payload))
  const { GITHUB_REPOSITORY: repository, GITHUB_REF_PROTECTED: refProtected } = environment
  const context = contextOf({ ...toolkit, payload, repository, refProtected })
  const origin = originOf(toolkit, context.repository)
  return { context: origin === undefined ? context : { ...context, origin }, problem }
}

/** The run itself, also where it is about an upstream one. */
function originOf(toolkit: Toolkit, repository: string | undefined): Origin | undefined {
  const { runId, runAttempt, serverUrl, actor } = toolkit
  if (!runId || repository === undefined || !actor) return undefined
  const attempt = runAttempt || 1
  const url = `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${attempt}`
  return { run: { id: String(runId), attempt, url }, actor }
}

/**
 * Finds out where a run happens whose user may say it: from the runner inside a GitHub workflow, from
 * `--ref` anywhere else. A `--ref` inside a workflow replaces its ref alone: code of a pull request
 * stays that.
 *
 * @param ref as given: a branch's name or a full ref
 */
export function readSurroundings(
  environment: Environment,
  ref: string | undefined,
): { readonly context: Context } | { readonly problem: string } {
  const name = ref?.trim() ?? ''
  const full = name.startsWith('refs/') ? name : `refs/heads/${name}`
  const named = name === '' ? {} : { ref: full }
  if (environment['GITHUB_ACTIONS'] !== 'true') return { context: { ...unknownContext, ...named } }
  const { context, problem } = readContext(environment)
  if (problem !== undefined && environment['GITHUB_EVENT_PATH']) return { problem: `${problem}.` }
  return { context: { ...context, ...named } }
}

/** The event may be missing or broken; the rest of the context is known all the same. */
function readToolkit(): { readonly toolkit: Toolkit; readonly problem: string | undefined } {
  const path = process.env['GITHUB_EVENT_PATH']
  // The toolkit takes no byte order mark, and its error quotes the payload: the event is read here.
  delete process.env['GITHUB_EVENT_PATH']
  const toolkit = new Toolkit()
  if (!path) return { toolkit, problem: 'GITHUB_EVENT_PATH is not set' }
  process.env['GITHUB_EVENT_PATH'] = path
  try {
    toolkit.payload = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
    return { toolkit, problem: undefined }
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : String(error)
    const problem = `The workflow event at GITHUB_EVENT_PATH (${path}) cannot be read: ${reason}`
    return { toolkit, problem }
  }
}

/** The context of a run in this workflow. Takes any payload. */
export function contextOf(workflow: Workflow): Context {
  const event = workflow.eventName || undefined
  if (event === undefined) return unknownContext
  const { payload, actor } = workflow
  const repository = workflow.repository || textAt(payload, 'repository', 'full_name')
  const upstream = event === 'workflow_run' ? upstreamOf(payload) : undefined
  const ref = upstream === undefined ? workflow.ref || undefined : upstream.ref
  const commit = upstream === undefined ? workflow.sha || undefined : upstream.commit
  const runId = upstream?.runId ?? (workflow.runId ? String(workflow.runId) : undefined)
  const release = event === 'release' ? releaseOf(valueAt(payload, ['release'])) : undefined
  return {
    trigger: {
      event,
      action: textAt(payload, 'action'),
      state: textAt(payload, 'deployment_status', 'state'),
      deleted: valueAt(payload, ['deleted']) === true,
      upstream,
    },
    repository,
    proposal: proposals.has(event) ? event : upstream?.proposal,
    merged: valueAt(payload, ['pull_request', 'merged']) === true,
    ref,
    // The rules of an upstream run's own branch are not known here.
    refProtected:
      workflow.refProtected === undefined || ref !== workflow.ref
        ? undefined
        : workflow.refProtected === 'true',
    commit,
    runId,
    defaultBranch: textAt(payload, 'repository', 'default_branch'),
    environment: textAt(payload, 'deployment', 'environment'),
    production: valueAt(payload, ['deployment', 'production_environment']) === true,
    release,
    fromFork: upstream?.fromFork ?? isForkPullRequest(payload),
    byDependabot: actor === 'dependabot[bot]',
    announcement: [],
    scope: {
      ...(isObject(payload) && isObject(payload['release']) ? { release: payload['release'] } : {}),
      github: withoutAbsent({
        event_name: event,
        ref,
        ref_name: ref?.replace(/^refs\/(?:heads|tags|pull)\//, ''),
        sha: commit,
        repository,
        actor: actor || undefined,
        run_id: runId,
        event: payload,
        payload,
      }),
    },
  }
}

/** A release as GitHub's API and its events write it; undefined where it is none. */
export function releaseOf(release: Json | undefined): Release | undefined {
  const tagName = textAt(release, 'tag_name')
  if (tagName === undefined) return undefined
  return {
    tagName,
    prerelease: valueAt(release, ['prerelease']) === true,
    draft: valueAt(release, ['draft']) === true,
  }
}

/**
 * A `workflow_run` event runs on the default branch whatever started the other workflow, so its own
 * ref says nothing about the code that was built. What counts is what started the upstream run.
 */
function upstreamOf(payload: Json | undefined) {
  const event = textAt(payload, 'workflow_run', 'event')
  const head = textAt(payload, 'workflow_run', 'head_repository', 'full_name')
  const fromFork = head !== textAt(payload, 'repository', 'full_name')
  const id = valueAt(payload, ['workflow_run', 'id'])
  return {
    event,
    conclusion: textAt(payload, 'workflow_run', 'conclusion'),
    ref: upstreamRef(event, textAt(payload, 'workflow_run', 'head_branch')),
    commit: textAt(payload, 'workflow_run', 'head_sha'),
    runId: typeof id === 'number' ? String(id) : undefined,
    proposal: event !== undefined && (proposals.has(event) || fromFork) ? event : undefined,
    fromFork,
  }
}

/**
 * `head_branch` is the tag where a tag or a release started the run, and GitHub does not say which of
 * both it is. A whole version is hardly ever a branch; `v2` often is.
 */
function upstreamRef(event: string | undefined, name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const isTag = event === 'release' || /(?:^|[@/_-])v?\d+\.\d+\.\d+(?:[-+].*)?$/.test(name)
  return `refs/${isTag ? 'tags' : 'heads'}/${name}`
}

function isForkPullRequest(payload: Json | undefined): boolean {
  const head = valueAt(payload, ['pull_request', 'head'])
  if (!isObject(head)) return false
  // GitHub leaves out the repository of a fork that was deleted meanwhile.
  const name = textAt(head, 'repo', 'full_name')
  return name === undefined || name !== textAt(payload, 'pull_request', 'base', 'repo', 'full_name')
}

/** The toolkit asks for minutes; a service that does not answer must not hold up a job. */
const patience = 10_000

/**
 * Asks GitHub in which environment the job of this process runs: its OIDC token names it. The toolkit
 * masks the token, and it goes nowhere else.
 *
 * @param timeout milliseconds
 * @returns no environment where the job has no `id-token: write`
 */
export async function readJobEnvironment(
  environment: Environment,
  timeout = patience,
): Promise<JobEnvironment> {
  const variables = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']
  if (variables.some(name => !environment[name])) return { environment: undefined }
  // By way of the package's own entrance, all of undici would be loaded in every run.
  const { OidcClient } = await import('../../node_modules/@actions/core/lib/oidc-utils.js')
  const late = setTimeout(timeout, undefined, { ref: false }).then(() => Promise.reject())
  try {
    const [, claims = ''] = (await Promise.race([OidcClient.getIDToken(), late])).split('.')
    const token: Json = JSON.parse(Buffer.from(claims, 'base64url').toString())
    return { environment: textAt(token, 'environment') }
  } catch {
    // The error's own text may hold the answer.
    return { environment: undefined, problem: 'the request for its OIDC token failed' }
  }
}
