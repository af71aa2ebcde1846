import { describe, expect, it } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { changesFor, editedText } from '../../../src/core/manifest/edit.ts'
import { readText } from '../../../src/core/source/read.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:star-quest-dev-skill'
const wanted = { publications: ['AMAZON.MediaContent.Available'], endpoint: arn } as const
const permissions = [{ name: 'alexa::devices:all:notifications:write' }]
const publications = [{ eventName: 'AMAZON.MediaContent.Available' }]
const subscriptions = [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }]
const endpoint = (uri: string): JsonObject => ({ endpoint: { uri } })

describe('what has to change', () => {
  const complete = { permissions, events: { publications, subscriptions, ...endpoint(arn) } }
  const changed = (events: JsonObject, more: JsonObject = {}) =>
    changesFor({ ...complete, ...more, events: { ...complete.events, ...events } }, wanted)

  it('is nothing where all is there', () => {
    expect(changed({})).toEqual([])
  })

  it('is everything in a manifest of nothing', () => {
    expect(changesFor({}, wanted).map(({ path }) => path.join('.'))).toEqual([
      'permissions',
      'events.publications',
      'events.subscriptions',
      'events.endpoint.uri',
    ])
  })

  it('goes on with lists', () => {
    expect(changed({ publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }] })).toEqual([
      { path: ['events', 'publications', 1], value: publications[0] },
    ])
  })

  it('is several entries at the end of a list', () => {
    const several = [...wanted.publications, 'AMAZON.Occasion.Updated'] as const
    const manifest = { ...complete, events: { ...complete.events, publications: [{}] } }
    const changes = changesFor(manifest, { ...wanted, publications: several })
    expect(changes.map(({ path }) => path.join('.'))).toEqual([
      'events.publications.1',
      'events.publications.2',
    ])
  })

  it('is no region where that of the function is none of Alexa’s', () => {
    const frankfurt = arn.replace('us-east-1', 'eu-central-1')
    expect(changesFor(complete, { ...wanted, endpoint: frankfurt })).toEqual([])
  })

  it('is nothing that is not wanted', () => {
    expect(changesFor({}, { publications: [], endpoint: undefined })).toEqual([
      { path: ['permissions'], value: permissions },
      { path: ['events', 'subscriptions'], value: subscriptions },
    ])
  })

  const eu = arn.replace('us-east-1', 'eu-west-1')
  it.each<[string, JsonObject, readonly string[]]>([
    [
      'a placeholder',
      endpoint('arn:aws:lambda:[region]:[account]:function:x'),
      ['events.endpoint.uri'],
    ],
    ['another account', endpoint(arn.replace('1234', '4321')), ['events.endpoint.uri']],
    ['an https address, which stays', endpoint('https://example.com/alexa'), []],
    ['the same function elsewhere, which stays', endpoint(eu), ['events.regions.NA.endpoint.uri']],
    [
      'a placeholder of a region',
      { regions: { EU: endpoint('TODO') } },
      ['events.regions.EU.endpoint.uri'],
    ],
    ['another region, which stays', { regions: { EU: endpoint(eu) } }, []],
    ['a region without address', { regions: { EU: {} } }, ['events.regions.EU.endpoint.uri']],
    [
      'a region with an empty address',
      { regions: { EU: endpoint('') } },
      ['events.regions.EU.endpoint.uri'],
    ],
    [
      'another function of the same region',
      { regions: { NA: endpoint(arn.replace('dev', 'live')) } },
      ['events.regions.NA.endpoint.uri'],
    ],
    [
      'another account in another region',
      endpoint(eu.replace('1234', '4321')),
      ['events.endpoint.uri'],
    ],
    ['without region', endpoint(arn.replace('us-east-1', '')), ['events.endpoint.uri']],
  ])('is the address where it is %s', (_, events, paths) => {
    const changes = changed(events)
    expect(changes.map(({ path }) => path.join('.'))).toEqual(paths)
    for (const { value } of changes) expect(value).toBe(arn)
  })

  it('is the endpoint of the skill itself where that is a placeholder', () => {
    expect(changed({}, { apis: { custom: endpoint('TODO') } })).toHaveLength(1)
    expect(changed({}, { apis: { custom: endpoint(eu) } })).toEqual([])
  })
})

/** Makes the changes, and tells what stands in the text then. */
async function edited(file: string, text: string): Promise<{ text: string; manifest: Json }> {
  const before = (await readText(file, text)).document?.value
  const root = isObject(before) && isObject(before['manifest']) ? ['manifest'] : []
  const manifest = isObject(before) ? (before['manifest'] ?? {}) : {}
  const changes = changesFor(manifest, wanted)
  const after = await editedText({ file, text }, root.length === 0 ? ['manifest'] : root, changes)
  const { document, diagnostics } = await readText(file, after)
  expect(diagnostics).toEqual([])
  const value = isObject(document?.value) ? document.value['manifest'] : undefined
  expect(changesFor(value ?? null, wanted)).toEqual([])
  return { text: after, manifest: value ?? null }
}

