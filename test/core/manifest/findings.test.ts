import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/core/json.ts'
import { readManifest } from '../../../src/core/manifest/manifest.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:skill'
const permissions = [{ name: 'alexa::devices:all:notifications:write' }]
const publications = [{ eventName: 'AMAZON.WeatherAlert.Activated' }]
const subscriptions = [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }]
const endpoint = { uri: arn }
const events = { publications, subscriptions, endpoint }
const publishingInformation = { locales: { 'en-US': {} } }

type Files = Readonly<Record<string, string>>

/** A manifest in which nothing is wrong but what is given; undefined leaves a key out. */
const skill = (parts: Readonly<Record<string, Json | undefined>>): Files => ({
  'skill.json': JSON.stringify({
    manifest: { permissions, events, publishingInformation, ...parts },
  }),
})
const ofEvents = (parts: Readonly<Record<string, Json | undefined>>): Files =>
  skill({ events: JSON.parse(JSON.stringify({ ...events, ...parts })) })
const ofPublications = (...list: readonly Json[]) => ofEvents({ publications: list })
const ofSubscriptions = (...list: readonly Json[]) =>
  ofEvents({ subscriptions: [...subscriptions, ...list] })
const ofEndpoint = (parts: Json) => ofEvents({ endpoint: parts })
const ofRegion = (name: string, parts: Json) => ofEvents({ regions: { [name]: parts } })

/** `skillEvents` of profiles of `ask-resources.json`. */
const profiles = (all: Readonly<Record<string, Json>>): Files => ({
  'ask-resources.json': JSON.stringify({
    profiles: Object.fromEntries(
      Object.entries(all).map(([name, skillEvents]) => [
        name,
        { skillInfrastructure: { userConfig: { skillEvents } } },
      ]),
    ),
  }),
})

const worldOf = (files: Files) => ({
  readFile: async (path: string) => {
    const text = files[path]
    return text === undefined ? undefined : new TextEncoder().encode(text)
  },
})

/** All that is found: how bad, the rule, and what is at the place; and what is said of it. */
async function findings(files: Files) {
  const { diagnostics } = await readManifest(undefined, worldOf(files), { sending: false })
  return diagnostics.map(({ severity, rule, place, message, help }) => {
    const { file = '', column = 1, endColumn = 1 } = place ?? {}
    const at = `${severity} ${rule.replace('manifest/', '')} ${files[file]?.slice(column - 1, endColumn - 1).slice(0, 24)}`
    return { at, text: `${message} ${help}` }
  })
}

const received = { eventName: 'SKILL_ENABLED' }
const listed = {
  publications: ['AMAZON.WeatherAlert.Activated'],
  subscriptions: ['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED'],
}
const https = 'https://example.com/alexa'

