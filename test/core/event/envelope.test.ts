import { expect, test } from 'vitest'
import { Findings } from '../../../src/core/event/diagnostic.ts'
import { readEnvelope, readName } from '../../../src/core/event/envelope.ts'
import type { Json } from '../../../src/core/json.ts'
import type { Manifest } from '../../../src/core/manifest/manifest.ts'
import { linesOf, skill } from './reading.ts'

const theKeys =
  'Remove it. The keys are timestamp, referenceId, expiryTime, event, localizedAttributes, relevantAudience and expiresIn.'

test.each<[string, Json, readonly string[], readonly string[]]>([
  [
    'whole',
    { $schema: 'x', event: { name: 'N', payload: { a: 1 } }, expiresIn: '1h', referenceId: 'a' },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'referenceId from referenceId: "a"',
      'expiresIn from expiresIn: "1h"',
    ],
    [],
  ],
  [
    'a list',
    [],
    ['no event'],
    [
      'error event/no-event at the value: The event file holds a list, not a map with an event. Begin it with "event:".',
    ],
  ],
  [
    'nothing',
    null,
    ['no event'],
    [
      'error event/no-event at the value: The event file holds nothing, not a map with an event. Begin it with "event:".',
    ],
  ],
  [
    'empty',
    {},
    ['no event'],
    [
      'error event/no-event at the value: The event file has no "event". Add "event:" with a name and a payload.',
    ],
  ],
  [
    'a payload with the address of a schema',
    { $schema: 'x', weatherAlert: { alertType: 'TORNADO' } },
    ['no event'],
    [
      'error event/no-event at the value: The event file is a payload only, with "weatherAlert". Put it below "event:" as "payload", with the "name" of the event: AMAZON.WeatherAlert.Activated.',
    ],
  ],
  [
    'a payload beside a key of an event file',
    { weatherAlert: { alertType: 'TORNADO' }, referenceId: 'a' },
    ['referenceId from referenceId: "a"', 'no event'],
    [
      `warning event/key-unknown at the key weatherAlert: "weatherAlert" is not a part of proactive events, and is left out of what is sent. ${theKeys}`,
      'error event/no-event at the value: The event file has no "event". Add "event:" with a name and a payload.',
    ],
  ],
  [
    'a name alone',
    { name: 'N' },
    ['no event'],
    [
      'error event/no-event at the value: The event file has no "event", but "name" at its top level. Add "event:" and put name and payload below it.',
    ],
  ],
  [
    'a payload alone',
    { payload: {} },
    ['no event'],
    [
      'error event/no-event at the value: The event file has no "event", but "payload" at its top level. Add "event:" and put name and payload below it.',
    ],
  ],
  [
    'name and payload without event',
    { name: 'N', payload: {}, expiresIn: '1h' },
    ['expiresIn from expiresIn: "1h"', 'no event'],
    [
      'error event/no-event at the value: The event file has no "event", but "name" and "payload" at its top level. Add "event:" and put name and payload below it.',
    ],
  ],
  [
    'something else',
    { note: 1 },
    ['no event'],
    [
      `warning event/key-unknown at the key note: "note" is not a part of proactive events, and is left out of what is sent. ${theKeys}`,
      'error event/no-event at the value: The event file has no "event". Add "event:" with a name and a payload.',
    ],
  ],
  [
    'name and payload beside the event',
    { event: { name: 'N', payload: { a: 1 } }, name: 'M', payload: {} },
    ['name from event.name: "N"', 'payload from event.payload: {"a":1}'],
    [
      `warning event/key-unknown at the key name: "name" is not a part of proactive events, and is left out of what is sent. ${theKeys}`,
      `warning event/key-unknown at the key payload: "payload" is not a part of proactive events, and is left out of what is sent. ${theKeys}`,
    ],
  ],
  [
    'a misspelled event',
    { evnt: { name: 'N', payload: { a: 1 } } },
    ['name from evnt.name: "N"', 'payload from evnt.payload: {"a":1}'],
    [
      'error event/key-misspelt at the key evnt: The key "evnt" is misspelled; it is "event". Rename it to "event".',
    ],
  ],
  [
    'another word',
    { event: { name: 'N', payload: { a: 1 } }, audience: 1 },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'relevantAudience from audience: 1',
    ],
    [
      'error event/key-misspelt at the key audience: The key "audience" is misspelled; it is "relevantAudience". Rename it to "relevantAudience".',
    ],
  ],
  [
    'capitals and underscores',
    { event: { name: 'N', payload: { a: 1 } }, EXPIRY_TIME: 1 },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'expiryTime from EXPIRY_TIME: 1',
    ],
    [
      'error event/key-misspelt at the key EXPIRY_TIME: The key "EXPIRY_TIME" is misspelled; it is "expiryTime". Rename it to "expiryTime".',
    ],
  ],
  [
    'two letters less',
    { event: { name: 'N', payload: { a: 1 } }, timestm: 1 },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'timestamp from timestm: 1',
    ],
    [
      'error event/key-misspelt at the key timestm: The key "timestm" is misspelled; it is "timestamp". Rename it to "timestamp".',
    ],
  ],
  [
    'a word that holds another',
    { event: { name: 'N', payload: { a: 1 } }, eventName: 'N' },
    ['name from event.name: "N"', 'payload from event.payload: {"a":1}'],
    [
      `warning event/key-unknown at the key eventName: "eventName" is not a part of proactive events, and is left out of what is sent. ${theKeys}`,
    ],
  ],
  [
    'a misspelled key beside the right one',
    { event: { name: 'N', payload: { a: 1 } }, localized_attributes: 1, localizedAttributes: 2 },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'localizedAttributes from localizedAttributes: 2',
    ],
    [
      'error event/key-misspelt at the key localized_attributes: The key "localized_attributes" is misspelled; it is "localizedAttributes". Remove it: "localizedAttributes" is there too.',
    ],
  ],
  [
    'two misspelled keys',
    { event: { name: 'N', payload: { a: 1 } }, expiry: 1, expires: 2 },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'expiryTime from expiry: 1',
    ],
    [
      'error event/key-misspelt at the key expiry: The key "expiry" is misspelled; it is "expiryTime". Rename it to "expiryTime".',
      'error event/key-misspelt at the key expires: The key "expires" is misspelled; it is "expiryTime". Remove it: "expiryTime" is there too.',
    ],
  ],
  [
    'an event that is a string',
    { event: 'N' },
    ['no event'],
    [
      'error event/no-event at the value event: The event is a string, not a map with name and payload. Write "event:" with name and payload below it.',
    ],
  ],
  [
    'an event that is nothing',
    { event: null, referenceId: 'a' },
    ['referenceId from referenceId: "a"', 'no event'],
    [
      'error event/no-event at the value event: The event is nothing, not a map with name and payload. Write "event:" with name and payload below it.',
    ],
  ],
  ['an event of nothing', { event: {} }, [], []],
  [
    'keys inside the event',
    { event: { name: 'N', payload: { a: 1 }, audience: 1, referenceId: 'a' } },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'relevantAudience from event.audience: 1',
      'referenceId from event.referenceId: "a"',
    ],
    [
      'error event/key-misplaced at the key event.audience: "audience" is inside the event, but belongs beside it. Move it out, beside "event" as "relevantAudience".',
      'error event/key-misplaced at the key event.referenceId: "referenceId" is inside the event, but belongs beside it. Move it out, beside "event".',
    ],
  ],
  [
    'a key inside the event and beside it',
    { event: { name: 'N', payload: { a: 1 }, referenceId: 'a' }, referenceId: 'b' },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1}',
      'referenceId from referenceId: "b"',
    ],
    [
      'error event/key-misplaced at the key event.referenceId: "referenceId" is inside the event, but belongs beside it. Remove it: "referenceId" is beside "event" too.',
    ],
  ],
  [
    'misspelled keys of the event',
    { event: { nam: 'N', paylod: { a: 1 } } },
    ['name from event.nam: "N"', 'payload from event.paylod: {"a":1}'],
    [
      'error event/key-misspelt at the key event.nam: The key "nam" is misspelled: an event has "name" and "payload". Rename it to "name".',
      'error event/key-misspelt at the key event.paylod: The key "paylod" is misspelled: an event has "name" and "payload". Rename it to "payload".',
    ],
  ],
  [
    'a misspelled name beside the right one',
    { event: { nam: 'M', name: 'N', payload: { a: 1 } } },
    ['name from event.name: "N"', 'payload from event.payload: {"a":1}'],
    [
      'warning event/key-unknown at the key event.nam: "nam" is not a part of proactive events, and is left out of what is sent. Remove it: an event has a name and a payload only.',
    ],
  ],
  [
    'an event name',
    { event: { eventName: 'N', payload: {} } },
    ['name from event.eventName: "N"', 'payload from event.payload: {}'],
    [
      'error event/key-misspelt at the key event.eventName: The key "eventName" is misspelled: an event has "name" and "payload". Rename it to "name".',
    ],
  ],
  [
    'an event in the event',
    { event: { event: 'N', payload: {} } },
    ['name from event.event: "N"', 'payload from event.payload: {}'],
    [
      'error event/key-misspelt at the key event.event: The key "event" is misspelled: an event has "name" and "payload". Rename it to "name".',
    ],
  ],
  [
    'something else in the event',
    { event: { name: 'N', payload: { a: 1 }, version: 1 } },
    ['name from event.name: "N"', 'payload from event.payload: {"a":1}'],
    [
      'warning event/key-unknown at the key event.version: "version" is not a part of proactive events, and is left out of what is sent. Remove it: an event has a name and a payload only.',
    ],
  ],
  [
    'keys inside the payload',
    { event: { name: 'N', payload: { a: 1, event: 2, audience: 3, referenceId: 'a' } } },
    [
      'name from event.name: "N"',
      'payload from event.payload: {"a":1,"event":2,"audience":3}',
      'referenceId from event.payload.referenceId: "a"',
    ],
    [
      'error event/key-misplaced at the key event.payload.referenceId: "referenceId" is inside the event, but belongs beside it. Move it out, beside "event".',
    ],
  ],
  [
    'a key at each level',
    {
      event: { name: 'N', referenceId: 'b', payload: { referenceId: 'a', timestamp: 1 } },
      timestamp: 2,
    },
    [
      'name from event.name: "N"',
      'payload from event.payload: {}',
      'referenceId from event.referenceId: "b"',
      'timestamp from timestamp: 2',
    ],
    [
      'error event/key-misplaced at the key event.referenceId: "referenceId" is inside the event, but belongs beside it. Move it out, beside "event".',
      'error event/key-misplaced at the key event.payload.referenceId: "referenceId" is inside the event, but belongs beside it. Move it out, beside "event".',
      'error event/key-misplaced at the key event.payload.timestamp: "timestamp" is inside the event, but belongs beside it. Remove it: "timestamp" is beside "event" too.',
    ],
  ],
  [
    'a payload that is a string',
    { event: { name: 'N', payload: 'a' } },
    ['name from event.name: "N"', 'payload from event.payload: "a"'],
    [],
  ],
])('the parts of an event file: %s', (_, root, parts, says) => {
  const found = new Findings()
  const { event, name, payload, beside } = readEnvelope(root, found)
  const all = [['name', name] as const, ['payload', payload] as const, ...beside]
  expect([
    ...all.flatMap(([key, part]) =>
      part === undefined
        ? []
        : [`${key} from ${part.path.join('.')}: ${JSON.stringify(part.value)}`],
    ),
    ...(event === undefined ? ['no event'] : []),
  ]).toEqual(parts)
  expect(linesOf(found)).toEqual(says)
})

