import type { CampaignJob, CampaignRecipient, MadeBody } from './campaign.ts'
import { openRepeats } from './repeats.ts'
import { type Sending, sendingTo } from './sending.ts'

/** What waits to be sent to one region. */
export interface Backlog {
  push(recipients: readonly CampaignRecipient[]): void
  /** Whether so many wait that no more should be read. */
  readonly isFull: boolean
  readonly isEmpty: boolean
  /** Milliseconds until there is something to send; infinite where that is up to others. */
  wait(now: number): number
  /** What is to be sent next: what comes back before what is new. */
  take(now: number): Sending | undefined
  /** To be sent again as soon as possible: nothing is wrong with it. */
  putBack(sending: Sending): void
  /** To be sent again after a failure, when it is due. */
  repeat(sending: Sending, due: number): void
  /** Drops everything and takes nothing more; returns what was sent before. */
  close(): readonly Sending[]
}

export interface BacklogOptions extends Pick<CampaignJob, 'bodyOf'> {
  /** There is no body for a recipient. */
  readonly onUnmade: (recipient: CampaignRecipient, problem: string) => void
  /** A body that was waited for is there. */
  readonly onMade: () => void
  /** There is room for more recipients. */
  readonly onRoom: () => void
  readonly onError: (error: unknown) => void
}

/** How many recipients are read ahead. */
const readAhead = 2_048
/** How many bodies are made ahead. */
const madeAhead = 16

/** Opens an empty backlog. */
export function openBacklog(options: BacklogOptions, startedAt: number): Backlog {
  const repeats = openRepeats(startedAt)
  let recipients: CampaignRecipient[] = []
  let place = 0
  let ready: Sending[] = []
  let returned: Sending[] = []
  let isMaking = false
  let isClosed = false

  const left = (): number => recipients.length - place

  const nextRecipient = (): CampaignRecipient | undefined => {
    const recipient = recipients[place]
    if (recipient === undefined) return undefined
    place += 1
    if (left() === 0) {
      recipients = []
      place = 0
    }
    if (left() === readAhead / 2) options.onRoom()
    return recipient
  }

  const receive = (recipient: CampaignRecipient, made: MadeBody): void => {
    if (isClosed) return
    if ('problem' in made) options.onUnmade(recipient, made.problem)
    else ready.push(sendingTo(recipient, made))
  }

  const makeBodies = (): void => {
    while (!isMaking && ready.length < madeAhead && !repeats.isFull) {
      const recipient = nextRecipient()
      if (recipient === undefined) return
      const made = options.bodyOf(recipient)
      if (!(made instanceof Promise)) {
        receive(recipient, made)
        continue
      }
      isMaking = true
      made
        .then(body => {
          isMaking = false
          receive(recipient, body)
          options.onMade()
        })
        .catch(options.onError)
    }
  }

  return {
    push(more) {
      if (isClosed) return
      recipients = recipients.slice(place)
      place = 0
      for (const recipient of more) recipients.push(recipient)
    },
    get isFull() {
      return left() >= readAhead
    },
    get isEmpty() {
      return !isMaking && left() + ready.length + returned.length + repeats.size === 0
    },
    wait(now) {
      makeBodies()
      return returned.length > 0 || ready.length > 0 ? 0 : repeats.wait(now)
    },
    take(now) {
      const again = returned.pop() ?? repeats.take(now)
      if (again !== undefined) return again
      const next = ready.shift()
      if (next !== undefined) repeats.earn()
      return next
    },
    putBack(sending) {
      returned.push(sending)
    },
    repeat: (sending, due) => repeats.add(sending, due),
    close() {
      isClosed = true
      const sent = [...returned, ...repeats.drain()]
      recipients = []
      place = 0
      ready = []
      returned = []
      return sent
    },
  }
}
