import type { EventName } from '../../../src/core/alexa.ts'
import { isArray, isObject, type Json, type JsonObject, type Path } from '../../../src/core/json.ts'

/** What Amazon's "Schemas for Proactive Events" say of an event, written down without the schemas. */
export interface EventCase {
  readonly name: EventName
  /** Every property there is, all valid. */
  readonly full: JsonObject
  /** Paths within the payload, dotted. */
  readonly required: readonly string[]
  readonly optional: readonly string[]
  readonly enums: Readonly<Record<string, readonly string[]>>
  readonly integers: readonly string[]
  readonly times: readonly string[]
  /** Paths of localizable texts, with the keys of Amazon's samples. */
  readonly localizable: Readonly<Record<string, string>>
  readonly englishOnly?: true
}

export const eventCases: readonly EventCase[] = [
  {
    name: 'AMAZON.WeatherAlert.Activated',
    full: { weatherAlert: { source: 'localizedattribute:source', alertType: 'TORNADO' } },
    required: ['weatherAlert', 'weatherAlert.alertType'],
    optional: ['weatherAlert.source'],
    enums: { 'weatherAlert.alertType': ['TORNADO', 'HURRICANE', 'SNOW_STORM', 'THUNDER_STORM'] },
    integers: [],
    times: [],
    localizable: { 'weatherAlert.source': 'source' },
  },
  {
    name: 'AMAZON.SportsEvent.Updated',
    full: {
      update: { scoreEarned: 1, teamName: 'Example United' },
      sportsEvent: {
        eventLeague: { name: 'localizedattribute:eventLeagueName' },
        homeTeamStatistic: { team: { name: 'Example United' }, score: 2 },
        awayTeamStatistic: { team: { name: 'Sample City' }, score: 1 },
      },
    },
    required: [
      'update.scoreEarned',
      'update.teamName',
      'sportsEvent',
      'sportsEvent.eventLeague',
      'sportsEvent.eventLeague.name',
      'sportsEvent.homeTeamStatistic',
      'sportsEvent.homeTeamStatistic.team',
      'sportsEvent.homeTeamStatistic.team.name',
      'sportsEvent.homeTeamStatistic.score',
      'sportsEvent.awayTeamStatistic',
      'sportsEvent.awayTeamStatistic.team',
      'sportsEvent.awayTeamStatistic.team.name',
      'sportsEvent.awayTeamStatistic.score',
    ],
    optional: ['update'],
    enums: {},
    integers: [
      'update.scoreEarned',
      'sportsEvent.homeTeamStatistic.score',
      'sportsEvent.awayTeamStatistic.score',
    ],
    times: [],
    localizable: { 'sportsEvent.eventLeague.name': 'eventLeagueName' },
  },
  {
    name: 'AMAZON.MessageAlert.Activated',
    full: {
      state: { status: 'UNREAD', freshness: 'NEW' },
      messageGroup: { creator: { name: 'Example Kitchen' }, count: 3, urgency: 'URGENT' },
    },
    required: [
      'state',
      'state.status',
      'messageGroup',
      'messageGroup.creator',
      'messageGroup.creator.name',
      'messageGroup.count',
    ],
    optional: ['state.freshness', 'messageGroup.urgency'],
    enums: {
      'state.status': ['UNREAD', 'FLAGGED'],
      'state.freshness': ['NEW', 'OVERDUE'],
      'messageGroup.urgency': ['URGENT'],
    },
    integers: ['messageGroup.count'],
    times: [],
    localizable: {},
  },
  {
    name: 'AMAZON.OrderStatus.Updated',
    full: {
      state: {
        status: 'ORDER_SHIPPED',
        enterTimestamp: '2026-05-01T12:00:00Z',
        deliveryDetails: { expectedArrival: '2026-05-03T12:00:00Z' },
      },
      order: { seller: { name: 'localizedattribute:sellerName' } },
    },
    required: ['state', 'state.status', 'order', 'order.seller', 'order.seller.name'],
    optional: ['state.enterTimestamp', 'state.deliveryDetails'],
    enums: {
      'state.status': [
        'PREORDER_RECEIVED',
        'ORDER_RECEIVED',
        'ORDER_PREPARING',
        'ORDER_SHIPPED',
        'ORDER_OUT_FOR_DELIVERY',
        'ORDER_DELIVERED',
      ],
    },
    integers: [],
    times: ['state.enterTimestamp', 'state.deliveryDetails.expectedArrival'],
    localizable: { 'order.seller.name': 'sellerName' },
    englishOnly: true,
  },
  {
    name: 'AMAZON.Occasion.Updated',
    full: {
      state: { confirmationStatus: 'CONFIRMED' },
      occasion: {
        occasionType: 'APPOINTMENT',
        subject: 'localizedattribute:subject',
        provider: { name: 'localizedattribute:providerName' },
        bookingTime: '2026-05-10T12:00:00+02:00',
        broker: { name: 'localizedattribute:brokerName' },
      },
    },
    required: [
      'state',
      'state.confirmationStatus',
      'occasion',
      'occasion.occasionType',
      'occasion.subject',
      'occasion.provider',
      'occasion.provider.name',
      'occasion.bookingTime',
      'occasion.broker.name',
    ],
    optional: ['occasion.broker'],
    enums: {
      'state.confirmationStatus': [
        'CONFIRMED',
        'CANCELED',
        'RESCHEDULED',
        'REQUESTED',
        'CREATED',
        'UPDATED',
      ],
      'occasion.occasionType': [
        'RESERVATION_REQUEST',
        'RESERVATION',
        'APPOINTMENT_REQUEST',
        'APPOINTMENT',
      ],
    },
    integers: [],
    times: ['occasion.bookingTime'],
    localizable: {
      'occasion.subject': 'subject',
      'occasion.provider.name': 'providerName',
      'occasion.broker.name': 'brokerName',
    },
  },
  {
    name: 'AMAZON.TrashCollectionAlert.Activated',
    full: { alert: { garbageTypes: ['GLASS', 'CANS'], collectionDayOfWeek: 'TUESDAY' } },
    required: ['alert', 'alert.garbageTypes', 'alert.collectionDayOfWeek'],
    optional: [],
    enums: {
      'alert.garbageTypes.0': [
        'BOTTLES',
        'BULKY',
        'BURNABLE',
        'CANS',
        'CLOTHING',
        'COMPOSTABLE',
        'CRUSHABLE',
        'GARDEN_WASTE',
        'GLASS',
        'HAZARDOUS',
        'HOME_APPLIANCES',
        'KITCHEN_WASTE',
        'LANDFILL',
        'PET_BOTTLES',
        'RECYCLABLE_PLASTICS',
        'WASTE_PAPER',
      ],
      'alert.collectionDayOfWeek': [
        'MONDAY',
        'TUESDAY',
        'WEDNESDAY',
        'THURSDAY',
        'FRIDAY',
        'SATURDAY',
        'SUNDAY',
      ],
    },
    integers: [],
    times: [],
    localizable: {},
  },
  {
    name: 'AMAZON.MediaContent.Available',
    full: {
      availability: {
        startTime: '2026-05-01T12:00:00.000Z',
        provider: { name: 'localizedattribute:providerName' },
        method: 'RELEASE',
      },
      content: { name: 'localizedattribute:contentName', contentType: 'GAME' },
    },
    required: [
      'availability',
      'availability.startTime',
      'availability.provider.name',
      'availability.method',
      'content',
      'content.name',
      'content.contentType',
    ],
    optional: ['availability.provider'],
    enums: {
      'availability.method': ['STREAM', 'AIR', 'RELEASE', 'PREMIERE', 'DROP'],
      'content.contentType': ['BOOK', 'EPISODE', 'ALBUM', 'SINGLE', 'MOVIE', 'GAME'],
    },
    integers: [],
    times: ['availability.startTime'],
    localizable: {
      'availability.provider.name': 'providerName',
      'content.name': 'contentName',
    },
  },
  {
    name: 'AMAZON.SocialGameInvite.Available',
    full: {
      invite: {
        inviter: { name: 'Max' },
        relationshipToInvitee: 'FRIEND',
        inviteType: 'CHALLENGE',
      },
      game: { offer: 'MATCH', name: 'localizedattribute:gameName' },
    },
    required: [
      'invite',
      'invite.inviter',
      'invite.inviter.name',
      'invite.relationshipToInvitee',
      'invite.inviteType',
      'game',
      'game.offer',
      'game.name',
    ],
    optional: [],
    enums: {
      'invite.relationshipToInvitee': ['FRIEND', 'CONTACT'],
      'invite.inviteType': ['CHALLENGE', 'INVITE'],
      'game.offer': ['MATCH', 'REMATCH', 'GAME'],
    },
    integers: [],
    times: [],
    localizable: { 'game.name': 'gameName' },
    englishOnly: true,
  },
]