const all =
  'AMAZON.WeatherAlert.Activated, AMAZON.SportsEvent.Updated, AMAZON.MessageAlert.Activated, AMAZON.OrderStatus.Updated, AMAZON.Occasion.Updated, AMAZON.TrashCollectionAlert.Activated, AMAZON.MediaContent.Available, AMAZON.SocialGameInvite.Available'
const weather = 'AMAZON.WeatherAlert.Activated'

test.each<[Json | undefined, string | undefined, string | undefined, readonly string[]]>([
  [weather, weather, weather, []],
  [
    undefined,
    undefined,
    undefined,
    [
      `error event/name-unknown at the value event: The event has no name. Add "name" with one of ${all}.`,
    ],
  ],
  [
    'AMAZON.WeatherAlert.Active',
    undefined,
    weather,
    [
      `error event/name-unknown at the value event.name: "AMAZON.WeatherAlert.Active" is not one of Amazon's proactive events; did you mean ${weather}? Write ${weather}.`,
    ],
  ],
  [
    'MySkill.Hello',
    undefined,
    undefined,
    [
      `error event/name-unknown at the value event.name: "MySkill.Hello" is not one of Amazon's proactive events. Use one of ${all}.`,
    ],
  ],
  [
    5,
    undefined,
    undefined,
    [
      `error event/name-unknown at the value event.name: 5 is not one of Amazon's proactive events. Use one of ${all}.`,
    ],
  ],
])('the name of an event: %j', (value, name, likely, says) => {
  const found = new Findings()
  const envelope = readEnvelope({ event: value === undefined ? {} : { name: value } }, found)
  expect(readName(envelope, undefined)).toEqual({ name, likely })
  expect(linesOf(found)).toEqual(says)
})

