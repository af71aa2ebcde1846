import type { Clock } from '../clock.ts'

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
