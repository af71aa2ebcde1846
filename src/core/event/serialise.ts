import type { EventBody } from './body.ts'

/**
 * The exact text to send: JSON in the order of Amazon's samples, whatever order the file had
 * (the payload keeps its own). To be encoded as UTF-8 and counted in bytes.
 */
export function bodyText(body: EventBody): string {
  const { timestamp, referenceId, expiryTime, event, localizedAttributes, relevantAudience } = body
  return JSON.stringify({
    timestamp,
    referenceId,
    expiryTime,
    event: { name: event.name, payload: event.payload },
    localizedAttributes: localizedAttributes.map(({ locale, ...texts }) => ({ locale, ...texts })),
    relevantAudience: { type: relevantAudience.type, payload: relevantAudience.payload },
  })
}
