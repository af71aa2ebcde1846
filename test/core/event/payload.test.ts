import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { reportOf } from './reading.ts'

function file(name: string, payload: JsonObject, texts: JsonObject = {}): JsonObject {
  return { event: { name: `AMAZON.${name}`, payload }, localizedAttributes: { 'en-US': texts } }
}

function order(state: JsonObject, more: JsonObject = {}): JsonObject {
  const payload = { state, order: { seller: { name: 'localizedattribute:s' }, ...more } }
  return file('OrderStatus.Updated', payload, { s: 'Shop' })
}

function match(update: JsonObject): JsonObject {
  const sportsEvent = {
    eventLeague: { name: 'localizedattribute:l' },
    homeTeamStatistic: { team: { name: 'A' }, score: 1 },
    awayTeamStatistic: { team: { name: 'B' }, score: 0 },
  }
  return file('SportsEvent.Updated', { update, sportsEvent }, { l: 'League' })
}

function invite(parts: JsonObject): JsonObject {
  const game = { offer: 'MATCH', name: 'localizedattribute:g' }
  return file('SocialGameInvite.Available', { invite: parts, game }, { g: 'Go' })
}

function booking(confirmationStatus: string, more: JsonObject = {}): JsonObject {
  const occasion = {
    occasionType: 'APPOINTMENT',
    subject: 'localizedattribute:s',
    provider: { name: 'localizedattribute:p' },
    bookingTime: '2026-05-02T10:00:00Z',
    ...more,
  }
  const payload = { state: { confirmationStatus }, occasion }
  return file('Occasion.Updated', payload, { s: 'A check', p: 'Practice' })
}

function trash(alert: JsonObject): JsonObject {
  return file('TrashCollectionAlert.Activated', {
    alert: { ...alert, collectionDayOfWeek: 'FRIDAY' },
  })
}

function messages(group: JsonObject, status = 'UNREAD'): JsonObject {
  const messageGroup = { creator: { name: 'Ada' }, count: 1, ...group }
  return file('MessageAlert.Activated', { state: { status }, messageGroup })
}

function weather(payload: JsonObject): JsonObject {
  return file('WeatherAlert.Activated', payload)
}

const shipped = { status: 'ORDER_SHIPPED' }
const delivered = { status: 'ORDER_DELIVERED' }
const tornado = { alertType: 'TORNADO' }

