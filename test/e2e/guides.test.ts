import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { type ChildOptions, projectFolder, runCli, startCli } from '../cli/child.ts'
import { cleanManifest, folderWith } from '../cli/folder.ts'
import { simulatorForAll, usersOf } from './support/campaigns.ts'
import { type GithubApi, releaseCalled, startGithubApi } from './support/github-api.ts'
import { checkout, skillManifest } from './support/skill.ts'

/** A block of code in a page, as it is written there. */
interface Block {
  readonly language: string
  readonly text: string
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(projectFolder, page), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }))
}

/** The commands of a block, their words as a shell would split them. */
function commandsOf({ text }: Block): readonly (readonly string[])[] {
  const lines = text
    .replace(/ *\\\n */g, ' ')
    .trim()
    .split('\n')
  return lines.map(line => {
    const [program, name, ...words] = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, bare = '']) => quoted ?? bare,
    )
    expect([program, name]).toEqual(['npx', 'alexa-proactive'])
    return words
  })
}

/** The one block in this language that holds this text. */
function blockWith(page: string, text: string): Block {
  const found = blocksOf(page).filter(block => block.text.includes(text))
  const [block = { language: '', text: '' }] = found
  expect(found).toHaveLength(1)
  return block
}

/** What is shown only: output, and a picture. */
const shown = ['text', 'mermaid']

/** How many blocks of each page are tried, here or in the test that is named. */
const tried: Readonly<Record<string, readonly [count: number, where: string]>> = {
  'README.md': [6, 'test/e2e/readme.test.ts'],
  'docs/campaigns.md': [3, 'here and test/engine/cli.test.ts'],
  'docs/drift.md': [1, 'test/drift/doors.test.ts'],
  'docs/event-files.md': [5, 'here'],
  'docs/first-steps.md': [3, 'test/e2e/first-steps.test.ts and cli-init.test.ts'],
  'docs/library.md': [3, 'test/e2e/library.test.ts'],
  'docs/recipes.md': [3, 'test/e2e/recipes.test.ts'],
  'docs/serverless.md': [7, 'test/plugin/{guide,engine/stack,engine/commands}.test.ts'],
  'docs/simulator.md': [2, 'here'],
  'docs/subscribers.md': [5, 'test/subscribers/command.test.ts'],
}