test('a name is missed at the event, also where that is misspelled', () => {
  const found = new Findings()
  readName(readEnvelope({ evnt: {} }, found), undefined)
  expect(linesOf(found).at(-1)).toContain('event/name-unknown at the value evnt:')
})

test('no name is missed where there is no event', () => {
  const found = new Findings()
  const envelope = readEnvelope({}, found)
  const before = found.all.length
  const { name, likely } = readName(envelope, undefined)
  expect([name, likely, linesOf(found).slice(before)]).toEqual([undefined, undefined, []])
})

test.each<[string, Partial<Manifest>, string]>([
  ['this event', { publications: [weather] }, ''],
  ['nothing', { namesPublications: false }, ''],
  ['what most likely is this event', { misspelledPublications: [weather] }, ''],
  [
    'others',
    { publications: ['AMAZON.MessageAlert.Activated', 'AMAZON.Occasion.Updated'] },
    `skill.json does not list ${weather} under events.publications, only AMAZON.MessageAlert.Activated and AMAZON.Occasion.Updated. Add { "eventName": "${weather}" } there and deploy the manifest.`,
  ],
  [
    'nothing that is an event',
    {},
    `skill.json does not list ${weather} under events.publications. Add { "eventName": "${weather}" } there and deploy the manifest.`,
  ],
  [
    'others, in another file',
    { publications: ['AMAZON.Occasion.Updated'], publishedIn: 'ask-resources.json' },
    `ask-resources.json does not list ${weather} under skillEvents.publications, only AMAZON.Occasion.Updated. Add "${weather}" there and deploy the manifest.`,
  ],
])('a skill that publishes %s', (_, manifest, says) => {
  const found = new Findings()
  const envelope = readEnvelope({ event: { name: weather } }, found)
  readName(envelope, { ...skill, ...manifest })
  expect(linesOf(found)).toEqual(
    says === '' ? [] : [`error event/not-published at the value event.name: ${says}`],
  )
})
