import type { Json } from '../src/core/json.ts'
import { loadBodyCheck } from '../src/core/schema/check.ts'

/** Checks bodies of order updates, each with other values, for a second; the best of five runs counts. */
export async function bodiesCheckedPerSecond(): Promise<number> {
  const isValid = await loadBodyCheck('AMAZON.OrderStatus.Updated')
  const bodies = Array.from({ length: 64 }, (_, index) => bodyOf(index))
  let best = 0
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now()
    let checked = 0
    while (performance.now() - start < 200) {
      for (const body of bodies) {
        if (!isValid(body)) throw new Error('A valid body was refused.')
        checked += 1
      }
    }
    best = Math.max(best, (checked / (performance.now() - start)) * 1000)
  }
  return best
}

function bodyOf(index: number): Json {
  return {
    timestamp: '2026-05-01T12:00:00.000Z',
    referenceId: `order${index}`,
    expiryTime: '2026-05-02T12:00:00.000Z',
    event: {
      name: 'AMAZON.OrderStatus.Updated',
      payload: {
        state: { status: 'ORDER_SHIPPED', enterTimestamp: '2026-05-01T11:00:00.000Z' },
        order: { seller: { name: 'localizedattribute:sellerName' } },
      },
    },
    localizedAttributes: [
      { locale: 'en-US', sellerName: `Example Store ${index}` },
      { locale: 'de-DE', sellerName: `Beispielladen ${index}` },
    ],
    relevantAudience: {
      type: 'Unicast',
      payload: { user: `amzn1.ask.account.${index}` },
    },
  }
}
