import { createHash } from 'node:crypto'
import { getOctokit } from '@actions/github'
import type { Context } from '../core/context.ts'
import { valueAt } from '../core/json.ts'
import { apiUrl } from './release.ts'

/** Where a comment belongs, and who writes it. */
export interface CommentPlace {
  /** `owner/name` */
  readonly repository: string
  readonly pullRequest: number
  readonly token: string
  /** Names the comment among those of other steps; kept in it, where nobody sees it. */
  readonly marker: string
}

/** Longer than GitHub ever takes; a comment shall not hold up a job. */
const timeout = 15_000

/** Whose comments are ours to change where no app wrote them: the token is then that of a person. */
const trusted = ['OWNER', 'MEMBER', 'COLLABORATOR']

/** The number of the pull request a run is about, where it is one of the same repository. */
export function pullRequestOf({ proposal, fromFork, scope }: Context): number | undefined {
  const isPullRequest = proposal === 'pull_request' || proposal === 'pull_request_target'
  if (!isPullRequest || fromFork) return undefined
  const number = valueAt(scope.github, ['payload', 'pull_request', 'number'])
  return typeof number === 'number' ? number : undefined
}

/**
 * The marker of a step's comment. It is the same in every run, and another one for every other step,
 * job, workflow, event and skill, so that two steps do not overwrite each other.
 *
 * @param parts what tells this step from others beside its place in the workflow
 */
export function commentMarker(
  environment: Readonly<Record<string, string | undefined>>,
  parts: readonly (string | undefined)[],
): string {
  const workflow = (environment['GITHUB_WORKFLOW_REF'] ?? environment['GITHUB_WORKFLOW'])?.replace(
    /@.*$/,
    '',
  )
  const place = [workflow, environment['GITHUB_JOB'], environment['GITHUB_ACTION'], ...parts]
  const hash = createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 16)
  return `<!-- alexa-proactive ${hash} -->`
}

/**
 * Writes the comment of a step, or brings the one it wrote before up to date, by GitHub's API at
 * `GITHUB_API_URL`.
 *
 * @returns why it was not written, and what to do; undefined where it was. Never rejects
 */
export async function writeComment(
  place: CommentPlace,
  markdown: string,
): Promise<string | undefined> {
  const { repository, pullRequest, token, marker } = place
  const body = `${marker}\n${markdown}`
  const [owner = '', repo = ''] = repository.split('/')
  try {
    const request = { signal: AbortSignal.timeout(timeout) }
    const octokit = getOctokit(token, { baseUrl: apiUrl(), request })
    const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
      owner,
      repo,
      issue_number: pullRequest,
      per_page: 100,
    })
    for await (const { data } of pages) {
      for (const comment of data) {
        const isOurs =
          comment.body?.startsWith(marker) === true &&
          (comment.user?.type === 'Bot' || trusted.includes(comment.author_association ?? ''))
        if (!isOurs) continue
        if (comment.body !== body) {
          await octokit.rest.issues.updateComment({ owner, repo, comment_id: comment.id, body })
        }
        return undefined
      }
    }
    await octokit.rest.issues.createComment({ owner, repo, issue_number: pullRequest, body })
    return undefined
  } catch (error) {
    return refusal(error)
  }
}

/** Never with the error's own text: it may hold what was sent. */
function refusal(error: unknown): string {
  const status =
    error instanceof Error && 'response' in error && 'status' in error ? error.status : undefined
  if (status === 403 || status === 404) {
    return `The comment on the pull request was not written: the token may not (HTTP ${status}). Give the job "permissions: pull-requests: write".`
  }
  if (status === 401) {
    return 'The comment on the pull request was not written: GitHub refuses the token (HTTP 401). Leave github-token out, then it is that of the job.'
  }
  return status === undefined
    ? 'The comment on the pull request was not written: GitHub was not reached. Check the network and GITHUB_API_URL.'
    : `The comment on the pull request was not written: GitHub answered HTTP ${String(status)}. The next run writes it.`
}
