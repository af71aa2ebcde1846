import { expect, test } from 'vitest'
import { readAudience } from '../../../src/core/event/audience.ts'
import { Findings, Part } from '../../../src/core/event/diagnostic.ts'
import type { Json } from '../../../src/core/json.ts'

const user = 'amzn1.ask.account.A'

test('without a word about it an event is for everybody', () => {
  expect(readAudience(undefined)).toEqual({ type: 'Multicast', payload: {} })
})

test.each<[string, Json, unknown, string]>([
  ['everybody', { type: 'Multicast', payload: {} }, { type: 'Multicast', payload: {} }, ''],
  [
    'a user',
    { type: 'Unicast', payload: { user: user } },
    { type: 'Unicast', payload: { user: user } },
    '',
  ],
  [
    'a string',
    'Multicast',
    undefined,
    'error event/audience-type at the value: relevantAudience is a string, not a map with type and payload. Write { type: Multicast, payload: {} }, or leave it out.',
  ],
  [
    'the text Unicast',
    'uni-cast',
    undefined,
    'error event/audience-type at the value: relevantAudience is a string, not a map with type and payload. Write { type: Unicast, payload: { user: … } }.',
  ],
  [
    'a list',
    [],
    undefined,
    'error event/audience-type at the value: relevantAudience is a list, not a map with type and payload. Write { type: Multicast, payload: {} }, or leave it out.',
  ],
  [
    'no type',
    { payload: {} },
    undefined,
    'error event/audience-type at the value: relevantAudience has no type. Add "type": Multicast or Unicast.',
  ],
  [
    'a type in another spelling',
    { type: 'multi_cast', payload: {} },
    { type: 'Multicast', payload: {} },
    'error event/audience-type at the value type: The audience type "multi_cast" is unknown: it is Multicast or Unicast, in exactly this form. Write "Multicast".',
  ],
  [
    'a broadcast',
    { type: 'Broadcast', payload: {} },
    { type: 'Multicast', payload: {} },
    'error event/audience-type at the value type: The audience type "Broadcast" is unknown: it is Multicast or Unicast, in exactly this form. Write "Multicast".',
  ],
  [
    'an unknown type',
    { type: 'all', payload: {} },
    undefined,
    'error event/audience-type at the value type: The audience type "all" is unknown: it is Multicast or Unicast, in exactly this form. Write Multicast or Unicast.',
  ],
  [
    'a type that is a number',
    { type: 1, payload: {} },
    undefined,
    'error event/audience-type at the value type: The audience type 1 is unknown: it is Multicast or Unicast, in exactly this form. Write Multicast or Unicast.',
  ],
  [
    'a stray key',
    { type: 'Multicast', payload: {}, region: 'NA' },
    { type: 'Multicast', payload: {} },
    'warning event/audience-payload at the key region: "region" is not a part of relevantAudience, which has type and payload. Remove it.',
  ],
  [
    'a user beside the payload',
    { type: 'Unicast', userId: user },
    undefined,
    'error event/audience-payload at the key userId: "userId" is not a part of relevantAudience, which has type and payload. Write it as payload: { user: … }.',
  ],
  [
    'no payload',
    { type: 'Multicast' },
    { type: 'Multicast', payload: {} },
    'warning event/audience-payload at the value: The Multicast has no payload; whether Amazon accepts that is not documented. An empty one is sent. Add "payload": {}.',
  ],
  [
    'a payload that is nothing',
    { type: 'Multicast', payload: null },
    { type: 'Multicast', payload: {} },
    'warning event/audience-payload at the value: The Multicast has no payload; whether Amazon accepts that is not documented. An empty one is sent. Add "payload": {}.',
  ],
  [
    'a payload that is a string',
    { type: 'Multicast', payload: 'all' },
    { type: 'Multicast', payload: {} },
    'error event/audience-payload at the value payload: The payload of the Multicast is a string, not an empty map. Write "payload": {}.',
  ],
  [
    'a user of everybody',
    { type: 'Multicast', payload: { user: user } },
    { type: 'Multicast', payload: {} },
    'error event/audience-payload at the key payload.user: The audience names a user, but a Multicast goes to every subscriber. Write "type": Unicast to reach this user alone, or remove the user.',
  ],
  [
    'more than nothing for everybody',
    { type: 'Multicast', payload: { city: 'York' } },
    { type: 'Multicast', payload: {} },
    'warning event/audience-payload at the key payload.city: The payload of a Multicast is empty; "city" is left out of what is sent. Remove it.',
  ],
  [
    'everybody, beside superuser',
    { type: 'Multicast', payload: { superuser: 'York' } },
    { type: 'Multicast', payload: {} },
    'warning event/audience-payload at the key payload.superuser: The payload of a Multicast is empty; "superuser" is left out of what is sent. Remove it.',
  ],
  [
    'everybody, beside userName',
    { type: 'Multicast', payload: { userName: 'York' } },
    { type: 'Multicast', payload: {} },
    'warning event/audience-payload at the key payload.userName: The payload of a Multicast is empty; "userName" is left out of what is sent. Remove it.',
  ],
  [
    'one without payload',
    { type: 'Unicast' },
    undefined,
    'error event/audience-user at the value: The Unicast names no user. Write payload: { user: amzn1.ask.account.… }.',
  ],
  [
    'one whose payload is a string',
    { type: 'Unicast', payload: user },
    undefined,
    'error event/audience-user at the value payload: The payload of the Unicast is a string, not a map with a user. Write payload: { user: amzn1.ask.account.… }.',
  ],
  [
    'one without user',
    { type: 'Unicast', payload: {} },
    undefined,
    'error event/audience-user at the value payload: The Unicast names no user. Add "user" with the user id.',
  ],
  [
    'one with other keys',
    { type: 'Unicast', payload: { id: user, region: 'NA' } },
    undefined,
    'error event/audience-user at the value payload: The Unicast names no user. Add "user" with the user id; found is id and region.',
  ],
  [
    'a user under another key',
    { type: 'Unicast', payload: { user_ids: user } },
    { type: 'Unicast', payload: { user: user } },
    'error event/audience-user at the key payload.user_ids: The user is under "user_ids"; Amazon reads "user". Rename it to "user".',
  ],
  [
    'a user and a user id',
    { type: 'Unicast', payload: { userId: 'x', user: user } },
    { type: 'Unicast', payload: { user: user } },
    'warning event/audience-payload at the key payload.userId: The payload of a Unicast has a user only; "userId" is left out of what is sent. Remove it.',
  ],
  [
    'a user and something else',
    { type: 'Unicast', payload: { user: user, city: 'York' } },
    { type: 'Unicast', payload: { user: user } },
    'warning event/audience-payload at the key payload.city: The payload of a Unicast has a user only; "city" is left out of what is sent. Remove it.',
  ],
  [
    'a map of the user',
    { type: 'Unicast', payload: { user: { userId: user } } },
    undefined,
    'error event/audience-user at the value payload.user: The user is a map; Amazon requires the user id as one string. Write the value of "userId" directly: user: amzn1.ask.account.….',
  ],
  [
    'a map of something',
    { type: 'Unicast', payload: { user: { name: 'A' } } },
    undefined,
    'error event/audience-user at the value payload.user: The user is a map; Amazon requires the user id as one string. Write user: amzn1.ask.account.….',
  ],
  [
    'a list of users',
    { type: 'Unicast', payload: { user: [user] } },
    undefined,
    'error event/audience-user at the value payload.user: The user is a list, not one user id as a string. A Unicast goes to one user: write user: amzn1.ask.account.….',
  ],
  [
    'an empty user',
    { type: 'Unicast', payload: { user: ' ' } },
    { type: 'Unicast', payload: { user: ' ' } },
    'error event/audience-user at the value payload.user: The user id is empty. Write the user id that requests to the skill carry.',
  ],
  [
    'the longest user',
    { type: 'Unicast', payload: { user: user.padEnd(255, 'A') } },
    { type: 'Unicast', payload: { user: user.padEnd(255, 'A') } },
    '',
  ],
  [
    'a user that is too long',
    { type: 'Unicast', payload: { user: user.padEnd(256, 'A') } },
    { type: 'Unicast', payload: { user: user.padEnd(256, 'A') } },
    'error event/audience-user at the value payload.user: The user id has 256 characters; user ids have at most 255. Write one user id, as requests to the skill carry it.',
  ],
  [
    'a person',
    { type: 'Unicast', payload: { user: 'amzn1.ask.person.A' } },
    { type: 'Unicast', payload: { user: 'amzn1.ask.person.A' } },
    'warning event/audience-user at the value payload.user: The user is a person id; nothing is known of person ids working here. Use context.System.user.userId of a request to the skill.',
  ],
  [
    'a user of something else',
    { type: 'Unicast', payload: { user: 'A' } },
    { type: 'Unicast', payload: { user: 'A' } },
    'warning event/audience-user at the value payload.user: The user id does not look like one: user ids begin with "amzn1.ask.account." and hold no spaces. Use context.System.user.userId of a request to the skill.',
  ],
  [
    'a user with a space',
    { type: 'Unicast', payload: { user: `${user} B` } },
    { type: 'Unicast', payload: { user: `${user} B` } },
    'warning event/audience-user at the value payload.user: The user id does not look like one: user ids begin with "amzn1.ask.account." and hold no spaces. Use context.System.user.userId of a request to the skill.',
  ],
])('an audience that is %s', (_, value, audience, says) => {
  const found = new Findings()
  expect(readAudience(new Part(value, [], found))).toEqual(audience)
  const texts = found.all.map(({ rule, path, part, severity, message, help }) => {
    const place = path?.length === 0 ? part : `${part} ${path?.join('.')}`
    return `${severity} ${rule} at the ${place}: ${message} ${help}`
  })
  expect(texts.join('\n')).toBe(says)
})
