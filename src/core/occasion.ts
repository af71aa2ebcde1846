import type { Context, Trigger } from './context.ts'
import { type Diagnostic, finding } from './diagnostic.ts'
import { isBelow, tagOf } from './release.ts'
import type { Settings } from './settings.ts'

/** Actions of a `release` event by which a release becomes public. */
const publishing = new Set(['published', 'released', 'prereleased', 'created'])

/** Workflow events that can be about something that is shipped. */
const shipping = new Set([
  'push',
  'release',
  'deployment',
  'deployment_status',
  'workflow_run',
  'workflow_dispatch',
  'repository_dispatch',
  'workflow_call',
  'schedule',
])

/** Workflow events that announce a commit: the same commit again is the same announcement. */
const ofCommit = new Set([
  'push',
  'create',
  'deployment',
  'deployment_status',
  'pull_request',
  'pull_request_target',
  'merge_group',
])

/**
 * Tells why a run that is to send has nothing to announce: what started it is no occasion, or gets no
 * secrets. Known before anything is read or asked for.
 *
 * @returns a notice; undefined where there is an occasion, or only a check
 */
export function silenceOf(
  settings: Pick<
    Settings,
    'command' | 'simulate' | 'dryRun' | 'credentials' | 'release' | 'releaseLevel' | 'names'
  >,
  context: Context,
): Diagnostic | undefined {
  if (settings.command !== 'send') return undefined
  // What is only tried notifies nobody, and needs no secrets.
  const isTrial = settings.simulate || settings.dryRun
  return (
    (isTrial ? undefined : withoutSecrets(settings, context)) ??
    withoutOccasion(context) ??
    // Another release than that of the trigger has to be looked up first.
    (settings.release === undefined ? tooSmall(settings, context) : undefined)
  )
}

function silence(
  rule: 'no-occasion' | 'draft-release' | 'without-secrets',
  reason: string,
  help: string,
): Diagnostic {
  return finding(`settings/${rule}`, undefined, reason, help, 'notice')
}

function withoutSecrets(
  { credentials }: Pick<Settings, 'credentials'>,
  { fromFork, byDependabot }: Context,
): Diagnostic | undefined {
  if (!fromFork && !(byDependabot && credentials === undefined)) return undefined
  const why = fromFork
    ? 'is about code of a fork'
    : 'was started by Dependabot, which gets no secrets'
  const help = 'Merge the change; the announcement goes out when the workflow runs for the branch.'
  return silence('without-secrets', `This run ${why}, so nothing is sent.`, help)
}

/** A draft is not public yet. */
export function draftOf({ release }: Context): Diagnostic | undefined {
  if (release?.draft !== true) return undefined
  const reason = `Release ${release.tagName} is a draft, so it is not announced.`
  const help = 'Publish it; the workflow runs again with "types: [published]".'
  return silence('draft-release', reason, help)
}

function withoutOccasion(context: Context): Diagnostic | undefined {
  const draft = draftOf(context)
  const { trigger, release, ref } = context
  if (draft !== undefined || trigger === undefined) return draft
  const { event, action, state, deleted, upstream } = trigger
  const none = (reason: string, help: string) => silence('no-occasion', reason, help)
  if (event === 'release' && !publishing.has(action ?? '')) {
    const which = release === undefined ? 'The release' : `The release ${release.tagName}`
    const reason = `${which} was ${action ?? 'changed'}, not published, so there is nothing to announce.`
    return none(reason, 'Let the workflow listen to "types: [published, released]".')
  }
  if (event === 'deployment_status' && state !== 'success') {
    const reason = `The deployment's state is ${state ?? 'not known'}, so there is nothing to announce yet.`
    return none(reason, 'Nothing to do: it is announced when its state is success.')
  }
  if (upstream !== undefined && (action !== 'completed' || upstream.conclusion !== 'success')) {
    const state =
      action === 'completed'
        ? `ended with ${upstream.conclusion ?? 'no conclusion'}, so there is nothing to announce`
        : `is ${action ?? 'in an unknown state'}, so there is nothing to announce yet`
    const help = 'Nothing to do: it is announced when that workflow completes with success.'
    return none(`The workflow before this one ${state}.`, help)
  }
  if (event === 'delete' || deleted) {
    const what = (event === 'delete' ? undefined : ref) ?? 'A branch or tag'
    const help = 'Leave "delete" out of the workflow\'s events, or take this as it is.'
    return none(`${what} was deleted, so there is nothing to announce.`, help)
  }
  return undefined
}

/** Why a release is too small to be announced; undefined where it is not, or its version is not known. */
export function tooSmall(
  { releaseLevel, names }: Pick<Settings, 'releaseLevel' | 'names'>,
  context: Context,
): Diagnostic | undefined {
  const tag = tagOf(context)
  if (tag === undefined || !isBelow(releaseLevel, tag)) return undefined
  const level = names.of('release-level')
  const reason = `${tag} is below the ${level} ${releaseLevel}, so it is not announced.`
  return silence('no-occasion', reason, `Set ${level} to patch to announce every release.`)
}

/** Whether what started the run can be about something shipped; a star or a comment is not. */
export function isShipping(trigger: Trigger | undefined): boolean {
  return trigger === undefined || shipping.has(trigger.upstream?.event ?? trigger.event)
}

/**
 * What is announced, in words that are the same whatever tells it: the name that was chosen, what the
 * door knows, the release or its tag, the commit, or the run. The reference id is made from them.
 */
export function announcementOf(
  settings: Pick<Settings, 'announcement' | 'repository'>,
  context: Context,
): readonly string[] {
  if (settings.announcement !== undefined) return ['announcement', settings.announcement]
  if (context.announcement.length > 0) return context.announcement
  const repository = context.repository ?? settings.repository ?? ''
  const tag = tagOf(context)
  if (tag !== undefined) return [repository, 'release', tag]
  const { trigger, commit, runId, ref } = context
  if (trigger === undefined) return ref === undefined ? [] : ['ref', ref]
  const event = trigger.upstream?.event ?? trigger.event
  if (ofCommit.has(event) && commit !== undefined) return [repository, 'commit', commit]
  // A scheduled or hand-started run announces something new each time; its re-runs keep the run id.
  return [repository, 'run', runId ?? '']
}