test.each<[string, JsonObject, readonly string[]]>([
  [
    'a weather alert below alert',
    weather({ alert: { alertType: 'TORNADOS' } }),
    [
      `error event/property-misspelt at "alert": "alert", as in an old example of Amazon's blog, is "weatherAlert" in Amazon's schema. Rename it to "weatherAlert".`,
      'error event/value-unknown at "TORNADOS": alertType "TORNADOS" is not one of TORNADO, HURRICANE, SNOW_STORM, THUNDER_STORM; did you mean TORNADO? Write TORNADO.',
    ],
  ],
  [
    'nothing below alert',
    weather({ alert: {} }),
    [
      `error event/property-misspelt at "alert": "alert", as in an old example of Amazon's blog, is "weatherAlert" in Amazon's schema. Rename it to "weatherAlert".`,
      'error event/property-missing at {: weatherAlert.alertType is missing. Add it, as one of TORNADO, HURRICANE, SNOW_STORM, THUNDER_STORM.',
    ],
  ],
  [
    'alert beside weatherAlert',
    weather({ alert: { alertType: 'X' }, weatherAlert: tornado }),
    [
      `error event/property-misspelt at "alert": "alert", as in an old example of Amazon's blog, is "weatherAlert" in Amazon's schema. Remove it: "weatherAlert" is there too.`,
    ],
  ],
  [
    'a score with a capital',
    match({ ScoreEarned: 'one', teamName: 'A' }),
    [
      `error event/property-misspelt at "ScoreEarned": "ScoreEarned", as in the types of an old library, is "scoreEarned" in Amazon's schema. Rename it to "scoreEarned".`,
      'error event/value-type at "one": update.scoreEarned must be a whole number, not the string "one". Write a whole number, for example 1.',
    ],
  ],
  [
    'an empty update',
    match({}),
    [
      'error event/update-empty at "update": The "update" is empty, but needs scoreEarned and teamName. Remove "update" where nobody scored.',
    ],
  ],
  [
    'an empty update of the weather',
    weather({ weatherAlert: tornado, update: {} }),
    [
      'warning event/property-unknown at "update": update is not known. Remove it. Known here: weatherAlert.',
    ],
  ],
  [
    'enterTimeStamp',
    order({ ...delivered, enterTimeStamp: 'x' }),
    [
      `warning event/property-misspelt at "enterTimeStamp": "enterTimeStamp", as in some tables and programs, is "enterTimestamp" in Amazon's sample. Rename it to "enterTimestamp".`,
      'error event/time-form at "x": enterTimestamp "x" is not in ISO 8601 form. Write it like "2026-05-01T12:00:00Z".',
    ],
  ],
  [
    'deliveredOn',
    order({ ...delivered, deliveredOn: 'x' }),
    [
      `warning event/property-misspelt at "deliveredOn": "deliveredOn", as in some books and programs, is "enterTimestamp" in Amazon's sample. Rename it to "enterTimestamp".`,
      'error event/time-form at "x": enterTimestamp "x" is not in ISO 8601 form. Write it like "2026-05-01T12:00:00Z".',
    ],
  ],
  [
    'deliveredOn beside the right one',
    order({ ...delivered, deliveredOn: 'x', enterTimestamp: '2026-05-01T09:00:00Z' }),
    [
      `warning event/property-misspelt at "deliveredOn": "deliveredOn", as in some books and programs, is "enterTimestamp" in Amazon's sample. Remove it: "enterTimestamp" is there too.`,
    ],
  ],
  [
    'enterTimestamp in deliveryDetails',
    order({ ...delivered, deliveryDetails: { enterTimestamp: 'x' } }),
    [
      `warning event/property-misplaced at "enterTimestamp": "enterTimestamp" is in "state.deliveryDetails", as in one library; in Amazon's sample it is "state.enterTimestamp". Move it to "state.enterTimestamp".`,
      'error event/time-form at "x": enterTimestamp "x" is not in ISO 8601 form. Write it like "2026-05-01T12:00:00Z".',
    ],
  ],
  [
    'enterTimestamp in deliveryDetails with more',
    order({
      ...delivered,
      deliveryDetails: { enterTimestamp: '2026-05-01T09:00:00Z', expectedArrival: 'x' },
    }),
    [
      `warning event/property-misplaced at "enterTimestamp": "enterTimestamp" is in "state.deliveryDetails", as in one library; in Amazon's sample it is "state.enterTimestamp". Move it to "state.enterTimestamp".`,
      'error event/time-form at "x": expectedArrival "x" is not in ISO 8601 form. Write it like "2026-05-01T12:00:00Z".',
    ],
  ],
  [
    'deliveredOn without a status',
    order({ deliveredOn: '2026-05-01T09:00:00Z' }),
    [
      'error event/property-missing at {"deliveredOn":"2026-05-01T09:00:00Z": state.status is missing. Add it, as one of PREORDER_RECEIVED, ORDER_RECEIVED, ORDER_PREPARING, ORDER_SHIPPED, ORDER_OUT_FOR_DELIVERY, ORDER_DELIVERED.',
      `warning event/property-misspelt at "deliveredOn": "deliveredOn", as in some books and programs, is "enterTimestamp" in Amazon's sample. Rename it to "enterTimestamp".`,
    ],
  ],
  [
    'garbageType',
    trash({ garbageType: ['GLAS'] }),
    [
      `error event/property-misspelt at "garbageType": "garbageType", as in the types of an old library, is "garbageTypes" in Amazon's schema. Rename it to "garbageTypes".`,
      'error event/value-unknown at "GLAS": garbageTypes[0] "GLAS" is not one of BOTTLES, BULKY, BURNABLE, CANS, CLOTHING, COMPOSTABLE, CRUSHABLE, GARDEN_WASTE, GLASS, HAZARDOUS, HOME_APPLIANCES, KITCHEN_WASTE, LANDFILL, PET_BOTTLES, RECYCLABLE_PLASTICS, WASTE_PAPER; did you mean GLASS? Write GLASS.',
    ],
  ],
  [
    'no garbage',
    trash({ garbageTypes: [] }),
    ['error event/value-range at [: alert.garbageTypes is an empty list. Give at least 1 entry.'],
  ],
  [
    'parts of an invite at the inviter',
    invite({ inviter: { name: 'Max', relationshipToInvitee: 'FRIENDS', inviteType: 'CHALLENGE' } }),
    [
      `warning event/property-misplaced at "relationshipToInvitee": "relationshipToInvitee" is in "invite.inviter", as in some documentation; in Amazon's sample it is "invite.relationshipToInvitee". Move it to "invite.relationshipToInvitee".`,
      'error event/value-unknown at "FRIENDS": relationshipToInvitee "FRIENDS" is not one of FRIEND, CONTACT; did you mean FRIEND? Write FRIEND.',
      `error event/property-misplaced at "inviteType": "inviteType" is in "invite.inviter", as in the types of an old library; in Amazon's sample it is "invite.inviteType". Move it to "invite.inviteType".`,
    ],
  ],
  [
    'an inviter of nothing else',
    invite({ inviter: { inviteType: 'CHALLENGE' }, relationshipToInvitee: 'FRIEND' }),
    [
      'error event/property-missing at {"inviteType":"CHALLENGE": invite.inviter.name is missing. Add it, for example "Max".',
      `error event/property-misplaced at "inviteType": "inviteType" is in "invite.inviter", as in the types of an old library; in Amazon's sample it is "invite.inviteType". Move it to "invite.inviteType".`,
    ],
  ],
  [
    'numbers of an order',
    order(delivered, { orderId: 'A', trackingNumber: 1 }),
    [
      'warning event/property-invented at "orderId": "orderId" is not a part of any event. Remove it: Alexa says the seller and the status of an order, no number.',
      'warning event/property-invented at "trackingNumber": "trackingNumber" is not a part of any event. Remove it: Alexa says the seller and the status of an order, no number.',
    ],
  ],
  [
    'a delivery',
    order({ ...shipped, delivery: 'x' }),
    [
      'warning event/property-invented at "delivery": "delivery" is not a part of any event. Write the expected arrival as state.deliveryDetails.expectedArrival.',
    ],
  ],
  [
    'a delivery beside the arrival',
    order({
      ...shipped,
      delivery: 'x',
      deliveryDetails: { expectedArrival: '2026-05-03T09:00:00Z' },
    }),
    [
      'warning event/property-invented at "delivery": "delivery" is not a part of any event. Remove it: state.deliveryDetails.expectedArrival is there.',
    ],
  ],
  [
    'a delivery of the weather',
    weather({ weatherAlert: { ...tornado, delivery: 'x' } }),
    [
      'warning event/property-invented at "delivery": "delivery" is not a part of any event. Remove it.',
    ],
  ],
  [
    'the text of a message',
    messages({ message: { textContent: 'x' } }),
    [
      'warning event/property-invented at "message": "message" is not a part of any event. Remove it: no text of a message can be sent; Alexa says how many messages there are and from whom.',
    ],
  ],
  [
    'something unknown',
    messages({ color: 'red' }),
    [
      'warning event/property-unknown at "color": messageGroup.color is not known. Remove it. Known here: creator, count, urgency.',
    ],
  ],
  [
    'something empty',
    messages({ creator: { name: ' ' } }),
    [
      'error event/text-empty at " ": The creator has an empty name; customers would hear "You have 1 new message from" and nothing. Write who the messages are from, for example the name of the skill.',
    ],
  ],
  [
    'a slip of the pen',
    weather({ weatherAlert: { alertTyp: 'TORNADO' } }),
    [
      'error event/property-misspelt at "alertTyp": weatherAlert.alertTyp is not known; did you mean alertType? Rename it to alertType.',
    ],
  ],
  [
    'an invented name near a missing one',
    file(
      'Occasion.Updated',
      {
        state: { confirmationStatus: 'CONFIRMED' },
        occasion: {
          occasionName: 'Visit',
          subject: 'localizedattribute:s',
          provider: { name: 'localizedattribute:s' },
          bookingTime: '2026-05-02T10:00:00Z',
        },
      },
      { s: 'A' },
    ),
    [
      'error event/property-missing at {"occasionName":"Visit": occasion.occasionType is missing. Add it, as one of RESERVATION_REQUEST, RESERVATION, APPOINTMENT_REQUEST, APPOINTMENT.',
      'warning event/property-invented at "occasionName": "occasionName" is not a part of any event. Remove it: occasion.subject is there.',
    ],
  ],
  [
    'two times of a delivery',
    order({ ...delivered, deliveredOn: 'y', enterTimestamp: 'x' }),
    [
      `warning event/property-misspelt at "deliveredOn": "deliveredOn", as in some books and programs, is "enterTimestamp" in Amazon's sample. Remove it: "enterTimestamp" is there too.`,
      'error event/time-form at "x": enterTimestamp "x" is not in ISO 8601 form. Write it like "2026-05-01T12:00:00Z".',
    ],
  ],
  [
    'a status of one library',
    booking('RECEIVED'),
    [
      'error event/value-unknown at "RECEIVED": confirmationStatus "RECEIVED" is not one of CONFIRMED, CANCELED, RESCHEDULED, REQUESTED, CREATED, UPDATED. Write REQUESTED.',
    ],
  ],
  [
    'the same word in another event',
    order({ status: 'RECEIVED' }),
    [
      'error event/value-unknown at "RECEIVED": status "RECEIVED" is not one of PREORDER_RECEIVED, ORDER_RECEIVED, ORDER_PREPARING, ORDER_SHIPPED, ORDER_OUT_FOR_DELIVERY, ORDER_DELIVERED; did you mean PREORDER_RECEIVED? Write PREORDER_RECEIVED.',
    ],
  ],
  [
    'the same word in another place',
    booking('CONFIRMED', { mail: 'RECEIVED' }),
    [
      'warning event/property-unknown at "mail": occasion.mail is not known. Remove it. Known here: occasionType, subject, provider, bookingTime, broker.',
    ],
  ],
  [
    'another spelling of a status',
    booking('CANCELLED'),
    [
      'error event/value-unknown at "CANCELLED": confirmationStatus "CANCELLED" is not one of CONFIRMED, CANCELED, RESCHEDULED, REQUESTED, CREATED, UPDATED; did you mean CANCELED? Write CANCELED.',
    ],
  ],
])('a payload with %s', async (_, event, says) => {
  expect(await reportOf(event)).toEqual(says)
})

