import { hash, randomUUID } from 'node:crypto'
import { bodyText, type EventBody } from '../alexa.ts'
import { isValidBody, problemsOfBody } from '../event/payload.ts'
import { sortedJson } from '../event/reference-id.ts'
import { type JsonObject, textsIn } from '../json.ts'
import type { Document } from '../source/document.ts'
import type { SelectedRecipient } from './recipient.ts'

export interface Unbuilt {
  /** One sentence that can be printed anywhere. */
  readonly problem: string
}

/** A request body, or why there is none for a recipient. */
export type MadeBody = Uint8Array | Unbuilt

type ListedRecipient = Pick<SelectedRecipient, 'user' | 'variables'>

/**
 * Prepares the bodies of an announcement that differ in nothing but user and reference id, which replace those of a complete
 * body that was checked. Each is, to the byte, what `bodyText` makes of the whole.
 */
export function bodyMakerOf(
  template: EventBody,
  key: string,
): (recipient: Pick<SelectedRecipient, 'user'>) => Uint8Array {
  // Random, so that they are nowhere else in it.
  const [anyUser, anyId] = [randomUUID(), randomUUID()]
  const text = bodyText(unicast(template, anyUser, anyId))
  const [before = '', rest = ''] = text.split(`"${anyId}"`)
  const [between = '', after = ''] = rest.split(`"${anyUser}"`)
  const referenceIdOf = referenceIdsOf(key)
  return ({ user }) =>
    Buffer.from(`${before}"${referenceIdOf(user)}"${between}${JSON.stringify(user)}${after}`)
}

/**
 * Prepares the bodies of an announcement of which more than user and reference id differs: each is
 * rendered and checked on its own. What a recipient alone brings to the event is a part of the
 * reference id: a second order of the same user is another announcement.
 */
export function renderedBodyMakerOf(
  key: string,
  isUsed: VariableUse,
  render: (recipient: ListedRecipient) => Promise<EventBody | Unbuilt>,
): (recipient: ListedRecipient) => Promise<MadeBody> {
  const referenceIdOf = referenceIdsOf(key)
  return async recipient => {
    const rendered = await render(recipient)
    if ('problem' in rendered) return rendered
    const { user, variables } = recipient
    const body = unicast(rendered, user, referenceIdOf(user, usedVariables(variables, isUsed)))
    const text = bodyText(body)
    if (isValidBody(body.event.name, JSON.parse(text))) return Buffer.from(text)
    const problems = problemsOfBody(body.event.name, JSON.parse(text))
    const error = problems.find(({ severity }) => severity === 'error')
    return { problem: error?.message ?? 'The body does not follow the schema of the event.' }
  }
}

function unicast(body: EventBody, user: string, referenceId: string): EventBody {
  return { ...body, referenceId, relevantAudience: { type: 'Unicast', payload: { user } } }
}

/**
 * Prepares the reference ids of an announcement for its users, and for variables of theirs: the same whenever it is sent
 * again, another one for each user, and nothing in it tells who that is. A SHA-256 hash: an HMAC would take four times as
 * long, and nothing is authenticated here.
 *
 * @param key what makes the announcement different from every other, without a line break
 */
export function referenceIdsOf(key: string): (user: string, own?: JsonObject) => string {
  // A user id has no line break either, so that no user and variables are taken for another user.
  return (user, own) =>
    hash('sha256', `${key}\n${user}${own ? `\n${JSON.stringify(sortedJson(own))}` : ''}`)
}

/** Tells whether templates may use a variable. Where in doubt, they do. */
type VariableUse = (name: string) => boolean

/** Which variables the templates of an event file may use, by how they are written; undefined where there are no templates. */
export function variableUseOf(document: Document): VariableUse | undefined {
  const code = textsIn(document.value)
    .flatMap(text => text.match(/\{\{.*?\}\}|\{%.*?%\}/gsu) ?? [])
    .join('\n')
  if (code === '') return undefined
  return canReachAll(code) ? () => true : name => holdsWord(code, name)
}

/** Tells whether an event has to be rendered for each recipient. `names` are as `survey` collected them. */
export function isRenderedForEach(
  isUsed: VariableUse | undefined,
  names: ReadonlySet<string> | undefined,
): isUsed is VariableUse {
  if (isUsed === undefined) return false
  return names === undefined || [...names].some(isUsed)
}

/** Those of a recipient's variables that make the event another one; undefined where there are none. */
export function usedVariables(
  variables: JsonObject | undefined,
  isUsed: VariableUse,
): JsonObject | undefined {
  const used = Object.entries(variables ?? {}).filter(([name]) => isUsed(name))
  return used.length === 0 ? undefined : Object.fromEntries(used)
}

/** `variables` as a whole, or a name that is put together: then it may be any of them. */
function canReachAll(code: string): boolean {
  const whole = /\bvariables\b(?!\s*(?:\.\s*[\p{L}_]|\[\s*(?:"[^"]*"|'[^']*')\s*\]))/u
  const computed = /(?<![\p{L}\p{N}_\])"'-]\s*)\[/u
  return whole.test(code) || computed.test(code)
}

function holdsWord(code: string, name: string): boolean {
  const isPartOfWord = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character)
  for (let at = code.indexOf(name); at !== -1; at = code.indexOf(name, at + 1)) {
    if (!isPartOfWord(code[at - 1]) && !isPartOfWord(code[at + name.length])) return true
  }
  return false
}
