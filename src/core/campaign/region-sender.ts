import type { Region } from '../alexa.ts'
import type { Clock } from '../clock.ts'
import { openBacklog, pauseBefore, type Sending } from './backlog.ts'
import type { CampaignJob, CampaignRecipient, CampaignStop } from './campaign.ts'
import type { Connections, RequestEnd } from './connections.ts'
import type { Judge, Verdict } from './outcomes.ts'
import { beforeFirstAnswer, type Gate } from './rate-gate.ts'
import { type Recorder, unproven } from './recorder.ts'
import type { Access } from './token-check.ts'

/** Everything that goes to one region. */
export interface Lane {
  readonly region: Region
  /** Takes recipients in. */
  push(recipients: readonly CampaignRecipient[]): void
  /** Whether so many wait that no more should be read. */
  readonly isFull: boolean
  /** No more will come. */
  end(): void
  /** Begins nothing more; what is under way may end. */
  stop(): void
  /** Looks whether something may be sent. */
  pump(): void
  readonly isStopped: boolean
  /** Nothing is left to do, and nothing more will come. */
  readonly isIdle: boolean
  /** Requests posted so far. */
  readonly requests: number
}

export interface LaneOptions extends Pick<CampaignJob, 'concurrency' | 'retries' | 'bodyOf'> {
  readonly region: Region
  readonly connections: Connections
  readonly gate: Gate
  readonly access: Access
  readonly judge: Judge
  readonly recorder: Recorder
  readonly clock: Clock
  /** At least 0, below 1. */
  readonly random: () => number
  /** Milliseconds since 1970 from which on nothing may be sent. */
  readonly deadline: number
  /** Told why the lane stops by itself. */
  readonly onStop: (stop: CampaignStop) => void
  readonly onExpiry: () => void
  readonly onNote: (note: string) => void
  /** There is room for more. */
  readonly onRoom: () => void
  /** Nothing is left to do, and nothing more will come; may be told again. */
  readonly onIdle: () => void
  /** The program is broken. */
  readonly onError: (error: unknown) => void
}

/** Opens the way to one region; the rate, the token and the outcomes are others' business. */
export function openLane(options: LaneOptions): Lane {
  const { region, connections, gate, access, judge, recorder, clock, concurrency } = options
  let underWay = 0
  let doubted = 0
  let requests = 0
  let ended = false
  let stopped = false
  let pumping = false

  const alarm = openAlarm(clock, () => pump())
  const backlog = openBacklog(
    {
      bodyOf: options.bodyOf,
      onUnmade: (recipient, problem) => recorder.record(judge.unmade(recipient, problem)),
      onMade: () => pump(),
      onRoom: options.onRoom,
      onError: options.onError,
    },
    clock.now(),
  )

  /** Waits, unless the event would have expired by then. */
  const waitFor = (now: number, wait: number): void => {
    const isTooLong = wait < Number.POSITIVE_INFINITY && clock.today() + wait >= options.deadline
    if (isTooLong && underWay === 0) options.onExpiry()
    else alarm.set(now, isTooLong ? Math.min(wait, 1_000) : wait)
  }

  const pump = (): void => {
    if (pumping) return
    pumping = true
    while (underWay < concurrency && !stopped) {
      const now = clock.now()
      const work = backlog.wait(now)
      if (work > 0) {
        waitFor(now, work)
        break
      }
      const pass = access.pass()
      if (pass === undefined) {
        // While there is no token yet, there is time for that.
        connections.prepare(beforeFirstAnswer)
        break
      }
      if (clock.today() >= options.deadline) {
        options.onExpiry()
        break
      }
      const wait = gate.admit(now)
      if (wait > 0) {
        waitFor(now, wait)
        break
      }
      const sending = backlog.take(now)
      if (sending === undefined) break
      sending.token = pass.token
      sending.startedAt = now
      sending.posts += 1
      underWay += 1
      requests += 1
      connections.post(pass.headers, sending.body, end => {
        underWay -= 1
        finish(sending, end)
        pump()
      })
    }
    pumping = false
    if (isIdle()) {
      alarm.cancel()
      options.onIdle()
    }
  }

  const isIdle = (): boolean =>
    underWay === 0 && doubted === 0 && (stopped || (ended && backlog.isEmpty))

  const finish = (sending: Sending, end: RequestEnd): void => {
    const now = clock.now()
    const verdict = judge.judge(sending, end, now)
    switch (verdict.kind) {
      case 'settled':
        gate.answered(now, sending.startedAt)
        if (sending.token !== undefined && verdict.isLetIn)
          access.confirm(sending.token, sending.startedAt)
        recorder.record(verdict.settled)
        break
      case 'token':
        gate.answered(now, sending.startedAt)
        doubt(sending, verdict)
        break
      case 'throttled':
        if (gate.throttled(now, sending.startedAt, verdict.pause)) {
          options.onNote(`${region}: throttled to ${rateText(gate.rate(now))} by HTTP 429`)
        }
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
          options.onNote(`${region}: slowed down to ${rate} by failures (${why})`)
        }
        repeatLater(sending, verdict, now)
        break
    }
    if (verdict.stop !== undefined && !stopped) {
      stop()
      options.onStop(verdict.stop)
    }
  }

  const doubt = (sending: Sending, { settled }: Extract<Verdict, { kind: 'token' }>): void => {
    const { token } = sending
    if (token === undefined || stopped) {
      abandon(sending)
      return
    }
    doubted += 1
    access.doubt(token, settled.cause?.reason ?? '', verdict => {
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

  const repeatLater = (
    sending: Sending,
    { settled, pause }: Extract<Verdict, { kind: 'failed' }>,
    now: number,
  ): void => {
    if (stopped) {
      abandon(sending)
      return
    }
    if (sending.failures > options.retries) {
      recorder.record(settled)
      return
    }
    backlog.repeat(sending, now + pauseBefore(sending.posts, pause, options.random()))
  }

  /** Nothing more is sent to a recipient: what may have arrived is noted, the rest is as if it had never been. */
  const abandon = (sending: Sending): void => {
    if (sending.inDoubt) recorder.record(judge.abandoned(sending))
  }

  const stop = (): void => {
    if (stopped) return
    stopped = true
    alarm.cancel()
    backlog.close().forEach(abandon)
    options.onRoom()
  }

  return {
    region,
    push(recipients) {
      if (stopped) return
      backlog.push(recipients)
      pump()
    },
    get isFull() {
      return backlog.isFull
    },
    end() {
      ended = true
      pump()
    },
    stop() {
      stop()
      pump()
    },
    pump,
    get isStopped() {
      return stopped
    },
    get isIdle() {
      return isIdle()
    },
    get requests() {
      return requests
    },
  }
}

/** Requests a second in words: `34/s`, `3.4/s`. */
export function rateText(perSecond: number): string {
  return `${perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)}/s`
}

/** Calls back at the earliest of the moments it is set to. */
export interface Alarm {
  /** @param wait milliseconds from `now` on; infinite for never */
  set(now: number, wait: number): void
  cancel(): void
}

/** Opens an alarm that is not set. */
export function openAlarm(clock: Clock, callback: () => void): Alarm {
  let at = Number.POSITIVE_INFINITY
  let callOff = (): void => {}
  return {
    set(now, wait) {
      if (now + wait >= at) return
      callOff()
      at = now + wait
      callOff = clock.after(Math.ceil(wait), () => {
        at = Number.POSITIVE_INFINITY
        callback()
      })
    },
    cancel() {
      at = Number.POSITIVE_INFINITY
      callOff()
    },
  }
}
