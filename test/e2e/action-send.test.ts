import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { closedPort } from '../support/loopback-server.ts'
import { exampleOf } from '../support/webhooks.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Step } from './support/runner.ts'
import { checkout, plainAnnouncement, releaseAnnouncement } from './support/skill.ts'

let simulator: Simulator

beforeEach(async () => {
  simulator = await startSimulator()
})
afterEach(() => simulator.close())

/** Sends to the simulator, as a step that a published release started. */
function sending(step: Step = {}): Step {
  return {
    trigger: releaseTrigger({ tag_name: 'v2.0.0', name: 'Two' }),
    files: checkout(releaseAnnouncement),
    ...step,
    inputs: {
      command: 'send',
      'event-file': 'announce.yaml',
      'client-id': simulator.credentials.clientId,
      'client-secret': simulator.credentials.clientSecret,
      'auth-url': simulator.authUrl,
      'api-url': simulator.apiUrl,
      ...step.inputs,
    },
  }
}

function eventRequests() {
  return simulator.requests().filter(({ region }) => region !== undefined)
}

describe('send', () => {
  test('a published release goes out to the live customers of each region', async () => {
    const run = await runStep(
      sending({ inputs: { report: 'report.json' }, collect: ['report.json'] }),
    )

    expect(run.annotations).toEqual([])
    expect(run.exitCode).toBe(0)
    const inbox = simulator.inbox()
    expect(inbox.map(({ region }) => region).sort()).toEqual(['EU', 'NA'])
    expect(inbox.map(({ stage }) => stage)).toEqual(['live', 'live'])
    expect(inbox[0]?.body['localizedAttributes']).toEqual([
      { locale: 'en-US', providerName: 'Example Games', contentName: 'Star Quest Two' },
      { locale: 'de-DE', providerName: 'Beispielspiele', contentName: 'Sternensuche Two' },
    ])
    expect(run.outputs).toMatchObject({
      status: 'sent',
      stage: 'live',
      regions: 'NA,EU',
      accepted: '2',
      rejected: '0',
      failed: '0',
      'reference-id': inbox[0]?.referenceId,
      report: 'report.json',
    })
    const requestIds = inbox.map(({ requestId }) => requestId).sort()
    expect(run.outputs['request-ids']?.split(',').sort()).toEqual(requestIds)
    for (const id of requestIds) {
      expect(run.log).toContain(id)
      expect(run.summary).toContain(id)
    }
    expect(run.summary).toContain('can still keep the notification silent')
    expect(run.log).toContain('HTTP 202 says only that the event was accepted')
    expect(JSON.parse(run.collected['report.json'] ?? '')).toMatchObject({
      status: 'sent',
      counts: { accepted: 2 },
    })
  })

  test('the same release again notifies nobody twice', async () => {
    await runStep(sending())
    const again = await runStep(sending({ environment: { GITHUB_RUN_ATTEMPT: '2' } }))
    expect(again.exitCode).toBe(0)
    expect(again.outputs).toMatchObject({ status: 'already-sent', accepted: '0', failed: '0' })
    expect(simulator.inbox()).toHaveLength(2)
  })

  test('that all regions had it before is one line of the log', async () => {
    await runStep(sending())
    const { lines } = await runStep(sending())
    expect(lines.filter(line => /already sent/i.test(line))).toEqual([
      'Already sent: the event was accepted before for NA and EU in the live stage, so nobody is notified again.',
    ])
    expect(lines.filter(line => line.includes('HTTP 409'))).toEqual([])
  })

  test('that one region had it before is told beside the other', async () => {
    await runStep(sending({ inputs: { regions: 'NA' } }))
    const { lines } = await runStep(sending())
    expect(lines.filter(line => line.startsWith('NA: already sent (HTTP 409'))).toHaveLength(1)
    expect(lines.filter(line => line.startsWith('EU: accepted (HTTP 202'))).toHaveLength(1)
  })

  test('each secret is masked once', async () => {
    const { masks } = await runStep(sending())
    expect(masks.filter(mask => mask.startsWith('Atc|'))).toHaveLength(1)
    expect(masks).toEqual([...new Set(masks)])
  })

  test.skipIf(process.platform !== 'linux').each(['full', 'closed'] as const)(
    'a log that is %s changes nothing of the outcome',
    async stdout => {
      const sent = await runStep(sending({ stdout }))
      expect(sent).toMatchObject({ exitCode: 0, outputs: { status: 'sent', accepted: '2' } })
      expect(sent.summary).toContain('Sent: the event was accepted for NA and EU')
      const refused = await runStep(sending({ stdout, inputs: { regions: 'XX' } }))
      expect(refused).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } })
    },
  )

  test('the same release in two runs at once notifies nobody twice', async () => {
    const runs = await Promise.all([runStep(sending()), runStep(sending())])
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(runs.map(({ outputs }) => Number(outputs['accepted'])).reduce((a, b) => a + b)).toBe(2)
    expect(eventRequests()).toHaveLength(4)
    expect(
      simulator
        .inbox()
        .map(({ region }) => region)
        .toSorted(),
    ).toEqual(['EU', 'NA'])
  })

  test('another release is another announcement', async () => {
    const first = await runStep(sending())
    const second = await runStep(
      sending({ trigger: releaseTrigger({ tag_name: 'v2.1.0', name: 'Two' }) }),
    )
    expect(second.outputs['status']).toBe('sent')
    expect(second.outputs['reference-id']).not.toBe(first.outputs['reference-id'])
    expect(simulator.inbox()).toHaveLength(4)
  })

  test('a prerelease reaches testers only', async () => {
    const trigger = releaseTrigger({ tag_name: 'v2.0.0-rc.1', name: 'Two', prerelease: true })
    const run = await runStep(sending({ trigger }))
    expect(run.outputs).toMatchObject({ status: 'sent', stage: 'development' })
    expect(simulator.inbox().map(({ stage }) => stage)).toEqual(['development', 'development'])
  })

  test.each(['push', 'workflow_dispatch', 'deployment'] as const)('%s can send too', async name => {
    const run = await runStep(
      sending({ trigger: triggerOf(name, exampleOf(name)), files: checkout(plainAnnouncement) }),
    )
    expect(run.annotations).toEqual([])
    expect(run.outputs['status']).toBe('sent')
    expect(simulator.inbox()).toHaveLength(2)
  })

  test('says who sends: the name and version, and the id of the run', async () => {
    await runStep(sending({ environment: { ACTIONS_ORCHESTRATION_ID: 'run-1' } }))
    for (const { headers } of simulator.requests()) {
      expect(headers['user-agent']).toMatch(
        /^alexa-proactive\/\d+\.\d+\.\d+ .*actions_orchestration_id\/run-1$/,
      )
    }
    expect(eventRequests()).toHaveLength(2)
  })
})

