import { isValidBody } from '../src/core/event/payload.ts'
import { orderBody } from './order-body.ts'

/** Checks bodies of order updates, each with other values, for a second; the best of five runs counts. */
export function bodiesCheckedPerSecond(): number {
  const bodies = Array.from({ length: 64 }, (_, index) => orderBody(index))
  let best = 0
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now()
    let checked = 0
    while (performance.now() - start < 200) {
      for (const body of bodies) {
        if (!isValidBody('AMAZON.OrderStatus.Updated', body))
          throw new Error('A valid body was refused.')
        checked += 1
      }
    }
    best = Math.max(best, (checked / (performance.now() - start)) * 1000)
  }
  return best
}
