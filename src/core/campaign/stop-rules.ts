import type { Region, Stage } from '../alexa.ts'
import { deliveryRules } from '../rules/delivery.ts'
import type { CampaignStop } from './campaign.ts'

/** Tells when to stop a region: when what goes wrong is no longer about single recipients. */
export interface StopRules {
  /** An answer that settles a recipient. Returns why the region is to be stopped, if it is. */
  settled(status: number, reason: string): CampaignStop | undefined
  /** The other side failed, or gave no answer. `isFirst` where it did not fail this recipient before. */
  failed(now: number, isFirst: boolean, reason: string): CampaignStop | undefined
  /** `pause`: milliseconds the other side asks to wait. */
  throttled(now: number, pause: number | undefined): CampaignStop | undefined
  /** No connection came about. */
  unreached(now: number, reason: string, help: string): CampaignStop | undefined
  /** Whether everything fails; then it is not the recipients' fault. */
  readonly isOutage: boolean
}

/** So many equal refusals one after the other are about all recipients. */
const longestRun = 20

/** So many recipients one after the other that the other side fails make it an outage. */
const outageFrom = 20

/** How long a region is waited for when nothing else happens any more, milliseconds. */
const patience = { outage: 120_000, throttling: 600_000, unreached: 30_000 } as const

/** Statuses that say something about one recipient, however many get them. */
const personal = new Set([200, 202, 401, 403, 409])

/** Opens the stop rules of one region. */
export function openStopRules(region: Region, stage: Stage): StopRules {
  let runOf = ''
  let run = 0
  let failing = 0
  /** When what lasts began. */
  let since: number | undefined
  let kind: keyof typeof patience | undefined

  const lasts = (now: number, what: keyof typeof patience): boolean => {
    if (kind !== what) {
      kind = what
      since = now
    }
    return now - (since ?? now) > patience[what]
  }
  const stop = (rule: CampaignStop['rule'], why: string, help: string): CampaignStop => ({
    region,
    rule,
    message: `${region}: stopped, because ${why}.`,
    help,
  })

  return {
    settled(status, reason) {
      kind = undefined
      failing = 0
      if (personal.has(status)) {
        run = 0
        return undefined
      }
      run = reason === runOf ? run + 1 : 1
      runOf = reason
      if (run < longestRun) return undefined
      if (status === 432) {
        const which = stage === 'live' ? 'live deliveries' : 'deliveries'
        return stop(
          'delivery/notification-limit',
          `the notification limit is reached: the last ${run} ${which} of this region were answered HTTP 432`,
          'Run the same command again when the limit allows for more: it goes on with those who have nothing yet.',
        )
      }
      if (status === 400) {
        return stop(
          'delivery/body-refused',
          `the last ${run} recipients of this region were refused alike (${reason}), so it is the event that is wrong`,
          deliveryRules['delivery/body-refused'].fix,
        )
      }
      return stop(
        'delivery/refused',
        `the last ${run} recipients of this region were refused alike (${reason}), so it is not about them`,
        'Check api-url and the proxy, where they are set, and what the answer says; then run the same command again.',
      )
    },
    failed(now, isFirst, reason) {
      if (isFirst) failing += 1
      if (failing < outageFrom || !lasts(now, 'outage')) return undefined
      return stop(
        'delivery/server-error',
        `for two minutes nothing but failures came back (${reason})`,
        'Run the same command again later: it goes on where this run ended, and nobody is notified twice.',
      )
    },
    throttled(now, pause = 0) {
      failing = 0
      const isTooLong = pause > patience.throttling
      if (!lasts(now, 'throttling') && !isTooLong) return undefined
      return stop(
        'delivery/throttled',
        isTooLong
          ? `HTTP 429 asks to wait ${Math.round(pause / 60_000)} minutes`
          : 'for ten minutes every request was answered HTTP 429',
        'Run the same command again later: it goes on where this run ended.',
      )
    },
    unreached(now, reason, help) {
      if (!lasts(now, 'unreached')) return undefined
      return stop('delivery/unreachable', `for 30 s no connection came about (${reason})`, help)
    },
    get isOutage() {
      return failing >= outageFrom
    },
  }
}
