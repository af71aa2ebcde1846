import type { Explanation } from '../delivery/explanation.ts'
import type { Token, TokenAnswer, Tokens } from '../delivery/token.ts'
import { rules } from '../generated/rules.ts'
import type { Clock } from '../time.ts'

/** The access token of a campaign, at hand without waiting for as long as it is good. */
export type TokenCheck = ReturnType<typeof openTokenCheck>

type DoubtVerdict =
  /** The token may have been to blame: to be sent again. */
  | 'again'
  /** The same token was accepted for somebody afterwards. */
  | 'refused'
  /** Another token was refused as well, but it was accepted for nobody. */
  | 'unproven'

interface TokenCheckOptions {
  readonly tokens: Tokens
  readonly clock: Clock
  /** Whether a token of an earlier run was accepted. */
  readonly wasLetIn: boolean
  /** There is a token, or another one. */
  readonly onReady: () => void
  /** There is none to be had, or none that is any good; without an explanation: interrupted. */
  readonly onFailure: (explanation: Explanation | undefined) => void
  readonly onError: (error: unknown) => void
}

/** A refused request that waits for a sign of its token's being good. */
interface Doubtful {
  readonly since: number
  readonly reason: string
  decide(verdict: DoubtVerdict): void
}

/** So many refusals without a sign, or one so old (milliseconds), are reason to ask for another token. */
const doubts = { refusals: 20, age: 500 } as const
/** The same shortly after a renewal that helped: in a list of many without notifications, refusals are no news. */
const doubtsAfterRenewal = { refusals: 500, age: 2_000 } as const

/** Pauses before another renewal after one that did not help, milliseconds: what refuses everybody may pass. */
const pauses: readonly number[] = [1_000, 2_000]

/**
 * Opens the check of access tokens. A 403 may be about the token or about the user. It is believed when a
 * request that left after it was accepted with the same token; where none is, another token is asked
 * for, and what was refused is sent again with that. Where other tokens do not help either, it is
 * most likely about the users; where no token was ever accepted, it is about all of them.
 */
export function openTokenCheck(options: TokenCheckOptions) {
  const { tokens, clock, onReady, onFailure, onError } = options
  let held: Token | undefined
  let asking = false
  let doubtful: readonly Doubtful[] = []
  let cancel = (): void => {}
  let { wasLetIn } = options
  /** Whether the token that is held was accepted for anybody. */
  let isProven = false
  /** Since one was accepted: renewals, and refusals that were believed all the same. */
  let renewals = 0
  let believed = 0

  const decideAll = (verdict: DoubtVerdict): void => {
    const decided = doubtful
    doubtful = []
    cancel()
    for (const { decide } of decided) decide(verdict)
  }

  const fail = (explanation: Explanation | undefined): void => {
    held = undefined
    onFailure(explanation)
    decideAll('again')
  }

  const take = (answer: TokenAnswer): void => {
    asking = false
    if (!('token' in answer)) {
      fail('explanation' in answer ? answer.explanation : undefined)
      return
    }
    if (answer.token !== held) {
      held = answer.token
      isProven = false
    }
    decideAll('again')
    onReady()
  }

  const ask = (answer: Promise<TokenAnswer>): void => {
    asking = true
    answer.then(take).catch(onError)
  }

  const renew = (refused: Token, pause: number | undefined): void => {
    asking = true
    renewals += 1
    if (pause === undefined) ask(tokens.renew(refused))
    else clock.after(pause, () => ask(tokens.renew(refused)))
  }

  const isRenewed = ({ freshUntil }: Token): boolean => clock.today() < freshUntil

  const resolveDoubts = (): void => {
    cancel()
    if (asking || held === undefined || doubtful.length === 0) return
    const token = held
    const isMany = believed + doubtful.length >= doubts.refusals
    const pause = pauses[renewals - 1]
    if (isProven || !isRenewed(token)) renew(token, undefined)
    else if (isMany && pause !== undefined) renew(token, pause)
    else if (isMany && !wasLetIn) fail(nobodyLetIn(renewals + 1, doubtful[0]?.reason ?? ''))
    else {
      believed += doubtful.length
      decideAll('unproven')
    }
  }

  return {
    /** Undefined while a token is asked for; `onReady` is called when that is over. */
    current(): Token | undefined {
      if (asking) return undefined
      if (held !== undefined && clock.today() < held.staleAt) return held
      ask(tokens.current())
      return undefined
    },
    /** Tells that a request with a token, which left at `startedAt`, was accepted. */
    confirm(token: Token, startedAt: number): void {
      wasLetIn = true
      if (asking || token !== held) return
      isProven = true
      renewals = 0
      believed = 0
      if (doubtful.length === 0) return
      const proven = doubtful.filter(({ since }) => since <= startedAt)
      doubtful = doubtful.filter(({ since }) => since > startedAt)
      if (doubtful.length === 0) cancel()
      for (const { decide } of proven) decide('refused')
    },
    /** Finds out whether a refused request has its token to blame; `decide` may be told before this returns. */
    doubt(token: Token, reason: string, decide: (verdict: DoubtVerdict) => void): void {
      if (token !== held) {
        decide('again')
        return
      }
      doubtful = [...doubtful, { since: clock.now(), reason, decide }]
      const most = isProven && isRenewed(token) ? doubtsAfterRenewal : doubts
      if (doubtful.length === 1) cancel = clock.after(most.age, resolveDoubts)
      if (doubtful.length >= most.refusals) resolveDoubts()
    },
  }
}

function nobodyLetIn(tokens: number, reason: string): Explanation {
  const { fix } = rules['delivery/not-authorized']
  return {
    rule: 'delivery/not-authorized',
    message: `Stopped, because Amazon accepted no request of the list, with ${tokens} access tokens one after the other (${reason}); so it is most likely not about single users.`,
    help: fix,
  }
}
