/** What `events` of a manifest holds; another key may be meant as one of these. */
export const eventsKeys: readonly string[] = [
  'publications',
  'subscriptions',
  'endpoint',
  'regions',
]
