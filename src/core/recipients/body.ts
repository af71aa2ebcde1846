import type { EventBody } from '../alexa.ts'
import { bodyText } from '../alexa.ts'
import { loadBodyCheck, problemsOfBody } from '../schema/check.ts'
import type { SelectedRecipient } from './recipient.ts'
import { referenceIdsOf } from './reference-id.ts'
import { usedVariables, type VariableUse } from './variable-use.ts'

/** Why there is no body for a recipient. */
export interface Unbuilt {
  /** One sentence that can be printed anywhere. */
  readonly problem: string
}

/** Makes the bytes to send to one recipient. */
export type BodyMaker = (recipient: Pick<SelectedRecipient, 'user'>) => Uint8Array | Unbuilt

/** Makes the bytes to send to one recipient whose own variables are in them. */
export type RenderedBodyMaker = (recipient: ListedRecipient) => Promise<Uint8Array | Unbuilt>

/** What a body is made from. */
type ListedRecipient = Pick<SelectedRecipient, 'user' | 'variables'>

/** A body in pieces: what stands before, between and after the two values that differ. */
type Pieces = readonly [string, string, string]

/**
 * Prepares the bodies of an announcement that differ in nothing but user and reference id. Each is, to
 * the byte, what `bodyText` makes of the complete body.
 *
 * @param template a complete body that was checked; its audience and reference id are replaced
 * @param key what makes the announcement different from every other, see `referenceIdsOf`
 */
export function bodyMakerOf(template: EventBody, key: string): BodyMaker {
  const [before, between, after] = piecesOf(template)
  const referenceIdOf = referenceIdsOf(key)
  return ({ user }) =>
    Buffer.from(`${before}"${referenceIdOf(user)}"${between}${JSON.stringify(user)}${after}`)
}

/**
 * Prepares the bodies of an announcement of which more than user and reference id differs: each is
 * rendered and checked on its own. What a recipient alone brings to the event is a part of the
 * reference id: a second order of the same user is another announcement.
 *
 * @param isUsed which of a recipient's variables the event may hold; see `variableUseOf`
 * @param render gives the event of one recipient; see `eventOfRecipient`
 */
export function renderedBodyMakerOf(
  key: string,
  isUsed: VariableUse,
  render: (recipient: ListedRecipient) => Promise<EventBody | Unbuilt>,
): RenderedBodyMaker {
  const referenceIdOf = referenceIdsOf(key)
  return async recipient => {
    const rendered = await render(recipient)
    if ('problem' in rendered) return rendered
    const { user, variables } = recipient
    const body = unicast(rendered, user, referenceIdOf(user, usedVariables(variables, isUsed)))
    const text = bodyText(body)
    const isValid = await loadBodyCheck(body.event.name)
    return isValid(JSON.parse(text)) ? Buffer.from(text) : unbuilt(body, text)
  }
}

async function unbuilt(body: EventBody, text: string): Promise<Unbuilt> {
  const problems = await problemsOfBody(body.event.name, JSON.parse(text))
  const problem = problems.find(({ severity }) => severity === 'error')?.message
  return { problem: problem ?? 'The body does not follow the schema of the event.' }
}

function unicast(body: EventBody, user: string, referenceId: string): EventBody {
  return { ...body, referenceId, relevantAudience: { type: 'Unicast', payload: { user } } }
}

function piecesOf(template: EventBody): Pieces {
  const written = bodyText(unicast(template, '', ''))
  const user = absentFrom(written, 'user')
  const referenceId = absentFrom(written, 'id')
  const [before = '', rest = ''] = bodyText(unicast(template, user, referenceId)).split(
    `"${referenceId}"`,
  )
  const [between = '', after = ''] = rest.split(`"${user}"`)
  return [before, between, after]
}

/** A word that does not occur in a text. */
function absentFrom(text: string, beginning: string): string {
  let word = beginning
  for (let number = 0; text.includes(word); number += 1) word = `${beginning}-${number}`
  return word
}