describe('JSON', () => {
  it('keeps order, indentation and line ends', async () => {
    const text =
      '{\r\n\t"manifest": {\r\n\t\t"events": {\r\n\t\t\t"endpoint": {\r\n\t\t\t\t"uri": "TODO"\r\n\t\t\t}\r\n\t\t},\r\n\t\t"apis": {"custom": {}}\r\n\t}\r\n}\r\n'
    const { text: after } = await edited('skill.json', text)
    expect(after).toContain(`\t\t\t"endpoint": {\r\n\t\t\t\t"uri": "${arn}"\r\n\t\t\t}`)
    expect(after).toContain('\t\t"apis": {"custom": {}},\r\n\t\t"permissions": [\r\n\t\t\t{\r\n')
    expect(after.replaceAll('\r\n', '')).not.toContain('\n')
  })
})

describe('JSON in few lines', () => {
  it.each([
    ['nothing', '{ "manifest": {} }'],
    [
      'one line',
      '{"manifest":{"permissions":[{"name":"a"}],"events":{"endpoint":{"uri":"TODO"}}}}',
    ],
    ['null', '{"manifest": {"permissions": null, "events": null}}'],
    ['lists of one line', '{\n  "manifest": {\n    "permissions": [{ "name": "a" }]\n  }\n}\n'],
  ])('may be %s', async (_, text) => {
    const { text: after } = await edited('skill.json', text)
    if (text.includes('"a" }')) {
      expect(after).toContain(
        '[{ "name": "a" }, { "name": "alexa::devices:all:notifications:write" }]',
      )
    }
  })
})

describe('YAML', () => {
  it('keeps everything that is not changed as it is', async () => {
    const text = `# the skill
manifest: # of star quest
    permissions:
    - name: alexa::profile:email:read   # why
    apis: {custom: { endpoint: { uri: 'TODO' } }}

    # about events
    events:
        publications:
            - eventName: AMAZON.WeatherAlert.Activated # storms
            # after
        endpoint:
            uri: "TODO"
`
    const { text: after } = await edited('skill.yaml', text)
    expect(after).toBe(`# the skill
manifest: # of star quest
    permissions:
    - name: alexa::profile:email:read   # why
    - name: alexa::devices:all:notifications:write
    apis: {custom: { endpoint: { uri: '${arn}' } }}

    # about events
    events:
        publications:
            - eventName: AMAZON.WeatherAlert.Activated # storms
            - eventName: AMAZON.MediaContent.Available
            # after
        endpoint:
            uri: "${arn}"
        subscriptions:
            - eventName: SKILL_PROACTIVE_SUBSCRIPTION_CHANGED
`)
  })

  it.each([
    ['nothing', 'manifest:\n'],
    ['an empty map', 'manifest: {}\n'],
    [
      'keys without values',
      'manifest:\n  permissions:\n  events:\n    publications:\n    endpoint:\n',
    ],
    [
      'all in one line',
      'manifest: { permissions: [], events: { publications: [ ] , endpoint: {uri: x/y} } }',
    ],
    ['one line that looks like JSON', '{ manifest: { permissions: [], apis: {} } }\n'],
    ['lists of one line', 'manifest:\n  permissions: [{ name: a }]\n  apis: {}\n'],
    ['CRLF', 'manifest:\r\n  events:\r\n    publications:\r\n    - eventName: X\r\n'],
  ])('may be %s', async (_, text) => {
    await edited('skill.yaml', text)
  })
})