/** What is in the files, and what is found: how bad, the rule and what is at the place; a part of what is said. */
const cases: readonly (readonly [string, Files, string, string?])[] = [
  ['a whole manifest', skill({}), ''],
  // Addresses.
  [
    'no endpoint, and nothing that needs one',
    skill({ events: { publications: [] } }),
    'warning publications-missing []',
  ],
  [
    'no endpoint, but subscriptions',
    skill({ events: { publications: [], subscriptions } }),
    'error endpoint-missing {"publications":[],"subs; warning publications-missing []',
  ],
  ['an endpoint without address', ofEndpoint({}), 'error endpoint-missing {}'],
  [
    'an endpoint with an empty address',
    ofEndpoint({ uri: '' }),
    'error endpoint-missing ""',
    '"uri" is empty',
  ],
  ['an endpoint whose address is a list', ofEndpoint({ uri: [] }), 'error structure []'],
  ['an endpoint that is null', ofEndpoint(null), 'error structure null'],
  [
    'a misspelled endpoint',
    ofEvents({ endpoint: undefined, endpont: endpoint }),
    'error endpoint-missing "endpont"',
    'in "events"',
  ],
  [
    'no endpoint, but regions',
    ofEvents({ endpoint: undefined, regions: {} }),
    'error endpoint-missing {"publications":[{"event',
  ],
  [
    'a misspelled address that is wrong',
    ofEndpoint({ url: 'arn:aws:lambda' }),
    'error endpoint-missing "url"; error endpoint-arn "arn:aws:lambda"',
  ],
  [
    'an ARN with spaces',
    ofEndpoint({ uri: ` ${arn}` }),
    'error endpoint-uri " arn:aws:lambda:us-east',
    `Write "uri": "${arn}"`,
  ],
  [
    'half an ARN with spaces',
    ofEndpoint({ uri: 'arn:aws:lambda ' }),
    'error endpoint-arn "arn:aws:lambda "',
    'Write it whole and without spaces',
  ],
  [
    'an https address with spaces',
    ofEndpoint({ uri: `${https} ` }),
    'warning certificate-missing {"uri":"https://example.; error endpoint-uri "https://example.com/ale',
  ],
  [
    'a word with spaces',
    ofEndpoint({ uri: ' skill' }),
    'error endpoint-uri " skill"',
    'Write "uri": "skill".',
  ],
  [
    'an https address with a space in it',
    ofEndpoint({ uri: 'https://exa mple.com' }),
    'error endpoint-uri "https://exa mple.com"',
    'Write the whole address',
  ],
  ['something that begins like an ARN', ofEndpoint({ uri: 'arn' }), 'error endpoint-arn "arn"'],
  [
    'a name that begins like an ARN',
    ofEndpoint({ uri: 'arnold', sslCertificateType: 'Trusted' }),
    'error endpoint-arn "arnold"; warning certificate-on-arn "sslCertificateType"',
  ],
  [
    'a name with a certificate',
    ofEndpoint({ uri: 'skill', sslCertificateType: 'Trusted' }),
    'error endpoint-uri "skill"',
  ],
  [
    'an ARN in capitals',
    ofEndpoint({ uri: arn.toUpperCase() }),
    'error endpoint-uri "ARN:AWS:LAMBDA:US-EAST-',
  ],
  [
    'a region of AWS that is near no other',
    ofEndpoint({ uri: arn.replace('us-east-1', 'sa-xxxxx-9') }),
    'error endpoint-region "arn:aws:lambda:sa-xxxxx',
    'cannot call it. Deploy',
  ],
  [
    'a region of AWS that is near another',
    ofEndpoint({ uri: arn.replace('us-east-1', 'us-east-2') }),
    'error endpoint-region "arn:aws:lambda:us-east-',
    'cannot call it; did you mean us-east-1?',
  ],
  [
    'a certificate that is no text',
    ofEndpoint({ uri: https, sslCertificateType: ['Trusted'] }),
    'error certificate-unknown ["Trusted"]',
  ],
  [
    'a certificate like no other',
    ofEndpoint({ uri: https, sslCertificateType: 'x' }),
    'error certificate-unknown "x"',
    'The certificate type "x" is not one of Trusted, Wildcard, SelfSigned.',
  ],
  [
    'https without certificate in a region',
    ofRegion('EU', { endpoint: { uri: https } }),
    'warning certificate-missing {"uri":"https://example.',
  ],
  [
    'a placeholder with a certificate',
    ofEndpoint({ uri: 'TODO', sslCertificateType: 'Trusted' }),
    'warning endpoint-placeholder "TODO"',
  ],
  [
    'a placeholder of https without certificate',
    ofEndpoint({ uri: 'https://your-host/alexa' }),
    'warning certificate-missing {"uri":"https://your-hos; warning endpoint-placeholder "https://your-host/alexa',
  ],
  [
    'a private address with a certificate',
    ofEndpoint({ uri: 'https://10.0.0.1', sslCertificateType: 'Wildcard' }),
    'warning endpoint-unreachable "https://10.0.0.1"',
  ],
  // Regions.
  [
    'all regions',
    ofEvents({ regions: { FE: { endpoint }, NA: { endpoint }, EU: { endpoint } } }),
    '',
  ],
  ['regions that are null', ofEvents({ regions: null }), 'error structure null'],
  ['a region that is a list', ofRegion('EU', []), 'error structure []'],
  ['a region of no name', ofRegion('', { endpoint }), 'error region-unknown ""'],
  [
    'an unknown region that is wrong, too',
    ofRegion('MOON', 1),
    'error region-unknown "MOON"; error structure 1',
    "not one of Alexa's.",
  ],
  [
    'the region of the ASK CLI that is wrong, too',
    ofRegion('default', {}),
    'error region-unknown "default"; error endpoint-missing {}',
  ],
  [
    'a region with the name of a country',
    ofRegion('usa', { endpoint }),
    'error region-unknown "usa"',
    'did you mean NA?',
  ],
  [
    'a region with the name of a continent',
    ofRegion('Europe', { endpoint }),
    'error region-unknown "Europe"',
    'did you mean EU?',
  ],
  [
    'a region with two letters swapped',
    ofRegion('EF', { endpoint }),
    'error region-unknown "EF"',
    'did you mean FE?',
  ],
  [
    'misspelled regions',
    ofEvents({ reginos: { EU: { endpoint: {} } } }),
    'warning region-unknown "reginos"; error endpoint-missing {}',
    'so no region has an endpoint',
  ],
  // Publications.
  [
    'no publications where there is a subscription',
    ofEvents({ publications: undefined }),
    'warning publications-missing {"subscriptions":[{"even',
    'Add "publications": [{ "eventName"',
  ],
  ['publications that are null', ofEvents({ publications: null }), 'error publications-shape null'],
  [
    'publications that are a text',
    ofEvents({ publications: 'AMAZON.WeatherAlert.Activated' }),
    'error publications-shape "AMAZON.WeatherAlert.Act',
    '[{ "eventName": "AMAZON.MediaContent.Available" }]',
  ],
  [
    'a publication that is a list',
    ofPublications([]),
    'error publications-shape []',
    'Write { "eventName": "AMAZON.MediaContent.Available" }.',
  ],
  [
    'a publication whose name is null',
    ofPublications({ eventName: null }),
    'error publications-shape null',
    'Write "eventName": "AMAZON.MediaContent.Available".',
  ],
  [
    'a publication as a misspelled text',
    ofPublications('AMAZON.WeatherAlert'),
    'error publications-shape "AMAZON.WeatherAlert"; error publication-unknown "AMAZON.WeatherAlert"',
    'An entry is a string, but must be an object with an "eventName"',
  ],
  [
    'a publication with a misspelled key and name',
    ofPublications({ eventname: 'AMAZON.WeatherAlert' }),
    'error publications-shape "eventname"; error publication-unknown "AMAZON.WeatherAlert"',
  ],
  [
    'a publication three times',
    ofPublications(...publications, ...publications, ...publications),
    'warning publication-duplicate "AMAZON.WeatherAlert.Act; warning publication-duplicate "AMAZON.WeatherAlert.Act',
    'first in line 1',
  ],
  [
    'an unknown publication twice',
    ofPublications({ eventName: 'x' }, { eventName: 'x' }),
    'error publication-unknown "x"; warning publication-duplicate "x"',
    'eight proactive events.',
  ],
  [
    'a request type as publication',
    ofPublications({ eventName: 'AlexaSkillEvent.SkillEnabled' }),
    'error publication-unknown "AlexaSkillEvent.SkillEn',
    'receives',
  ],
  [
    'a subscription as publication',
    ofPublications({ eventName: 'SKILL_ENABLED' }),
    'error publication-unknown "SKILL_ENABLED"',
    'Move it to "subscriptions"',
  ],
  // Subscriptions.
  [
    'no subscriptions',
    ofEvents({ subscriptions: undefined }),
    'notice subscription-missing {"publications":[{"event',
    'Add { "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }',
  ],
  [
    'no subscriptions where nothing is published',
    ofEvents({ publications: [], subscriptions: undefined }),
    'warning publications-missing []',
  ],
  [
    'others only where nothing is published',
    ofEvents({ publications: [], subscriptions: [received] }),
    'warning publications-missing []',
  ],
  [
    'subscriptions that are a text',
    ofEvents({ subscriptions: 'SKILL_ENABLED' }),
    'error structure "SKILL_ENABLED"',
    '[{ "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }]',
  ],
  [
    'a subscription of the wrong form, and no other',
    ofEvents({ subscriptions: [{}] }),
    'error structure {}',
  ],
  [
    'a subscription as a text, and no other',
    ofEvents({ subscriptions: ['SKILL_ENABLED'] }),
    'error structure "SKILL_ENABLED"',
  ],
  [
    'a misspelled subscription, and no other',
    ofEvents({ subscriptions: [{ eventName: 'SKILL_ENABLE' }] }),
    'notice subscription-missing [{"eventName":"SKILL_ENA; error subscription-unknown "SKILL_ENABLE"',
  ],
  ['a subscription twice', ofSubscriptions(received, received), ''],
  [
    'a request type like no other',
    ofSubscriptions({ eventName: 'AlexaSkillEvent.Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }),
    'error subscription-request-type "AlexaSkillEvent.Xxxxxxx',
    'not the name of a subscription. Use one of',
  ],
  [
    'a misspelled request type',
    ofSubscriptions({ eventName: 'AlexaSkillEvent.SkillAcountLinked' }),
    'error subscription-request-type "AlexaSkillEvent.SkillAc',
    'Write SKILL_ACCOUNT_LINKED',
  ],
  [
    'a request type of a permission that changed',
    ofSubscriptions({ eventName: 'AlexaSkillEvent.SkillPermissionChanged' }),
    'error subscription-request-type "AlexaSkillEvent.SkillPe',
    'SKILL_PERMISSION_CHANGED',
  ],
  [
    'a request type of a permission that was given',
    ofSubscriptions({ eventName: 'AlexaSkillEvent.SkillPermissionAccepted' }),
    'error subscription-request-type "AlexaSkillEvent.SkillPe',
    'SKILL_PERMISSION_ACCEPTED',
  ],
  [
    'an event of Amazon that is none',
    ofSubscriptions({ eventName: 'AMAZON.x' }),
    'error subscription-unknown "AMAZON.x"',
  ],
  // Events.
  [
    'no events',
    skill({ events: undefined }),
    'warning events-missing {"permissions":[{"name":',
    'Add "events"',
  ],
  [
    'no events of a skill for smart homes',
    skill({ events: undefined, apis: { smartHome: {} } }),
    'warning not-custom "apis"',
  ],
  [
    'events of a skill for smart homes',
    skill({ apis: { smartHome: {} } }),
    'warning not-custom "apis"',
  ],
  [
    'others only for a skill for smart homes',
    skill({
      apis: { smartHome: {} },
      events: { ...events, publications: [], subscriptions: [received] },
    }),
    'warning not-custom "apis"',
  ],
  [
    'no list of publications for a skill for smart homes',
    skill({ apis: { smartHome: {} }, events: { endpoint } }),
    'warning not-custom "apis"',
  ],
  ['events that are null', skill({ events: null }), 'error structure null'],
  [
    'misspelled events',
    skill({ events: undefined, event: { ...events, publications: [] } }),
    'error events-missing "event"; warning publications-missing []',
  ],
  // Permissions.
  [
    'no permission where nothing is published',
    skill({ permissions: undefined, events: { ...events, publications: [] } }),
    'warning publications-missing []',
  ],
  [
    'no permission of a skill for smart homes',
    skill({ permissions: undefined, apis: { smartHome: {} } }),
    'warning not-custom "apis"',
  ],
  [
    'no permission, and events of the wrong type',
    skill({ events: [], permissions: [] }),
    'error permission-missing []; error structure []',
  ],
  ['permissions that are null', skill({ permissions: null }), 'error structure null'],
  [
    'a permission that is a string',
    skill({ permissions: ['alexa::devices:all:notifications:write'] }),
    'error structure "alexa::devices:all:noti',
    '{ "name": "alexa::devices:all:notifications:write" }.',
  ],
  [
    'a permission that is a misspelled text',
    skill({ permissions: ['alexa:devices:all:notifications:write'] }),
    'error structure "alexa:devices:all:notif; error permission-unknown "alexa:devices:all:notif',
    'Write it as an object: { "name": "alexa:devices:all:notifications:write" }.',
  ],
  [
    'a permission that is null',
    skill({ permissions: [null, ...permissions] }),
    'error structure null',
    'Write it as an object: { "name": "alexa::devices:all:notifications:write" }.',
  ],
  [
    'a permission whose name is a number',
    skill({ permissions: [{ name: 1 }, ...permissions] }),
    'error structure 1',
  ],
  [
    'a permission without name',
    skill({ permissions: [{ id: 1 }, ...permissions] }),
    'error structure {"id":1}',
  ],
  [
    'a permission with a misspelled key',
    skill({ permissions: [{ nmae: 'alexa::devices:all:notifications:write' }] }),
    'error structure "nmae"',
  ],
  [
    'the scope of the token as a permission',
    skill({ permissions: [{ name: 'alexa::proactive_events' }] }),
    'error permission-unknown "alexa::proactive_events',
    'Write alexa::devices:all:notifications:write.',
  ],
  [
    'the urgent permission',
    skill({ permissions: [{ name: 'alexa::devices:all:notifications:urgent:write' }] }),
    'error permission-missing [{"name":"alexa::devices',
    'does not stand for it.',
  ],
  [
    'another permission',
    skill({ permissions: [{ name: 'alexa::profile:email:read' }] }),
    'error permission-missing [{"name":"alexa::profile',
    'for notifications. Add',
  ],
  // Around them.
  ['a number as version', skill({ manifestVersion: 1 }), 'error version 1'],
  [
    'no text as version',
    skill({ manifestVersion: true }),
    'error version true',
    'is true or false, but',
  ],
  ['null as version', skill({ manifestVersion: null }), 'error version null', 'is null, but'],
  [
    'a skill for several things',
    skill({ apis: { smartHome: {}, music: {}, video: {} } }),
    'warning not-custom "apis"',
    '"smartHome", "music" and "video"',
  ],
  ['a misspelled kind of skill', skill({ apis: { costum: {} } }), ''],
  ['kinds of skill that are a list', skill({ apis: ['smartHome'] }), ''],
  [
    'no publishing information',
    skill({ publishingInformation: undefined }),
    'warning locales-missing {"permissions":[{"name":',
  ],
  [
    'publishing information that is null',
    skill({ publishingInformation: null }),
    'error structure null',
  ],
  [
    'misspelled publishing information',
    skill({ publishingInformation: undefined, publishingInfo: publishingInformation }),
    'warning locales-missing "publishingInfo"',
  ],
  ['no locales', skill({ publishingInformation: {} }), 'warning locales-missing {}'],
  [
    'locales that are null',
    skill({ publishingInformation: { locales: null } }),
    'error structure null',
  ],
  [
    'an unknown locale that is wrong, too',
    skill({ publishingInformation: { locales: { 'sv-SE': 1 } } }),
    'warning locale-unknown "sv-SE"; error structure 1',
    'skills are known to have.',
  ],
  [
    'a locale that is none',
    skill({ publishingInformation: { locales: { zzzzzzzzz: {} } } }),
    'warning locale-unknown "zzzzzzzzz"',
    'xx-YY. Use',
  ],
  [
    'a locale in capitals',
    skill({ publishingInformation: { locales: { 'DE-DE': {} } } }),
    'warning locale-unknown "DE-DE"',
    'xx-YY; did you mean de-DE?',
  ],
  ['nothing', { 'skill.json': 'null' }, 'error structure null'],
  ['no JSON', { 'skill.json': '{' }, 'error source/syntax '],
  [
    'a misspelled key around it',
    { 'skill.json': '{"manifets": {}}' },
    'error root-key "manifets"; warning events-missing {}; warning locales-missing {}',
    'The outermost key is "manifets" where',
  ],
  [
    'a misspelled key around nothing',
    { 'skill.json': '{"manifets": 1}' },
    'error root-key "manifets"',
  ],
  [
    'the old key behind a misspelled one',
    { 'skill.json': '{"manifets": {}, "skillManifest": {}}' },
    'error root-key "skillManifest"; warning events-missing {}; warning locales-missing {}',
    'in very old skills',
  ],
  [
    'a part of it under a name like the old one',
    { 'skill.json': '{"manifestVersion": "1.0"}' },
    'error root-key {"manifestVersion": "1.0; warning events-missing {"manifestVersion": "1.0; warning locales-missing {"manifestVersion": "1.0',
  ],
  [
    'nothing that belongs to it',
    { 'skill.json': '{"x": {}}' },
    'error root-key {"x": {}}',
    'Check the path',
  ],
  ['null instead of it', { 'skill.json': '{"manifest": null}' }, 'error structure null'],
  // What the ASK CLI fills in.
  [
    'lists of the default profile alone',
    {
      ...skill({ events: undefined }),
      ...profiles({ default: listed, test: { publications: ['x'] } }),
    },
    '',
  ],
  [
    'no endpoint where it is filled in',
    { ...skill({ events: {} }), ...profiles({ default: listed }) },
    '',
  ],
  [
    'an endpoint without address where it is filled in',
    { ...skill({ events: { endpoint: {} } }), ...profiles({ default: listed }) },
    '',
  ],
  [
    'an empty address where it is filled in',
    { ...skill({ events: { endpoint: { uri: '' } } }), ...profiles({ default: listed }) },
    '',
  ],
  [
    'a placeholder where it is filled in',
    { ...skill({ events: { endpoint: { uri: 'TODO' } } }), ...profiles({ default: listed }) },
    '',
  ],
  [
    'half an ARN where it is filled in',
    { ...skill({ events: { endpoint: { uri: 'arn:aws' } } }), ...profiles({ default: listed }) },
    'error endpoint-arn "arn:aws"',
  ],
  [
    'no lists in either',
    { ...skill({ events: undefined }), ...profiles({ default: {} }) },
    'warning publications-missing {}',
    'Add "publications": ["AMAZON.MediaContent.Available"]',
  ],
  [
    'empty lists',
    {
      ...skill({ events: undefined }),
      ...profiles({ default: { publications: [], subscriptions: [] } }),
    },
    'warning publications-missing []',
  ],
  [
    'an empty list of one profile',
    {
      ...skill({ events: undefined }),
      ...profiles({ a: { ...listed, publications: [] }, b: listed }),
    },
    'warning publications-missing []',
  ],
  [
    'no list in one profile',
    { ...skill({}), ...profiles({ a: { subscriptions: listed.subscriptions }, b: listed }) },
    '',
  ],
  [
    'a null list, and one in the manifest',
    { ...skill({}), ...profiles({ default: { publications: null } }) },
    '',
  ],
  [
    'a list that is a string',
    { ...skill({}), ...profiles({ default: { ...listed, publications: 'x' } }) },
    'error publications-shape "x"',
    'Write a list: ["AMAZON.MediaContent.Available"]',
  ],
  [
    'an entry that is an object',
    {
      ...skill({}),
      ...profiles({
        default: { ...listed, publications: [{ eventName: 'AMAZON.OrderStatus.Updated' }] },
      }),
    },
    'error publications-shape {"eventName":"AMAZON.Ord',
    'An entry is an object, but must be a string: ask-resources.json lists plain names. Write "AMAZON.OrderStatus.Updated".',
  ],
  [
    'an entry that is a number',
    { ...skill({}), ...profiles({ default: { ...listed, subscriptions: [1] } }) },
    'error structure 1',
    'Write "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED".',
  ],
  [
    'others only',
    { ...skill({}), ...profiles({ default: { ...listed, subscriptions: ['SKILL_ENABLED'] } }) },
    'notice subscription-missing ["SKILL_ENABLED"]',
    'Add "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" to',
  ],
  [
    'a null list beside a misspelled one',
    {
      ...skill({}),
      ...profiles({ default: { ...listed, publications: null, publication: ['x'] } }),
    },
    '',
  ],
  [
    'a misspelled list',
    {
      ...skill({}),
      ...profiles({
        default: {
          subscriptions: listed.subscriptions,
          publication: ['AMAZON.WeatherAlert.Activated'],
        },
      }),
    },
    'error publications-missing "publication"',
  ],
  ['skill events that are null', { ...skill({}), ...profiles({ default: null }) }, ''],
  [
    'skill events that are a text',
    { ...skill({ events: undefined }), ...profiles({ default: 'x' }) },
    'error structure "x"',
    '"skillEvents" is a string',
  ],
  [
    'skill events of one profile that are a text',
    {
      ...skill({ events: undefined }),
      ...profiles({ a: 'x', b: { publications: listed.publications } }),
    },
    'error structure "x"',
  ],
  [
    'a file that is no JSON',
    { ...skill({ events: { publications } }), 'ask-resources.json': '{' },
    'error source/syntax ',
  ],
  [
    'a file that is no JSON, and an endpoint',
    { ...skill({ events: { endpoint: { uri: 'TODO' } } }), 'ask-resources.json': '{' },
    'error source/syntax ',
  ],
  [
    'a file that is no JSON, for smart homes',
    { ...skill({ events: undefined, apis: { smartHome: {} } }), 'ask-resources.json': '{' },
    'warning not-custom "apis"; error source/syntax ',
  ],
]

describe('a manifest: all that is found', () => {
  const rows = cases.map(
    ([name, files, expected, says = '']) => [name, files, expected, says] as const,
  )
  it.each(rows)('%s', async (_, files, expected, says) => {
    const found = await findings(files)
    expect(found.map(({ at }) => at).join('; ')).toBe(expected)
    expect(found.map(({ text }) => text).join('\n')).toContain(says)
  })
})

const nothing = {
  file: 'skill.json',
  publishedIn: 'skill.json',
  namesPublications: false,
  publications: [],
  misspelledPublications: [],
  subscriptions: [],
  regions: [],
  endpoints: [],
  hasPermission: true,
  locales: ['en-US'],
}
const published = {
  publishedIn: 'ask-resources.json',
  namesPublications: true,
  publications: ['AMAZON.WeatherAlert.Activated'],
  subscriptions: ['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED'],
}
const onSmartHome = { apis: { smartHome: {} } }
const deployed = (code: Json, skillEvents: Json) => ({
  code,
  skillInfrastructure: { userConfig: { skillEvents } },
})
const readings: readonly (readonly [string, Files, object])[] = [
  ['no events', skill({ events: undefined }), nothing],
  ['events of the wrong type', skill({ events: [] }), { ...nothing, subscriptions: undefined }],
  ['nothing published on a smart home', skill({ ...onSmartHome, events: {} }), nothing],
  [
    'no languages',
    skill({ events: undefined, publishingInformation: {} }),
    { ...nothing, locales: [] },
  ],
  [
    'permissions of the wrong type',
    skill({ events: undefined, permissions: {} }),
    { ...nothing, hasPermission: false },
  ],
  [
    'no permission, and none needed',
    skill({ events: undefined, permissions: [], ...onSmartHome }),
    { ...nothing, hasPermission: false },
  ],
  [
    'no permission, though needed',
    skill({ permissions: [], events: { ...events, endpoint: {} } }),
    { ...nothing, ...published, publishedIn: 'skill.json', hasPermission: false },
  ],
  [
    'misspelled publications, one of them beside the right one',
    skill({
      events: {
        publications: ['OrderStaus.Updated', 'MediaContent.Available', 'MediaContent.Availabel']
          .map(name => ({ eventName: `AMAZON.${name}` }))
          .concat({ eventName: 'XY' }),
      },
    }),
    {
      ...nothing,
      namesPublications: true,
      publications: ['AMAZON.MediaContent.Available'],
      misspelledPublications: ['AMAZON.OrderStatus.Updated'],
    },
  ],
  [
    'subscriptions twice, and misspelled',
    skill({
      events: {
        subscriptions: ['SKILL_ENABLED', 'SKILL_ENABLE'].map(eventName => ({ eventName })),
      },
    }),
    { ...nothing, subscriptions: ['SKILL_ENABLED'] },
  ],
  [
    'ask-resources.json that cannot be read',
    { ...skill({ events: undefined }), 'ask-resources.json': '{' },
    { ...nothing, subscriptions: undefined },
  ],
  [
    'ask-resources.json that cannot be read beside a manifest that lists all',
    { ...skill({ events: { publications, subscriptions } }), 'ask-resources.json': '{' },
    { ...nothing, ...published, publishedIn: 'skill.json' },
  ],
  [
    'regions of one profile of two',
    {
      ...skill({ events: undefined }),
      'ask-resources.json': JSON.stringify({
        profiles: { a: deployed({ EU: {} }, listed), b: deployed({}, listed) },
      }),
    },
    { ...nothing, ...published, regions: ['EU'] },
  ],
]

describe('a manifest: what later steps learn', () => {
  it.each(readings)('%s', async (_, files, expected) => {
    const { manifest } = await readManifest(undefined, worldOf(files), { sending: false })
    expect(manifest).toEqual(expected)
  })
})

describe('no manifest', () => {
  it('is helped by one elsewhere that can be read', async () => {
    const world = {
      readFile: async (file: string) => {
        if (file === 'skill.json') throw new Error('EISDIR: it is a folder')
        return file === 'alexa/skill.json' ? new TextEncoder().encode('{}') : undefined
      },
    }
    const { diagnostics } = await readManifest('skil.json', world, { sending: false })
    const help = 'There is one at "alexa/skill.json": set manifest to that.'
    expect(diagnostics).toMatchObject([{ help }])
  })

  const nowhere =
    'No skill manifest was found; looked for "skill-package/skill.json" and "skill.json".'
  const wrong = 'The manifest "skil.json" does not exist.'
  it.each([
    [undefined, [], 'notice', `${nowhere} Set manifest to the path of skill.json`],
    ['skil.json', [], 'error', `${wrong} Correct the path of manifest`],
    ['skil.json', ['alexa/skill.json'], 'error', `${wrong} Correct the path of manifest`],
    ['skil.json', ['skill.json', 'models/skill.json'], 'error', `${wrong} Correct the path`],
  ] as const)(
    'at %s, and nothing but %j, which cannot be read',
    async (path, folders, severity, says) => {
      const world = {
        readFile: async (file: string) => {
          if (folders.some(folder => folder === file)) throw new Error('EISDIR: it is a folder')
          return undefined
        },
      }
      const { diagnostics } = await readManifest(path, world, { sending: false })
      expect(diagnostics.map(found => found.severity)).toEqual([severity])
      expect(diagnostics.map(({ message, help }) => `${message} ${help}`).join()).toContain(says)
    },
  )
})
