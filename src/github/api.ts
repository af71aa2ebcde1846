import { createHash } from 'node:crypto'
import { getOctokit } from '@actions/github'
import { GitHub } from '@actions/github/lib/utils'
import type { Context } from '../core/context.ts'
import { isObject, type Json, valueAt } from '../core/json.ts'
import type { ReleaseAnswer, ReleaseQuery } from '../core/release.ts'
import { codeOf, type Environment } from '../core/world.ts'
import { releaseOf } from './context.ts'

/** Longer than GitHub ever takes; a network that swallows everything shall not hold up a job. */
const timeout = 15_000

/** The address of GitHub's API. The toolkit reads it once, when it is loaded. */
function apiUrl(): string {
  return process.env['GITHUB_API_URL'] || 'https://api.github.com'
}

/** Octokit gives its own failures to connect the status 500, so an answer is what counts. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if (!('response' in error) || error.response === undefined) return undefined
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined
}

/** How often a request is repeated that GitHub could not answer, and after how many milliseconds. */
const pauses = [500, 2000]

/**
 * Looks up a release of a repository by GitHub's API, at `GITHUB_API_URL` where that is set, through
 * the proxy where there is one.
 *
 * @returns the release, or in a sentence why there is none and what to do; never rejects
 */
export async function findRelease(query: ReleaseQuery): Promise<ReleaseAnswer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await answerOf(query)
    } catch (error) {
      const status = statusOf(error)
      const pause = pauses[attempt]
      const isPassing = status === undefined || status >= 500
      if (!isPassing || pause === undefined) return lookupRefusal(query, status, error)
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
}

async function answerOf({ repository, name, token }: ReleaseQuery): Promise<ReleaseAnswer> {
  const options = { baseUrl: apiUrl() }
  const octokit = token === undefined ? new GitHub(options) : getOctokit(token, options)
  const [owner = '', repo = ''] = repository.split('/')
  const of = { owner, repo, request: { signal: AbortSignal.timeout(timeout) } }
  const { data } =
    name === 'latest'
      ? await octokit.rest.repos.getLatestRelease(of)
      : await octokit.rest.repos.getReleaseByTag({ ...of, tag: name })
  const json: Json = JSON.parse(JSON.stringify(data ?? null))
  const release = releaseOf(json)
  if (release !== undefined && isObject(json)) return { release, json }
  const problem = `GitHub's answer about the release ${name} of ${repository} is none that is understood.`
  return { missing: false, problem, help: 'Look at GITHUB_API_URL, and try again later.' }
}

/** Never with the error's own text: it may hold what was sent. */
function lookupRefusal(
  { repository, name, token }: ReleaseQuery,
  status: number | undefined,
  error: unknown,
): ReleaseAnswer {
  const what = `${name === 'latest' ? 'the latest release' : `the release ${name}`} of ${repository}`
  const no = (problem: string, help: string) => ({ missing: false, problem, help })
  if (status === undefined) {
    const problem = `GitHub was not reached to look up ${what} (${causeOf(error) ?? 'no answer'}).`
    return no(problem, 'Check the network, HTTPS_PROXY and GITHUB_API_URL, and run it again.')
  }
  if (status === 404) {
    const hidden = token === undefined ? 'set github-token' : 'give the job "contents: read"'
    const problem = `${repository} has no release ${name === 'latest' ? '' : `${name} `}that is published, or the token may not see it.`
    const help = `Correct the tag or publish the release; where the repository is private, ${hidden}.`
    return { missing: true, problem, help }
  }
  // GitHub answers 429, or 403 with words about it.
  const says = error instanceof Error ? error.message : ''
  if (status === 429 || (status === 403 && /rate limit|abuse/i.test(says))) {
    const problem = `GitHub refuses to look up ${what}: the rate limit is used up (HTTP ${status}).`
    const help =
      token === undefined
        ? 'Set github-token (GITHUB_TOKEN on the command line): with a token the limit is far higher.'
        : 'Run it again in an hour, or use another token.'
    return no(problem, help)
  }
  if (status === 401) {
    const help =
      'Pass a token that is valid as github-token; in a workflow leave it out, then it is that of the job.'
    return no(`GitHub refuses the token to look up ${what} (HTTP 401).`, help)
  }
  if (status === 403) {
    const problem = `GitHub does not let the token look up ${what} (HTTP 403).`
    return no(problem, 'Give the job "permissions: contents: read".')
  }
  const help = status >= 500 ? 'Run it again later.' : 'Look at GITHUB_API_URL and repository.'
  return no(`GitHub did not answer the question for ${what} (HTTP ${status}).`, help)
}

/** `ENOTFOUND`, `ECONNREFUSED`, `timeout` …, of an error or of what caused it. */
function causeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const own = error.name === 'TimeoutError' ? 'timeout' : undefined
  return codeOf(error) ?? causeOf(error.cause) ?? own
}

/** Where a comment belongs, and who writes it. */
interface CommentPlace {
  /** `owner/name` */
  readonly repository: string
  readonly pullRequest: number
  readonly token: string
  /** Names the comment among those of other steps; kept in it, where nobody sees it. */
  readonly marker: string
}

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
  environment: Environment,
  parts: readonly (string | undefined)[],
): string {
  const {
    GITHUB_WORKFLOW_REF: ref,
    GITHUB_WORKFLOW: name,
    GITHUB_JOB: job,
    GITHUB_ACTION: step,
  } = environment
  const place = [(ref ?? name)?.replace(/@.*$/, ''), job, step, ...parts]
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
  { repository, pullRequest, token, marker }: CommentPlace,
  markdown: string,
): Promise<string | undefined> {
  const body = `${marker}\n${markdown}`
  const [owner = '', repo = ''] = repository.split('/')
  try {
    const request = { signal: AbortSignal.timeout(timeout) }
    const octokit = getOctokit(token, { baseUrl: apiUrl(), request })
    const { createComment, listComments, updateComment } = octokit.rest.issues
    const all = { owner, repo, issue_number: pullRequest }
    const [ours] = await octokit.paginate(listComments, { ...all, per_page: 100 }, (page, done) => {
      const found = page.data.filter(
        comment =>
          comment.body?.startsWith(marker) === true &&
          (comment.user?.type === 'Bot' || trusted.includes(comment.author_association ?? '')),
      )
      if (found.length > 0) done()
      return found
    })
    if (ours === undefined) await createComment({ ...all, body })
    else if (ours.body !== body) await updateComment({ owner, repo, comment_id: ours.id, body })
    return undefined
  } catch (error) {
    return commentRefusal(error)
  }
}

/** Never with the error's own text: it may hold what was sent. */
function commentRefusal(error: unknown): string {
  const status = statusOf(error)
  if (status === 403 || status === 404) {
    return `The comment on the pull request was not written: the token may not (HTTP ${status}). Give the job "permissions: pull-requests: write".`
  }
  if (status === 401) {
    return 'The comment on the pull request was not written: GitHub refuses the token (HTTP 401). Leave github-token out, then it is that of the job.'
  }
  return status === undefined
    ? 'The comment on the pull request was not written: GitHub was not reached. Check the network and GITHUB_API_URL.'
    : `The comment on the pull request was not written: GitHub answered HTTP ${status}. The next run writes it.`
}