/** A complete body with nothing wrong in it but what the payload brings along. */
export function bodyWith(name: string, payload: Json): JsonObject {
  return {
    timestamp: '2026-05-01T12:00:00.00Z',
    referenceId: 'example1',
    expiryTime: '2026-05-02T12:00:00Z',
    event: { name, payload },
    localizedAttributes: [{ locale: 'en-US', someText: 'Example' }],
    relevantAudience: { type: 'Multicast', payload: {} },
  }
}

/** `alert.garbageTypes.0` as a path. */
export function pathFrom(dotted: string): Path {
  return dotted.split('.').map(step => (/^\d+$/.test(step) ? Number(step) : step))
}

/** A copy in which the value at a path is another one, or is gone where none is given. */
export function changed(value: Json, [step, ...rest]: Path, replacement?: Json): Json {
  if (isArray(value)) {
    return value.map((item, index) =>
      index !== step
        ? item
        : rest.length > 0
          ? changed(item, rest, replacement)
          : (replacement ?? null),
    )
  }
  if (!isObject(value)) throw new Error(`Nothing is at ${String(step)}`)
  const { [String(step)]: inner, ...others } = value
  if (rest.length > 0) {
    return { ...others, [String(step)]: changed(inner ?? {}, rest, replacement) }
  }
  return replacement === undefined ? others : { ...others, [String(step)]: replacement }
}
