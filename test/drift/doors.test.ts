import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../plugin/command.ts'
import { type JsonObject, without } from '../../src/core/json.ts'
import { runCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { runStep } from '../e2e/support/runner.ts'
import { FrameworkError, fakeFramework } from '../plugin/support/fake-framework.ts'
import type { LoopbackServer } from '../support/loopback-server.ts'
import { accessToken, developerSecrets, skillId, startSmapi } from './loopback-smapi.ts'

// Each door as it is published, against a stand-in for Amazon on this machine.

const manifest: JsonObject = JSON.parse(cleanManifest)['manifest']
const states = JSON.stringify({ profiles: { default: { skillId } } })
const files = {
  'skill-package/skill.json': cleanManifest,
  '.ask/ask-states.json': states,
  'alert.yaml': cleanEvent,
}
const says = 'does not publish "AMAZON.WeatherAlert.Activated"'
const secrets = [...Object.values(developerSecrets), accessToken]

let server: LoopbackServer
beforeEach(async () => {
  server = await startSmapi({
    development: without(manifest, ['events', 'publications']),
    live: manifest,
  })
})
afterEach(() => server.close())

const addresses = () => ({
  'auth-url': `${server.origin}/auth/o2/token`,
  'smapi-url': server.origin,
})
const optionsFor = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
const paths = () => server.requests.map(({ method, path }) => `${method} ${path}`)
const asked = (stage: string) => [
  'POST /auth/o2/token',
  `GET /v1/skills/${skillId}/stages/${stage}/manifest`,
]

function expectNoSecretIn(text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret)
}

describe('the command line', () => {
  const run = async (words: readonly string[]) => {
    const folder = await folderWith(files)
    const options = optionsFor(addresses())
    return runCli([...words, ...options], { folder, environment: developerSecrets })
  }

  it('compares with the stage that would be sent to, and fails for what it lacks', async () => {
    const { code, stdout, stderr } = await run(['validate', '--drift'])
    expect(stdout).toContain(says)
    expect(code).toBe(1)
    expect(paths()).toEqual(asked('development'))
    expectNoSecretIn(stdout + stderr)
  })

  it.each([
    { words: ['validate', '--drift', '--stage', 'live'], stage: 'live', code: 0 },
    { words: ['validate', '--drift', 'warn'], stage: 'development', code: 0 },
    { words: ['validate', '--drift=warn', '--fail-on', 'warning'], stage: 'development', code: 1 },
  ])('$words', async ({ words, stage, code }) => {
    expect(await run(words)).toMatchObject({ code })
    expect(paths()).toEqual(asked(stage))
  })

  it('sends nothing to a stage that lacks the event', async () => {
    const sending = ['--client-id', 'amzn1.application-oa2-client.a', '--client-secret', 'secret']
    const to = ['--api-url', `${server.origin}/{region}`]
    const words = ['send', '--event-file', 'alert.yaml', '--drift', 'warn', ...to, ...sending]
    const { code, stderr } = await run(words)
    expect(stderr).toContain(says)
    expect(code).toBe(1)
    expect(paths()).toEqual(asked('development'))
  })

  it('says which levels there are', async () => {
    const { code, stderr } = await run(['validate', '--drift', 'all'])
    expect(stderr).toContain('Use one of: off, warn, error.')
    expect(code).toBe(2)
  })
})

describe('the action', () => {
  it('compares, masks what it was given and got, and fails', async () => {
    const { exitCode, output, masks, annotations } = await runStep({
      inputs: { command: 'validate', drift: 'error', stage: 'development', ...addresses() },
      environment: developerSecrets,
      files,
    })
    expect(exitCode).toBe(1)
    expect(annotations.map(({ message }) => message).join('\n')).toContain(says)
    expect(masks).toEqual(expect.arrayContaining(secrets))
    expectNoSecretIn(output.replace(/^::add-mask::.*$/gm, ''))
    expect(paths()).toEqual(asked('development'))
  })
})

describe('the plugin', () => {
  it('compares with the stage that the service stage stands for', async () => {
    const folder = await folderWith(files)
    const { framework, utils, log } = fakeFramework({
      folder,
      custom: {
        alexaProactive: {
          skillId,
          drift: 'error',
          events: { alert: { file: 'alert.yaml' } },
          authUrl: addresses()['auth-url'],
          smapiUrl: addresses()['smapi-url'],
        },
      },
      words: ['alexa-proactive', 'validate'],
    })
    const error: unknown = await runCommand('validate', framework, utils, developerSecrets).catch(
      failure => failure,
    )
    expect(error).toBeInstanceOf(FrameworkError)
    const text = `${error instanceof Error ? error.message : ''}${log.join('\n')}`
    expect(text).toContain(says)
    expectNoSecretIn(text)
    expect(paths()).toEqual(asked('development'))
  })
})
