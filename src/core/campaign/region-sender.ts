import type { Region } from '../alexa.ts'
import { eventsUrl } from '../delivery/deliver.ts'
import { jitter } from '../delivery/retry.ts'
import type {
  HttpClient,
  HttpListener,
  HttpRequest,
  HttpResponse,
  TransportError,
} from '../world.ts'
import { openBacklog, type Sending } from './backlog.ts'
import type { CampaignContext, CampaignRecipient, Ledger, Settled } from './campaign.ts'
import { openOutcomeRules, unproven } from './outcomes.ts'
import { beforeFirstAnswer, openRateGate } from './rate-gate.ts'
import type { TokenCheck } from './token-check.ts'

export type RegionSender = ReturnType<typeof openRegionSender>

/** Opens the sender of one region. It tells the campaign's end of each change that matters to others. */
export function openRegionSender(
  region: Region,
  context: CampaignContext,
  http: HttpClient,
  tokens: TokenCheck,
) {
  const { job, world, observe, clock, ending, journal, recorder } = context
  const { tellChange, fail } = ending
  const url = eventsUrl(region, job.header.stage, job.apiUrl)
  const { expiryTime } = journal.header
  const deadline = Date.parse(expiryTime)
  const { ledger } = job
  const gate = openRateGate(job.rate, clock.now(), ledger?.limits.get(region), ledger?.workers)
  const rules = openOutcomeRules(region, new URL(url).host, context)
  let underWay = 0
  let doubted = 0
  let requests = 0
  let ended = false
  let stopped = false
  let pumping = false

  let cancelTimer = (): void => {}
  const backlog = openBacklog(
    job.bodiesOf(journal.header),
    {
      tellChange,
      fail,
      onUnmade: (recipient, problem) => recorder.record(rules.unmade(recipient, problem)),
      onMade: () => pump(),
    },
    clock.now(),
  )

  const note = (text: string): void => observe({ kind: 'note', note: text })

  const expire = (): void =>
    ending.stop({
      rule: 'delivery/expired',
      message: `The event expired at ${expiryTime} before everybody was sent to.`,
      help: 'Set a longer "expires-in" (5 minutes to 24 hours) for those who were not notified yet, or send faster: more connections ("concurrency"), or shards on several machines.',
    })

  /** Waits, unless the event would have expired by then. */
  const waitFor = (wait: number): void => {
    cancelTimer()
    if (wait === Number.POSITIVE_INFINITY) return
    const isTooLong = clock.today() + wait >= deadline
    if (isTooLong && underWay === 0) expire()
    else cancelTimer = clock.after(Math.ceil(isTooLong ? Math.min(wait, 1_000) : wait), pump)
  }

  const pump = (): void => {
    if (pumping) return
    pumping = true
    let isSending = true
    while (isSending && underWay < job.concurrency && !stopped) isSending = sendNext(clock.now())
    pumping = false
    if (!isIdle()) return
    cancelTimer()
    tellChange()
  }

  const sendNext = (now: number): boolean => {
    const work = backlog.wait(now)
    if (work > 0) {
      waitFor(work)
      return false
    }
    const token = tokens.current()
    if (token === undefined) {
      // While there is no token yet, there is time for that.
      http.prepare(url, beforeFirstAnswer)
      return false
    }
    if (clock.today() >= deadline) {
      expire()
      return false
    }
    const wait = gate.admit(now)
    if (wait > 0) {
      waitFor(wait)
      return false
    }
    const sending = backlog.take(now)
    if (sending === undefined) return false
    underWay += 1
    requests += 1
    sending.posts += 1
    sending.startedAt = now
    sending.token = token
    http.send({ url, headers: token.headers, body: sending.body, sending }, listener)
    return true
  }

  const listener: HttpListener<HttpRequest & { readonly sending: Sending }> = {
    onStart({ sending }) {
      // What a connection takes to be made says nothing of how long an answer takes.
      sending.startedAt = clock.now()
    },
    onEnd({ sending }, end) {
      try {
        underWay -= 1
        finish(sending, end)
        pump()
      } catch (error) {
        fail(error)
      }
    },
  }

  const isIdle = (): boolean =>
    underWay === 0 && doubted === 0 && (stopped || (ended && backlog.isEmpty))

  const finish = (sending: Sending, end: HttpResponse | TransportError): void => {
    const now = clock.now()
    const verdict = rules.apply(sending, end, now)
    switch (verdict.kind) {
      case 'settled':
        gate.answered(now, sending.startedAt)
        if (sending.token !== undefined && verdict.isLetIn)
          tokens.confirm(sending.token, sending.startedAt)
        recorder.record(verdict.settled)
        break
      case 'token':
        gate.answered(now, sending.startedAt)
        doubt(sending, verdict.settled)
        break
      case 'throttled':
        if (gate.throttled(now, sending.startedAt, verdict.pause)) {
          note(`${region}: throttled to ${rateText(gate.rate(now))} by HTTP 429`)
        }
        ledger?.count(region, 'throttled')
        putBack(sending)
        break
      case 'unreached':
        gate.unreached(now)
        putBack(sending)
        break
      case 'failed':
        if (gate.failed(now)) {
          const rate = rateText(gate.rate(now))
          const why = verdict.settled.cause?.reason ?? 'no answer'
          note(`${region}: slowed down to ${rate} by failures (${why})`)
        }
        if (stopped) abandon(sending)
        else if (sending.failures > job.retries) recorder.record(verdict.settled)
        else {
          const wait = Math.max(verdict.pause ?? 0, jitter(sending.posts, world.random()))
          backlog.repeat(sending, now + wait)
        }
        break
    }
    if (ledger !== undefined) handOn(ledger)
    if (verdict.stop !== undefined && !stopped) {
      stop()
      ending.stops.push(verdict.stop)
      note(verdict.stop.message.replace(/\.$/, ''))
    }
  }

  /** Tells of the limit that was found, and hears of what others have found. */
  const handOn = ({ limits, found }: Ledger): void => {
    const others = found.get(region)
    if (others !== undefined) gate.hear(others)
    if (gate.limit === undefined) limits.delete(region)
    else limits.set(region, gate.limit)
  }

  const doubt = (sending: Sending, settled: Settled): void => {
    const { token } = sending
    if (token === undefined || stopped) {
      abandon(sending)
      return
    }
    doubted += 1
    tokens.doubt(token, settled.cause?.reason ?? '', verdict => {
      doubted -= 1
      if (verdict === 'again') putBack(sending)
      else recorder.record(verdict === 'refused' ? settled : unproven(settled))
      pump()
    })
  }

  const putBack = (sending: Sending): void => {
    if (stopped) abandon(sending)
    else backlog.putBack(sending)
  }

  /** Nothing more is sent to a recipient: what may have arrived is noted, the rest is as if it had never been. */
  const abandon = (sending: Sending): void => {
    if (sending.inDoubt) recorder.record(rules.abandoned(sending))
  }

  /** Begins nothing more; what is under way may end. */
  const stop = (): void => {
    if (stopped) return
    stopped = true
    cancelTimer()
    backlog.close().forEach(abandon)
    tellChange()
  }

  ending.onStop(() => {
    stop()
    pump()
  })

  return {
    region,
    push(recipients: readonly CampaignRecipient[]): void {
      if (stopped) return
      backlog.push(recipients)
      pump()
    },
    /** Whether so many wait that no more should be read. */
    isFull: (): boolean => !stopped && backlog.isFull,
    /** No more will come. */
    end(): void {
      ended = true
      pump()
    },
    pump,
    isStopped: (): boolean => stopped,
    /** Nothing is left to do, and nothing more will come. */
    isIdle,
    /** Requests posted so far. */
    requests: (): number => requests,
  }
}

/** Requests per second in words: `34/s`, `3.4/s`. */
function rateText(perSecond: number): string {
  return `${perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)}/s`
}
