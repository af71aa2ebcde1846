import type { Context } from '../../src/core/context.ts'
import type { Json } from '../../src/core/json.ts'
import { contextOf } from '../../src/github/context.ts'

/** The context of a workflow that has these variables and whose event has this payload. */
export function contextIn(
  variables: Readonly<Record<string, string | undefined>>,
  payload?: Json,
): Context {
  const text = (name: string) => variables[name] ?? ''
  return contextOf({
    eventName: text('GITHUB_EVENT_NAME'),
    ref: text('GITHUB_REF'),
    sha: text('GITHUB_SHA'),
    actor: text('GITHUB_ACTOR'),
    runId: Number(variables['GITHUB_RUN_ID']),
    ...(payload === undefined ? {} : { payload }),
    repository: variables['GITHUB_REPOSITORY'],
    refProtected: variables['GITHUB_REF_PROTECTED'],
  })
}
