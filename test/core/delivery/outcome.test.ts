import { describe, expect, it } from 'vitest'
import type { Course } from '../../../src/core/delivery/explanation.ts'
import { explainAnswer, requestIdOf, treatmentOf } from '../../../src/core/delivery/outcome.ts'
import { tableNames } from '../../../src/core/setting-names.ts'

const course: Course = {
  names: tableNames,
  receiver: 'Amazon',
  region: 'NA',
  stage: 'development',
  audience: 'Multicast',
  expiryTime: '2026-05-02T12:00:00.000Z',
  posts: 1,
  inDoubt: false,
  end: 'settled',
  now: new Date('2026-05-01T12:00:00.000Z'),
  secrets: [],
}

function explained(status: number, changed: Partial<Course> = {}, headers = {}, body = ''): string {
  const { message, help } = explainAnswer({ status, headers, body }, { ...course, ...changed })
  return `${message} ${help}`
}

describe('a status', () => {
  it.each([
    ['delivery/server-error', [100, 204, 299, 500, 503, 599, 600]],
    ['delivery/redirected', [300, 302, 399]],
    ['delivery/refused', [402, 499]],
  ])('means %s: %j', (rule, statuses) => {
    expect(statuses.map(status => treatmentOf(status).rule)).toEqual(statuses.map(() => rule))
  })

  it('is repeated where the server failed, and not where it answered something unknown', () => {
    expect([499, 500, 599, 600].map(status => treatmentOf(status).repeat)).toEqual([
      undefined,
      'failed',
      'failed',
      undefined,
    ])
  })
})

describe('an answer is explained', () => {
  const doubt = 'An earlier attempt ended without a clear answer; that one may have been accepted.'

  it.each<[string, Parameters<typeof explained>, string]>([
    [
      'accepted for all',
      [202],
      'Amazon accepted the event (HTTP 202). Accepted does not mean heard: Amazon answers the same where nobody in the region has notifications of this skill switched on. Nothing is left to do.',
    ],
    [
      'accepted for one user',
      [202, { audience: 'Unicast' }],
      'Amazon accepted the event (HTTP 202). Accepted does not mean heard: no answer says whether the user listens to it before it expires. Nothing is left to do.',
    ],
    [
      'accepted with a body',
      [200, { inDoubt: true, audience: 'Unicast' }, {}, 'queued'],
      'Amazon accepted the event (HTTP 200). Accepted does not mean heard: no answer says whether the user listens to it before it expires. Nothing is left to do.',
    ],
    [
      'its request id',
      [404, {}, { 'x-amzn-requestid': 'a-1' }],
      'The server knows no such address (HTTP 404, request id a-1). Leave api-url out, or set it to what comes before "/v1/proactiveEvents".',
    ],
    [
      'a redirect to nowhere',
      [301],
      "The server answered with a redirect (HTTP 301), and redirects are not followed. Set api-url to the final address, or leave it out to use Amazon's own.",
    ],
    [
      'a refusal without doubt, and what it says',
      [432, {}, {}, 'no'],
      'The notification limit of the live skill is reached (HTTP 432); nothing is wrong with the event. Amazon says: "no" Try again later; the stage "development" has no such limit.',
    ],
    [
      'a refusal after a lost answer',
      [404, { inDoubt: true }],
      `The server knows no such address (HTTP 404). ${doubt} Leave api-url out, or set it to what comes before "/v1/proactiveEvents".`,
    ],
    [
      'throttling after a lost answer',
      [429, { inDoubt: true, posts: 2, end: 'attempts' }],
      `Amazon throttles the requests (HTTP 429), and no more is tried after 2 attempts. ${doubt} Run it again later, and spread announcements that several jobs send.`,
    ],
    [
      'throttling with a pause that is none',
      [429, { end: 'attempts' }, { 'retry-after': 'soon' }],
      'Amazon throttles the requests (HTTP 429), and no more is tried after 1 attempt. Run it again later, and spread announcements that several jobs send.',
    ],
    [
      'throttling that wants a pause',
      [429, { end: 'patience' }, { 'retry-after': '90' }],
      'Amazon throttles the requests (HTTP 429), and this run does not wait longer (1 attempt so far). It asks to wait 90 s. Run it again later, and spread announcements that several jobs send.',
    ],
    [
      'a failure that leaves no time for another attempt',
      [503, { end: 'expiry', posts: 3, inDoubt: true }],
      "The server failed (HTTP 503) and the event's expiry time would come before the next of its attempts (3 attempts so far); it is not known whether the event was accepted. Run it again with the same event: the reference id stays the same, so if the event was accepted, the repeat is refused as a duplicate.",
    ],
    [
      'something unknown, of which the doubt is its own',
      [204, { inDoubt: true }],
      "Amazon's reference does not describe this answer (HTTP 204), so whether the event was accepted is not known. Check api-url and the proxy, where they are set; then run it again, the reference id stays the same.",
    ],
  ])('%s', (_, answer, expected) => {
    expect(explained(...answer)).toBe(expected)
  })

  it.each([
    ['Multicast', 'the credentials belong to another skill', 'Take client id and secret'],
    ['Unicast', 'the user has not switched on notifications', 'switch notifications on'],
  ] as const)('as not authorized, to %s', (audience, cause, help) => {
    for (const status of [401, 403]) {
      const text = explained(status, { audience })
      expect(text).toContain(`with a fresh token either. Most likely ${cause}`)
      expect(text).toContain(help)
    }
  })

  it('has no id where the other side gave none', () => {
    expect(requestIdOf({ status: 202, headers: {}, body: '' })).toBeUndefined()
  })
})
