import { describe, expect, it } from 'vitest'
import { type Json, type Path, valueAt } from '../../src/core/json.ts'
import { isTemplate, type Refusal, refusalsOf } from './refusals.ts'

interface FileCase {
  readonly what: string
  readonly file: Json
  readonly found: readonly (Omit<Refusal, 'part'> & Partial<Refusal>)[]
}

const event = {
  name: 'AMAZON.WeatherAlert.Activated',
  payload: { weatherAlert: { alertType: 'TORNADO' } },
}

const eventFiles: readonly FileCase[] = [
  { what: 'an event alone', file: { event }, found: [] },
  {
    what: 'texts by locale, a lifetime and the address of the schema',
    file: {
      $schema: './schemas/event-file.schema.json',
      event,
      localizedAttributes: { 'en-US': { source: '{{ release.name }}' } },
      expiresIn: 'PT1H30M',
    },
    found: [],
  },
  {
    what: "Amazon's body",
    file: {
      timestamp: '2026-05-01T12:00:00Z',
      referenceId: 'example1',
      expiryTime: '2026-05-02T12:00:00Z',
      event,
      localizedAttributes: [{ locale: 'en-US', source: 'Example Weather' }],
      relevantAudience: { type: 'Multicast', payload: {} },
    },
    found: [],
  },
  {
    what: 'templates where a form is asked for',
    file: {
      event: { name: '{{ variables.event }}', payload: {} },
      timestamp: '{{ now }}',
      expiresIn: '{% if true %}1h{% endif %}',
      relevantAudience: { type: '{{ variables.audience }}', payload: {} },
    },
    found: [],
  },
  {
    what: 'a payload of another event',
    file: { event: { ...event, payload: { alert: {} } } },
    found: [
      { path: ['event', 'payload', 'weatherAlert'], keyword: 'required', severity: 'error' },
      {
        path: ['event', 'payload', 'alert'],
        part: 'key',
        keyword: 'additionalProperties',
        severity: 'warning',
      },
    ],
  },
  {
    what: 'no event',
    file: {},
    found: [{ path: ['event'], keyword: 'required', severity: 'error' }],
  },
  {
    what: 'a misspelled key',
    file: { event, expireIn: '1h' },
    found: [
      { path: ['expireIn'], part: 'key', keyword: 'additionalProperties', severity: 'warning' },
    ],
  },
  {
    what: 'a lifetime without unit',
    file: { event, expiresIn: '12' },
    found: [{ path: ['expiresIn'], keyword: 'pattern', severity: 'error' }],
  },
  {
    what: 'a text for the texts',
    file: { event, localizedAttributes: 'en-US' },
    found: [{ path: ['localizedAttributes'], keyword: 'type', severity: 'error' }],
  },
  {
    what: 'a wrong locale in the map, and a number',
    file: { event, localizedAttributes: { en_US: { source: 1 } } },
    found: [
      {
        path: ['localizedAttributes', 'en_US'],
        part: 'key',
        keyword: 'pattern',
        severity: 'warning',
      },
      { path: ['localizedAttributes', 'en_US', 'source'], keyword: 'type', severity: 'error' },
    ],
  },
  {
    what: 'a wrong locale in the list',
    file: { event, localizedAttributes: [{ locale: 'en_US' }] },
    found: [
      { path: ['localizedAttributes', 0, 'locale'], keyword: 'pattern', severity: 'warning' },
    ],
  },
  {
    what: 'a misspelled name',
    file: { event: { ...event, name: 'AMAZON.WeatherAlert.Activate' } },
    found: [{ path: ['event', 'name'], keyword: 'enum', severity: 'error' }],
  },
  { what: 'no texts yet below their key', file: { event, localizedAttributes: null }, found: [] },
  { what: 'a list', file: [], found: [{ path: [], keyword: 'type', severity: 'error' }] },
]

const endpoint = { uri: 'arn:aws:lambda:us-east-1:123456789012:function:my-skill' }
const manifestWith = (events: Json): Json => ({ manifest: { manifestVersion: '1.0', events } })
const inEvents: Path = ['manifest', 'events']

