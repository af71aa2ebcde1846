import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cleanEvent } from '../cli/folder.ts'
import {
  campaignFolder,
  notified,
  sendCampaign,
  sendingTo,
  simulatorForAll,
  usersOf,
} from './support/campaigns.ts'
import { runInHost } from './support/cli-host.ts'

const users = usersOf(5)
const [first = '', second = '', ...others] = users

const csv = ['user,region,station', ...users.map((user, index) => `${user},NA,Tower ${index}`)]
const jsonLines = users.map((user, index) =>
  JSON.stringify({ user, variables: { station: `Tower ${index}` } }),
)

/** What a customer hears of comes from the list. */
const personalEvent = cleanEvent.replace('Example Weather', '"{{ station }}"')

describe('a list of users is read', () => {
  test.each([
    { name: 'plain text', file: 'users.txt', text: users.join('\n') },
    { name: 'CSV', file: 'users.csv', text: csv.join('\r\n') },
    { name: 'JSON Lines', file: 'users.jsonl', text: jsonLines.join('\n') },
    { name: 'CSV under another name', file: 'export', text: csv.join('\n') },
  ])('as $name', async ({ file, text }) => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ [file]: text })
    const { code, stdout, campaign } = await sendCampaign(simulator, folder, ['--users-file', file])
    expect({ code, users: notified(simulator) }).toEqual({ code: 0, users: users.toSorted() })
    expect(stdout).toContain('to 5 users in NA (a Unicast each)')
    expect(stdout).toMatch(/accepted +5\n/)
    expect(campaign).toMatchObject({ recipients: 5, counts: { accepted: 5 } })
  })

  test.each([
    { name: 'from standard input', input: users.join('\n') },
    { name: 'packed, from standard input', input: gzipSync(users.join('\n')) },
  ])('$name', async ({ input }) => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({})
    const { code } = await sendCampaign(simulator, folder, ['--users-file', '-'], input)
    expect({ code, users: notified(simulator) }).toEqual({ code: 0, users: users.toSorted() })
  })

  test.each([
    { name: 'in one option', words: ['--users', users.join(',')] },
    { name: 'in several', words: users.flatMap(user => ['--users', user]) },
  ])('from the arguments, $name', async ({ words }) => {
    const simulator = await simulatorForAll()
    const { code } = await sendCampaign(simulator, await campaignFolder({}), words)
    expect({ code, users: notified(simulator) }).toEqual({ code: 0, users: users.toSorted() })
  })

  test('with variables for each user', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ 'users.csv': csv.join('\n') }, personalEvent)
    const { code, stdout } = await sendCampaign(simulator, folder, ['--users-file', 'users.csv'])
    expect(code).toBe(0)
    expect(stdout).toContain('Provided by Tower 0.')
    const heard = simulator.inbox().map(({ user, body }) => [user, body['localizedAttributes']])
    expect(new Map(heard.map(([user, texts]) => [user, texts]))).toEqual(
      new Map(users.map((user, index) => [user, [{ locale: 'en-US', source: `Tower ${index}` }]])),
    )
  })

  test('to the region of each', async () => {
    const simulator = await simulatorForAll()
    const list = `user,region\n${first},EU\n${second},FE\n`
    const folder = await campaignFolder({ 'users.csv': list })
    const { code, stdout } = await sendCampaign(simulator, folder, [
      '--users-file',
      'users.csv',
      '--regions',
      'EU,FE',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('2 users: EU 1, FE 1')
    expect(simulator.inbox().map(({ user, region }) => [user, region])).toEqual(
      expect.arrayContaining([
        [first, 'EU'],
        [second, 'FE'],
      ]),
    )
  })
})

