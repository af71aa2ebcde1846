// The event that all clients of the comparison send.

/** The body for one user, serialised for each as everybody does. */
export function bodyFor(index) {
  return {
    timestamp: '2026-05-01T12:00:00.000Z',
    referenceId: `bench${index}`,
    expiryTime: '2026-05-02T12:00:00.000Z',
    event: {
      name: 'AMAZON.MediaContent.Available',
      payload: {
        availability: {
          startTime: '2026-05-02T12:00:00Z',
          method: 'RELEASE',
          provider: { name: 'localizedattribute:providerName' },
        },
        content: { name: 'localizedattribute:contentName', contentType: 'GAME' },
      },
    },
    localizedAttributes: ['en-US', 'de-DE', 'fr-FR', 'ja-JP'].map(locale => ({
      locale,
      providerName: 'Example Games',
      contentName: 'Star Quest',
    })),
    relevantAudience: { type: 'Unicast', payload: { user: userOf(index) } },
  }
}

export function userOf(index) {
  return `amzn1.ask.account.${String(index).padStart(160, 'A')}`
}