describe('sends nothing', () => {
  test.each([
    [{ 'dry-run': 'true' }, 'dry-run'],
    [{ command: 'preview' }, 'validated'],
    [{ command: 'validate' }, 'validated'],
  ])('%j', async (inputs, status) => {
    const run = await runStep(sending({ inputs }))
    expect(run.exitCode).toBe(0)
    expect(run.outputs['status']).toBe(status)
    expect(run.outputs['preview']).toContain('Star Quest Two')
    expect(simulator.requests()).toEqual([])
  })

  test('when the event has an error', async () => {
    const files = checkout(releaseAnnouncement.replace('method: RELEASE', 'method: RELEASED'))
    const run = await runStep(sending({ files }))
    expect(run.exitCode).toBe(1)
    expect(run.outputs['status']).toBe('failed')
    expect(simulator.requests()).toEqual([])
  })

  test('for a draft', async () => {
    const run = await runStep(sending({ trigger: releaseTrigger({ name: 'Two', draft: true }) }))
    expect(run.exitCode).toBe(0)
    expect(run.outputs['status']).toBe('skipped')
    expect(simulator.requests()).toEqual([])
  })

  test('for a pull request of a fork, even with credentials', async () => {
    const payload = exampleOf('pull_request')
    const fork = changed(payload, 'pull_request', {
      head: { ref: 'main', repo: { full_name: 'stranger/skill' } },
    })
    const run = await runStep(
      sending({ trigger: triggerOf('pull_request', fork), files: checkout() }),
    )
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({ status: 'skipped', stage: 'development' })
    expect(run.annotations).toMatchObject([
      { kind: 'notice', message: expect.stringContaining('code of a fork') },
    ])
    expect(simulator.requests()).toEqual([])
  })

  test('for Dependabot, which has no credentials', async () => {
    const trigger = triggerOf('pull_request', exampleOf('pull_request'))
    const run = await runStep(
      sending({
        trigger: { ...trigger, actor: 'dependabot[bot]' },
        files: checkout(),
        inputs: { 'client-id': '', 'client-secret': '' },
      }),
    )
    expect(run.exitCode).toBe(0)
    expect(run.outputs['status']).toBe('skipped')
    expect(run.annotations).toMatchObject([
      { kind: 'notice', message: expect.stringContaining('Dependabot') },
    ])
  })

  test('without credentials, which is an error', async () => {
    const run = await runStep(sending({ inputs: { 'client-id': '', 'client-secret': ' ' } }))
    expect(run.exitCode).toBe(1)
    expect(run.annotations[0]?.message).toContain('client-id and client-secret are missing')
    expect(run.outputs).toMatchObject({ status: 'failed', errors: '1' })
  })

  test('without credentials, where that is allowed', async () => {
    const inputs = { 'client-secret': '', 'on-missing-credentials': 'skip' }
    const run = await runStep(sending({ inputs }))
    expect(run.exitCode).toBe(0)
    expect(run.outputs['status']).toBe('skipped')
    expect(run.annotations).toMatchObject([{ kind: 'notice' }])
    expect(simulator.requests()).toEqual([])
  })
})