describe('a line that is not understood', () => {
  const list = [first, 'nobody', second, first, ...others].join('\n')

  test('is reported with its number, counted, and does not stop the rest', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ 'users.txt': list })
    const run = await sendCampaign(simulator, folder, ['--users-file', 'users.txt'])
    expect(notified(simulator)).toEqual(users.toSorted())
    expect(run.stderr).toContain('users.txt:2:1')
    expect(run.stdout).toContain('1 duplicate, 1 not understood')
    expect(run.campaign).toMatchObject({ badLines: 1, duplicates: 1, counts: { accepted: 5 } })
    // Somebody got nothing.
    expect({ code: run.code, status: run.report.status }).toEqual({ code: 1, status: 'partial' })
  })

  test('may be allowed', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ 'users.txt': list })
    const words = ['--users-file', 'users.txt', '--max-failures', '1']
    expect(await sendCampaign(simulator, folder, words)).toMatchObject({ code: 0 })
  })

  test('holds everything back where that is wanted', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ 'users.txt': list })
    const run = await sendCampaign(simulator, folder, ['--users-file', 'users.txt', '--strict'])
    expect({ code: run.code, requests: simulator.requests() }).toEqual({ code: 1, requests: [] })
    expect(run.stderr).toMatch(/error users\.txt:2:1/)
  })
})

describe('nothing is sent', () => {
  test.each([
    { name: 'to a list without users', list: '\n# nobody\n', words: [], says: 'recipients/none' },
    { name: 'where there is no list', list: undefined, words: [], says: 'does not exist' },
    {
      name: 'where the event is for everybody',
      list: users.join('\n'),
      event: `${cleanEvent}relevantAudience: { type: Multicast, payload: {} }\n`,
      words: [],
      says: 'campaign/audience',
    },
    {
      name: 'where the id depends on the user',
      list: csv.join('\n'),
      event: `${personalEvent}referenceId: "at{{ station }}"\n`,
      words: [],
      says: 'campaign/reference-id',
    },
    {
      name: 'where a file would be overwritten that is read',
      list: users.join('\n'),
      words: ['--failed-file', './users'],
      says: 'users-file is the same file',
    },
  ])('$name', async ({ list, event, words, says }) => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({
      ...(list === undefined ? {} : { users: list }),
      ...(event === undefined ? {} : { 'event.yaml': event }),
    })
    const [all, options] = sendingTo(simulator, folder, ['--users-file', 'users', ...words])
    const { code, stderr } = await runInHost(all, options)
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(says) })
    expect(simulator.requests()).toEqual([])
  })

  test('in a dry run, which shows who would get it', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ 'users.txt': users.join('\n') })
    const words = ['--users-file', 'users.txt', '--dry-run']
    const { code, stdout, report, campaign } = await sendCampaign(simulator, folder, words)
    expect({ code, requests: simulator.requests() }).toEqual({ code: 0, requests: [] })
    expect(stdout).toContain('the event would go to 5 users in the development stage')
    expect(stdout).toContain('There is a tornado alert')
    expect(report.status).toBe('dry-run')
    expect(campaign).toMatchObject({ recipients: 5, counts: { accepted: 0, notSent: 5 } })
    await expect(readFile(join(folder, '.alexa-proactive'))).rejects.toThrow('ENOENT')
  })
})

test('eight shards are everybody, each once, and joined they are the whole', async () => {
  const many = usersOf(400)
  const simulator = await simulatorForAll()
  const folder = await campaignFolder({ 'users.txt': many.join('\n') })
  const reports = Array.from({ length: 8 }, (_, index) => `report-${index + 1}.json`)
  const codes: (number | null)[] = []
  for (const [index, report] of reports.entries()) {
    const shard = `${index + 1}/8`
    const words = ['--users-file', 'users.txt', '--shard', shard, '--report', report]
    const [all, options] = sendingTo(simulator, folder, words)
    codes.push((await runInHost(all, options)).code)
  }
  expect(codes).toEqual(reports.map(() => 0))
  expect(notified(simulator)).toEqual(many.toSorted())

  const whole = await runInHost(['join', ...reports, '--report', 'all.json'], { folder })
  expect(whole.code).toBe(0)
  expect(whole.stdout).toContain('accepted for all 400 users')
  expect(JSON.parse(await readFile(join(folder, 'all.json'), 'utf8'))).toMatchObject({
    status: 'sent',
    campaign: { recipients: 400, counts: { accepted: 400 } },
  })
  const part = await runInHost(['join', ...reports.slice(1)], { folder })
  expect(part.code).toBe(1)
  expect(part.stderr).toContain('There is no report of shard 1/8')
})