describe('one change', () => {
  const name = (...path: readonly (string | number)[]) => ({ path, name: 'new' })
  const value = (...path: readonly (string | number)[]) => ({ path, value: 'new' })
  it.each<[string, string, Parameters<typeof editedText>[2][number], string]>([
    ['skill.json', '{"a": {"b": 1}}', name('a', 'b'), '{"a": {"new": 1}}'],
    ['skill.json', '{"a": {"b": 1}}', name('a', 'c'), '{"a": {"b": 1}}'],
    ['skill.json', '{"a": 1}', name('a'), '{"new": 1}'],
    ['skill.json', '', value('a'), ''],
    ['skill.json', '', name('a'), ''],
    ['skill.json', '{"a": [1]}', value('a', 1), '{"a": [1, "new"]}'],
    ['skill.json', '{"a": []}', value('a', 0), '{"a": ["new"]}'],
    ['skill.json', '{"a": 1}\n', value('a', 'b'), '{"a": {"b":"new"}}\n'],
    ['skill.json', '{"a": {"b": 1}}', value('a'), '{"a": "new"}'],
    ['skill.json', '{"a": {"b": 1}}', value('a', 0), '{"a": ["new"]}'],
    ['skill.json', '{"a": [1]}', value('a', 'b'), '{"a": {"b":"new"}}'],
    ['skill.json', '{"a": [\r\n  1\r\n]}', value('a', 1), '{"a": [\r\n  1,\r\n  "new"\r\n]}'],
    // As deep as the file is elsewhere.
    [
      'skill.json',
      ' {\n    "a": {\n        "b": 1\n    }\n}',
      value('a', 'c', 'd'),
      ' {\n    "a": {\n        "b": 1,\n        "c": {\n            "d": "new"\n        }\n    }\n}',
    ],
    [
      'skill.json',
      '{"a": {\n      "b": []\n}}',
      value('a', 'b', 0),
      '{"a": {\n      "b": [\n        "new"\n      ]\n}}',
    ],
    // Entries of lists as those before them, values of objects in lines.
    ['skill.json', '[\n  { "b": 1 }\n]', value(1, 'b'), '[\n  { "b": 1 },\n  { "b": "new" }\n]'],
    [
      'skill.json',
      '[\n  {\n    "b": 1\n  }\n]',
      value(1, 'b'),
      '[\n  {\n    "b": 1\n  },\n  {\n    "b": "new"\n  }\n]',
    ],
    ['skill.json', '[\n  1\n]', value(1, 'b'), '[\n  1,\n  {\n    "b": "new"\n  }\n]'],
    [
      'skill.json',
      '{\n  "a": { "b": 1 }\n}',
      value('c', 'd'),
      '{\n  "a": { "b": 1 },\n  "c": {\n    "d": "new"\n  }\n}',
    ],
    ['skill.yaml', 'a: 1\nb: 2\n', name('a'), 'new: 1\nb: 2\n'],
    ['skill.yaml', 'a:\n  "b": 2\n', name('a', 'b'), 'a:\n  "new": 2\n'],
    ['skill.yaml', 'a:\n  b:\n    c: 1\n', name('a', 'b', 'c'), 'a:\n  b:\n    new: 1\n'],
    ['skill.yaml', 'a: 1\n', name('c'), 'a: 1\n'],
    ['skill.yaml', 'a: 1\n', name('a', 'b'), 'a: 1\n'],
    ['skill.yaml', '- a\n', name('a', 'b'), '- a\n'],
    ['skill.yaml', 'only text\n', name('a'), 'only text\n'],
    ['skill.yaml', '', value('a'), '{ a: new }'],
    ['skill.yaml', '', value(), 'new'],
    ['skill.yaml', '# c\n', value('a'), '# c\n{ a: new }'],
    ['skill.yaml', "a: 'b'\n", value('a', 'b'), 'a: { b: new }\n'],
    [
      'skill.yaml',
      'a:\n  b: {c: 1}\n',
      value('a', 'd', 'e'),
      'a:\n  b: {c: 1}\n  d:\n    e: new\n',
    ],
    ['skill.yaml', 'a:\n- -1\n', value('a', 1), 'a:\n- -1\n- new\n'],
    ['skill.yaml', 'a:\n  - b # c\n  # d\n', value('a', 1), 'a:\n  - b # c\n  - new\n  # d\n'],
    ['skill.yaml', 'a:\n  b: 1', value('a', 'c'), 'a:\n  b: 1\n  c: new'],
    ['skill.yaml', 'a: [1]', value('a', 1), 'a: [1, new]'],
    ['skill.yaml', 'a: {b}', value('a', 'c'), 'a: {b, c: new}'],
    ['skill.yaml', 'a: {b: }', value('a', 'c'), 'a: {b: , c: new}'],
    ['skill.yaml', "a: 'it''s'\n", value('a'), "a: 'new'\n"],
    ['skill.yaml', 'a: "b"\n', { path: ['a'], value: 'c "d"' }, 'a: "c \\"d\\""\n'],
    ['skill.yaml', "a: 'b'\n", { path: ['a'], value: "it's" }, "a: 'it''s'\n"],
    ['skill.yaml', 'a:\n- b: 1\n', value('a', 1), 'a:\n- b: 1\n- new\n'],
    // What an alias stands for is written elsewhere; tags of CloudFormation are for others.
    ['skill.yaml', 'a: &x {b: 1}\nc: *x\n', value('c', 'b'), 'a: &x {b: 1}\nc: { b: new }\n'],
    ['skill.yaml', 'a: !Ref b\nc: !Sub x\n', value('a'), 'a: !Ref new\nc: !Sub x\n'],
    ['skill.yaml', 'a: [1]\n', value('a', 'b'), 'a: { b: new }\n'],
    ['skill.yaml', 'a: {b}\n', name('a', 'b'), 'a: {new}\n'],
    ['skill.yaml', 'a:\n  - b: 1\r\n', value('a', 1), 'a:\n  - b: 1\n  - new\r\n'],
  ])('of %s: %j, %j', async (file, text, change, after) => {
    expect(await editedText({ file, text }, [], [change])).toBe(after)
  })
})