test('simulate needs no account and no other endpoint', async () => {
  const run = await runStep({
    trigger: releaseTrigger({ name: 'Two' }),
    inputs: {
      command: 'send',
      'event-file': 'announce.yaml',
      simulate: 'true',
      report: 'report.json',
    },
    files: checkout(releaseAnnouncement),
    collect: ['report.json'],
  })
  expect(run.annotations).toEqual([])
  expect(run.outputs).toMatchObject({ status: 'sent', accepted: '2' })
  // Nobody should take this for the real thing.
  expect(run.lines.at(-1)).toMatch(/^Simulated: .*Nobody was notified/)
  expect(run.summary).toMatch(/^Simulated: .*Nobody was notified/m)
  const told = `${run.output}${run.summary}${run.collected['report.json']}`
  expect(told).not.toMatch(/Amazon (?:accepted|has taken|refused|says)/)
  expect(JSON.parse(run.collected['report.json'] ?? '')).toMatchObject({ simulated: true })
})

describe('credentials', () => {
  test('come from the environment too', async () => {
    const run = await runStep(
      sending({
        inputs: { 'client-id': '', 'client-secret': '' },
        environment: {
          ALEXA_CLIENT_ID: simulator.credentials.clientId,
          ALEXA_CLIENT_SECRET: simulator.credentials.clientSecret,
        },
      }),
    )
    expect(run.outputs['status']).toBe('sent')
    expect(run.masks).toContain(simulator.credentials.clientSecret)
  })

  test('are masked before anything is logged', async () => {
    const run = await runStep(sending())
    const { clientId, clientSecret } = simulator.credentials
    expect(run.masks).toEqual(expect.arrayContaining([clientId, clientSecret]))
    const names = run.output.split('\n').map(line => line.slice(0, '::add-mask::'.length))
    const first = names.findIndex(name => name !== '::add-mask::')
    // The token is not there yet; all others are masked by then.
    expect(run.masks.slice(0, first)).toEqual(expect.arrayContaining([clientId, clientSecret]))
    expect(run.masks.slice(first).every(mask => !clientSecret.includes(mask))).toBe(true)
  })

  test('the access token is masked when it is there, and stands nowhere else', async () => {
    const run = await runStep(sending())
    const tokens = simulator.requests().flatMap(({ headers }) => {
      const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1]
      return token === undefined ? [] : [token]
    })
    expect(tokens.length).toBeGreaterThan(0)
    expect(run.masks).toEqual(expect.arrayContaining(tokens))
    const rest = run.output.replace(/^::add-mask::.*$/gm, '')
    for (const token of tokens) expect(rest + run.summary).not.toContain(token)
  })

  test('with spaces around them work, with a warning', async () => {
    const { clientSecret } = simulator.credentials
    const run = await runStep(sending({ inputs: { 'client-secret': ` ${clientSecret}\n` } }))
    expect(run.outputs).toMatchObject({ status: 'sent', warnings: '1' })
    expect(run.annotations).toMatchObject([
      { kind: 'warning', title: 'settings/credentials-whitespace' },
    ])
    expect(run.masks).toEqual(expect.arrayContaining([clientSecret, ` ${clientSecret}\n`]))
  })

  test('with spaces around them keep a strict run from sending', async () => {
    const { clientSecret } = simulator.credentials
    const inputs = { 'client-secret': `${clientSecret}\n`, 'fail-on': 'warning' }
    const run = await runStep(sending({ inputs }))
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ status: 'failed', warnings: '1' })
    expect(simulator.requests()).toEqual([])
  })

  test('that are wrong: Login with Amazon’s answer is explained, the secret is not shown', async () => {
    const run = await runStep(sending({ inputs: { 'client-secret': 'wr%ng se+cret/ "quoted"' } }))
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ status: 'failed', accepted: '0' })
    expect(run.annotations.some(({ title }) => title?.startsWith('delivery/'))).toBe(true)
    expect(run.annotations.filter(({ title }) => title === undefined)).toHaveLength(1)
    expect(run.masks).toEqual(
      expect.arrayContaining(['wr%ng se+cret/ "quoted"', 'wr%25ng+se%2Bcret%2F+%22quoted%22']),
    )
    expect(run.summary).toContain('failed')
  })
})

