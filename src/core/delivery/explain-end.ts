import { type Explanation, earlierDoubt, repeatSafely } from './explanation.ts'
import { explainNetwork } from './network.ts'
import type { End } from './retry.ts'
import type { TransportError } from './transport.ts'

/** The end of a try without an answer. */
export type WithoutAnswer =
  | { readonly kind: 'broken'; readonly error: TransportError }
  | { readonly kind: 'no-token'; readonly explanation: Explanation }
  | { readonly kind: 'expired' }
  | { readonly kind: 'interrupted' }

/** What the explanation of a delivery without a last answer needs to know of it. */
export interface Course {
  /** Requests posted. */
  readonly posts: number
  /** Whether one of them may have been taken in. */
  readonly inDoubt: boolean
  /** Of the API, as it may be printed. */
  readonly host: string
  /** Milliseconds for each phase of a request. */
  readonly timeout: number
  readonly expiryTime: string
}

/** Explains a delivery whose last try got no answer. */
export function explainEnd(last: WithoutAnswer, end: End, course: Course): Explanation {
  switch (last.kind) {
    case 'broken':
      return explainBroken(last.error, end, course)
    case 'no-token':
      return explainNoToken(last.explanation, course)
    case 'expired':
      return explainExpired(course)
    case 'interrupted':
      return explainInterrupted(course)
  }
}

function explainBroken(
  error: TransportError,
  end: End,
  { posts, inDoubt, host, timeout }: Course,
): Explanation {
  const { rule, what, help, certainty } = explainNetwork(error, host, timeout)
  const tries = posts === 1 ? '' : ` in attempt ${posts}`
  const expiry = end === 'expiry' ? ' The event expires before another attempt.' : ''
  if (certainty === 'in-doubt') {
    const message = `${what}${tries}, so whether the event was taken in is not known.${expiry}`
    return { rule, message, help }
  }
  return inDoubt
    ? {
        rule,
        message: `${what}${tries}.${expiry} ${earlierDoubt}`,
        help: `${help} ${repeatSafely}`,
      }
    : { rule, message: `${what}${tries}. Nothing was sent.${expiry}`, help }
}

function explainNoToken(explanation: Explanation, { inDoubt }: Course): Explanation {
  if (!inDoubt) return explanation
  const { rule, message, help } = explanation
  return { rule, message: `${message} ${earlierDoubt}`, help: `${help} ${repeatSafely}` }
}

function explainExpired({ posts, inDoubt, expiryTime }: Course): Explanation {
  const again = posts === 0 ? '' : ' again'
  const doubt = inDoubt ? ` ${earlierDoubt}` : ''
  return {
    rule: 'delivery/expired',
    message: `The event expires at ${expiryTime}, so it was not sent${again}.${doubt}`,
    help: 'Give it a longer life with "expires-in" (5 minutes to 24 hours), correct the time in the event file, and run it again.',
  }
}

function explainInterrupted({ posts, inDoubt }: Course): Explanation {
  if (inDoubt) {
    return {
      rule: 'delivery/interrupted',
      message:
        'Interrupted after a request that got no clear answer, so whether the event was taken in is not known.',
      help: repeatSafely,
    }
  }
  const message =
    posts === 0
      ? 'Interrupted before anything was sent.'
      : 'Interrupted before the next attempt; the event was not accepted.'
  return { rule: 'delivery/interrupted', message, help: 'Run it again when it suits.' }
}
