import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unknownContext } from '../../src/core/context.ts'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import { nodeWorld } from '../../src/core/node-world.ts'
import type { Result } from '../../src/core/result.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'
import type { Step } from '../../src/core/steps.ts'
import { engineOf } from '../../src/engine/engine.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { usersOf } from '../e2e/support/campaigns.ts'
import { acceptAll, type FakeMachine, fakeMachine, reportOfChunk } from './fake-machine.ts'

const users = usersOf(250)

/** A folder with an event and a list of users. */
const folderOf = (list = users, event = cleanEvent) =>
  folderWith({ 'skill.json': cleanManifest, 'event.yaml': event, 'users.txt': list.join('\n') })

interface Sent {
  readonly result: Result
  readonly steps: readonly Step[]
  readonly folder: string
}

/** Sends to a list through the real run, to a machine that is not. */
async function send(
  machine: FakeMachine,
  folder: string,
  changes: RawSettings = {},
  signal = new AbortController().signal,
  context = unknownContext,
): Promise<Sent> {
  const { settings, diagnostics } = await parseSettings({
    command: 'send',
    manifest: join(folder, 'skill.json'),
    'event-file': join(folder, 'event.yaml'),
    'users-file': join(folder, 'users.txt'),
    'failed-file': join(folder, 'failed.jsonl'),
    stage: 'live',
    'reference-id': 'Storm2026',
    engine: machine.arn,
    ...changes,
  })
  if (settings === undefined) throw new Error(diagnostics[0]?.message)
  const steps: Step[] = []
  const now = new Date()
  const world = {
    ...nodeWorld(path => path, noProxy),
    now: () => now,
    sleep: async () => signal.throwIfAborted(),
  }
  const result = await run(settings, context, world, {
    signal,
    userAgent: 'test',
    diagnostics,
    observe: step => steps.push(step),
    async openEngine() {
      machine.asked += 1
      return engineOf(machine)
    },
    openSimulation: async () => {
      throw new Error('There is no simulator in this test.')
    },
  })
  return { result, steps, folder }
}

const factsOf = ({ steps }: Sent) =>
  steps.flatMap(step => (step.kind === 'planned' ? (step.plan.campaign?.facts ?? []) : []))

