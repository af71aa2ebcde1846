import type { RuleOf } from '../../src/core/diagnostic.ts'
import type { RuleCase, RuleCases } from './rule-case.ts'

const file = 'event.yaml'

function yaml(text: string): Pick<RuleCase, 'files' | 'settings'> {
  return { files: { [file]: text }, settings: { 'event-file': file } }
}

function json(value: unknown): Pick<RuleCase, 'files' | 'settings'> {
  return {
    files: { 'event.json': JSON.stringify(value, null, 2) },
    settings: { 'event-file': 'event.json' },
  }
}

/** An event file beside a skill that publishes some events in some locales. */
function withSkill(
  text: string,
  publications: readonly string[],
  locales: readonly string[],
): Pick<RuleCase, 'files' | 'settings'> {
  const manifest = {
    manifestVersion: '1.0',
    permissions: [{ name: 'alexa::devices:all:notifications:write' }],
    events: {
      endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:skill' },
      publications: publications.map(eventName => ({ eventName })),
      subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
    },
    publishingInformation: {
      locales: Object.fromEntries(locales.map(locale => [locale, { name: 'Skill' }])),
    },
  }
  return {
    files: { [file]: text, 'skill.json': JSON.stringify({ manifest }) },
    settings: { 'event-file': file },
  }
}

function sending(one: Pick<RuleCase, 'files' | 'settings'>): Pick<RuleCase, 'files' | 'settings'> {
  return { ...one, settings: { ...one.settings, command: 'send', simulate: 'true' } }
}

const weatherEvent = `event:
  name: AMAZON.WeatherAlert.Activated
  payload:
    weatherAlert:
      source: localizedattribute:source
      alertType: TORNADO
`
const weather = `${weatherEvent}localizedAttributes:
  en-US: { source: Weather Channel }
`

function weatherWith(line: string): string {
  return `${weather}${line}\n`
}

function weatherPayload(line: string): string {
  return weather.replace('      alertType: TORNADO\n', `      ${line}\n`)
}

const media = `event:
  name: AMAZON.MediaContent.Available
  payload:
    availability: { startTime: 2026-05-02T18:00:00Z, method: RELEASE }
    content: { name: localizedattribute:contentName, contentType: GAME }
localizedAttributes:
  en-US: { contentName: Star Quest }
`

function mediaNamed(text: string): string {
  return media.replace('contentName: Star Quest', `contentName: ${text}`)
}

const messages = `event:
  name: AMAZON.MessageAlert.Activated
  payload:
    state: { status: UNREAD }
    messageGroup: { creator: { name: Kitchen }, count: 3 }
`

const order = `event:
  name: AMAZON.OrderStatus.Updated
  payload:
    state: { status: ORDER_DELIVERED, enterTimestamp: 2026-05-01T09:00:00Z }
    order: { seller: { name: localizedattribute:sellerName } }
localizedAttributes:
  en-US: { sellerName: Example Shop }
`

const invite = `event:
  name: AMAZON.SocialGameInvite.Available
  payload:
    invite: { inviter: { name: Max }, relationshipToInvitee: FRIEND, inviteType: CHALLENGE }
    game: { offer: MATCH, name: localizedattribute:gameName }
localizedAttributes:
  en-US: { gameName: The Red }
`

const trash = `event:
  name: AMAZON.TrashCollectionAlert.Activated
  payload:
    alert: { garbageTypes: [GLASS, CANS], collectionDayOfWeek: FRIDAY }
`

const sports = `event:
  name: AMAZON.SportsEvent.Updated
  payload:
    update: { scoreEarned: 1, teamName: Reds }
    sportsEvent:
      eventLeague: { name: localizedattribute:eventLeagueName }
      homeTeamStatistic: { team: { name: Reds }, score: 1 }
      awayTeamStatistic: { team: { name: Blues }, score: 0 }
localizedAttributes:
  en-US: { eventLeagueName: Premier League }
`

const occasion = `event:
  name: AMAZON.Occasion.Updated
  payload:
    state: { confirmationStatus: CONFIRMED }
    occasion:
      occasionType: APPOINTMENT
      subject: localizedattribute:subject
      provider: { name: localizedattribute:providerName }
      bookingTime: 2026-05-10T09:00:00Z
localizedAttributes:
  en-US: { subject: a root canal, providerName: Dental XYZ }
`

const unicast = 'relevantAudience: { type: Unicast, payload: { user: amzn1.ask.account.ABC } }'

/** A body with times and everything, as Amazon's reference has it. */
const body = {
  timestamp: '2026-05-01T11:59:00.00Z',
  referenceId: 'Announcement1',
  expiryTime: '2026-05-02T11:59:00Z',
  event: {
    name: 'AMAZON.WeatherAlert.Activated',
    payload: { weatherAlert: { source: 'localizedattribute:source', alertType: 'TORNADO' } },
  },
  localizedAttributes: [{ locale: 'en-US', source: 'Weather Channel' }],
  relevantAudience: { type: 'Multicast', payload: {} },
}

const release = (fields: Readonly<Record<string, unknown>>) => ({
  settings: { 'event-file': file, variables: JSON.stringify({ release: fields }) },
})

const weatherName = 'AMAZON.WeatherAlert.Activated'

