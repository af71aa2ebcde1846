import type { EventBody } from '../src/core/alexa.ts'

/** The status of an order, each with other values. */
export function orderBody(index: number) {
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
  } satisfies EventBody
}