test('every block of the guides is tried', () => {
  const guides = readdirSync(join(projectFolder, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`)
  const counts = ['README.md', ...guides]
    .map(page => [page, blocksOf(page).filter(({ language }) => !shown.includes(language)).length])
    .filter(([, count]) => count !== 0)
  const expected = Object.entries(tried).map(([page, [count]]) => [page, count])
  expect(counts.toSorted()).toEqual(expected.toSorted())
})

/** A time that a release may be announced for, whenever these tests run. */
const soon = new Date(Date.now() + 6 * 3_600_000).toISOString()

const releaseName = `contentName: "Star Quest {{ release.tag_name | remove_first: 'v' }}"`

let simulator: Simulator
let api: GithubApi
beforeAll(async () => {
  simulator = await startSimulator({ anybody: { locale: 'en-US' } })
  api = await startGithubApi([releaseCalled('v1.2.0')])
})
afterAll(() => Promise.all([simulator.close(), api.close()]))

/** Runs the command line in a folder, with Amazon on this machine. */
async function run(
  folder: string,
  words: readonly string[],
  { authUrl, apiUrl, credentials }: Simulator = simulator,
) {
  const options: ChildOptions = {
    folder,
    environment: {
      GITHUB_API_URL: api.url,
      ALEXA_CLIENT_ID: credentials.clientId,
      ALEXA_CLIENT_SECRET: credentials.clientSecret,
    },
  }
  const where = words[0] === 'send' ? ['--auth-url', authUrl, '--api-url', apiUrl] : []
  const ended = await runCli([...words, ...where], options)
  return { ...ended, all: ended.stdout + ended.stderr }
}

describe('event files', { timeout: 30_000 }, () => {
  const page = 'docs/event-files.md'
  const line = blockWith(page, 'yaml-language-server').text
  const short = blockWith(page, 'AMAZON.WeatherAlert.Activated').text

  test.each([
    ['the short form', line + short, 'Multicast'],
    ['to one customer', line + short + blockWith(page, 'Unicast').text, 'Unicast'],
  ])('%s', async (_, event, audience) => {
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': event })
    const before = simulator.inbox().length
    const words = ['send', '--event-file', 'event.yaml', '--regions', 'EU', '--stage', 'live']
    const { code, all } = await run(folder, words)
    expect(code, all).toBe(0)
    expect(all).not.toMatch(/^(error|warning)/m)
    expect(simulator.inbox().slice(before)).toMatchObject([
      { region: 'EU', body: { relevantAudience: { type: audience } } },
    ])
  })

  test('each line of the templates', async () => {
    const lines = blockWith(page, 'remove_first').text.trim().split('\n')
    const media = lines.slice(1, -1).map(name => announcementOf(lines[0] ?? '', name))
    const message = `event:
  name: AMAZON.MessageAlert.Activated
  payload:
    state: { status: UNREAD, freshness: NEW }
    messageGroup:
      creator: { name: Kitchen }
      ${lines.at(-1)}
`
    const folder = await folderWith({
      'skill.json': JSON.stringify(skillManifest),
      ...Object.fromEntries(media.map((text, index) => [`media-${index}.yaml`, text])),
      'message.yaml': message,
    })
    const variables = `{count: 3, release: {tag_name: v1.2.0, name: '**Big** release', published_at: '${soon}'}}`
    const spoken = await Promise.all(
      ['media-0', 'media-1', 'message'].map(async name => {
        const event = ['--event-file', `${name}.yaml`, '--variables', variables]
        const { stdout } = await run(folder, ['preview', ...event, '--json', '--fail-on', 'never'])
        return stdout
      }),
    )
    expect(spoken[0]).toContain('Star Quest 1.2.0')
    expect(spoken[1]).toMatch(/Big release/)
    expect(spoken[1]).not.toContain('**')
    expect(spoken[2]).toContain('3 new messages')
  })

  const commands = commandsOf(blockWith(page, '--repository'))
  test.each(commands.map(words => [words.slice(3).join(' '), words] as const))(
    'preview %s',
    async (_, words) => {
      const event = announcementOf('startTime: "{{ release.published_at }}"', releaseName)
      const folder = await folderWith({ ...checkout(), 'release.yaml': event })
      const { all } = await run(folder, [...words, '--fail-on', 'never'])
      expect(all).toContain('Star Quest 1.2.0')
      expect(all).not.toContain('stands in')
    },
  )
})

function announcementOf(startTime: string, contentName: string): string {
  return `event:
  name: AMAZON.MediaContent.Available
  payload:
    availability:
      ${startTime}
      method: RELEASE
      provider: { name: "localizedattribute:providerName" }
    content: { name: "localizedattribute:contentName", contentType: GAME }
localizedAttributes:
  en-US:
    providerName: Example Games
    ${contentName}
  de-DE:
    providerName: Beispielspiele
    ${contentName}
`
}

describe('campaigns', { timeout: 30_000 }, () => {
  const page = 'docs/campaigns.md'
  const order = readFileSync(
    join(projectFolder, 'examples/events/order-status.yaml'),
    'utf8',
  ).replace('{{ arrives_at }}', soon)
  const files = {
    'skill.json': cleanManifest.replace(
      'AMAZON.WeatherAlert.Activated',
      'AMAZON.OrderStatus.Updated',
    ),
    'order.yaml': order,
    'users.csv': ['userId', ...usersOf(20)].join('\n'),
  }

  test('to a list, first as a dry run', async () => {
    const all = await simulatorForAll()
    const folder = await folderWith(files)
    const [dry = [], real = []] = commandsOf(blockWith(page, '--dry-run'))
    const shown = await run(folder, dry, all)
    expect(shown.code, shown.all).toBe(0)
    expect(all.inbox()).toEqual([])
    const sent = await run(folder, real, all)
    expect(sent.code, sent.all).toBe(0)
    expect(
      new Set(all.inbox().map(({ body }) => JSON.stringify(body['relevantAudience']))).size,
    ).toBe(20)
  })

  test('in shards, whose reports are joined', async () => {
    const all = await simulatorForAll()
    const folder = await folderWith({ ...files, 'reports/.keep': '' })
    const send = ['send', '--event-file', 'order.yaml', '--users-file', 'users.csv']
    for (const shard of [1, 2]) {
      const own = ['--shard', `${shard}/2`, '--report', `reports/${shard}.json`, '--regions', 'EU']
      const { code, all: text } = await run(folder, [...send, ...own], all)
      expect(code, text).toBe(0)
    }
    const [join = []] = commandsOf(blockWith(page, 'join'))
    const words = join.flatMap(word =>
      word === 'reports/*.json' ? ['reports/1.json', 'reports/2.json'] : [word],
    )
    const { code, all: text } = await run(folder, words)
    expect(code, text).toBe(0)
    expect(text).toContain('accepted for all 20 users')
  })
})

describe('the simulator', { timeout: 30_000 }, () => {
  const page = 'docs/simulator.md'

  test('prints the command that sends to it', async () => {
    const folder = await folderWith(checkout())
    const [words = []] = commandsOf(blockWith(page, 'simulate --manifest'))
    const child = startCli([...words, '--port', '0'], { folder, input: { open: true } })
    const printed = await child.printed('alexa-proactive send')
    expect(printed).toMatch(/--api-url "http:\/\/127\.0\.0\.1:\d+/)
    child.process.kill('SIGTERM')
    await child.ended
  })

  test('answers a single run', async () => {
    const event = announcementOf(`startTime: "${soon}"`, 'contentName: Star Quest')
    const folder = await folderWith({ ...checkout(), 'release.yaml': event })
    const [words = []] = commandsOf(blockWith(page, '--simulate'))
    const { code, stdout, stderr } = await runCli(words, { folder })
    expect(code, stdout + stderr).toBe(0)
    expect(stdout).toContain('Nobody was notified')
  })
})
