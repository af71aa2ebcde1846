import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import { open, readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { builtCli, runCli, startCli } from '../cli/child.ts'
import { cleanEvent } from '../cli/folder.ts'
import {
  campaignFolder,
  notified,
  sendCampaign,
  sendingTo,
  simulatorForAll,
  usersOf,
} from './support/campaigns.ts'

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
    expect(stdout).toContain('Audience  5 users in NA, each by a request of its own (Unicast)')
    expect(stdout).toMatch(/accepted +5\n/)
    expect(campaign).toMatchObject({ recipients: 5, counts: { accepted: 5 } })
  })

  test('packed, from standard input', async () => {
    const input = gzipSync(users.join('\n'))
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
    const { code, stderr } = await runCli(all, options)
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

test('four shards are everybody, each once, and joined they are the whole', async () => {
  const many = usersOf(200)
  const simulator = await simulatorForAll()
  const folder = await campaignFolder({ 'users.txt': many.join('\n') })
  const reports = Array.from({ length: 4 }, (_, index) => `report-${index + 1}.json`)
  const codes: (number | null)[] = []
  for (const [index, report] of reports.entries()) {
    const shard = `${index + 1}/4`
    const words = ['--users-file', 'users.txt', '--shard', shard, '--report', report]
    const [all, options] = sendingTo(simulator, folder, words)
    codes.push((await runCli(all, options)).code)
  }
  expect(codes).toEqual(reports.map(() => 0))
  expect(notified(simulator)).toEqual(many.toSorted())

  const whole = await runCli(['join', ...reports, '--report', 'all.json'], { folder })
  expect(whole.code).toBe(0)
  expect(whole.stdout).toContain('accepted for all 200 users')
  expect(JSON.parse(await readFile(join(folder, 'all.json'), 'utf8'))).toMatchObject({
    status: 'sent',
    campaign: { recipients: 200, counts: { accepted: 200 } },
  })
  const part = await runCli(['join', ...reports.slice(1)], { folder })
  expect(part.code).toBe(1)
  expect(part.stderr).toContain('There is no report of shard 1/4')
})

describe('a list that changes while it is sent to', () => {
  // Several chunks of 64 KiB, of which a run reads the first ones before the first answer.
  const count = 1_600
  const many = usersOf(count)
  const text = `${many.join('\n')}\n`
  const strangers = usersOf(2 * count).slice(count)

  test.each([
    {
      how: 'overwritten in place',
      says: 'something else is written in it',
      change: (file: string) => writeFileSync(file, `${strangers.join('\n')}\n`, { flag: 'r+' }),
    },
    {
      how: 'cut off',
      says: 'it ends after',
      change: (file: string) => truncateSync(file, Math.floor(text.length * 0.6)),
    },
    {
      how: 'grown',
      says: 'it has grown beyond the',
      change: (file: string) => appendFileSync(file, `${strangers.join('\n')}\n`),
    },
  ])('is sent to no further: $how', async ({ change, says }) => {
    const folder = await campaignFolder({ 'users.txt': text })
    const file = join(folder, 'users.txt')
    let isChanged = false
    const simulator = await simulatorForAll({
      onRequest: ({ path }) => {
        if (isChanged || !path.includes('proactiveEvents')) return
        isChanged = true
        change(file)
      },
    })
    const run = await sendCampaign(simulator, folder, ['--users-file', 'users.txt'])
    expect(run.stderr.replace(/\s+/g, ' ')).toContain(says)
    const { accepted, notSent } = run.campaign.counts
    expect({ code: run.code, status: run.report.status }).toEqual({ code: 1, status: 'partial' })
    expect(run.campaign).toMatchObject({
      counts: { rejected: 0, failed: 0 },
      stops: [{ rule: 'campaign/list-changed', message: expect.stringContaining(says) }],
    })
    // What was sent went to users of the list as it was checked, and nothing else is noted.
    const known = new Set(many)
    const got = notified(simulator)
    expect(got.filter(user => !known.has(user))).toEqual([])
    expect(new Set(got).size).toBe(got.length)
    expect({ accepted, notSent }).toEqual({ accepted: got.length, notSent: count - got.length })
    expect(notSent).toBeGreaterThan(0)

    // Put back as it was, the run resumes with its journal.
    await writeFile(file, text)
    const again = await sendCampaign(simulator, folder, ['--users-file', 'users.txt'])
    expect(again.code).toBe(0)
    expect(again.campaign).toMatchObject({ counts: { accepted: count }, requests: notSent })
    expect(notified(simulator)).toEqual(many.toSorted())
  })
})

describe.skipIf(process.platform === 'win32')('a list that is no file can be read once', () => {
  test('from a process substitution', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({ 'users.txt': users.join('\n') })
    const [words, { environment }] = sendingTo(simulator, folder, [])
    const script = '"$@" --users-file <(cat users.txt)'
    const shell = spawn('bash', ['-c', script, 'bash', process.execPath, builtCli, ...words], {
      cwd: folder,
      env: { ...environment, PATH: process.env['PATH'] },
      stdio: 'ignore',
    })
    const [code] = await once(shell, 'close')
    expect({ code, users: notified(simulator) }).toEqual({ code: 0, users: users.toSorted() })
  })

  async function startWithFifo(simulator: Simulator) {
    const folder = await campaignFolder({})
    const fifo = join(folder, 'users')
    execFileSync('mkfifo', [fifo])
    const [words, options] = sendingTo(simulator, folder, ['--users-file', 'users'])
    return { fifo, child: startCli(words, options) }
  }

  test('from a FIFO, written to in pieces', async () => {
    const simulator = await simulatorForAll()
    const { fifo, child } = await startWithFifo(simulator)
    // Waits until somebody reads.
    const writer = await open(fifo, 'w')
    for (const user of users) await writer.write(`${user}\n`)
    await writer.close()
    const { code } = await child.ended
    expect({ code, users: notified(simulator) }).toEqual({ code: 0, users: users.toSorted() })
  })

  test('from a FIFO that nobody writes to: SIGINT ends it', async () => {
    const simulator = await simulatorForAll()
    const { fifo, child } = await startWithFifo(simulator)
    // A writer that writes nothing opens it only when it is being read; so it is known to be waited for.
    const writer = await open(fifo, 'w')
    child.process.kill('SIGINT')
    const ended = await child.ended
    await writer.close()
    expect({ code: ended.code, requests: simulator.requests() }).toEqual({
      code: 130,
      requests: [],
    })
    expect(ended.stderr).toContain('cannot be read: interrupted')
  })

  // Elsewhere nothing shows that a process has opened it.
  test.skipIf(process.platform !== 'linux')('from a FIFO without a writer at all', async () => {
    const { fifo, child } = await startWithFifo(await simulatorForAll())
    const folder = `/proc/${child.process.pid}/fd`
    const opened = async () =>
      Promise.all((await readdir(folder)).map(name => readlink(join(folder, name)).catch(() => '')))
    await expect.poll(opened, { timeout: 25_000 }).toContain(await realpath(fifo))
    child.process.kill('SIGTERM')
    expect(await child.ended).toMatchObject({ code: 143 })
  })
})
