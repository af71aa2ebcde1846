import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { runCli } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { startLoopbackProxy } from '../core/delivery/loopback-proxy.ts'
import { selfSigned } from '../support/loopback-server.ts'
import { exampleOf } from '../support/webhooks.ts'
import { type GithubApi, releaseCalled, startGithubApi } from './support/github-api.ts'
import { triggerOf } from './support/payloads.ts'
import { runStep } from './support/runner.ts'
import { checkout, releaseAnnouncement } from './support/skill.ts'

let api: GithubApi | undefined
afterEach(async () => {
  await api?.close()
  api = undefined
})

const repository = { full_name: 'octo/skill', default_branch: 'main' }
const ref = 'refs/tags/v1.2.0'
const tag = triggerOf('push', { ...exampleOf('push'), repository, ref })

interface Surroundings {
  readonly environment: Readonly<Record<string, string>>
  /** In the folder it runs in. */
  readonly files?: Readonly<Record<string, string>>
}

/** Both doors, each with a run that checks, and one that looks a release up and tries to send. */
const doors = [
  {
    name: 'the command line',
    async validate({ environment }: Surroundings): Promise<void> {
      const words = ['validate', '--event-file', 'announce.yaml']
      expect(await runCli(words, { folder: await folderWith(checkout()), environment })).toEqual({
        code: 0,
        stdout: expect.stringContaining('no findings'),
        stderr: '',
      })
    },
    async lookUp({ environment, files = {} }: Surroundings): Promise<void> {
      const folder = await folderWith({ ...checkout(releaseAnnouncement), ...files })
      const words = ['send', '--simulate', '--event-file', 'announce.yaml', '--release', 'v1.2.0']
      const run = await runCli([...words, '--repository', 'octo/skill'], {
        folder,
        environment: { ...environment, GITHUB_TOKEN: 'ghs_secret' },
      })
      expect(run, run.stdout + run.stderr).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('Star Quest v1.2.0')
      expect(run.stdout).toContain('live, because refs/tags/v1.2.0 is the tag of a version')
    },
  },
  {
    name: 'the action',
    async validate({ environment }: Surroundings): Promise<void> {
      const inputs = { 'event-file': 'announce.yaml' }
      const { outputs } = await runStep({ inputs, files: checkout(), environment })
      expect(outputs).toMatchObject({ status: 'validated', errors: '0' })
    },
    async lookUp({ environment, files = {} }: Surroundings): Promise<void> {
      const run = await runStep({
        trigger: tag,
        inputs: { command: 'send', simulate: 'true', 'event-file': 'announce.yaml' },
        files: { ...checkout(releaseAnnouncement), ...files },
        environment,
      })
      expect(run.outputs, run.log).toMatchObject({ status: 'sent', stage: 'live' })
      expect(run.outputs['preview'], run.log).toContain('Star Quest v1.2.0')
    },
  },
]

describe.each(doors)('$name', { timeout: 30_000 }, ({ name, validate, lookUp }) => {
  test('loads the client only where a release is looked up, which costs one request', async () => {
    api = await startGithubApi([releaseCalled('v1.2.0')])
    const environment = { GITHUB_API_URL: api.url }
    const checked = await loadedBy(validate, environment)
    expect(checked.octokit).toBe(false)
    // The action's toolkit brings an HTTP client of its own along.
    if (name === 'the command line') expect(checked.undici).toBe(false)
    expect(api.requests).toEqual([])
    expect(await loadedBy(lookUp, environment)).toEqual({ octokit: true, undici: true })
    expect(api.requests).toEqual(['GET /repos/octo/skill/releases/tags/v1.2.0'])
  })

  test.each(['HTTP_PROXY', 'HTTPS_PROXY'])('a look-up through %s, too', async variable => {
    const isSecure = variable === 'HTTPS_PROXY'
    const certificate = isSecure ? await selfSigned({ dns: 'api.example.test' }) : undefined
    api = await startGithubApi([releaseCalled('v1.2.0')], [], certificate)
    const proxy = await startLoopbackProxy(undefined, { tunnelTo: api.url, origin: api.url })
    try {
      await lookUp({
        environment: {
          GITHUB_API_URL: `${isSecure ? 'https' : 'http'}://api.example.test`,
          [variable]: `http://127.0.0.1:${proxy.port}`,
          ...(certificate === undefined ? {} : { NODE_EXTRA_CA_CERTS: 'authority.pem' }),
        },
        files: { 'authority.pem': certificate?.cert ?? '' },
      })
      expect(proxy.requests).toHaveLength(1)
      expect(api.requests).toEqual(['GET /repos/octo/skill/releases/tags/v1.2.0'])
    } finally {
      await proxy.close()
    }
  })

  test('a proxy that breaks every connection is told', async () => {
    const proxy = await startLoopbackProxy('drop')
    try {
      const environment = {
        GITHUB_API_URL: 'https://api.example.test',
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      }
      await expect(lookUp({ environment })).rejects.toThrow('GitHub was not reached')
      // How many depends on the moment each one breaks; trying without end would be thousands.
      expect(proxy.connections()).toBeLessThan(100)
    } finally {
      await proxy.close()
    }
  })
})

/** Which libraries a run has loaded, by what only their code contains. */
async function loadedBy(
  run: (surroundings: Surroundings) => Promise<void>,
  environment: Readonly<Record<string, string>>,
) {
  const folder = await folderWith({})
  await run({ environment: { ...environment, NODE_V8_COVERAGE: folder } })
  const urls = new Set<string>()
  for (const file of await readdir(folder)) {
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8'))
    for (const { url } of result) if (url.includes('/dist/')) urls.add(url)
  }
  expect(urls.size).toBeGreaterThan(0)
  const sources = await Promise.all([...urls].map(url => readFile(new URL(url), 'utf8')))
  const holds = (text: string) => sources.some(source => source.includes(text))
  return { octokit: holds('octokit'), undici: holds('undici.globalDispatcher') }
}