describe('a campaign on an engine', () => {
  it('is planned, cut, started, followed and joined', async () => {
    const machine = fakeMachine()
    const sent = await send(machine, await folderOf())
    const { result } = sent
    expect(factsOf(sent)).toEqual([
      {
        label: 'Speed',
        text: expect.stringContaining('over 64 connections of each worker to each region'),
      },
      { label: 'Engine', text: '3 chunks of 100 users, 2 at a time' },
      { label: 'Time', text: expect.stringMatching(/^about 1s with .*, before the notification/) },
      { label: 'Cost', text: 'less than $0.01 at the list prices of AWS' },
    ])
    expect(result.diagnostics).toEqual([])
    expect(result).toMatchObject({
      status: 'sent',
      failed: false,
      campaignSentence: 'Sent: the event was accepted for all 250 users in the live stage.',
      campaign: {
        recipients: 250,
        name: expect.stringMatching(/^Storm2026-[0-9a-f]{16}$/),
        counts: { accepted: 250, alreadySent: 0, rejected: 0, failed: 0, notSent: 0 },
      },
    })
    const name = result.campaign?.name ?? ''
    expect(machine.started).toEqual([
      {
        name,
        input: JSON.stringify({ campaign: name, run: 1, chunks: `campaigns/${name}/runs/1.json` }),
      },
    ])
    const chunks = [1, 2, 3].map(chunk =>
      machine.store.text(`campaigns/${name}/chunks/00000${chunk}.jsonl`),
    )
    expect(chunks.join('')).toBe(
      users.map(user => `${JSON.stringify({ user, region: 'NA' })}\n`).join(''),
    )
    const progress = sent.steps.flatMap(step => (step.kind === 'progress' ? [step.progress] : []))
    expect(progress.map(({ done }) => done)).toEqual([100, 200, 250, 250])
  })

  it('keeps user ids out of names and inputs', async () => {
    const machine = fakeMachine()
    await send(machine, await folderOf())
    const names = [...machine.store.objects.keys(), ...machine.started.map(({ input }) => input)]
    expect(names.filter(name => name.includes('amzn1.ask.account'))).toEqual([])
  })

  it('is told as sent before when it has ended', async () => {
    const machine = fakeMachine()
    const folder = await folderOf()
    await send(machine, folder)
    const { result } = await send(machine, folder)
    expect(result).toMatchObject({ status: 'already-sent', failed: false })
    expect(machine.started).toHaveLength(1)
  })

  it('lists those who were not notified, with their reasons', async () => {
    const machine = fakeMachine()
    const lines = [
      { user: users[0], region: 'NA', reason: '403' },
      { user: users[1], region: 'NA', reason: '500' },
    ].map(line => `${JSON.stringify(line)}\n`)
    machine.work = async work => {
      if (work.chunk > 1) return acceptAll(work)
      const { store, keys } = work
      await store.put(keys.failedOf(1), lines.join(''))
      const counts = { accepted: 98, alreadySent: 0, rejected: 1, failed: 1, notSent: 0 }
      const reason = { reason: 'HTTP 403', help: 'Remove them.', count: 1, examples: ['amzn1…'] }
      const reasons = [{ ...reason, outcome: 'rejected', rule: 'delivery/refused' } as const]
      await store.put(keys.report(1), JSON.stringify(reportOfChunk(100, { counts, reasons })))
    }
    const { result, folder } = await send(machine, await folderOf())
    const failedFile = join(folder, 'failed.jsonl')
    expect(result).toMatchObject({ status: 'partial', failed: true, campaign: { failedFile } })
    expect(readFileSync(failedFile, 'utf8')).toBe(lines.join(''))
    expect(result.diagnostics.map(({ message }) => message)).toEqual([
      '1 user was not notified: HTTP 403. amzn1….',
    ])
  })

  it('is left alone with detach', async () => {
    const machine = fakeMachine()
    const { result } = await send(machine, await folderOf(), { detach: 'true' })
    const name = result.campaign?.name ?? ''
    expect(result).toMatchObject({
      status: 'started',
      failed: false,
      campaignSentence: `Started: the event goes to 250 users in the live stage. The campaign is called ${name}.`,
    })
    expect(result.diagnostics).toMatchObject([
      {
        rule: 'campaign/started',
        severity: 'notice',
        help: expect.stringContaining(
          `"alexa-proactive campaign-status ${name} --engine ${machine.arn}"`,
        ),
      },
    ])
  })

  it('goes on when the run that follows it is interrupted', async () => {
    const machine = fakeMachine()
    const folder = await folderOf()
    const interruption = new AbortController()
    machine.work = async work => {
      await acceptAll(work)
      if (work.chunk === 2) interruption.abort(new Error('Interrupted'))
    }
    const { result } = await send(machine, folder, {}, interruption.signal)
    expect(result.status).toBe('started')
    expect(result.campaignSentence).toContain('and was accepted for 200 of them so far')
    // Started once more, the same execution is followed.
    const again = await send(machine, folder)
    expect(again.result).toMatchObject({ status: 'sent', campaign: { counts: { accepted: 250 } } })
    expect(machine.started).toHaveLength(1)
  })

  it('says why it was stopped', async () => {
    const machine = fakeMachine()
    const stop = {
      region: undefined,
      rule: 'delivery/body-refused',
      message: 'NA: stopped, because the event is wrong.',
      help: 'Correct the event.',
    } as const
    machine.work = async work => {
      if (work.chunk === 1) return acceptAll(work)
      const counts = { accepted: 5, alreadySent: 0, rejected: 20, failed: 0, notSent: 75 }
      const report = reportOfChunk(100, { counts, stops: [stop] })
      await work.store.put(work.keys.stop(2), JSON.stringify(report))
      await work.store.put(work.keys.control, JSON.stringify({ stop: stop.message }))
      throw new Error('EventRefused')
    }
    const { result } = await send(machine, await folderOf())
    expect(result).toMatchObject({
      status: 'partial',
      failed: true,
      campaign: { counts: { accepted: 105, rejected: 20, notSent: 125 } },
    })
    expect(result.diagnostics).toMatchObject([
      { rule: 'delivery/body-refused', severity: 'error', message: stop.message },
    ])
    expect(result.diagnostics[0]?.help).toContain('alexa-proactive campaign-resume Storm2026-')
  })

  it('begins once, wherever an upload breaks off', async () => {
    const folder = await folderOf()
    const whole = fakeMachine()
    await send(whole, folder)
    const keys = [...whole.store.objects.keys()].filter(key => !key.includes('/reports/'))
    expect(keys).toHaveLength(5)
    const plans: string[] = []
    for (const broken of keys) {
      const machine = fakeMachine()
      machine.store.beforePut = key => {
        if (key === broken) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
      }
      const first = await send(machine, folder)
      expect(first.result).toMatchObject({ status: 'failed', failed: true })
      expect(first.result.diagnostics).toMatchObject([{ rule: 'campaign/not-started' }])
      expect(machine.started).toEqual([])
      machine.store.beforePut = () => {}
      const { result } = await send(machine, folder)
      expect(result).toMatchObject({ status: 'sent', campaign: { counts: { accepted: 250 } } })
      expect(machine.started).toHaveLength(1)
      const chunks = machine.store
        .keys('')
        .filter(key => key.includes('/chunks/'))
        .map(key => `${key} ${machine.store.text(key)}`)
      plans.push(chunks.join())
    }
    expect(new Set(plans).size).toBe(1)
  })

  it('refuses a name that is another campaign’s', async () => {
    const machine = fakeMachine()
    const folder = await folderOf()
    const { result } = await send(machine, folder, { detach: 'true' })
    const key = `campaigns/${result.campaign?.name ?? ''}/plan.json`
    const plan = JSON.parse(machine.store.text(key) ?? '')
    const other = { ...plan, header: { ...plan.header, fingerprint: 'other' } }
    await machine.store.put(key, JSON.stringify(other))
    const again = await send(machine, folder)
    expect(again.result.diagnostics).toMatchObject([
      {
        rule: 'campaign/not-started',
        message: expect.stringContaining('taken by another campaign'),
      },
    ])
  })

  it('is not sent again when what it left is gone', async () => {
    const machine = fakeMachine()
    const folder = await folderOf()
    await send(machine, folder)
    await machine.store.remove(machine.store.keys(''))
    const { result } = await send(machine, folder)
    expect(result.diagnostics).toMatchObject([
      { rule: 'campaign/not-started', message: expect.stringContaining('was carried out before') },
    ])
    expect(machine.started).toHaveLength(1)
  })

  it('says what an execution ended with of which no chunk says anything', async () => {
    const machine = fakeMachine()
    machine.work = async () => {
      throw new Error('The role may not invoke the function.')
    }
    const { result } = await send(machine, await folderOf())
    expect(result).toMatchObject({ status: 'failed', failed: true })
    expect(result.diagnostics).toMatchObject([
      {
        rule: 'campaign/stopped',
        message: 'The execution ended with FAILED (The role may not invoke the function).',
      },
    ])
  })

  it('is told of where it cannot be reached for a while', async () => {
    const machine = fakeMachine()
    let looks = 0
    machine.beforeDescribe = () => {
      looks += 1
      // The first two looks are at whether it has begun.
      if (looks > 1 && looks < 6) throw Object.assign(new Error('hang up'), { code: 'ECONNRESET' })
    }
    const { result } = await send(machine, await folderOf())
    expect(result.status).toBe('sent')
  })

  it('is left to itself where it cannot be reached any more', async () => {
    const machine = fakeMachine()
    machine.work = async work => {
      await acceptAll(work)
      machine.beforeDescribe = () => {
        throw Object.assign(new Error('hang up'), { code: 'ECONNRESET' })
      }
    }
    const { result } = await send(machine, await folderOf())
    expect(result).toMatchObject({ status: 'started', failed: true })
    expect(result.diagnostics).toMatchObject([
      {
        rule: 'campaign/started',
        severity: 'error',
        message: expect.stringContaining('it can no longer be followed: The engine cannot be'),
      },
    ])
  })

  it('does not begin when the upload is interrupted', async () => {
    const machine = fakeMachine()
    const interruption = new AbortController()
    machine.store.beforePut = () => interruption.abort(new Error('Interrupted'))
    const { result } = await send(machine, await folderOf(), {}, interruption.signal)
    expect(result.diagnostics).toMatchObject([
      {
        rule: 'campaign/not-started',
        message: 'The run was interrupted before the campaign began, so nothing was sent.',
      },
    ])
    expect(machine.started).toEqual([])
  })

  it('is known to have ended where the list of those left out cannot be written', async () => {
    const machine = fakeMachine()
    machine.work = async work => {
      await work.store.put(work.keys.failedOf(work.chunk), '{}\n')
      await acceptAll(work)
    }
    const folder = await folderOf()
    const sent = await send(machine, folder, {
      'failed-file': join(folder, 'users.txt', 'x.jsonl'),
    })
    expect(sent.result.status).toBe('sent')
    expect(sent.steps).toContainEqual({
      kind: 'note',
      note: expect.stringMatching(/cannot be written .*; it is in the bucket, under campaigns\//),
    })
  })

  it('may end before everybody was sent to, as max-failures allows', async () => {
    const machine = fakeMachine()
    const counts = { accepted: 49, alreadySent: 0, rejected: 1, failed: 0, notSent: 0 }
    machine.work = async work =>
      work.chunk < 3
        ? acceptAll(work)
        : void (await work.store.put(
            work.keys.report(3),
            JSON.stringify(reportOfChunk(50, { counts })),
          ))
    const { result } = await send(machine, await folderOf(), { 'max-failures': '1' })
    expect(result).toMatchObject({ status: 'partial', failed: false })
  })

  it('is planned with the engine, and warned about where it takes too long', async () => {
    const machine = fakeMachine({ rate: 0.1 })
    const changes = { 'dry-run': 'true', 'expires-in': '5m' }
    const sent = await send(machine, await folderOf(), changes)
    expect(sent.result.status).toBe('dry-run')
    expect(factsOf(sent)).toContainEqual({
      label: 'Time',
      text: 'about 41m 40s with 0.1 requests per second to each region; the notification expires after 5m',
    })
    expect(sent.result.diagnostics).toMatchObject([
      {
        rule: 'campaign/too-slow',
        severity: 'warning',
        message: expect.stringContaining('220 users'),
      },
    ])
    expect(machine.store.keys('')).toEqual([])
  })

  it('is not asked for by a fork', async () => {
    const machine = fakeMachine()
    const { result } = await send(machine, await folderOf(), {}, undefined, {
      ...unknownContext,
      fromFork: true,
    })
    expect(result.status).toBe('skipped')
    expect(machine.asked).toBe(0)
  })
})
