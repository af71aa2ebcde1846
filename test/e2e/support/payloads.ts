import { isObject, type Json, type JsonObject, property, valueAt } from '../../../src/core/json.ts'
import { exampleOf } from '../../support/webhooks.ts'
import type { Trigger } from './runner.ts'

/** A payload as the event that starts a workflow, with the ref that the runner tells for it. */
export function triggerOf(name: string, payload: JsonObject): Trigger {
  return { name, payload, ref: refOf(name, payload) }
}

/** A published release, changed in these properties of its own. */
export function releaseTrigger(changes: JsonObject = {}): Trigger {
  const published = exampleOf('release', ({ action }) => action === 'published')
  return triggerOf('release', changed(published, 'release', changes))
}

/** The payload with properties of one of its objects replaced. */
export function changed(payload: JsonObject, key: string, changes: JsonObject): JsonObject {
  const object = property(payload, key)
  return { ...payload, [key]: { ...(isObject(object) ? object : {}), ...changes } }
}

function refOf(name: string, payload: JsonObject): string {
  switch (name) {
    case 'release':
      return `refs/tags/${textAt(payload, 'release', 'tag_name')}`
    case 'pull_request':
      return `refs/pull/${String(property(payload, 'number'))}/merge`
    case 'push':
    case 'workflow_dispatch':
      return textAt(payload, 'ref')
    default:
      return `refs/heads/${textAt(payload, 'repository', 'default_branch')}`
  }
}

function textAt(payload: Json, ...path: readonly string[]): string {
  const value = valueAt(payload, path)
  if (typeof value !== 'string') throw new Error(`the payload has no ${path.join('.')}`)
  return value
}
