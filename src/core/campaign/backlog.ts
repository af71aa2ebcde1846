import type { Token } from '../delivery/token.ts'
import type { MadeBody } from '../recipients/body.ts'
import type { BodyMaker, CampaignRecipient, Ending } from './campaign.ts'

/** A recipient on the way: what happened to the request so far. */
export interface Sending {
  readonly recipient: CampaignRecipient
  /** Every attempt sends these bytes. */
  readonly body: Uint8Array
  /** Requests posted. */
  posts: number
  /** Attempts that count as such: the other side failed, or gave no answer. */
  failures: number
  /** Whether a request may have been accepted without an answer that says so. */
  inDoubt: boolean
  /** Of the last request, by the clock that never goes back. */
  startedAt: number
  token: Token | undefined
}

export function sendingTo(recipient: CampaignRecipient, body: Uint8Array): Sending {
  return { recipient, body, posts: 0, failures: 0, inDoubt: false, startedAt: 0, token: undefined }
}

/** Who is told of what happens to a backlog by itself. */
interface BacklogEvents extends Pick<Ending, 'tellChange' | 'fail'> {
  readonly onUnmade: (recipient: CampaignRecipient, problem: string) => void
  readonly onMade: () => void
}

/** How many recipients are read ahead: few, since what survives collections of garbage makes the heap grow. */
const readAhead = 512
const madeAhead = 16

/** Opens an empty backlog: what waits to be sent to one region. */
export function openBacklog(
  bodyOf: BodyMaker,
  { tellChange, fail, onUnmade, onMade }: BacklogEvents,
  startedAt: number,
) {
  const repeats = openRepeats(startedAt)
  let recipients: CampaignRecipient[] = []
  let ready: Sending[] = []
  let returned: Sending[] = []
  let isMaking = false
  let isClosed = false

  const receive = (recipient: CampaignRecipient, made: MadeBody): void => {
    if (isClosed) return
    if ('problem' in made) onUnmade(recipient, made.problem)
    else ready.push(sendingTo(recipient, made))
  }

  const makeBodies = (): void => {
    while (!isMaking && ready.length < madeAhead && !repeats.isFull) {
      const recipient = recipients.shift()
      if (recipient === undefined) return
      if (recipients.length === readAhead / 2) tellChange()
      const made = bodyOf(recipient)
      if (!(made instanceof Promise)) {
        receive(recipient, made)
        continue
      }
      isMaking = true
      made
        .then(body => {
          isMaking = false
          receive(recipient, body)
          onMade()
        })
        .catch(fail)
    }
  }

  return {
    push(more: readonly CampaignRecipient[]): void {
      if (!isClosed) recipients.push(...more)
    },
    /** Whether so many wait that no more should be read. */
    get isFull() {
      return recipients.length >= readAhead
    },
    get isEmpty() {
      return !isMaking && recipients.length + ready.length + returned.length + repeats.size === 0
    },
    /** Milliseconds until there is something to send; infinite where that is up to others. */
    wait(now: number): number {
      makeBodies()
      return returned.length > 0 || ready.length > 0 ? 0 : repeats.wait(now)
    },
    /** What is to be sent next: what comes back before what is new. */
    take(now: number): Sending | undefined {
      const again = returned.pop() ?? repeats.take(now)
      if (again !== undefined) return again
      const next = ready.shift()
      if (next !== undefined) repeats.earn()
      return next
    },
    /** To be sent again as soon as possible: nothing is wrong with it. */
    putBack: (sending: Sending): unknown => returned.push(sending),
    /** To be sent again after a failure, when it is due. */
    repeat: repeats.add,
    /** Drops everything and takes nothing more; returns what was sent before. */
    close(): readonly Sending[] {
      isClosed = true
      const sent = [...returned, ...repeats.drain()]
      recipients = []
      ready = []
      returned = []
      return sent
    },
  }
}

/** The share of requests that may be repeats, beyond a few. */
const share = 0.1
/** Repeats that are allowed in each second whatever the share, so that the last ones do not wait for ever. */
const perSecond = 20
const most = 100
const capacity = 1_024

/** Opens an empty list of requests to repeat after a failure. They have a budget, as otherwise an outage would be met with little else. */
export function openRepeats(startedAt: number) {
  /** The one that is due first comes last. */
  let waiting: { readonly sending: Sending; readonly due: number }[] = []
  let budget = perSecond
  let filledAt = startedAt

  const fill = (now: number): void => {
    budget = Math.min(most, budget + ((now - filledAt) * perSecond) / 1_000)
    filledAt = now
  }

  return {
    /** @param due when it may be sent again, by the clock that never goes back */
    add(sending: Sending, due: number): void {
      let place = waiting.length
      while (place > 0 && (waiting[place - 1]?.due ?? 0) < due) place -= 1
      waiting.splice(place, 0, { sending, due })
    },
    /** The next one that is due and within the budget. */
    take(now: number): Sending | undefined {
      const next = waiting.at(-1)
      if (next === undefined || next.due > now) return undefined
      fill(now)
      if (budget < 1) return undefined
      budget -= 1
      waiting.pop()
      return next.sending
    },
    /** Milliseconds until `take` has something; infinite where nothing waits. */
    wait(now: number): number {
      const next = waiting.at(-1)
      if (next === undefined) return Number.POSITIVE_INFINITY
      fill(now)
      const forBudget = ((1 - budget) * 1_000) / perSecond
      return Math.max(0, next.due - now, forBudget)
    },
    /** To be called for each first request: a share of these may be repeated. */
    earn(): void {
      budget = Math.min(most, budget + share)
    },
    /** Whether so many wait that nothing new should be begun. */
    get isFull() {
      return waiting.length >= capacity
    },
    get size() {
      return waiting.length
    },
    /** Takes all, due or not. */
    drain(): readonly Sending[] {
      const all = waiting.map(({ sending }) => sending)
      waiting = []
      return all
    },
  }
}
