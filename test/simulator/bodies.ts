import type { EventName } from '../../src/core/alexa.ts'
import type { JsonObject } from '../../src/core/json.ts'

/** The time every test of the simulator takes place at, unless it moves the clock. */
export const noon = new Date('2026-05-01T12:00:00.000Z')

/** One payload for each event, as small as Amazon's schema allows. */
export const payloads: Readonly<Record<EventName, JsonObject>> = {
  'AMAZON.WeatherAlert.Activated': { weatherAlert: { alertType: 'HURRICANE' } },
  'AMAZON.SportsEvent.Updated': {
    sportsEvent: {
      eventLeague: { name: 'localizedattribute:league' },
      homeTeamStatistic: { team: { name: 'Home' }, score: 1 },
      awayTeamStatistic: { team: { name: 'Away' }, score: 0 },
    },
  },
  'AMAZON.MessageAlert.Activated': {
    state: { status: 'UNREAD' },
    messageGroup: { creator: { name: 'Kitchen' }, count: 3 },
  },
  'AMAZON.OrderStatus.Updated': {
    state: { status: 'ORDER_RECEIVED' },
    order: { seller: { name: 'localizedattribute:seller' } },
  },
  'AMAZON.Occasion.Updated': {
    state: { confirmationStatus: 'CONFIRMED' },
    occasion: {
      occasionType: 'APPOINTMENT',
      subject: 'localizedattribute:subject',
      provider: { name: 'localizedattribute:provider' },
      bookingTime: '2026-05-10T10:00:00Z',
    },
  },
  'AMAZON.TrashCollectionAlert.Activated': {
    alert: { garbageTypes: ['GLASS'], collectionDayOfWeek: 'TUESDAY' },
  },
  'AMAZON.MediaContent.Available': {
    availability: { startTime: '2026-05-02T20:00:00Z', method: 'RELEASE' },
    content: { name: 'localizedattribute:content', contentType: 'GAME' },
  },
  'AMAZON.SocialGameInvite.Available': {
    invite: {
      inviter: { name: 'Max' },
      relationshipToInvitee: 'FRIEND',
      inviteType: 'CHALLENGE',
    },
    game: { offer: 'MATCH', name: 'localizedattribute:game' },
  },
}

const texts = {
  league: 'League',
  seller: 'Seller',
  subject: 'Subject',
  provider: 'Provider',
  content: 'Content',
  game: 'Game',
}

/** A complete request body of an event, Multicast. Only the texts that its payload refers to are in it. */
export function bodyOf(name: EventName): JsonObject {
  const payload = payloads[name]
  const written = JSON.stringify(payload)
  const used = Object.entries(texts).filter(([key]) =>
    written.includes(`"localizedattribute:${key}"`),
  )
  return {
    timestamp: '2026-05-01T12:00:00.000Z',
    referenceId: 'reference1',
    expiryTime: '2026-05-02T12:00:00.000Z',
    event: { name, payload },
    localizedAttributes: used.length > 0 ? [{ locale: 'en-US', ...Object.fromEntries(used) }] : [],
    relevantAudience: { type: 'Multicast', payload: {} },
  }
}

/** The weather alert that most tests send: a source in French, two bytes longer than it has characters. */
export const weather: JsonObject = {
  ...bodyOf('AMAZON.WeatherAlert.Activated'),
  event: {
    name: 'AMAZON.WeatherAlert.Activated',
    payload: { weatherAlert: { source: 'localizedattribute:source', alertType: 'HURRICANE' } },
  },
  localizedAttributes: [{ locale: 'fr-FR', source: 'Canal météo' }],
}

/** The audience of a Unicast. */
export function unicast(user: string): JsonObject {
  return { relevantAudience: { type: 'Unicast', payload: { user } } }
}
