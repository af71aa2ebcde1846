import type { Region } from '../alexa.ts'
import type { CampaignRecipient } from './campaign.ts'
import type { Lane } from './lane.ts'

/** Recipients on their way from the list to the lanes of their regions. */
export interface FanOut {
  /** To be called when a lane has room again, or takes nothing more. */
  onRoom(): void
  /** Reads no more. */
  stop(): void
  /** Whether nobody takes any more of the list. */
  readonly isOver: boolean
  /** Settles when the list is read, or nobody takes any more of it. */
  readonly read: Promise<void>
}

/**
 * Hands the recipients of a list out to the lanes of their regions; reads no faster than they are sent.
 *
 * @param isSettled whether an earlier run has seen to a recipient
 */
export function openFanOut(
  recipients: AsyncIterable<readonly CampaignRecipient[]>,
  lanes: ReadonlyMap<Region, Lane>,
  isSettled: (recipient: CampaignRecipient) => boolean,
): FanOut {
  let stopped = false
  let wake = (): void => {}
  const all = [...lanes.values()]
  const isOver = (): boolean => stopped || all.every(lane => lane.isStopped)
  const isHeldUp = (): boolean => all.some(lane => lane.isFull && !lane.isStopped)

  const read = async (): Promise<void> => {
    try {
      for await (const batch of recipients) {
        if (isOver()) return
        for (const [region, lane] of lanes) {
          const theirs = batch.filter(one => one.region === region && !isSettled(one))
          if (theirs.length > 0) lane.push(theirs)
        }
        while (isHeldUp() && !isOver()) {
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
        if (isOver()) return
      }
    } finally {
      for (const lane of all) lane.end()
    }
  }
  return {
    onRoom: () => wake(),
    get isOver() {
      return isOver()
    },
    stop() {
      stopped = true
      wake()
    },
    read: read(),
  }
}
