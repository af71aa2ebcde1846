import { describe, expect, it } from 'vitest'
import { readManifest } from '../../../src/core/manifest/manifest.ts'

const arn = (region: string) => `arn:aws:lambda:${region}:123456789012:function:skill`

const whole = `{
  "manifest": {
    "permissions": [{ "name": "alexa::devices:all:notifications:write" }],
    "publishingInformation": { "locales": { "en-US": {} } },
    "events": {
      "publications": [{ "eventName": "AMAZON.WeatherAlert.Activated" }],
      "subscriptions": [{ "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }],
      "regions": {
        "FE": { "endpoint": { "uri": "${arn('us-west-2')}" } },
        "EU": { "endpoint": { "uri": "${arn('eu-west-1')}" } }
      },
      "endpoint": { "uri": "${arn('us-east-1')}" }
    }
  }
}
`

const resources = JSON.stringify({
  profiles: {
    default: {
      skillInfrastructure: {
        userConfig: { skillEvents: { publications: ['AMAZON.WeatherAlert.Activated'] } },
      },
    },
  },
})

async function endpointsOf(files: Readonly<Record<string, string>>) {
  const world = {
    readFile: async (path: string) => {
      const text = files[path]
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
  }
  const { manifest } = await readManifest('skill.json', world, { sending: false })
  const endpoints = (manifest?.endpoints ?? []).map(
    ({ of, uri, place }) => `${of} ${uri} ${place.file}:${place.line}:${place.column}`,
  )
  return { endpoints, regions: manifest?.regions }
}

const all = [
  `default ${arn('us-east-1')} skill.json:12:28`,
  `EU ${arn('eu-west-1')} skill.json:10:38`,
  `FE ${arn('us-west-2')} skill.json:9:38`,
]

const cases: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  readonly string[],
  readonly string[],
])[] = [
  ['in which nothing is wrong', { 'skill.json': whole }, all, ['EU', 'FE']],
  ['with a mistake', { 'skill.json': whole.replace('Activated', 'Activate') }, all, ['EU', 'FE']],
  [
    'with a key that is misspelled',
    { 'skill.json': whole.replace('"events"', '"event"') },
    all,
    ['EU', 'FE'],
  ],
  [
    'with an address that is none',
    { 'skill.json': whole.replace(arn('us-east-1'), 'TODO') },
    ['default TODO skill.json:12:28', ...all.slice(1)],
    ['EU', 'FE'],
  ],
  [
    'with an address that the ASK CLI fills in',
    {
      'skill.json': whole.replace(arn('us-east-1'), 'TODO'),
      'ask-resources.json': resources,
    },
    all.slice(1),
    ['EU', 'FE'],
  ],
  [
    'with endpoints of the wrong kind',
    { 'skill.json': '{"manifest": {"events": {"endpoint": "TODO", "regions": []}}}' },
    [],
    [],
  ],
  [
    'with an empty address',
    { 'skill.json': '{"manifest": {"events": {"endpoint": {"uri": ""}}}}' },
    [],
    [],
  ],
  [
    'with a region that Alexa does not have',
    { 'skill.json': whole.replace('"FE"', '"MOON"') },
    all.slice(0, 2),
    ['EU'],
  ],
  ['without events', { 'skill.json': '{"manifest": {}}' }, [], []],
]

describe('the endpoints of a manifest', () => {
  it.each(cases)('%s', async (_, files, endpoints, regions) => {
    expect(await endpointsOf(files)).toEqual({ endpoints, regions })
  })
})
