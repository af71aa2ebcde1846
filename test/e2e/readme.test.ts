import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { projectFolder, runCli, startCli } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { exampleOf } from '../support/webhooks.ts'
import { usersOf } from './support/campaigns.ts'
import { type GithubApi, releaseCalled, startGithubApi } from './support/github-api.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Trigger } from './support/runner.ts'
import { checkout, skillManifest } from './support/skill.ts'
import { inputsOf, readWorkflow, starts } from './support/workflow-file.ts'

const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language, text = '']) => ({
  language,
  text,
}))
const eventFile = blockWith('# announcements/release.yaml')
const workflow = readWorkflow(blockWith('# .github/workflows/announce.yml'))
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.split('\n'))
  .flatMap(line => /^npx alexa-proactive (.*?) *(?:#.*)?$/.exec(line)?.[1] ?? [])

let simulator: Simulator
let api: GithubApi

beforeAll(async () => {
  simulator = await startSimulator({ anybody: { locale: 'en-US' } })
  api = await startGithubApi([releaseCalled('v1.2.0')])
})
afterAll(async () => {
  await Promise.all([simulator.close(), api.close()])
})

describe('the event file and the workflow', { timeout: 30_000 }, () => {
  const repository = { full_name: 'octo/skill', default_branch: 'main' }
  const release = releaseTrigger({ tag_name: 'v1.2.0' })
  const pullRequest = changed(exampleOf('pull_request'), 'pull_request', {
    head: { repo: { full_name: 'octo/skill' } },
    base: { repo: { full_name: 'octo/skill' } },
  })
  const tag = { ...exampleOf('push'), repository, ref: 'refs/tags/v1.2.0' }

  const cases: readonly (readonly [
    name: string,
    trigger: Trigger,
    left: readonly string[],
    status: string,
  ])[] = [
    ['a release', release, [], 'sent'],
    ['the push of its tag', triggerOf('push', tag), [], 'already-sent'],
    ['a pull request', triggerOf('pull_request', pullRequest), ['command'], 'validated'],
  ]
  test.each(cases)('%s', async (_, trigger, left, status) => {
    const inputs = Object.entries(inputsOf(workflow, release, simulator.credentials))
    const run = await runStep({
      trigger,
      inputs: {
        ...Object.fromEntries(inputs.filter(([name]) => !left.includes(name))),
        'auth-url': simulator.authUrl,
        'api-url': simulator.apiUrl,
      },
      files: { ...checkout(), 'announcements/release.yaml': eventFile },
      environment: { GITHUB_API_URL: api.url },
    })
    expect(run.exitCode, run.log).toBe(0)
    expect(run.outputs).toMatchObject({ status, errors: '0', warnings: '0' })
  })

  test('the workflow starts for releases, also for those that were prereleases', () => {
    expect(starts(workflow, release)).toBe(true)
    const promoted = { ...Object(release.payload), action: 'released' }
    expect(starts(workflow, { ...release, payload: promoted })).toBe(true)
  })
})

describe('each command line', { timeout: 30_000 }, () => {
  const { manifest } = skillManifest
  const publications = ['AMAZON.MediaContent.Available', 'AMAZON.OrderStatus.Updated']
  const skill = {
    manifest: {
      ...manifest,
      events: { ...manifest.events, publications: publications.map(eventName => ({ eventName })) },
    },
  }
  const files = {
    ...checkout('', skill),
    'release.yaml': eventFile,
    'order.yaml': readFileSync(
      join(projectFolder, 'examples/events/order-status.yaml'),
      'utf8',
    ).replace('{{ arrives_at }}', '2030-05-01T17:00:00Z'),
    'users.csv': ['user', ...usersOf(3)].join('\n'),
  }

  test('is found', () => {
    expect(commands.length).toBeGreaterThan(5)
  })

  test.each(commands)('%s', async command => {
    const words = command.split(' ')
    const options = {
      folder: await folderWith(files),
      environment: {
        ALEXA_CLIENT_ID: simulator.credentials.clientId,
        ALEXA_CLIENT_SECRET: simulator.credentials.clientSecret,
        GITHUB_API_URL: api.url,
      },
    }
    if (words[0] === 'simulate') {
      const child = startCli(words, options)
      await child.printed('http://127.0.0.1')
      child.process.kill('SIGINT')
      expect(await child.ended).toMatchObject({ stderr: '' })
      return
    }
    const toSimulator = ['--auth-url', simulator.authUrl, '--api-url', simulator.apiUrl]
    const isReal = words[0] === 'send' && !words.includes('--simulate')
    const { code, stdout, stderr } = await runCli(
      [...words, ...(isReal ? toSimulator : [])],
      options,
    )
    const log = `${stdout}${stderr}`
    expect(code, log).toBe(0)
    expect(log).not.toMatch(/\b(?:warning|error)\b/i)
  })
})

function blockWith(title: string): string {
  const block = blocks.find(({ text }) => text.startsWith(`${title}\n`))
  if (block === undefined) throw new Error(`README.md has no block "${title}"`)
  return block.text
}
