import { rmSync } from 'node:fs'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ArrivedRequest } from '../../src/simulator/simulator.ts'
import { runCli, startCli } from '../cli/child.ts'
import { cleanEvent } from '../cli/folder.ts'
import {
  campaignFolder,
  notified,
  reportIn,
  sendCampaign,
  sendingTo,
  simulatorForAll,
  usersOf,
} from './support/campaigns.ts'

const users = usersOf(60)
const list = { 'users.txt': users.join('\n') }
/** More than are under way at once, so that a campaign can end in the middle. */
const many = usersOf(300)
const longList = { 'users.txt': many.join('\n') }
const wordsWith = (journal: string) => ['--users-file', 'users.txt', '--journal', journal]
const words = wordsWith('campaign.journal')

function withResolvers() {
  let resolve = (): void => {}
  const promise = new Promise<void>(settle => {
    resolve = settle
  })
  return { promise, resolve: () => resolve() }
}

/** Picks the requests that are about some users. */
function about(some: readonly string[]): (request: ArrivedRequest) => boolean {
  return ({ body }) => some.some(user => Buffer.from(body).includes(user))
}

test('a campaign that has ended is not sent again, nor without its journal', async () => {
  const simulator = await simulatorForAll()
  const folder = await campaignFolder(list)
  await sendCampaign(simulator, folder, words)
  const requests = simulator.requests().length
  const journal = await readFile(join(folder, 'campaign.journal'), 'utf8')
  expect(journal.split('\n')).toHaveLength(62)
  expect(journal).not.toContain('amzn1.ask.account')
  expect((await readdir(folder)).filter(name => name.endsWith('.lock'))).toEqual([])

  const again = await sendCampaign(simulator, folder, words)
  expect(again).toMatchObject({ code: 0, report: { status: 'already-sent' } })
  expect(again.campaign).toMatchObject({ earlier: 60, requests: 0 })
  expect(simulator.requests()).toHaveLength(requests)
  expect(notified(simulator)).toEqual(users.toSorted())

  // What is lost with the journal Amazon still knows.
  const other = await sendCampaign(simulator, folder, wordsWith('other.journal'))
  expect(other).toMatchObject({ code: 0, report: { status: 'already-sent' } })
  expect(other.campaign.counts).toMatchObject({ accepted: 0, alreadySent: 60 })
  expect(notified(simulator)).toEqual(users.toSorted())
})

describe('those who were not notified', () => {
  const some = users.slice(10, 13)

  test('are counted by reason, listed, and can be sent to again', async () => {
    const simulator = await simulatorForAll()
    const refused = about(some)
    simulator.order({ on: 'event', kind: 'status', status: 404, times: 3, matching: refused })
    const folder = await campaignFolder(list)
    const run = await sendCampaign(simulator, folder, words)
    expect(run).toMatchObject({
      code: 1,
      report: { status: 'partial', counts: { accepted: 57, rejected: 3 } },
      campaign: { failedFile: 'campaign.failed.jsonl' },
    })
    expect(run.stdout).toMatch(/3 rejected: HTTP 404/)
    expect(run.stdout).toMatch(/to send again +campaign\.failed\.jsonl/)
    expect(run.stderr).toContain('3 users were not notified: HTTP 404')
    expect(`${run.stdout}${run.stderr}`).not.toContain(some[0])

    const failed = (await readFile(join(folder, 'campaign.failed.jsonl'), 'utf8')).trim()
    expect(failed.split('\n').map(line => JSON.parse(line).user)).toEqual(
      expect.arrayContaining([...some]),
    )
    const again = await sendCampaign(simulator, folder, ['--users-file', 'campaign.failed.jsonl'])
    expect(again).toMatchObject({ code: 0, campaign: { recipients: 3, counts: { accepted: 3 } } })
    expect(notified(simulator)).toEqual(users.toSorted())
  })

  test.each([
    { most: '2', code: 1 },
    { most: '3', code: 0 },
  ])('may be $most: exit code $code', async ({ most, code }) => {
    const simulator = await simulatorForAll()
    const refused = about(some)
    simulator.order({ on: 'event', kind: 'status', status: 404, times: 3, matching: refused })
    const folder = await campaignFolder(list)
    const run = await sendCampaign(simulator, folder, [...words, '--max-failures', most])
    expect({ code: run.code, status: run.report.status }).toEqual({ code, status: 'partial' })
  })
})

test('a lock that somebody removes does not fail a run that reached everybody', async () => {
  let requests = 0
  let folder = ''
  const simulator = await simulatorForAll({
    onRequest: () => {
      requests += 1
      if (requests === 30) rmSync(join(folder, 'campaign.journal.lock'))
    },
  })
  folder = await campaignFolder(list)
  const run = await sendCampaign(simulator, folder, words)
  expect(run).toMatchObject({ code: 0, report: { status: 'sent' } })
  expect(notified(simulator)).toEqual(users.toSorted())
})

