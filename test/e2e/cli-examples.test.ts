import { exec } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { eventNames } from '../../src/core/alexa.ts'
import { projectFolder, runCli } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { usersOf } from './support/campaigns.ts'

const eventFiles = [
  'examples/release.yaml',
  'examples/package.yaml',
  ...readdirSync(join(projectFolder, 'examples/events')).map(name => `examples/events/${name}`),
]
const commented = eventFiles.filter(file => file.endsWith('.yaml'))
const workflows = readdirSync(join(projectFolder, 'examples/workflows'))

function textOf(file: string): string {
  return readFileSync(join(projectFolder, file), 'utf8')
}

/** The arguments of the command in a file's comment. */
function commandIn(file: string): readonly string[] {
  const comment = textOf(file)
    .split('\n')
    .filter(line => line.startsWith('#'))
    .map(line => line.slice(1).trim())
    .join('\n')
    .replaceAll('\\\n', '')
  const [, command = ''] = /npx alexa-proactive (.+)/.exec(comment) ?? []
  return Array.from(command.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word)
}

describe('event files', () => {
  test('there is one for each event', () => {
    const names = eventFiles.map(file => parse(textOf(file)).event.name)
    expect(new Set(names)).toEqual(new Set(eventNames))
  })

  test.each(commented)('%s: its command runs without any finding', async file => {
    const words = commandIn(file)
    expect(words).toContain(file)
    const { code, stdout, stderr } = await runCli([...words, '--fail-on', 'warning', '--json'])
    const { diagnostics, preview } = JSON.parse(stdout)
    expect({ code, stderr, diagnostics }).toEqual({ code: 0, stderr: '', diagnostics: [] })
    expect(preview[0].speech).toMatch(/\w+ .+\./)
  })

  test.each(commented)('%s is taken by the simulator', async file => {
    const { code, stdout } = await runCli(['send', '--simulate', ...commandIn(file).slice(1)])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('Nobody was notified'),
    })
  })

  test("Amazon's own form of a body is taken as it is", async () => {
    const words = [
      '--manifest',
      'examples/skill-package/skill.json',
      '--event-file',
      'examples/events/weather-alert.json',
    ]
    const checked = await runCli(['validate', '--fail-on', 'warning', ...words])
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('no findings') })
    expect(await runCli(['send', '--simulate', ...words])).toMatchObject({ code: 0, stderr: '' })
  })

  test('the release is announced in every language of the skill', async () => {
    const { stdout } = await runCli([...commandIn('examples/release.yaml'), '--json'])
    const preview: readonly { locale: string; speech: string }[] = JSON.parse(stdout).preview
    expect(preview.map(({ locale }) => locale)).toEqual(['en-US', 'de-DE', 'fr-FR', 'ja-JP'])
    expect(new Set(preview.map(({ speech }) => speech)).size).toBe(4)
    for (const { speech } of preview) expect(speech).toContain('2.1.0')
  })
})

describe('workflows', () => {
  const inputs = Object.keys(parse(textOf('action.yml')).inputs)

  test.each(workflows)(
    '%s gives the action only inputs that it has, and files that exist',
    file => {
      const { jobs } = parse(textOf(`examples/workflows/${file}`))
      const steps = Object.values<{
        steps: readonly { uses?: string; with?: Record<string, string> }[]
      }>(jobs)
        .flatMap(job => job.steps)
        .filter(({ uses }) => uses?.startsWith('alexa-proactive/'))
      expect(steps).not.toEqual([])
      for (const { with: settings = {} } of steps) {
        expect(inputs).toEqual(expect.arrayContaining(Object.keys(settings)))
        expect(textOf(settings['event-file'] ?? '')).toContain('event:')
        expect(textOf(settings['manifest'] ?? '')).toContain('publications')
      }
    },
  )

  test('a campaign in shards reaches everybody, and its reports can be joined', async () => {
    const { jobs } = parse(textOf('examples/workflows/campaign-matrix.yml'))
    const { command, ...settings }: Readonly<Record<string, string>> = jobs.send.steps.find(
      ({ uses }: { readonly uses: string }) => uses.startsWith('alexa-proactive/'),
    ).with
    const shards: readonly number[] = jobs.send.strategy.matrix.shard
    const folder = await folderWith({ 'users.csv': ['user', ...usersOf(40)].join('\n') })
    const reports: string[] = []
    for (const shard of shards) {
      const values = Object.entries(settings)
        .filter(([name]) => !name.startsWith('client-'))
        .map(([name, value]) => [name, value.replace(/\$\{\{ matrix\.shard \}\}/g, `${shard}`)])
      const here = new Map(values.map(([name = '', value = '']) => [name, value]))
      const report = join(folder, here.get('report') ?? '')
      here.set('users-file', join(folder, here.get('users-file') ?? ''))
      here.set('journal', join(folder, `${shard}.journal`)).set('report', report)
      const words = [...here].flatMap(([name, value]) => [`--${name}`, value])
      const stage = ['--simulate', '--stage', 'development']
      expect(await runCli([command ?? '', ...words, ...stage])).toMatchObject({ code: 0 })
      reports.push(report)
    }
    const last: readonly { readonly run?: string }[] = jobs.join.steps
    const [, joining] = last.map(({ run }) => run?.split(' ') ?? [])
    expect(joining?.slice(3)).toEqual(['join', 'reports/*.json', '--report', 'campaign.json'])
    const { code, stdout } = await runCli(['join', ...reports])
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('all 40 users') })
  }, 60_000)

  test('nothing in them can be typed into a script', () => {
    const scripts = workflows.flatMap(file => [
      ...textOf(`examples/workflows/${file}`).matchAll(/^\s*(?:- )?run:.*$/gm),
    ])
    expect(
      scripts.filter(([script]) => !/^\s*- run: (?:[\w ./@*-]|"\$[A-Z_]+")+$/.test(script)),
    ).toEqual([])
  })

  test('the check of a pull request needs no release', async () => {
    const { jobs } = parse(textOf('examples/workflows/validate-on-pull-request.yml'))
    const settings: Readonly<Record<string, string>> = jobs.check.steps[1].with
    const { command = '', ...options } = settings
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
    expect(await runCli([command, ...words, '--fail-on', 'warning'])).toMatchObject({ code: 0 })
  })
})

test('the demo shows the whole way, and ends well', async () => {
  const { demo } = JSON.parse(textOf('package.json')).scripts
  const environment = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'] }
  const { stdout, stderr } = await promisify(exec)(demo, { cwd: projectFolder, env: environment })
  expect(stderr).toBe('')
  for (const part of [
    'no findings in examples/skill-package/skill.json and examples/release.yaml',
    'live, because refs/tags/v2.1.0 is the tag of a version',
    'NA, EU and FE, because',
    'ja-JP   9 s     English: «スタークエスト',
    'Reference id',
    'Nobody was notified',
  ]) {
    expect(stdout).toContain(part)
  }
  expect(stdout.match(/accepted +HTTP 202, request id \S+/g)).toHaveLength(3)
  expect(stdout.split('\n').filter(line => line.length > 100)).toEqual([])
})
