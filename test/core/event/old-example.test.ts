import { expect, test } from 'vitest'
import { bodyText } from '../../../src/core/alexa.ts'
import { readEventText, ruleIds } from './reading.ts'

/**
 * The weather event of Amazon's blog post on adding proactive events to a skill, as its code made
 * it at 12:40 UTC: the expiry time got the minute 12 + 24 of the current hour.
 */
const published = {
  timestamp: '2026-05-01T12:40:00.000Z',
  referenceId: 'SampleReferenceId1777639200000',
  expiryTime: '2026-05-01T12:36:00.000Z',
  event: {
    name: 'AMAZON.WeatherAlert.Activated',
    payload: { alert: { source: 'localizedattribute:source', alertType: 'HURRICANE' } },
  },
  localizedattribute: [
    { locale: 'en-US', source: 'Weather Channel' },
    { locale: 'en-GB', source: 'Britain Met Office' },
    { locale: 'fr-FR', source: 'Canal météo' },
  ],
  relevantAudience: { type: 'Multicast', payload: {} },
}

const now = new Date('2026-05-01T12:40:00.000Z')

test('every mistake of the old example is found and explained', async () => {
  const reading = await readEventText(JSON.stringify(published, null, 2), { now })
  expect(
    reading.diagnostics.map(({ rule, place, help }) => [rule, place?.line, place?.column, help]),
  ).toEqual([
    ['event/expiry-window', 4, 17, expect.stringContaining('expiresIn')],
    ['event/property-misspelt', 8, 7, 'Rename it to "weatherAlert".'],
    ['event/key-misspelt', 14, 3, 'Rename it to "localizedAttributes".'],
  ])
  expect(reading.body).toBeUndefined()
})

test('its corrected form goes out byte for byte', async () => {
  const { localizedattribute, ...rest } = published
  const corrected = {
    ...rest,
    expiryTime: '2026-05-02T12:40:00.000Z',
    event: { ...published.event, payload: { weatherAlert: published.event.payload.alert } },
    localizedAttributes: localizedattribute,
  }
  const reading = await readEventText(JSON.stringify(corrected, null, 2), { now })
  expect(ruleIds(reading)).toEqual([])
  if (reading.body === undefined) throw new Error('There is no body.')
  const text = bodyText(reading.body)
  expect(text).toBe(
    '{"timestamp":"2026-05-01T12:40:00.000Z","referenceId":"SampleReferenceId1777639200000",' +
      '"expiryTime":"2026-05-02T12:40:00.000Z","event":{"name":"AMAZON.WeatherAlert.Activated",' +
      '"payload":{"weatherAlert":{"source":"localizedattribute:source","alertType":"HURRICANE"}}},' +
      '"localizedAttributes":[{"locale":"en-US","source":"Weather Channel"},' +
      '{"locale":"en-GB","source":"Britain Met Office"},' +
      '{"locale":"fr-FR","source":"Canal météo"}],' +
      '"relevantAudience":{"type":"Multicast","payload":{}}}',
  )
  // Each accented letter is two bytes: what counts characters cuts the body short.
  expect(new TextEncoder().encode(text).length).toBe(text.length + 2)
})
