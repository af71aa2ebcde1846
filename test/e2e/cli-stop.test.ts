import { EventEmitter, once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith, wrongEvent } from '../cli/folder.ts'

/** Sends to a simulator that leaves a request without an answer, and waits until that has come in. */
async function sendAndHang(fault: Fault, ...more: readonly string[]) {
  const requests = new EventEmitter()
  const hanging = once(requests, 'hanging')
  const simulator = await startSimulator({
    onRequest: ({ status }) => {
      if (status === undefined) requests.emit('hanging')
    },
  })
  onTestFinished(() => simulator.close())
  simulator.order(fault)
  const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
  const { authUrl, apiUrl, credentials } = simulator
  const child = startCli(
    ['send', '--event-file', 'event.yaml', '--auth-url', authUrl, '--api-url', apiUrl, ...more],
    {
      folder,
      environment: {
        ALEXA_CLIENT_ID: credentials.clientId,
        ALEXA_CLIENT_SECRET: credentials.clientSecret,
      },
    },
  )
  await hanging
  return child
}

// Windows has no signals: there, a killed process cannot say anything any more.
describe.skipIf(process.platform === 'win32')('stopped', () => {
  test('by SIGINT: ends with 130 and says what is in doubt', async () => {
    const child = await sendAndHang({ on: 'event', kind: 'hang' })
    child.process.kill('SIGINT')
    const ended = await child.ended
    expect(ended.code).toBe(130)
    expect(ended.stdout).toMatch(/NA +failed +no answer/)
    expect(ended.stderr).toContain('delivery/interrupted')
    expect(ended.stderr).toMatch(/not\s+known\s+whether\s+the\s+event\s+was\s+accepted/)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
  })

  test('before anything was sent: says so', async () => {
    const child = await sendAndHang({ on: 'token', kind: 'hang' })
    child.process.kill('SIGINT')
    const { code, stdout, stderr } = await child.ended
    expect(code).toBe(130)
    expect(stdout).toMatch(/NA +failed +nothing was sent/)
    expect(stderr).toContain('before anything was sent')
  })

  test('by SIGTERM: ends with 143, and still prints its one JSON object', async () => {
    const child = await sendAndHang({ on: 'event', kind: 'hang' }, '--json')
    child.process.kill('SIGTERM')
    const { code, stdout } = await child.ended
    expect(code).toBe(143)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      deliveries: [
        { region: 'NA', outcome: 'failed', message: expect.stringContaining('not known') },
      ],
    })
  })
})

describe('a reader that goes away', () => {
  test('does not keep a notification from being sent', async () => {
    const simulator = await startSimulator({})
    onTestFinished(() => simulator.close())
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
    const { authUrl, apiUrl, credentials } = simulator
    const child = startCli(
      ['send', '--event-file', 'event.yaml', '--auth-url', authUrl, '--api-url', apiUrl],
      {
        folder,
        environment: {
          ALEXA_CLIENT_ID: credentials.clientId,
          ALEXA_CLIENT_SECRET: credentials.clientSecret,
        },
      },
    )
    child.process.stdout?.destroy()
    const { code, stderr } = await child.ended
    expect({ code, stderr, inbox: simulator.inbox().length }).toEqual({
      code: 0,
      stderr: '',
      inbox: 1,
    })
  })

  test('is no failure of a preview', async () => {
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
    const child = startCli(['preview', '--event-file', 'event.yaml'], { folder })
    child.process.stdout?.destroy()
    expect(await child.ended).toMatchObject({ code: 0, stderr: '' })
  })
})

describe.skipIf(process.platform !== 'linux')('standard output that is full', () => {
  test.each([
    { words: ['--help'], event: cleanEvent, expected: 0 },
    { words: ['validate', '--json'], event: wrongEvent, expected: 1 },
    { words: ['send', '--simulate'], event: cleanEvent, expected: 0 },
  ])('changes no exit code: $words, $expected', async ({ words, event, expected }) => {
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': event })
    const all = words[0] === '--help' ? words : [...words, '--event-file', 'event.yaml']
    const { code, stderr } = await startCli(all, { folder, stdout: '/dev/full' }).ended
    expect(code).toBe(expected)
    expect(stderr).toMatch(/^Standard output cannot be written: ENOSPC: .+\.$/m)
    expect(stderr).not.toContain('itself failed')
  })
})