describe('a bad network', () => {
  test('a busy region is asked again, and the log says so', async () => {
    simulator.order({
      kind: 'status',
      on: 'event',
      region: 'EU',
      status: 429,
      headers: { 'retry-after': '0' },
    })
    const run = await runStep(sending())
    expect(run.outputs).toMatchObject({ status: 'sent', accepted: '2' })
    expect(run.log).toMatch(/429.*trying again in/)
    expect(simulator.inbox()).toHaveLength(2)
  })

  test('a region that refuses: partly sent, and the step fails', async () => {
    simulator.order({
      kind: 'status',
      on: 'event',
      region: 'EU',
      status: 400,
      body: { message: 'no ::error::this way' },
    })
    const run = await runStep(sending())
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ status: 'partial', accepted: '1', rejected: '1' })
    expect(run.log).toMatch(/^NA: accepted/m)
    expect(run.log).toMatch(/^EU: rejected \(HTTP 400/m)
    expect(run.annotations.filter(({ title }) => title === undefined)).toHaveLength(1)
    expect(run.summary).toContain('rejected')
  })

  // The runner asks with the first, and insists with the second.
  test.skipIf(process.platform === 'win32').each([
    { signal: 'SIGINT', by: 'SIGINT' },
    { signal: 'SIGTERM', by: 'SIGTERM' },
    // Nobody can send this one here; to the program it comes as on Windows.
    { signal: 'SIGBREAK', by: 'SIGUSR2' },
  ] as const)(
    'a run that is cancelled by $signal ends at once, and says what is known',
    async ({ signal, by }) => {
      let interrupt = () => {}
      const interruption = new Promise<NodeJS.Signals>(resolve => {
        interrupt = () => resolve(by)
      })
      let hanging = 0
      await simulator.close()
      simulator = await startSimulator({
        onRequest: ({ region }) => {
          if (region !== undefined && ++hanging === 2) interrupt()
        },
      })
      simulator.order({ kind: 'hang', on: 'event', times: Number.POSITIVE_INFINITY })
      const { exitCode, annotations, outputs, summary, collected } = await runStep(
        sending({
          inputs: { timeout: '10m', report: 'report.json' },
          collect: ['report.json'],
          interruption,
          ...(by === signal ? {} : { environment: { NODE_OPTIONS: passedOn(by, signal) } }),
        }),
      )
      expect(exitCode).toBe(1)
      expect(outputs).toMatchObject({ status: 'failed', failed: '2' })
      const bare = annotations.filter(({ title }) => title === undefined)
      expect(bare).toMatchObject([
        {
          message: expect.stringMatching(
            /^The run was cancelled\. Not confirmed: it is not known whether .* in the live stage\.$/,
          ),
        },
      ])
      expect(summary).toContain('Not confirmed')
      expect(JSON.parse(collected['report.json'] ?? '')).toMatchObject({
        status: 'failed',
        deliveries: [{ inDoubt: true }, { inDoubt: true }],
      })
    },
  )
})

test('the password of a proxy is masked', async () => {
  const proxy = `http://robot:pass%24word@127.0.0.1:${await closedPort()}`
  const run = await runStep(
    sending({
      // Plain http to this machine goes past every proxy.
      inputs: { retries: '0', 'auth-url': 'https://login.example.com/token' },
      environment: { https_proxy: proxy },
    }),
  )
  expect(run.exitCode).toBe(1)
  expect(run.log).toContain('proxy')
  expect(run.masks).toEqual(expect.arrayContaining(['pass%24word', 'pass$word']))
  expect(simulator.requests()).toEqual([])
})

/** Lets a program take one signal for another. */
function passedOn(from: NodeJS.Signals, to: NodeJS.Signals): string {
  const code = `process.on('${from}', () => process.emit('${to}', '${to}'))`
  return `--import=data:text/javascript,${encodeURIComponent(code)}`
}
