import { describe, expect, onTestFinished, test } from 'vitest'
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { runCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith, wrongEvent } from '../cli/folder.ts'

const files = { 'skill.json': cleanManifest, 'event.yaml': cleanEvent }

async function simulatorFor(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options)
  onTestFinished(() => simulator.close())
  return simulator
}

function wordsFor(simulator: Simulator, ...more: readonly string[]): readonly string[] {
  const { authUrl, apiUrl } = simulator
  return ['send', '--event-file', 'event.yaml', '--auth-url', authUrl, '--api-url', apiUrl, ...more]
}

function secretsOf({ credentials }: Simulator): Readonly<Record<string, string>> {
  return { ALEXA_CLIENT_ID: credentials.clientId, ALEXA_CLIENT_SECRET: credentials.clientSecret }
}

describe('send', () => {
  test('delivers, and says to whom, why, and what came of it', async () => {
    const simulator = await simulatorFor()
    const folder = await folderWith(files)
    const { code, stdout, stderr } = await runCli(wordsFor(simulator, '--regions', 'NA,FE'), {
      folder,
      environment: secretsOf(simulator),
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const inbox = simulator.inbox()
    expect(inbox.map(({ region, stage }) => `${region} ${stage}`).toSorted()).toEqual([
      'FE development',
      'NA development',
    ])
    for (const { referenceId, requestId, region } of inbox) {
      expect(stdout).toContain(referenceId)
      expect(stdout).toMatch(new RegExp(`${region} +accepted +HTTP 202, request id ${requestId}`))
    }
    expect(stdout).toMatch(/Stage +development, because/)
    expect(stdout).toMatch(/202 says only/)
  })

  test('speaks JSON and nothing else on stdout', async () => {
    const simulator = await simulatorFor()
    const folder = await folderWith(files)
    simulator.order({ on: 'event', kind: 'status', status: 500 })
    const { code, stdout, stderr } = await runCli(
      wordsFor(simulator, '--json', '--stage', 'live'),
      {
        folder,
        environment: secretsOf(simulator),
      },
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'sent',
      stage: 'live',
      regions: ['NA'],
      referenceId: simulator.inbox()[0]?.referenceId,
      deliveries: [{ region: 'NA', outcome: 'accepted', httpStatus: 202, attempts: 2 }],
    })
    expect(stderr).toMatch(/HTTP 500 .*trying again in/)
  })

  test('notifies once, however often it runs', async () => {
    const simulator = await simulatorFor()
    const folder = await folderWith(files)
    const options = { folder, environment: secretsOf(simulator) }
    const first = await runCli(wordsFor(simulator), options)
    const second = await runCli(wordsFor(simulator), options)
    expect([first.code, second.code]).toEqual([0, 0])
    expect(second.stdout.match(/already sent/gi)).toHaveLength(1)
    expect(second.stdout).toMatch(/^Already sent: the event was accepted before for NA /m)
    expect(second.stdout).not.toContain('HTTP 409')
    expect(simulator.inbox()).toHaveLength(1)
  })

  test('a lost reply is no lost notification', async () => {
    const simulator = await simulatorFor()
    simulator.order({ on: 'event', kind: 'cut', when: 'after' })
    const folder = await folderWith(files)
    const { code, stdout } = await runCli(wordsFor(simulator), {
      folder,
      environment: secretsOf(simulator),
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/NA +(already sent|accepted) /)
    expect(simulator.inbox()).toHaveLength(1)
  })

  test('sends nothing where anything is wrong', async () => {
    const simulator = await simulatorFor()
    const folder = await folderWith({ ...files, 'event.yaml': wrongEvent })
    const { code, stdout, stderr } = await runCli(wordsFor(simulator), {
      folder,
      environment: secretsOf(simulator),
    })
    expect(code).toBe(1)
    expect(stderr).toContain('event/value-unknown')
    expect(stdout).toContain('Nothing was sent')
    expect(simulator.requests()).toEqual([])
  })

  test('a dry run asks nobody', async () => {
    const simulator = await simulatorFor()
    const folder = await folderWith(files)
    const { code, stdout } = await runCli(wordsFor(simulator, '--dry-run'), { folder })
    expect({ code, requests: simulator.requests() }).toEqual({ code: 0, requests: [] })
    expect(stdout).toMatch(/en-US +5 s +"There is a tornado alert/)
    expect(stdout).toContain('Dry run')
  })

  test('refused by one region of two: exit code 1, and both told apart', async () => {
    const simulator = await simulatorFor()
    simulator.order({ on: 'event', region: 'EU', kind: 'status', status: 400 })
    const folder = await folderWith(files)
    const { code, stdout, stderr } = await runCli(wordsFor(simulator, '--regions', 'NA,EU'), {
      folder,
      environment: secretsOf(simulator),
    })
    expect(code).toBe(1)
    expect(stdout).toMatch(/NA +accepted +HTTP 202/)
    expect(stdout).toMatch(/EU +rejected +HTTP 400/)
    expect(stderr).toContain('delivery/body-refused')
  })

  test.each([
    { handling: 'fail', code: 1 },
    { handling: 'skip', code: 0 },
  ])(
    'without credentials: --on-missing-credentials $handling ends with $code',
    async ({ handling, code }) => {
      const simulator = await simulatorFor()
      const folder = await folderWith(files)
      const ended = await runCli(wordsFor(simulator, '--on-missing-credentials', handling), {
        folder,
      })
      expect({ code: ended.code, requests: simulator.requests() }).toEqual({ code, requests: [] })
      expect(ended.stderr).toContain('settings/credentials-missing')
    },
  )

  test('without an account: --simulate', async () => {
    const folder = await folderWith(files)
    const { code, stdout, stderr } = await runCli(
      ['send', '--event-file', 'event.yaml', '--simulate'],
      { folder },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/NA +accepted +HTTP 202, request id \S+/)
    expect(stdout).toContain('Nobody was notified')
  })
})

describe('secrets', () => {
  const places = [
    { name: 'of the environment', secretIn: 'environment' },
    { name: 'of the arguments', secretIn: 'arguments' },
  ] as const
  test.each(places)('$name are never printed', async ({ secretIn }) => {
    const simulator = await simulatorFor()
    const folder = await folderWith(files)
    const clientSecret = 'amzn1.oa2-cs.v1.0123456789wrong'
    const clientId = `${simulator.credentials.clientId}`
    const words = wordsFor(simulator, '--report', 'report.json', '--json')
    const { code, stdout, stderr } = await runCli(
      secretIn === 'environment'
        ? words
        : [...words, '--client-id', clientId, '--client-secret', clientSecret],
      {
        folder,
        environment: {
          ALEXA_PROACTIVE_DEBUG: '1',
          ...(secretIn === 'environment'
            ? { ALEXA_CLIENT_ID: clientId, ALEXA_CLIENT_SECRET: clientSecret }
            : {}),
        },
      },
    )
    expect(code).toBe(1)
    expect(stderr).toContain('delivery/credentials-refused')
    expect(stdout + stderr).not.toContain(clientSecret)
  })
})