test('a template that is wrong stops the campaign and says why', async () => {
  const simulator = await simulatorForAll()
  simulator.order({
    on: 'event',
    kind: 'status',
    status: 400,
    body: { message: 'malformed' },
    times: Number.POSITIVE_INFINITY,
  })
  const folder = await campaignFolder(longList)
  const run = await sendCampaign(simulator, folder, words)
  expect(run).toMatchObject({ code: 1, report: { status: 'failed' } })
  expect(run.stderr).toContain('delivery/body-refused')
  expect(run.campaign.counts.notSent).toBeGreaterThan(100)
  expect(run.campaign.counts).toMatchObject({ accepted: 0 })
})

test('the notification limit of a live skill stops the campaign', async () => {
  const simulator = await simulatorForAll({ limits: { liveNotifications: 20 } })
  const folder = await campaignFolder(longList)
  const run = await sendCampaign(simulator, folder, [...words, '--stage', 'live'])
  expect(run).toMatchObject({ code: 1, campaign: { counts: { accepted: 20 } } })
  expect(run.stderr).toContain('delivery/notification-limit')
  expect(run.campaign.stops).toEqual([
    expect.objectContaining({ region: 'NA', rule: 'delivery/notification-limit' }),
  ])
})

describe('a journal is refused', () => {
  test('with another event, list, stage or shard', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder(list)
    await sendCampaign(simulator, folder, words)
    const requests = simulator.requests().length
    const refuses = async (another: string, more: readonly string[] = []) => {
      const run = await sendCampaign(simulator, folder, [...words, ...more])
      const seen = { another, code: run.code, requests: simulator.requests().length }
      expect(seen).toEqual({ another, code: 1, requests })
      expect(run.stderr, another).toContain('was begun for another campaign')
      expect(run.stdout, another).toContain('Nothing was sent')
    }
    await refuses('stage', ['--stage', 'live'])
    await refuses('shard', ['--shard', '1/2'])
    for (const [file, was, now] of [
      ['event.yaml', cleanEvent, cleanEvent.replace('TORNADO', 'HURRICANE')],
      ['users.txt', users.join('\n'), users.slice(1).join('\n')],
    ] as const) {
      await writeFile(join(folder, file), now)
      await refuses(file)
      await writeFile(join(folder, file), was)
    }
  })

  test('where there is none to go on with', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder(list)
    const run = await sendCampaign(simulator, folder, [...words, '--resume'])
    expect({ code: run.code, requests: simulator.requests() }).toEqual({ code: 1, requests: [] })
    expect(run.stderr).toContain('There is no journal campaign.journal to resume from')
  })

  // Whoever may do everything may write to any folder, but not to the system's own.
  const isRoot = process.getuid?.() === 0
  test.skipIf(process.platform === 'win32' || (isRoot && process.platform !== 'linux'))(
    'in a folder that cannot be written to',
    async () => {
      const simulator = await simulatorForAll()
      const folder = await campaignFolder({ ...list, 'closed/file': '' })
      await chmod(join(folder, 'closed'), 0o500)
      const journal = isRoot ? '/sys/journal' : 'closed/journal'
      const run = await sendCampaign(simulator, folder, wordsWith(journal))
      expect({ code: run.code, requests: simulator.requests() }).toEqual({ code: 1, requests: [] })
      expect(run.stderr).toContain(`${journal} cannot be written (E`)
    },
  )

  test('of a run that is under way', async () => {
    const { promise: asked, resolve: onRequest } = withResolvers()
    const simulator = await simulatorForAll({ onRequest })
    simulator.order({ on: 'token', kind: 'hang' })
    const folder = await campaignFolder(list)
    const [all, options] = sendingTo(simulator, folder, words)
    const running = startCli(all, options)
    // The lock is there when the token is asked for.
    await asked
    const second = await runCli(all, options)
    expect(second.code).toBe(1)
    expect(second.stderr).toMatch(/campaign\.journal is in use by another\s+run/)
    running.process.kill('SIGKILL')
    await running.ended
    expect(await sendCampaign(simulator, folder, words)).toMatchObject({ code: 0 })
  })
})

test('with --json, stdout has the report and nothing else', async () => {
  const simulator = await simulatorForAll()
  const folder = await campaignFolder(list)
  const { stdout, stderr, report } = await sendCampaign(simulator, folder, [...words, '--json'])
  expect({ printed: JSON.parse(stdout), stderr }).toEqual({ printed: report, stderr: '' })
})