export const eventCases = {
  'event/no-event': {
    found: [
      { name: 'a list', ...yaml('- event\n'), at: 'event.yaml:1:1', says: 'a list' },
      {
        name: 'name and payload at the top',
        ...yaml(`name: ${weatherName}\npayload: {}\n`),
        at: 'event.yaml:1:1',
        says: 'put name and payload below it',
      },
      { name: 'the event is a string', ...yaml(`event: ${weatherName}\n`), at: 'event.yaml:1:8' },
      {
        name: 'the manifest instead',
        ...yaml('manifest: { events: {} }\n'),
        at: 'event.yaml:1:1',
        says: 'This is a skill manifest, not an event file. Check the path',
      },
    ],
    clean: [
      { name: 'the short form', ...yaml(weather) },
      { name: "Amazon's form", ...json(body) },
    ],
  },
  'event/no-payload': {
    found: [
      { name: 'left out', ...yaml(`event:\n  name: ${weatherName}\n`), at: 'event.yaml:2:3' },
      {
        name: 'a string',
        ...json({ ...body, event: { name: weatherName, payload: '{}' } }),
        at: 'event.json:7:16',
        says: 'a string',
      },
    ],
    clean: [{ name: 'a map', ...yaml(weather) }],
  },
  'event/name-unknown': {
    found: [
      {
        name: 'another ending',
        ...yaml(weather.replace('WeatherAlert.Activated', 'WeatherAlert.Active')),
        at: 'event.yaml:2:9',
        says: 'did you mean AMAZON.WeatherAlert.Activated?',
      },
      {
        name: 'small letters',
        ...json({ ...body, event: { ...body.event, name: 'Amazon.WeatherAlert.Activated' } }),
        at: 'event.json:6:13',
        says: 'Write AMAZON.WeatherAlert.Activated.',
      },
      { name: 'left out', ...yaml('event:\n  payload: {}\n'), at: 'event.yaml:2:3' },
      {
        name: 'one of a skill of its own',
        ...yaml('event: { name: MySkill.Hello, payload: {} }\n'),
        at: 'event.yaml:1:16',
        says: 'Use one of AMAZON.WeatherAlert.Activated',
      },
    ],
    clean: [{ name: 'one of the eight', ...yaml(messages) }],
  },
  'event/not-published': {
    found: [
      {
        name: 'another event is published',
        ...withSkill(weather, ['AMAZON.MessageAlert.Activated'], ['en-US']),
        at: 'event.yaml:2:9',
        says: 'only AMAZON.MessageAlert.Activated',
      },
      {
        name: 'a misspelled publication that means another event',
        ...withSkill(weather, ['AMAZON.MessageAlert.Activatd'], ['en-US']),
        at: 'event.yaml:2:9',
        says: 'does not list',
      },
      {
        name: 'a publication that means no event',
        ...withSkill(weather, ['org.Sale'], ['en-US']),
        at: 'event.yaml:2:9',
      },
      {
        name: 'another event in ask-resources.json',
        files: {
          ...withSkill(weather, [weatherName], ['en-US']).files,
          'ask-resources.json': JSON.stringify({
            profiles: {
              default: {
                skillInfrastructure: {
                  userConfig: {
                    skillEvents: {
                      publications: ['AMAZON.MessageAlert.Activated'],
                      subscriptions: ['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED'],
                    },
                  },
                },
              },
            },
          }),
        },
        settings: { 'event-file': file },
        at: 'event.yaml:2:9',
        says: 'ask-resources.json does not list',
      },
    ],
    clean: [
      { name: 'none is published, which is told once', ...withSkill(weather, [], ['en-US']) },
      {
        name: 'a misspelled publication that means it, which is told once',
        ...withSkill(weather, ['AMAZON.WeatherAlert.Activatd'], ['en-US']),
      },
      {
        name: 'one of two',
        ...withSkill(weather, ['AMAZON.MessageAlert.Activated', weatherName], ['en-US']),
      },
      { name: 'no manifest', ...yaml(weather) },
    ],
  },
  'event/key-unknown': {
    found: [
      {
        name: 'a remark of its own',
        ...yaml(weatherWith('_message: hello')),
        at: 'event.yaml:9:1',
        says: 'left out of what is sent',
      },
      {
        name: 'beside name and payload',
        ...yaml(weather.replace('  payload:', '  version: 1\n  payload:')),
        at: 'event.yaml:3:3',
      },
    ],
    clean: [
      {
        name: 'the address of the schema',
        ...json({ $schema: 'event-file.schema.json', ...body }),
      },
    ],
  },
  'event/key-misspelt': {
    found: [
      {
        name: "localizedattribute, as in Amazon's old example",
        ...json({ ...body, localizedAttributes: undefined, localizedattribute: [] }),
        at: 'event.json:18:3',
        says: 'Rename it to "localizedAttributes".',
      },
      {
        name: 'a slip of the pen',
        ...yaml(weatherWith('expiryTme: 2026-05-02T12:00:00Z')),
        at: 'event.yaml:9:1',
        says: '"expiryTime"',
      },
      {
        name: 'snake case beside the right one',
        ...yaml(weatherWith('localized_attributes: {}')),
        at: 'event.yaml:9:1',
        says: 'is there too',
      },
      {
        name: 'inside the event',
        ...yaml(weather.replace('  name:', '  eventName:')),
        at: 'event.yaml:2:3',
        says: 'Rename it to "name".',
      },
    ],
    clean: [{ name: 'every key of the two forms', ...yaml(weatherWith('expiresIn: 1h')) }],
  },
  'event/key-misplaced': {
    found: [
      {
        name: 'the audience inside the event',
        ...json({
          event: { ...body.event, relevantAudience: body.relevantAudience },
          localizedAttributes: body.localizedAttributes,
        }),
        at: 'event.json:10:5',
        says: 'beside "event"',
      },
      {
        name: 'the texts inside the event',
        ...yaml(`${weatherEvent}  localizedAttributes:\n    en-US: { source: A }\n`),
        at: 'event.yaml:7:3',
      },
      {
        name: 'the reference id inside the payload',
        ...yaml(`${weatherEvent}    referenceId: abc\n`),
        at: 'event.yaml:7:5',
      },
    ],
    clean: [{ name: 'beside the event', ...json(body) }],
  },
  'event/template-syntax': {
    found: [
      { name: 'never closed', ...yaml(mediaNamed('"Quest {{ stage"')), at: 'event.yaml:7:25' },
      {
        name: 'an unknown filter',
        ...yaml(mediaNamed('"{{ stage | upcas }}"')),
        at: 'event.yaml:7:25',
        says: 'Did you mean "upcase"?',
      },
      {
        name: 'another file',
        ...yaml(mediaNamed('"{% include \'secret.txt\' %}"')),
        at: 'event.yaml:7:25',
        says: 'cannot read other files',
      },
      {
        name: 'a limit that is no number',
        ...yaml(mediaNamed('"{{ stage | speakable: stage }}"')),
        at: 'event.yaml:7:25',
        says: 'speakable takes a whole number',
      },
    ],
    clean: [
      { name: 'a filter', ...yaml(mediaNamed('"{{ stage | upcase }}"')) },
      { name: 'braces that are meant', ...yaml(mediaNamed('"{% raw %}{{ x }}{% endraw %}"')) },
      { name: 'single braces', ...yaml(mediaNamed('"{ x }"')) },
    ],
  },
  'event/template-variable': {
    found: [
      {
        name: 'two letters swapped',
        ...yaml(mediaNamed('"{{ stgae }}"')),
        at: 'event.yaml:7:25',
        says: 'did you mean stage?',
      },
      {
        name: 'a name that is nearly right',
        ...yaml(mediaNamed('"Quest {{ release.tagname }}"')),
        ...release({ tag_name: 'v1' }),
        at: 'event.yaml:7:25',
        says: 'did you mean release.tag_name?',
      },
      {
        name: 'no release in this run',
        ...json({
          event: {
            name: weatherName,
            payload: { weatherAlert: { alertType: '{{ release.name }}' } },
          },
        }),
        settings: { command: 'send', 'event-file': 'event.json' },
        at: 'event.json:6:22',
        says: 'known only where a release started the run',
      },
      {
        name: 'an inherited property',
        ...yaml(mediaNamed('"{{ stage.constructor.name }}"')),
        at: 'event.yaml:7:25',
      },
    ],
    clean: [
      {
        name: 'a variable of the user',
        ...yaml(mediaNamed('"Quest {{ release.tag_name }}"')),
        ...release({ tag_name: 'v1' }),
      },
      { name: 'something that stands in', ...yaml(mediaNamed('"{{ release | default: \'x\' }}"')) },
      { name: 'a test for it', ...yaml(mediaNamed('"Quest{% if release %}!{% endif %}"')) },
    ],
  },
  'event/template-value': {
    found: [
      {
        name: 'a release without title',
        ...yaml(mediaNamed('"New: {{ release.name }}"')),
        ...release({ name: null }),
        at: 'event.yaml:7:25',
        says: 'has no value',
      },
      {
        name: 'a whole map',
        ...yaml(mediaNamed('"{{ release }}"')),
        ...release({ name: 'x' }),
        at: 'event.yaml:7:25',
        says: 'is a map',
      },
      {
        name: 'a list inside a text',
        ...yaml(mediaNamed('"{{ release.assets }}!"')),
        ...release({ assets: ['a', 'b'] }),
        at: 'event.yaml:7:25',
        says: 'is a list',
      },
    ],
    clean: [
      {
        name: 'something that stands in',
        ...yaml(mediaNamed('"{{ release.name | default: release.tag_name }}"')),
        ...release({ name: null, tag_name: 'v1' }),
      },
      {
        name: 'a joined list',
        ...yaml(mediaNamed('\'{{ release.assets | join: ", " }}\'')),
        ...release({ assets: ['a', 'b'] }),
      },
    ],
  },
  'event/template-limit': {
    found: [
      {
        name: 'a loop without end in sight',
        ...yaml(mediaNamed('"{% for i in (1..100000000) %}x{% endfor %}"')),
        at: 'event.yaml:7:25',
      },
      {
        name: 'a text of 70,000 characters',
        ...yaml(mediaNamed('"{% for i in (1..7000) %}0123456789{% endfor %}"')),
        at: 'event.yaml:7:25',
        says: 'speakable: 80',
      },
    ],
    clean: [{ name: 'a short loop', ...yaml(mediaNamed('"{% for i in (1..9) %}x{% endfor %}"')) }],
  },
  'event/time-form': {
    found: [
      {
        name: 'milliseconds since 1970',
        ...json({ ...body, timestamp: 1777636800000 }),
        at: 'event.json:2:16',
        says: 'Write it like "2026-05-01T12:00:00.000Z".',
      },
      {
        name: 'a space for the T',
        ...yaml(weatherWith('timestamp: 2026-05-01 12:00:00Z')),
        at: 'event.yaml:9:12',
        says: 'Write it like "2026-05-01T12:00:00Z".',
      },
      {
        name: 'empty',
        ...json({ ...body, expiryTime: '' }),
        at: 'event.json:4:17',
        says: 'is empty',
      },
      {
        name: 'a day that does not exist',
        ...yaml(media.replace('2026-05-02T', '2026-02-30T')),
        at: 'event.yaml:4:32',
        says: 'calendar',
      },
      {
        name: 'a day only',
        ...yaml(occasion.replace('T09:00:00Z', '')),
        at: 'event.yaml:9:20',
        says: '2026-05-10T12:00:00Z',
      },
    ],
    clean: [
      { name: 'two digits after the second', ...json(body) },
      { name: 'an offset', ...yaml(media.replace('18:00:00Z', '18:00:00+02:00')) },
    ],
  },
  'event/time-zone': {
    found: [
      {
        name: 'in the payload',
        ...yaml(media.replace('18:00:00Z', '18:00:00')),
        at: 'event.yaml:4:32',
        says: '"2026-05-02T18:00:00Z"',
      },
      {
        name: 'of the event itself',
        ...json({ ...body, timestamp: '2026-05-01T11:59:00' }),
        at: 'event.json:2:16',
      },
    ],
    clean: [{ name: 'UTC', ...yaml(media) }],
  },
  'event/time-passed': {
    found: [
      {
        name: 'a sample of years ago, checked',
        ...json({
          ...body,
          timestamp: '2018-06-18T22:10:01.00Z',
          expiryTime: '2018-06-19T22:10:01.00Z',
        }),
        at: 'event.json:4:17',
        severity: 'warning',
      },
      {
        name: 'the same, sent',
        ...sending(yaml(weatherWith('expiryTime: 2026-05-01T11:00:00Z'))),
        at: 'event.yaml:9:13',
        severity: 'error',
      },
      {
        name: 'an old timestamp alone',
        ...yaml(weatherWith('timestamp: 2026-04-29T12:00:00Z')),
        at: 'event.yaml:9:12',
        says: 'expired 24h ago',
      },
    ],
    clean: [
      {
        name: 'no longer than it lives, which is told once',
        ...json({ ...body, timestamp: '2026-05-01T11:30:00Z', expiryTime: '2026-05-01T11:30:10Z' }),
      },
      { name: 'a minute ago, for a day', ...sending(json(body)) },
      { name: 'no times', ...sending(yaml(weather)) },
      {
        name: 'a start time in the past',
        ...yaml(media.replace('2026-05-02T18', '2026-04-01T18')),
      },
    ],
  },
  'event/expiry-window': {
    found: [
      {
        name: 'a millisecond less than five minutes',
        ...json({ ...body, expiryTime: '2026-05-01T12:03:59.999Z' }),
        at: 'event.json:4:17',
        says: '4m 59s only',
      },
      {
        name: 'a microsecond more than a day',
        ...json({ ...body, expiryTime: '2026-05-02T11:59:00.000001Z' }),
        at: 'event.json:4:17',
        says: '24h and less than 1ms',
      },
      {
        name: 'a timestamp of long ago',
        ...json({ ...body, timestamp: '2018-06-18T22:10:01.00Z' }),
        at: 'event.json:4:17',
        says: 'lives 2874 days',
      },
      {
        name: 'equal times',
        ...json({ ...body, expiryTime: '2026-05-01T11:59:00Z' }),
        at: 'event.json:4:17',
        says: 'equals timestamp',
      },
      {
        name: 'before the timestamp',
        ...json({ ...body, timestamp: '2026-05-01T12:40:00Z', expiryTime: '2026-05-01T12:36:00Z' }),
        at: 'event.json:4:17',
        says: '4m before timestamp',
      },
      {
        name: 'a minute',
        ...json({ ...body, timestamp: '2026-05-01T12:00:00Z', expiryTime: '2026-05-01T12:01:00Z' }),
        at: 'event.json:4:17',
        says: '1m only',
      },
      {
        name: 'the clock read twice',
        ...json({ ...body, expiryTime: '2026-05-02T11:59:00.012Z' }),
        at: 'event.json:4:17',
        says: 'one reading of the clock',
      },
      {
        name: 'expiresIn',
        ...yaml(weatherWith('expiresIn: 4m')),
        at: 'event.yaml:9:12',
        severity: 'error',
      },
      {
        name: 'a fixed time that may fit on another day',
        ...yaml(weatherWith('expiryTime: 2026-05-09T12:00:00Z')),
        at: 'event.yaml:9:13',
        severity: 'warning',
      },
      {
        name: 'the same, sent today',
        ...sending(yaml(weatherWith('expiryTime: 2026-05-09T12:00:00Z'))),
        at: 'event.yaml:9:13',
        severity: 'error',
      },
    ],
    clean: [
      {
        name: 'exactly 24 hours in microseconds',
        ...json({
          ...body,
          timestamp: '2026-05-01T11:59:00.123457Z',
          expiryTime: '2026-05-02T11:59:00.123457Z',
        }),
      },
      { name: 'exactly 24 hours', ...json(body) },
      { name: 'exactly 5 minutes', ...yaml(weatherWith('expiresIn: 5m')) },
    ],
  },
  'event/expires-in': {
    found: [
      {
        name: 'a number',
        ...yaml(weatherWith('expiresIn: 12')),
        at: 'event.yaml:9:12',
        says: '"12m" or "12h"',
      },
      { name: 'words', ...yaml(weatherWith('expiresIn: one day')), at: 'event.yaml:9:12' },
    ],
    clean: [
      { name: 'short', ...yaml(weatherWith('expiresIn: 90m')) },
      { name: 'ISO 8601', ...yaml(weatherWith('expiresIn: PT12H')) },
    ],
  },
  'event/expires-in-unused': {
    found: [
      {
        name: 'both in the file',
        ...json({ ...body, expiresIn: '12h' }),
        at: 'event.json:24:16',
      },
      {
        name: 'the setting',
        files: { 'event.json': JSON.stringify(body) },
        settings: { 'event-file': 'event.json', 'expires-in': '12h' },
        at: 'none',
        says: 'expires-in',
      },
    ],
    clean: [
      {
        name: 'expiresIn with a timestamp',
        ...json({ ...body, expiryTime: undefined, expiresIn: '12h' }),
      },
    ],
  },
  'event/reference-id-length': {
    found: [
      {
        name: 'empty',
        ...json({ ...body, referenceId: '' }),
        at: 'event.json:3:18',
        says: 'The reference id is empty.',
      },
      {
        name: '101 characters',
        ...json({ ...body, referenceId: 'a'.repeat(101) }),
        at: 'event.json:3:18',
        says: '101 characters',
      },
    ],
    clean: [
      { name: '100 characters', ...json({ ...body, referenceId: 'a'.repeat(100) }) },
      { name: 'left out', ...yaml(weather) },
    ],
  },
  'event/reference-id-characters': {
    found: [
      {
        name: 'a dot',
        ...json({ ...body, referenceId: 'release-1.2' }),
        at: 'event.json:3:18',
        says: '"release12"',
        severity: 'warning',
      },
      {
        name: 'many other characters',
        ...json({ ...body, referenceId: 'a..b//c d:e;f,g' }),
        at: 'event.json:3:18',
        says: 'The reference id "a..b//c d:e;f,g" holds ".", "/", " ", ":" and ";"; the description in Amazon\'s SDK allows letters, digits and "~" only.',
        severity: 'warning',
      },
      {
        name: 'hyphens alone',
        ...json({ ...body, referenceId: 'release-1-2' }),
        at: 'event.json:3:18',
        says: "Amazon's own samples hold hyphens",
        severity: 'notice',
      },
    ],
    clean: [{ name: 'letters, digits and a tilde', ...json({ ...body, referenceId: 'Aa0~' }) }],
  },
  'event/reference-id-user': {
    found: [
      {
        name: 'and too long',
        ...json({ ...body, referenceId: `r-amzn1.ask.account.${'A'.repeat(200)}` }),
        at: 'event.json:3:18',
        says: 'The reference id holds a user id, and with 220 characters it is longer than 100.',
        severity: 'error',
      },
      {
        name: 'short enough',
        ...json({ ...body, referenceId: 'amzn1.ask.account.ABC' }),
        at: 'event.json:3:18',
        says: 'The reference id holds a user id.',
        severity: 'warning',
      },
    ],
    clean: [{ name: 'a word about accounts', ...json({ ...body, referenceId: 'account1' }) }],
  },
  'event/attributes-form': {
    found: [
      {
        name: 'an entry without list',
        ...json({ ...body, localizedAttributes: { locale: 'en-US', source: 'A' } }),
        at: 'event.json:14:26',
        says: 'Put it into a list',
      },
      {
        name: 'an entry without locale',
        ...json({ ...body, localizedAttributes: [{ language: 'en-US', source: 'A' }] }),
        at: 'event.json:15:5',
        says: 'Rename "language" to "locale".',
      },
      {
        name: 'texts without locale',
        ...yaml(`${weatherEvent}localizedAttributes:\n  source: Weather Channel\n`),
        at: 'event.yaml:8:11',
        says: 'en-US: { source: … }',
      },
      {
        name: 'a string',
        ...yaml(`${weatherEvent}localizedAttributes: Weather Channel\n`),
        at: 'event.yaml:7:22',
      },
      {
        name: 'a text called "locale"',
        ...yaml(weather.replace('{ source:', '{ locale: en-US, source:')),
        at: 'event.yaml:8:12',
        says: 'A text cannot be called "locale"',
      },
      {
        name: 'a map in a list',
        ...json({ ...body, localizedAttributes: [{ 'en-US': { source: 'A' } }] }),
        at: 'event.json:15:5',
        says: 'Write { "locale": "en-US", … } with the texts beside it',
      },
      {
        name: 'an entry without anything like a locale',
        ...json({ ...body, localizedAttributes: [{ source: 'A' }] }),
        at: 'event.json:15:5',
        says: 'Add "locale": "en-US".',
      },
    ],
    clean: [
      { name: 'a list', ...json(body) },
      { name: 'a map', ...yaml(weather) },
      { name: 'nothing, where nothing is localized', ...yaml(`${messages}localizedAttributes:\n`) },
    ],
  },
  'event/attribute-value': {
    found: [
      {
        name: 'a map by locale inside',
        ...json({ ...body, localizedAttributes: [{ locale: 'en-US', source: { text: 'A' } }] }),
        at: 'event.json:17:17',
        says: 'a map',
      },
      {
        name: 'a number without quotes',
        ...yaml(mediaNamed('1.10')),
        at: 'event.yaml:7:25',
        says: 'quotes',
      },
    ],
    clean: [
      { name: 'a number in quotes', ...yaml(mediaNamed('"1.10"')) },
      {
        name: 'a number out of a template',
        ...yaml(mediaNamed('"{{ release.id }}"')),
        ...release({ id: 2026 }),
      },
    ],
  },
  'event/attribute-empty': {
    found: [
      { name: 'empty', ...yaml(mediaNamed('""')), at: 'event.yaml:7:25' },
      {
        name: 'a template that leaves nothing',
        ...yaml(mediaNamed('"{% if false %}x{% endif %}"')),
        at: 'event.yaml:7:25',
      },
    ],
    clean: [{ name: 'one letter', ...yaml(mediaNamed('X')) }],
  },
  'event/attributes-missing': {
    found: [
      { name: 'left out', ...yaml(weatherEvent), at: 'event.yaml:5:15', says: '"source"' },
      {
        name: 'an empty list',
        ...json({ ...body, localizedAttributes: [] }),
        at: 'event.json:9:19',
      },
    ],
    clean: [
      { name: 'nothing is localized', ...yaml(messages) },
      { name: 'there are some', ...yaml(weather) },
    ],
  },
  'event/attribute-missing': {
    found: [
      {
        name: 'another spelling',
        ...yaml(weather.replace('en-US: { source:', 'en-US: { sourc:')),
        at: 'event.yaml:5:15',
        says: 'did you mean "sourc"?',
      },
      {
        name: 'in one of two locales',
        ...yaml(`${weather}  de-DE: {}\n`),
        at: 'event.yaml:9:3',
        says: 'de-DE has no text for "source"',
      },
      {
        name: 'in every locale, as none has any text',
        ...yaml(`${weatherEvent}localizedAttributes:\n  en-US: {}\n`),
        at: 'event.yaml:5:15',
        says: 'or correct the name.',
      },
      {
        name: 'in one of two entries',
        ...json({
          ...body,
          localizedAttributes: [...body.localizedAttributes, { locale: 'fr-FR' }],
        }),
        at: 'event.json:20:17',
        says: 'fr-FR',
      },
    ],
    clean: [
      { name: 'in both locales', ...yaml(`${weather}  de-DE: { source: Wetter }\n`) },
      {
        name: 'in two entries of one locale',
        ...yaml(
          occasion.replace(
            '\n  en-US: { subject: a root canal, providerName: Dental XYZ }',
            ' [{ locale: en-US, subject: A }, { locale: en-US, providerName: B }]',
          ),
        ),
      },
    ],
  },
  'event/attribute-unused': {
    found: [
      {
        name: 'nobody refers to it',
        ...yaml(weather.replace('Weather Channel }', 'Weather Channel, area: Kent }')),
        at: 'event.yaml:8:37',
        says: '"area"',
      },
      {
        name: 'in several locales',
        ...yaml(
          `${weather.replace('Channel }', 'Channel, area: Kent }')}  de-DE: { source: A, area: B }\n`,
        ),
        at: 'event.yaml:8:37',
        says: '"area" (in 2 locales)',
      },
      {
        name: 'an event without localized texts',
        ...yaml(`${messages}localizedAttributes:\n  en-US: { creator: Kitchen }\n`),
        at: 'event.yaml:7:12',
      },
    ],
    clean: [
      { name: 'all in use', ...yaml(occasion) },
      {
        name: 'the field that refers to it is empty, which is told once',
        ...yaml(weather.replace('localizedattribute:source', '""')),
      },
      {
        name: 'a text stands where the reference belongs, which is told once',
        ...yaml(weather.replace('localizedattribute:source', 'Weather Channel')),
      },
      {
        name: 'the map with that field is missing',
        ...yaml(media.replace(/ {4}content: .*\n/, '')),
      },
      {
        name: 'the reference names no text',
        ...yaml(weather.replace('localizedattribute:source', '"localizedattribute:"')),
      },
    ],
  },
  'event/locale-merged': {
    found: [
      {
        name: 'one entry for each text',
        ...yaml(
          occasion.replace(
            '\n  en-US: { subject: a root canal, providerName: Dental XYZ }',
            ' [{ locale: en-US, subject: A }, { locale: en-US, providerName: B }]',
          ),
        ),
        at: 'event.yaml:10:64',
        severity: 'notice',
      },
      {
        name: 'two texts of one name',
        ...json({
          ...body,
          localizedAttributes: [...body.localizedAttributes, { locale: 'en-US', source: 'B' }],
        }),
        at: 'event.json:21:17',
        severity: 'warning',
        says: '"B", is sent',
      },
    ],
    clean: [
      { name: 'two locales of one language', ...yaml(`${weather}  en-GB: { source: Met }\n`) },
    ],
  },
  'event/locale-without-entry': {
    found: [
      {
        name: 'a locale of the skill',
        ...withSkill(weather, [weatherName], ['en-US', 'en-CA', 'de-DE']),
        at: 'event.yaml:7:1',
        says: 'en-CA and de-DE',
      },
      {
        name: 'the only other locale of the skill',
        ...withSkill(weather, [weatherName], ['en-US', 'de-DE']),
        at: 'event.yaml:7:1',
        says: 'there are no texts for it; these customers hear only that they have a notification. Add an entry for de-DE.',
      },
    ],
    clean: [
      { name: 'all there', ...withSkill(weather, [weatherName], ['en-US']) },
      {
        name: 'nothing is localized',
        ...withSkill(messages, ['AMAZON.MessageAlert.Activated'], ['en-US', 'de-DE']),
      },
    ],
  },
  'event/locale-unknown': {
    found: [
      {
        name: 'a country where no skills are, of a language that they speak',
        ...yaml(weather.replace('en-US', 'fr-BE')),
        at: 'event.yaml:8:3',
        says: 'For this language skills have fr-CA, fr-FR.',
        severity: 'warning',
      },
      {
        name: 'a language that no skill speaks',
        ...yaml(weather.replace('en-US', 'fi-FI')),
        at: 'event.yaml:8:3',
        says: 'Use one of ',
        severity: 'warning',
      },
      {
        name: 'a language with several countries',
        ...json({ ...body, localizedAttributes: [{ locale: 'en', source: 'A' }] }),
        at: 'event.json:16:17',
        says: 'Write "en-US".',
      },
      {
        name: 'the code of a kingdom',
        ...yaml(weather.replace('en-US', 'en-UK')),
        at: 'event.yaml:8:3',
        says: 'did you mean en-GB?',
        severity: 'warning',
      },
      {
        name: 'underscore and small letters',
        ...yaml(weather.replace('en-US', 'en_us')),
        at: 'event.yaml:8:3',
        says: 'Write "en-US".',
        severity: 'error',
      },
      {
        name: 'a language alone',
        ...json({ ...body, localizedAttributes: [{ locale: 'de', source: 'A' }] }),
        at: 'event.json:16:17',
        says: 'Write "de-DE".',
      },
      {
        name: 'one that skills may have some day',
        ...yaml(weather.replace('en-US', 'de-AT')),
        at: 'event.yaml:8:3',
        says: 'de-DE',
        severity: 'warning',
      },
    ],
    clean: [{ name: 'the newest locale', ...yaml(weather.replace('en-US', 'nl-NL')) }],
  },
  'event/literal-text': {
    found: [
      {
        name: 'a seller',
        ...yaml(
          `${order.split('localizedAttributes')[0]}`.replace(
            'localizedattribute:sellerName',
            'Delivery Owl',
          ),
        ),
        at: 'event.yaml:5:30',
        says: '"localizedattribute:sellerName"',
      },
    ],
    clean: [
      { name: 'a reference', ...yaml(order) },
      { name: 'a field that is not localized', ...yaml(messages) },
      {
        name: 'a skill with one locale',
        ...withSkill(
          weatherEvent.replace('localizedattribute:source', 'Weather Channel'),
          [weatherName],
          ['en-US'],
        ),
      },
    ],
  },
  'event/not-localizable': {
    found: [
      {
        name: 'the creator of messages',
        ...yaml(
          `${messages.replace('Kitchen', 'localizedattribute:creatorName')}localizedAttributes:\n  en-US: { creatorName: Kitchen }\n`,
        ),
        at: 'event.yaml:5:38',
        says: 'no localized text',
      },
    ],
    clean: [{ name: 'the source of a warning', ...yaml(weather) }],
  },
  'event/reference-prefix': {
    found: [
      {
        name: 'a dot for the colon',
        ...yaml(weather.replace('localizedattribute:source', 'localizedattribute.source')),
        at: 'event.yaml:5:15',
        says: 'Write "localizedattribute:source".',
      },
      {
        name: 'no colon',
        ...yaml(weather.replace('localizedattribute:source', 'localizedattributesource')),
        at: 'event.yaml:5:15',
        says: 'Write "localizedattribute:source".',
      },
      {
        name: 'localized:',
        ...yaml(weather.replace('localizedattribute:source', 'localized:source')),
        at: 'event.yaml:5:15',
        says: 'Write "localizedattribute:source".',
      },
      {
        name: 'a capital and a space',
        ...yaml(weather.replace('localizedattribute:source', '"localizedAttribute: source"')),
        at: 'event.yaml:5:15',
        says: 'Write "localizedattribute:source".',
      },
      {
        name: 'no key',
        ...yaml(weather.replace('localizedattribute:source', '"localizedattribute:"')),
        at: 'event.yaml:5:15',
        says: 'names no localized attribute',
      },
    ],
    clean: [
      {
        name: 'a text about them',
        ...yaml(weather.replace('localizedattribute:source', 'Localized attributes of Kent')),
      },
      { name: 'exact', ...yaml(weather) },
      { name: 'text with a colon', ...yaml(messages.replace('Kitchen', '"Local: Kitchen"')) },
    ],
  },
  'event/english-only': {
    found: [
      {
        name: 'texts in German',
        ...yaml(`${order}  de-DE: { sellerName: Beispielladen }\n`),
        at: 'event.yaml:2:9',
        says: "The Japanese edition of Amazon's page",
        severity: 'notice',
      },
      {
        name: 'a skill in French',
        ...withSkill(invite, ['AMAZON.SocialGameInvite.Available'], ['en-US', 'fr-FR']),
        at: 'event.yaml:2:9',
        says: 'fr-FR',
      },
    ],
    clean: [
      { name: 'British English', ...yaml(`${order}  en-GB: { sellerName: Shop }\n`) },
      { name: 'another event', ...yaml(`${weather}  de-DE: { source: Wetter }\n`) },
    ],
  },
  'event/audience-type': {
    found: [
      {
        name: 'small letters',
        ...json({ ...body, relevantAudience: { type: 'multicast', payload: {} } }),
        at: 'event.json:21:13',
        says: 'Write "Multicast".',
      },
      {
        name: 'no type',
        ...yaml(weatherWith('relevantAudience: { payload: {} }')),
        at: 'event.yaml:9:19',
      },
      {
        name: 'a string',
        ...yaml(weatherWith('relevantAudience: Unicast')),
        at: 'event.yaml:9:19',
        says: 'type: Unicast',
      },
    ],
    clean: [
      { name: 'Multicast', ...json(body) },
      { name: 'Unicast', ...yaml(weatherWith(unicast)) },
      { name: 'left out', ...yaml(weather) },
    ],
  },
  'event/audience-payload': {
    found: [
      {
        name: 'a user in a Multicast',
        ...yaml(weatherWith(unicast.replace('Unicast', 'Multicast'))),
        at: 'event.yaml:9:49',
        severity: 'error',
      },
      {
        name: 'a Multicast without payload',
        ...yaml(weatherWith('relevantAudience: { type: Multicast }')),
        at: 'event.yaml:9:19',
        severity: 'warning',
      },
      {
        name: 'the user beside the type',
        ...json({
          ...body,
          relevantAudience: { type: 'Unicast', user: 'amzn1.ask.account.ABC', payload: {} },
        }),
        at: 'event.json:22:5',
        says: 'payload: { user: … }',
      },
    ],
    clean: [
      { name: 'an empty payload', ...json(body) },
      { name: 'a user in a Unicast', ...yaml(weatherWith(unicast)) },
    ],
  },
  'event/audience-user': {
    found: [
      {
        name: 'a map with the user id',
        ...json({
          ...body,
          relevantAudience: {
            type: 'Unicast',
            payload: { user: { userId: 'amzn1.ask.account.ABC' } },
          },
        }),
        at: 'event.json:23:15',
        says: 'Write the value of "userId" directly',
        severity: 'error',
      },
      {
        name: 'no user',
        ...yaml(weatherWith('relevantAudience: { type: Unicast, payload: {} }')),
        at: 'event.yaml:9:45',
      },
      {
        name: 'under another name',
        ...yaml(weatherWith(unicast.replace('user:', 'userId:'))),
        at: 'event.yaml:9:47',
        says: 'Rename it to "user".',
      },
      {
        name: '256 characters',
        ...yaml(weatherWith(unicast.replace('ABC', 'A'.repeat(238)))),
        at: 'event.yaml:9:53',
        says: '256 characters',
        severity: 'error',
      },
      {
        name: 'a person',
        ...yaml(weatherWith(unicast.replace('account', 'person'))),
        at: 'event.yaml:9:53',
        severity: 'warning',
      },
      {
        name: 'a placeholder',
        ...yaml(weatherWith(unicast.replace('amzn1.ask.account.ABC', 'USER_ID'))),
        at: 'event.yaml:9:53',
        severity: 'warning',
      },
    ],
    clean: [
      {
        name: 'the user beside the payload, which is told as such',
        ...json({ ...body, relevantAudience: { type: 'Unicast', user: 'amzn1.ask.account.ABC' } }),
      },
      { name: '255 characters', ...yaml(weatherWith(unicast.replace('ABC', 'A'.repeat(237)))) },
    ],
  },
  'event/property-misspelt': {
    found: [
      {
        name: "alert for weatherAlert, as in Amazon's old example",
        ...yaml(weather.replace('weatherAlert:', 'alert:')),
        at: 'event.yaml:4:5',
        says: 'Rename it to "weatherAlert".',
        severity: 'error',
      },
      {
        name: 'ScoreEarned',
        ...yaml(sports.replace('scoreEarned', 'ScoreEarned')),
        at: 'event.yaml:4:15',
        severity: 'error',
      },
      {
        name: 'garbageType',
        ...yaml(trash.replace('garbageTypes', 'garbageType')),
        at: 'event.yaml:4:14',
        severity: 'error',
      },
      {
        name: 'enterTimeStamp',
        ...yaml(order.replace('enterTimestamp', 'enterTimeStamp')),
        at: 'event.yaml:4:39',
        severity: 'warning',
      },
      {
        name: 'deliveredOn',
        ...yaml(order.replace('enterTimestamp', 'deliveredOn')),
        at: 'event.yaml:4:39',
        severity: 'warning',
      },
      {
        name: 'a slip of the pen',
        ...json({
          ...body,
          event: {
            ...body.event,
            payload: { weatherAlert: { source: 'localizedattribute:source', alertTyp: 'TORNADO' } },
          },
        }),
        at: 'event.json:10:9',
        says: 'Rename it to alertType.',
        severity: 'error',
      },
    ],
    clean: [
      { name: 'the alert of a trash collection', ...yaml(trash) },
      { name: 'enterTimestamp', ...yaml(order) },
      { name: 'scoreEarned', ...yaml(sports) },
    ],
  },
  'event/property-misplaced': {
    found: [
      {
        name: 'relationshipToInvitee inside inviter',
        ...yaml(
          invite.replace(
            '{ name: Max }, relationshipToInvitee: FRIEND,',
            '{ name: Max, relationshipToInvitee: FRIEND },',
          ),
        ),
        at: 'event.yaml:4:37',
        severity: 'warning',
      },
      {
        name: 'inviteType inside inviter',
        ...yaml(
          invite
            .replace('{ name: Max }', '{ name: Max, inviteType: CHALLENGE }')
            .replace(', inviteType: CHALLENGE }\n', ' }\n'),
        ),
        at: 'event.yaml:4:37',
        severity: 'error',
      },
      {
        name: 'enterTimestamp inside deliveryDetails',
        ...yaml(
          order.replace(
            'enterTimestamp: 2026-05-01T09:00:00Z',
            'deliveryDetails: { enterTimestamp: 2026-05-01T09:00:00Z }',
          ),
        ),
        at: 'event.yaml:4:58',
        severity: 'warning',
      },
    ],
    clean: [
      { name: 'beside inviter', ...yaml(invite) },
      { name: 'in state', ...yaml(order) },
    ],
  },
  'event/property-invented': {
    found: [
      ...(['orderId', 'trackingNumber', 'delivery', 'spokenInfo', 'bodyTemplate'] as const).map(
        key => ({
          name: key,
          ...yaml(order.replace('order: {', `order: { ${key}: 7,`)),
          at: 'event.yaml:5:14',
          says: `"${key}"`,
        }),
      ),
      {
        name: 'message.textContent',
        ...yaml(messages.replace('count: 3', 'count: 3, message: { textContent: Dinner }')),
        at: 'event.yaml:5:59',
        says: 'no text of a message',
      },
      {
        name: 'occasionName',
        ...yaml(occasion.replace('      subject:', '      occasionName: x\n      subject:')),
        at: 'event.yaml:7:7',
        says: 'occasion.subject',
      },
    ],
    clean: [{ name: 'deliveryDetails', ...yaml(order) }],
  },
  'event/property-missing': {
    found: [
      {
        name: 'the type of a weather alert',
        ...yaml(weather.replace('      alertType: TORNADO\n', '')),
        at: 'event.yaml:5:7',
        says: 'weatherAlert.alertType is missing',
      },
      {
        name: 'inside a renamed property',
        ...yaml(
          weather.replace('      alertType: TORNADO\n', '').replace('weatherAlert:', 'alert:'),
        ),
        at: 'event.yaml:5:7',
      },
    ],
    clean: [
      {
        name: 'the source, which is optional',
        ...yaml(weatherEvent.replace('      source: localizedattribute:source\n', '')),
      },
    ],
  },
  'event/property-unknown': {
    found: [
      {
        name: 'an area',
        ...yaml(weatherPayload('alertType: TORNADO\n      area: Kent')),
        at: 'event.yaml:7:7',
        severity: 'warning',
      },
    ],
    clean: [{ name: 'all of the schema', ...yaml(sports) }],
  },
  'event/value-unknown': {
    found: [
      {
        name: 'AUDIOBOOK',
        ...yaml(media.replace('GAME', 'AUDIOBOOK')),
        at: 'event.yaml:5:67',
        says: 'did you mean BOOK?',
      },
      {
        name: 'RECEIVED for REQUESTED',
        ...yaml(occasion.replace('CONFIRMED', 'RECEIVED')),
        at: 'event.yaml:4:34',
        says: 'Write REQUESTED.',
      },
      {
        name: 'CANCELLED',
        ...yaml(occasion.replace('CONFIRMED', 'CANCELLED')),
        at: 'event.yaml:4:34',
        says: 'did you mean CANCELED?',
      },
      {
        name: 'in a list',
        ...yaml(trash.replace('CANS', 'PLASTIC')),
        at: 'event.yaml:4:36',
      },
    ],
    clean: [
      { name: 'each day of the week', ...yaml(trash) },
      { name: 'BOOK', ...yaml(media.replace('GAME', 'BOOK')) },
      {
        name: 'out of a template',
        ...yaml(media.replace('GAME', '"{{ release.kind | upcase }}"')),
        ...release({ kind: 'album' }),
      },
    ],
  },
  'event/value-type': {
    found: [
      {
        name: 'a text for a list',
        ...yaml(trash.replace('[GLASS, CANS]', 'GLASS')),
        at: 'event.yaml:4:28',
        says: '["GLASS"]',
      },
      {
        name: 'a number that a template made, for a text',
        ...yaml(messages.replace('Kitchen', '"{{ release.count }}"')),
        ...release({ count: 4 }),
        at: 'event.yaml:5:38',
        says: 'append',
      },
      {
        name: 'a text that a template made, for a number',
        ...yaml(messages.replace('count: 3', 'count: "{{ release.count }}"')),
        ...release({ count: '4' }),
        at: 'event.yaml:5:56',
        says: 'plus: 0',
      },
      {
        name: 'a number in quotes',
        ...yaml(messages.replace('count: 3', 'count: "3"')),
        at: 'event.yaml:5:56',
        says: 'Write 3 without quotes.',
      },
      {
        name: 'a text for a map',
        ...yaml(messages.replace('{ name: Kitchen }', 'Kitchen')),
        at: 'event.yaml:5:30',
        says: '{ "name": "Kitchen" }',
      },
      {
        name: 'a reference id without quotes',
        ...json({ ...body, referenceId: 20260501 }),
        at: 'event.json:3:18',
        says: 'quotes',
      },
    ],
    clean: [
      {
        name: 'a number out of a template',
        ...yaml(messages.replace('count: 3', 'count: "{{ release.count }}"')),
        ...release({ count: 4 }),
      },
    ],
  },
  'event/value-range': {
    found: [
      {
        name: 'no message',
        ...yaml(messages.replace('count: 3', 'count: 0')),
        at: 'event.yaml:5:56',
        severity: 'error',
      },
      {
        name: 'no garbage',
        ...yaml(trash.replace('[GLASS, CANS]', '[]')),
        at: 'event.yaml:4:28',
        severity: 'error',
      },
      {
        name: 'six kinds of garbage',
        ...yaml(trash.replace('[GLASS', '[BULKY, CLOTHING, LANDFILL, BOTTLES, GLASS')),
        at: 'event.yaml:4:28',
        severity: 'warning',
      },
    ],
    clean: [
      { name: 'one message', ...yaml(messages.replace('count: 3', 'count: 1')) },
      {
        name: 'five kinds of garbage',
        ...yaml(trash.replace('[GLASS', '[BULKY, CLOTHING, LANDFILL, GLASS')),
      },
    ],
  },
  'event/text-empty': {
    found: [
      {
        name: 'nobody sends messages',
        ...yaml(messages.replace('Kitchen', '""')),
        at: 'event.yaml:5:38',
        says: 'The creator has an empty name',
      },
      {
        name: 'a blank sends messages',
        ...yaml(messages.replace('Kitchen', '" "')),
        at: 'event.yaml:5:38',
      },
      {
        name: 'a team without name',
        ...yaml(sports.replace('Blues', '""')),
        at: 'event.yaml:8:42',
      },
    ],
    clean: [{ name: 'somebody', ...yaml(messages) }],
  },
  'event/update-empty': {
    found: [
      {
        name: 'always written',
        ...yaml(sports.replace('{ scoreEarned: 1, teamName: Reds }', '{}')),
        at: 'event.yaml:4:5',
      },
    ],
    clean: [
      { name: 'somebody scored', ...yaml(sports) },
      {
        name: 'left out',
        ...yaml(sports.replace('    update: { scoreEarned: 1, teamName: Reds }\n', '')),
      },
    ],
  },
} as const satisfies RuleCases<RuleOf<'event'>>
