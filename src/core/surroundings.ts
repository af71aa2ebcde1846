import { type Context, unknownContext } from './context.ts'
import { readGithubContext } from './github-context.ts'
import type { Json } from './json.ts'
import type { World } from './world.ts'

/** The context of the run, or why it cannot be told. */
export type Surroundings = { readonly context: Context } | { readonly problem: string }

/**
 * Finds out where the run happens: from the runner's variables inside a GitHub workflow, from `--ref`
 * anywhere else. A `--ref` inside a workflow replaces its ref alone: code of a pull request stays that.
 *
 * @param ref as given: a branch's name or a full ref
 */
export async function readSurroundings(
  environment: Readonly<Record<string, string | undefined>>,
  ref: string | undefined,
  world: Pick<World, 'readFile'>,
): Promise<Surroundings> {
  const named = fullRef(ref)
  if (environment['GITHUB_ACTIONS'] !== 'true') return { context: contextOf(named) }
  const payload = await readPayload(environment['GITHUB_EVENT_PATH'], world)
  if ('problem' in payload) return payload
  const context = readGithubContext(environment, payload.value)
  return { context: named === undefined ? context : { ...context, ref: named } }
}

function contextOf(ref: string | undefined): Context {
  // With the ref in it, two tags are two announcements even where the texts are the same.
  return ref === undefined ? unknownContext : { ...unknownContext, ref, announcement: ['ref', ref] }
}

function fullRef(ref: string | undefined): string | undefined {
  const name = ref?.trim() ?? ''
  if (name === '') return undefined
  return name.startsWith('refs/') ? name : `refs/heads/${name}`
}

async function readPayload(
  path: string | undefined,
  world: Pick<World, 'readFile'>,
): Promise<{ readonly value: Json | undefined } | { readonly problem: string }> {
  if (path === undefined || path === '') return { value: undefined }
  try {
    const bytes = await world.readFile(path)
    if (bytes === undefined)
      return { problem: `GITHUB_EVENT_PATH names ${path}, which does not exist.` }
    const value: Json = JSON.parse(new TextDecoder().decode(bytes))
    return { value }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { problem: `The workflow's event at ${path} cannot be read: ${reason}.` }
  }
}