test.each<[Json, JsonObject, readonly string[]]>([
  [
    '12',
    messages({ count: '{{ v }}' }),
    [
      'error event/value-type at "{{ v }}": messageGroup.count must be a whole number, not the string "12". Give the variable as a number, or make it one: {{ … | plus: 0 }}, with nothing around it.',
    ],
  ],
  [
    ' 12 ',
    messages({ count: '{{ v }}' }),
    [
      'error event/value-type at "{{ v }}": messageGroup.count must be a whole number, not the string " 12 ". Give the variable as a number, or make it one: {{ … | plus: 0 }}, with nothing around it.',
    ],
  ],
  [
    '12 or so',
    messages({ count: '{{ v }}' }),
    [
      'error event/value-type at "{{ v }}": messageGroup.count must be a whole number, not the string "12 or so". Write a whole number, for example 3.',
    ],
  ],
  [
    'about 12',
    messages({ count: '{{ v }}' }),
    [
      'error event/value-type at "{{ v }}": messageGroup.count must be a whole number, not the string "about 12". Write a whole number, for example 3.',
    ],
  ],
  [
    true,
    messages({ count: '{{ v }}' }),
    [
      'error event/value-type at "{{ v }}": messageGroup.count must be a whole number, not true. Write a whole number, for example 3.',
    ],
  ],
  [
    3,
    messages({ creator: { name: '{{ v }}' } }),
    [
      `error event/value-type at "{{ v }}": messageGroup.creator.name must be a string, not the number 3. Make it a string: {{ … | append: '' }}.`,
    ],
  ],
  [
    '12',
    messages({}, '{{ v }}'),
    [
      'error event/value-unknown at "{{ v }}": status "12" is not one of UNREAD, FLAGGED. Write one of UNREAD, FLAGGED.',
    ],
  ],
])('a template that makes %j', async (v, event, says) => {
  expect(await reportOf(event, { scope: { v } })).toEqual(says)
})
