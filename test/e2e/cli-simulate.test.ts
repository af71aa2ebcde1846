import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openerOf } from '../../src/cli/simulate.ts'
import { type Child, runCli, startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'

const files = { 'skill.json': cleanManifest, 'event.yaml': cleanEvent }

function simulate(words: readonly string[], folder: string): Child {
  const child = startCli(['simulate', ...words], { folder })
  onTestFinished(() => {
    child.process.kill()
  })
  return child
}

/** The words of the command that `simulate` shows, without "npx alexa-proactive". */
function shownCommand(text: string): readonly string[] {
  const [, command = ''] = /npx alexa-proactive (.+)/.exec(text) ?? []
  return command.replaceAll('"', '').split(' ')
}

describe('simulate', () => {
  test('is sent to by the very command it shows', async () => {
    const folder = await folderWith(files)
    const server = simulate([], folder)
    const welcome = await server.printed('Requests')
    expect(welcome).toContain('AMAZON.WeatherAlert.Activated, from skill.json')

    const sent = await runCli(shownCommand(welcome), { folder })
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/NA +accepted/) })
    const log = await server.printed('/NA/v1/proactiveEvents')
    expect(log).toMatch(/200 +POST \/auth\/o2\/token/)
    expect(log).toMatch(/202 +POST \/NA\/v1\/proactiveEvents\/stages\/development/)
    expect(log).not.toContain('Atc|')
  })

  test('allows only what the manifest publishes', async () => {
    const folder = await folderWith({
      ...files,
      'other.json': cleanManifest.replace('WeatherAlert.Activated', 'OrderStatus.Updated'),
    })
    const server = simulate(['--manifest', 'other.json'], folder)
    const welcome = await server.printed('Requests')
    const sent = await runCli(shownCommand(welcome), { folder })
    expect(sent).toMatchObject({ code: 1, stdout: expect.stringMatching(/NA +rejected +HTTP 400/) })
  })

  test('tells what is wrong with the file it watches', async () => {
    const server = simulate(['--event-file', 'nowhere.yaml'], await folderWith(files))
    expect(await server.printed('does not exist')).toMatch(/^ {2}error {2}.*"nowhere\.yaml"/m)
  })

  test('without a manifest it allows all eight events', async () => {
    const server = simulate([], await folderWith({}))
    expect(await server.printed('Requests')).toContain('all 8 events')
  })

  test('takes credentials without repeating the secret', async () => {
    const folder = await folderWith(files)
    const secret = 'a-secret-of-somebody'
    const clientId = 'amzn1.application-oa2-client.x'
    const server = simulate(['--client-id', clientId, '--client-secret', secret], folder)
    const welcome = await server.printed('Requests')
    expect(welcome).not.toContain(secret)
    const sent = await runCli(shownCommand(welcome), {
      folder,
      environment: { ALEXA_CLIENT_ID: clientId, ALEXA_CLIENT_SECRET: secret },
    })
    expect(sent.code).toBe(0)
    expect(await server.printed('202')).not.toContain(secret)
  })

  test('--json is one line for programs; requests go to stderr', async () => {
    const folder = await folderWith(files)
    const server = simulate(['--json'], folder)
    const { authUrl, apiUrl, clientId, clientSecret } = JSON.parse(await server.printed('\n'))
    const sent = await runCli(
      ['send', '--event-file', 'event.yaml', '--auth-url', authUrl, '--api-url', apiUrl],
      { folder, environment: { ALEXA_CLIENT_ID: clientId, ALEXA_CLIENT_SECRET: clientSecret } },
    )
    expect(sent.code).toBe(0)
    server.process.kill('SIGINT')
    const { stdout, stderr } = await server.ended
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toContain('202')
  })

  test('an address that cannot be had is exit code 1', async () => {
    const folder = await folderWith({})
    const first = simulate(['--json'], folder)
    const { port } = new URL(JSON.parse(await first.printed('\n')).authUrl)
    const { code, stderr } = await runCli(['simulate', '--port', port], { folder })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`port ${port}`) })
  })

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    '%s is how it ends',
    async signal => {
      const server = simulate([], await folderWith({}))
      await server.printed('Requests')
      server.process.kill(signal)
      expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
    },
  )

  test('ends with its reader', async () => {
    const server = simulate([], await folderWith({}))
    const [, authUrl = ''] = /auth-url +(\S+)/.exec(await server.printed('Requests')) ?? []
    server.process.stdout?.destroy()
    // The line about this request has nobody to read it; whether there is an answer does not matter.
    await fetch(authUrl, { method: 'POST' }).catch(() => {})
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('simulate --open', () => {
  test.each([
    ['linux', ['xdg-open', 'http://127.0.0.1:80/']],
    ['darwin', ['open', 'http://127.0.0.1:80/']],
    ['win32', ['cmd', '/c', 'start', '""', 'http://127.0.0.1:80/']],
  ])('opens the browser of %s', (platform, words) => {
    expect(openerOf(platform, 'http://127.0.0.1:80/')).toEqual(words)
  })

  describe.skipIf(process.platform !== 'linux')('on Linux', () => {
    /** Starts `simulate --open` where nothing but this can be found as `xdg-open`. */
    async function openWith(script: string | undefined) {
      const folder = await folderWith(script === undefined ? {} : { 'bin/xdg-open': script })
      if (script !== undefined) await chmod(join(folder, 'bin/xdg-open'), 0o755)
      const child = startCli(['simulate', '--open', '--json'], {
        folder,
        environment: { PATH: join(folder, 'bin') },
      })
      onTestFinished(() => void child.process.kill())
      return { folder, child, inboxUrl: JSON.parse(await child.printed('\n')).inboxUrl }
    }

    test('hands the address of the inbox to xdg-open', async () => {
      const { folder, child, inboxUrl } = await openWith('#!/bin/sh\necho "$#" "$1" > opened\n')
      await expect
        .poll(() => readFile(join(folder, 'opened'), 'utf8').catch(() => ''), { timeout: 30_000 })
        .toBe(`1 ${inboxUrl}\n`)
      expect((await fetch(inboxUrl)).status).toBe(200)
      child.process.kill('SIGINT')
      expect(await child.ended).toMatchObject({ code: 0, stderr: '' })
    })

    test.each([
      { script: undefined, reason: 'is missing' },
      { script: '#!/bin/sh\nexit 3\n', reason: 'ended with 3' },
    ])('where that $reason, says so and goes on', async ({ script, reason }) => {
      const { child, inboxUrl } = await openWith(script)
      await child.complained('yourself')
      expect((await fetch(inboxUrl)).status).toBe(200)
      child.process.kill('SIGINT')
      expect(await child.ended).toMatchObject({
        code: 0,
        stderr: `No browser was opened, since xdg-open ${reason}. Open ${inboxUrl} yourself.\n`,
      })
    })
  })
})
