import { describe, expect, test } from 'vitest'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'

/** What is wrong with settings, and what they mean where nothing is. */
async function parsed(raw: RawSettings) {
  const { settings, diagnostics } = await parseSettings(raw)
  return { campaign: settings?.campaign, messages: diagnostics.map(({ message }) => message) }
}

const defaults = {
  recipients: { text: 'amzn1.ask.account.A' },
  strict: false,
  shard: undefined,
  rate: undefined,
  concurrency: 64,
  journal: undefined,
  resume: false,
  maxFailures: 0,
  failedFile: undefined,
  engine: undefined,
  detach: false,
}

test('without a list there is no campaign', async () => {
  const none = { users: ' ', 'users-file': '', strict: 'false', resume: 'FALSE' }
  expect(await parsed(none)).toEqual({ campaign: undefined, messages: [] })
})

describe('a list', () => {
  test.each([
    { raw: { users: 'amzn1.ask.account.A' }, recipients: { text: 'amzn1.ask.account.A' } },
    { raw: { 'users-file': 'users.csv' }, recipients: { file: 'users.csv' } },
    { raw: { 'users-file': '-' }, recipients: 'input' },
  ])('$raw', async ({ raw, recipients }) => {
    expect(await parsed(raw)).toEqual({ campaign: { ...defaults, recipients }, messages: [] })
  })

  test('with everything', async () => {
    const raw = {
      users: 'amzn1.ask.account.A',
      strict: 'true',
      shard: '2/8',
      rate: '2.5',
      concurrency: '512',
      journal: 'a.journal',
      resume: 'true',
      'max-failures': '10',
      'failed-file': 'a.jsonl',
    }
    expect((await parsed(raw)).campaign).toEqual({
      ...defaults,
      strict: true,
      shard: { number: 2, of: 8 },
      rate: 2.5,
      concurrency: 512,
      journal: 'a.journal',
      resume: true,
      maxFailures: 10,
      failedFile: 'a.jsonl',
    })
  })
})

test.each([
  ['rate', '0'],
  ['rate', 'fast'],
  ['rate', '-1'],
  ['rate', '1e3'],
  ['concurrency', '0'],
  ['concurrency', '513'],
  ['concurrency', '1.5'],
  ['max-failures', '-1'],
  ['max-failures', '1 %'],
  ['shard', '0/8'],
  ['shard', '9/8'],
  ['shard', '2'],
  ['strict', 'yes'],
  ['resume', 'yes'],
] as const)('%s cannot be %s', async (name, value) => {
  const { campaign, messages } = await parsed({ users: 'amzn1.ask.account.A', [name]: value })
  expect({ campaign, messages }).toEqual({
    campaign: undefined,
    messages: [`The setting ${name} is "${value}".`],
  })
})

test('all mistakes are said at once', async () => {
  const { messages } = await parsed({
    users: 'a',
    'users-file': 'b',
    rate: 'x',
    shard: 'y',
    stage: 'z',
  })
  expect(messages).toHaveLength(4)
  expect(messages).toContain('The setting users is set, and users-file too.')
})

test.each(['strict', 'resume'] as const)('%s alone has no effect', async name => {
  const { messages } = await parsed({ [name]: 'true' })
  expect(messages).toEqual([
    `The setting ${name} is set, but there is no list of users it could have an effect on.`,
  ])
})

test.each([
  ['shard', '1/2'],
  ['rate', '10'],
  ['concurrency', '8'],
  ['journal', 'a'],
  ['max-failures', '1'],
  ['failed-file', 'b'],
] as const)('%s alone has no effect', async (name, value) => {
  const { messages } = await parsed({ [name]: value })
  expect(messages).toEqual([
    `The setting ${name} is set, but there is no list of users it could have an effect on.`,
  ])
})

const engine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:campaigns'

test.each([
  ['simulate', 'true', 'leave engine out to try the event'],
  ['shard', '1/2', 'splits the list into chunks by itself'],
  ['resume', 'true', 'campaign-resume'],
  ['journal', 'a', 'in the bucket of the engine'],
] as const)('%s has no meaning beside an engine', async (name, value, says) => {
  const raw = { users: 'amzn1.ask.account.A', engine, [name]: value }
  const { diagnostics } = await parseSettings(raw)
  expect(diagnostics).toMatchObject([
    { message: `The setting ${name} is set, and engine too.`, help: expect.stringContaining(says) },
  ])
})

test('detach has no meaning without an engine', async () => {
  const { messages } = await parsed({ users: 'amzn1.ask.account.A', detach: 'true' })
  expect(messages).toEqual(['The setting detach is set, but engine is not.'])
})

test.each([
  'campaigns',
  'arn:aws:states:eu-west-1:123456789012:execution:campaigns:Storm',
  'arn:aws:lambda:eu-west-1:123456789012:function:campaigns',
])('%s is no engine', async arn => {
  const { messages } = await parsed({ users: 'amzn1.ask.account.A', engine: arn })
  expect(messages).toEqual([`The setting engine is "${arn}".`])
})