test('what a simulated run notes is not believed by a real one', async () => {
  const simulator = await simulatorForAll()
  const folder = await campaignFolder(list)
  const rehearsal = ['send', '--event-file', 'event.yaml', ...words.slice(0, 2), '--simulate']
  for (const _ of [1, 2]) {
    const { code, stdout } = await runCli(rehearsal, { folder })
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/accepted +60\n/),
    })
  }
  await sendCampaign(simulator, folder, words.slice(0, 2))
  expect(notified(simulator)).toEqual(users.toSorted())
})

// Windows has no signals: there, a killed process cannot say anything any more.
describe.skipIf(process.platform === 'win32')('stopped', () => {
  test('ends with 130, and the next run goes on', async () => {
    let onEvents = (): void => {}
    let events = 0
    const simulator = await simulatorForAll({
      onRequest: ({ region }) => {
        if (region !== undefined) events += 1
        if (events >= 100) onEvents()
      },
    })
    const folder = await campaignFolder(longList)
    const [all, options] = sendingTo(simulator, folder, [
      ...words,
      '--concurrency',
      '8',
      '--report',
      'report.json',
    ])
    const enough = new Promise<void>(resolve => {
      onEvents = resolve
    })
    const child = startCli(all, options)
    await enough
    child.process.kill('SIGINT')
    const ended = await child.ended
    expect(ended.code).toBe(130)
    expect(ended.stdout).toContain('Interrupted. Partly sent')
    expect(ended.stderr).toContain('resumes with the journal campaign.journal')
    const { campaign } = await reportIn(folder)
    expect(campaign.interrupted).toBe(true)
    expect(campaign.counts.notSent).toBeGreaterThan(0)
    expect(campaign.counts.accepted).toBe(simulator.inbox().length)

    const next = await sendCampaign(simulator, folder, [...words, '--resume'])
    expect(next).toMatchObject({ code: 0, report: { status: 'sent' } })
    expect(next.campaign.earlier).toBe(campaign.counts.accepted)
    expect(notified(simulator)).toEqual(many.toSorted())
  })

  test('a simulated one does not promise to go on', async () => {
    const folder = await campaignFolder(longList)
    const report = ['--report', 'report.json']
    // To a terminal it shows when the first outcomes are known; elsewhere, it writes a line now and then.
    const terminal = 'data:text/javascript,Object.assign(process.stderr,{isTTY:true,columns:99})'
    const child = startCli(
      ['send', '--simulate', '--event-file', 'event.yaml', ...words, '--rate', '10', ...report],
      { folder, environment: { NODE_OPTIONS: `--import ${terminal}` } },
    )
    await child.complained('of 300')
    child.process.kill('SIGINT')
    const ended = await child.ended
    expect(ended.code).toBe(130)
    expect(ended.stdout).toContain('Interrupted. Simulated')
    expect(ended.stderr).toContain('A simulated run begins anew each time.')
    expect(ended.stdout + ended.stderr).not.toMatch(/resumes|again/)
    expect((await reportIn(folder)).campaign).toMatchObject({ interrupted: true, stops: [] })
  })

  // Long before the requests would be given up, or the test runs out of time.
  test('with requests that get no answer: waits a little for them, and says so', async () => {
    const { promise: hanging, resolve } = withResolvers()
    const simulator = await simulatorForAll({
      onRequest: ({ region }) => {
        if (region !== undefined) resolve()
      },
    })
    simulator.order({ on: 'event', kind: 'hang', times: Number.POSITIVE_INFINITY })
    const folder = await campaignFolder(longList)
    const [all, options] = sendingTo(simulator, folder, [
      ...[...words, '--report', 'report.json', '--timeout', '60s'],
    ])
    const child = startCli(all, options)
    await hanging
    child.process.kill('SIGTERM')
    expect((await child.ended).code).toBe(143)
    const { campaign } = await reportIn(folder)
    expect(campaign).toMatchObject({ interrupted: true, counts: { accepted: 0 } })
    expect(campaign.inDoubt).toBeGreaterThan(0)
  })

  test('while it waits for standard input: ends at once', async () => {
    const simulator = await simulatorForAll()
    const folder = await campaignFolder({})
    const [all, options] = sendingTo(simulator, folder, ['--users-file', '-'])
    const child = startCli(all, { ...options, input: { open: true } })
    // More than fits anywhere on the way: when it is written, somebody reads.
    await new Promise<unknown>(resolve => {
      child.process.stdin?.write('# nobody\n'.repeat(500_000), resolve)
    })
    child.process.kill('SIGINT')
    expect((await child.ended).code).toBe(130)
  })
})