const manifests: readonly FileCase[] = [
  {
    what: 'nothing that matters',
    file: { manifest: { apis: { custom: {} } }, more: 1 },
    found: [],
  },
  { what: 'the name of old skills', file: { skillManifest: { events: { endpoint } } }, found: [] },
  {
    what: 'all that matters',
    file: {
      manifest: {
        manifestVersion: '1.0',
        permissions: [{ name: 'alexa::devices:all:notifications:write' }],
        events: {
          publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }],
          subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
          endpoint: { uri: 'https://example.com/events', sslCertificateType: 'Trusted' },
          regions: { EU: { endpoint } },
        },
        publishingInformation: { locales: { 'en-US': { name: 'Example' }, 'xx-YY': {} } },
      },
    },
    found: [],
  },
  {
    what: 'no root',
    file: { permissions: [] },
    found: [{ path: ['manifest'], keyword: 'required', severity: 'error' }],
  },
  {
    what: 'a number for the version',
    file: { manifest: { manifestVersion: 1 } },
    found: [
      { path: ['manifest', 'manifestVersion'], keyword: 'enum', severity: 'error' },
      { path: ['manifest', 'manifestVersion'], keyword: 'type', severity: 'error' },
    ],
  },
  {
    what: 'events without endpoint',
    file: manifestWith({ publications: [] }),
    found: [{ path: [...inEvents, 'endpoint'], keyword: 'required', severity: 'error' }],
  },
  {
    what: 'an endpoint in one region that is none',
    file: manifestWith({ endpoint, regions: { NA: { endpoint: { uri: 'my-function' } } } }),
    found: [
      {
        path: [...inEvents, 'regions', 'NA', 'endpoint', 'uri'],
        keyword: 'pattern',
        severity: 'error',
      },
    ],
  },
  {
    what: 'an unknown region',
    file: manifestWith({ endpoint, regions: { US: {} } }),
    found: [
      {
        path: [...inEvents, 'regions', 'US'],
        part: 'key',
        keyword: 'additionalProperties',
        severity: 'warning',
      },
    ],
  },
  {
    what: 'names that are not known, where new ones may appear',
    file: {
      manifest: {
        permissions: [{ name: 'alexa::devices:all:notificatoins:write' }],
        events: {
          endpoint,
          publications: [{ eventName: 'AMAZON.WeatherAlert.Active' }],
          subscriptions: [{ eventName: 'SKILL_ENABLE' }, { eventName: 'Legacy.AudioPlayer' }],
        },
      },
    },
    found: [
      { path: ['manifest', 'permissions', 0, 'name'], keyword: 'enum', severity: 'warning' },
      { path: [...inEvents, 'publications', 0, 'eventName'], keyword: 'enum', severity: 'warning' },
      {
        path: [...inEvents, 'subscriptions', 0, 'eventName'],
        keyword: 'enum',
        severity: 'warning',
      },
      {
        path: [...inEvents, 'subscriptions', 1, 'eventName'],
        keyword: 'enum',
        severity: 'warning',
      },
    ],
  },
  {
    what: 'texts for entries',
    file: manifestWith({ endpoint, subscriptions: ['SKILL_ENABLED'], publications: {} }),
    found: [
      { path: [...inEvents, 'publications'], keyword: 'type', severity: 'error' },
      { path: [...inEvents, 'subscriptions', 0], keyword: 'type', severity: 'error' },
    ],
  },
]

function inOrder<Found extends Pick<Refusal, 'path' | 'keyword'>>(
  refusals: readonly Found[],
): Found[] {
  const key = ({ path, keyword }: Found) => `${path} ${keyword}`
  return [...refusals].sort((one, other) => (key(one) < key(other) ? -1 : 1))
}

describe('an event file', () => {
  it.each(eventFiles)('with $what', ({ file, found }) => {
    const refusals = refusalsOf('event-file.schema.json', file)
    const certain = refusals.filter(({ path }) => !isTemplate(valueAt(file, path)))
    expect(inOrder(certain)).toMatchObject(inOrder(found))
  })
})

describe('a manifest', () => {
  it.each(manifests)('with $what', ({ file, found }) => {
    expect(inOrder(refusalsOf('manifest.schema.json', file))).toMatchObject(inOrder(found))
  })
})
