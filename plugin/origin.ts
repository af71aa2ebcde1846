import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import envCi from 'env-ci'
import { prerelease } from 'semver'
import type { Context } from '../src/core/context.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the code that is deployed comes from. What nobody tells is undefined. */
export interface Origin {
  /** Hash of the commit. */
  readonly commit: string | undefined
  /** `refs/heads/main`, `refs/tags/v1.2.0`. */
  readonly ref: string | undefined
  /** What is about code that is not merged yet, if it is: "a pull_request event". */
  readonly proposal: string | undefined
}

/**
 * Finds out which commit, branch or tag is deployed. The commit is that of the checkout wherever there
 * is one, so that it is the same in a workflow, in another CI and on a laptop.
 *
 * @param context of the GitHub workflow, if it is one; any other CI is asked through its variables
 */
export async function readOrigin(
  folder: string,
  environment: Environment,
  context: Context,
): Promise<Origin> {
  const head = await git(folder, 'rev-parse', 'HEAD')
  if (context.trigger !== undefined) {
    const { commit, ref, proposal, merged } = context
    const isProposed = proposal !== undefined && !merged
    return { commit: head ?? commit, ref, proposal: isProposed ? `a ${proposal} event` : undefined }
  }
  const ci = envCi({ env: environment, cwd: folder })
  return {
    commit: head ?? (ci.commit || undefined),
    // A build of a tag may have a branch too: the tag's name again.
    ref: ci.tag ? `refs/tags/${ci.tag}` : (branchRef(ci.branch) ?? (await tagRef(folder))),
    proposal: ci.isPr === true ? `a pull request of ${ci.name}` : undefined,
  }
}

/** Without a branch that is checked out git says `HEAD`. */
function branchRef(branch: string | undefined): string | undefined {
  if (!branch || branch === 'HEAD') return undefined
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`
}

/** Of several tags a full release counts before its release candidates. */
async function tagRef(folder: string): Promise<string | undefined> {
  const tags = (await git(folder, 'tag', '--points-at', 'HEAD'))?.split('\n') ?? []
  const tag = tags.find(name => prerelease(name) === null) ?? tags[0]
  return tag === undefined ? undefined : `refs/tags/${tag}`
}

/** What git answers in a folder; undefined where it is missing, or knows nothing. */
async function git(folder: string, ...words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', words, { cwd: folder })
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
