import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest'
import { parse } from 'yaml'
import { readPluginSettings } from '../../plugin/settings.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { openTable } from '../../src/subscribers/table.ts'
import { projectFolder, runCli, startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { runStep } from '../e2e/support/runner.ts'
import {
  type Answer,
  type LoopbackServer,
  type RecordedRequest,
  startLoopbackServer,
} from '../support/loopback-server.ts'
import { awsAt, type LoopbackTable, startTable, tableName } from './loopback-table.ts'

const weather = 'AMAZON.WeatherAlert.Activated'
const order = 'AMAZON.OrderStatus.Updated'
const user = (name: string) => `amzn1.ask.account.${name}`

let table: LoopbackTable
beforeAll(async () => {
  table = await startTable()
})
afterAll(() => table.close())

interface Row {
  readonly name: string
  readonly events: readonly string[]
  readonly region?: 'NA' | 'EU' | 'FE'
  readonly day?: string
}

const rows: readonly Row[] = [
  { name: 'ANNA', events: [order, weather], region: 'EU' },
  { name: 'BEN', events: [weather], region: 'NA', day: '2026-01-02' },
  { name: 'CLEO', events: [weather], region: 'NA' },
  { name: 'DORA', events: [order], region: 'EU' },
  { name: 'EMIL', events: [], region: 'EU' },
]

async function fill(some: readonly Row[], { environment } = table): Promise<void> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const opened = await openTable(tableName)
  for (const { name, events, region, day = '2026-01-01' } of some) {
    const time = `${day}T00:00:00.000Z`
    await opened.record({ user: user(name), events, region, time, order: time, isGone: false })
  }
  opened.close()
  vi.unstubAllEnvs()
}
beforeEach(() => fill(rows))

const run = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runCli(['subscribers', ...words], { environment: { ...table.environment, ...environment } })

describe('subscribers', { timeout: 90_000 }, () => {
  it('are counted by event, region and day', async () => {
    const { code, stdout, stderr } = await run([tableName])
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^4 subscribers$/m)
    expect(stdout).toMatch(/by event and region +NA +EU +all/)
    expect(stdout).toMatch(/AMAZON\.WeatherAlert\.Activated +2 +1 +3/)
    expect(stdout).toMatch(/AMAZON\.OrderStatus\.Updated +0 +2 +2/)
    expect(stdout).toMatch(/2026-01-02 +1\n +2026-01-01 +3/)
    expect(stdout).not.toContain('ANNA')
  })

  it('are counted as JSON, and of one event', async () => {
    const words = ['--json', '--event', order]
    const { stdout } = await run(words, { ALEXA_SUBSCRIBERS_TABLE: tableName })
    expect(JSON.parse(stdout)).toEqual({
      subscribers: 2,
      events: { [order]: { EU: 2 }, [weather]: { EU: 1 } },
      days: { '2026-01-01': 2 },
    })
  })

  it('are exported as a list of users', async () => {
    const folder = await folderWith({ 'alert.yaml': cleanEvent, 'skill.json': cleanManifest })
    const file = join(folder, 'out', 'users.jsonl')
    const { code, stdout, stderr } = await run([tableName, '--event', weather, '--export', file])
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('3 users written to')
    const text = await readFile(file, 'utf8')
    expect(text.trim().split('\n').toSorted()).toEqual([
      `{"user":"${user('ANNA')}","region":"EU"}`,
      `{"user":"${user('BEN')}","region":"NA"}`,
      `{"user":"${user('CLEO')}","region":"NA"}`,
    ])
    const words = ['preview', '--event-file', 'alert.yaml', '--users-file', file]
    const preview = await runCli([...words, '--regions', 'NA,EU'], { folder })
    expect(preview.stdout, preview.stderr).toContain('3 users: NA 2, EU 1')
  })
})

describe('an export that is killed', { timeout: 90_000 }, () => {
  it('leaves what had its name before', async () => {
    const folder = await folderWith({ 'users.jsonl': 'before\n' })
    let scans = 0
    let reach: () => void = () => {}
    const second = new Promise<void>(resolve => {
      reach = resolve
    })
    const page = {
      Items: [{ user: { S: user('ANNA') }, events: { L: [{ S: weather }] } }],
      LastEvaluatedKey: { user: { S: user('ANNA') } },
    }
    const server = await startLoopbackServer(() => {
      scans += 1
      // One to find the table, and one of each segment; the next ones never end.
      if (scans > 6) reach()
      return scans > 5 ? 'hang' : { status: 200, body: JSON.stringify(page) }
    })
    const file = join(folder, 'users.jsonl')
    const child = startCli(['subscribers', tableName, '--export', file], {
      environment: awsAt(server.origin),
    })
    await second
    child.process.kill('SIGKILL')
    await child.ended
    await server.close()
    expect(await readFile(file, 'utf8')).toBe('before\n')
  })
})

/** Login with Amazon and an API that refuses some users: 403. */
function amazon(gone: readonly string[]): Promise<LoopbackServer> {
  return startLoopbackServer(({ path, body }: RecordedRequest): Answer => {
    if (path.includes('auth')) {
      const grant = { access_token: 'Atc|token', token_type: 'bearer', expires_in: 3600 }
      return { status: 200, body: JSON.stringify(grant) }
    }
    const text = body.toString()
    return { status: gone.some(name => text.includes(user(name))) ? 403 : 202 }
  })
}

const usersIn = ({ requests }: LoopbackServer) =>
  requests
    .filter(({ path }) => path.includes('proactiveEvents'))
    .map(({ path, body }) => {
      const { relevantAudience } = JSON.parse(body.toString())
      return `${path.split('/')[1]} ${relevantAudience.payload.user}`
    })
    .toSorted()

describe('a campaign for the subscribers', { timeout: 90_000 }, () => {
  let server: LoopbackServer
  afterEach(() => server.close())
  const files = { 'alert.yaml': cleanEvent, 'skill.json': cleanManifest }
  const settings = () => ({
    'event-file': 'alert.yaml',
    subscribers: tableName,
    regions: 'NA,EU',
    'auth-url': `${server.origin}/auth`,
    'api-url': `${server.origin}/{region}`,
    report: 'report.json',
  })
  const options = () => Object.entries(settings()).flatMap(([name, value]) => [`--${name}`, value])
  const credentials = {
    ALEXA_CLIENT_ID: 'amzn1.application-oa2-client.a',
    ALEXA_CLIENT_SECRET: 'secret',
  }

  it('reaches those of the event, each in the region of the user', async () => {
    server = await amazon([])
    const folder = await folderWith(files)
    const environment = { ...table.environment, ...credentials }
    const { code, stdout, stderr } = await runCli(['send', ...options()], { folder, environment })
    expect(code, stdout + stderr).toBe(0)
    expect(usersIn(server)).toEqual([
      `EU ${user('ANNA')}`,
      `NA ${user('BEN')}`,
      `NA ${user('CLEO')}`,
    ])
  })

  it('finds users gone, who can be removed unless they subscribed again', async () => {
    const own = await startTable()
    const many = Array.from({ length: 60 }, (_, index) => `USER${index + 10}`)
    const gone = many.filter((_, index) => index % 6 === 0)
    const rowsOf = (names: readonly string[], day: string) =>
      names.map(name => ({ name, events: [weather], region: 'NA' as const, day }))
    await fill(rowsOf(many, '2026-01-01'), own)
    server = await amazon(gone)
    const folder = await folderWith(files)
    const environment = { ...own.environment, ...credentials }
    const words = ['send', ...options(), '--concurrency', '1']
    expect(await runCli(words, { folder, environment })).toMatchObject({ code: 1 })
    const { campaign } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))
    const failed = await readFile(join(folder, campaign.failedFile), 'utf8')
    // A refusal that the token may be to blame for proves nothing.
    const proven = [...failed.matchAll(/"user":"([^"]+)".*"reason":"403"/g)].map(
      ([, id]) => `${id}`,
    )
    expect(proven.length).toBeGreaterThan(1)
    const [back = '', ...rest] = proven
    await fill(rowsOf([back.slice(user('').length)], '2099-01-01'), own)

    const removed = await runCli(['subscribers', tableName, '--remove-from', 'report.json'], {
      folder,
      environment,
    })
    expect(removed.stdout, removed.stderr).toBe(
      `${rest.length} ${rest.length === 1 ? 'user' : 'users'} of ${proven.length} removed. 1 not: no longer there, or heard of since.\n`,
    )
    const left = await Promise.all(
      many.map(async name => (await own.row(user(name))) !== undefined),
    )
    expect(
      many
        .filter((_, index) => left[index] === false)
        .map(user)
        .toSorted(),
    ).toEqual(rest.toSorted())
    await own.close()
  })

  it('goes out from the action as well', async () => {
    server = await amazon([])
    const { exitCode, output } = await runStep({
      inputs: { command: 'send', ...settings() },
      environment: { ...credentials, ...table.environment, NODE_PATH: '' },
      files,
    })
    expect(exitCode, output).toBe(0)
    expect(usersIn(server)).toContain(`EU ${user('ANNA')}`)
    expect(usersIn(server)).toHaveLength(3)
  })
})

describe('what keeps from the table', { timeout: 90_000 }, () => {
  const stack = (outputs: string): Answer => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>s</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  })
  const output = (key: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${tableName}</OutputValue></member>`

  it.each([
    {
      name: 'has the table',
      answer: stack(output('AlexaSubscribersTable')),
      code: 0,
      says: '4 subscribers',
    },
    {
      name: 'has no table',
      answer: stack(output('Other')),
      code: 1,
      says: 'no output AlexaSubscribersTable',
    },
    {
      name: 'is not there',
      answer: {
        status: 400,
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id star-quest does not exist</Message></Error></ErrorResponse>',
      },
      code: 1,
      says: 'neither a table nor a stack "star-quest"',
    },
  ])('a stack that $name', async ({ answer, code, says }) => {
    const server = await startLoopbackServer(() => answer)
    const ended = await run(['star-quest'], { AWS_ENDPOINT_URL_CLOUDFORMATION: server.origin })
    await server.close()
    expect(`${ended.stdout}${ended.stderr}`).toContain(says)
    expect(ended.code).toBe(code)
  })

  const refusal = (type: string): JsonObject => ({
    __type: `com.amazonaws.dynamodb#${type}`,
    message: 'No.',
  })
  it.each([
    ['AccessDeniedException', 'Allow dynamodb:Scan on the table'],
    ['UnrecognizedClientException', 'Set AWS_PROFILE'],
  ])('%s', async (type, says) => {
    const server = await startLoopbackServer(() => ({
      status: 400,
      body: JSON.stringify(refusal(type)),
    }))
    const { code, stderr } = await run([tableName], awsAt(server.origin))
    await server.close()
    expect(stderr).toContain(says)
    expect(code).toBe(1)
  })

  it('a table that is out of reach in the midst of an export', async () => {
    const folder = await folderWith({})
    let scans = 0
    const server = await startLoopbackServer(() => {
      scans += 1
      // One finds the table.
      return scans > 1 ? 'cut' : { status: 200, body: '{"Count":0,"ScannedCount":0}' }
    })
    const words = [tableName, '--export', join(folder, 'users.jsonl')]
    const { code, stderr } = await run(words, awsAt(server.origin))
    await server.close()
    expect(stderr).toContain(`The subscribers in "${tableName}" cannot be read`)
    expect(code).toBe(1)
  })

  it.each([
    [[], 'There is no table'],
    [[tableName, 'more'], 'Unexpected argument "more"'],
    [
      [tableName, '--event', 'AMAZON.OrderStatus.Update'],
      'did you mean AMAZON.OrderStatus.Updated?',
    ],
    [[tableName, '--export', 'a', '--remove-from', 'b'], 'keep one of them'],
    [
      [tableName, '--remove-from', 'missing.json'],
      'The report missing.json cannot be read: ENOENT',
    ],
    [[tableName, '--remove-from', 'docs'], 'The list docs cannot be read: it is a folder.'],
  ])('%j', async (words, says) => {
    const { code, stderr } = await run(words)
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })

  it('says what to install where the client of AWS is missing', async () => {
    const folder = await folderWith({})
    await cp(join(projectFolder, 'dist'), join(folder, 'dist'), { recursive: true })
    const ran: { readonly code?: number; readonly stderr: string } = await promisify(execFile)(
      process.execPath,
      [join(folder, 'dist', 'cli.js'), 'subscribers', tableName],
      { cwd: folder, env: table.environment },
    ).catch(failure => failure)
    expect(ran.stderr).toContain('Run: npm install @aws-sdk/client-dynamodb')
    expect(ran.code).toBe(1)
    // An action has no packages beside it: the client may be the project's own.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(folder, 'dist', 'cli.js'), 'subscribers', tableName],
      { cwd: projectFolder, env: table.environment },
    )
    expect(stdout).toContain('4 subscribers')
  })
})

describe('the guide', { timeout: 90_000 }, () => {
  const guide = readFileSync(join(projectFolder, 'docs/subscribers.md'), 'utf8')
  const blocks = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(
    ([, language = '', text = '']) => ({ language, text }),
  )
  const textOf = (language: string) => blocks.find(block => block.language === language)?.text ?? ''

  it('shows commands that do what it says', async () => {
    const simulator = await startSimulator({ anybody: { locale: 'en-US' } })
    onTestFinished(() => simulator.close())
    const file = join(projectFolder, 'examples/events/order-status.yaml')
    const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString()
    const folder = await folderWith({
      'order.yaml': readFileSync(file, 'utf8')
        .replace('{{ arrives_at }}', tomorrow)
        .replaceAll('en-US', 'en-GB'),
      'skill.json': cleanManifest.replace(weather, order).replaceAll('en-US', 'en-GB'),
    })
    const { clientId, clientSecret } = simulator.credentials
    const environment = {
      ...table.environment,
      ALEXA_CLIENT_ID: clientId,
      ALEXA_CLIENT_SECRET: clientSecret,
    }
    const to = ['--auth-url', simulator.authUrl, '--api-url', simulator.apiUrl]
    const commands = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.trim().split('\n'))
    expect(commands).toHaveLength(4)
    const printed: string[] = []
    for (const command of commands) {
      const [program, name, ...words] = command.split(' ')
      expect([program, name]).toEqual(['npx', 'alexa-proactive'])
      const more = words[0] === 'send' ? [...to, '--report', 'report.json'] : []
      const { code, stdout, stderr } = await runCli([...words, ...more], { folder, environment })
      expect(code, stdout + stderr).toBe(0)
      printed.push(stdout)
    }
    expect(simulator.inbox().map(({ region }) => region)).toEqual(['EU', 'EU'])
    expect(printed[1]).toMatch(/^4 subscribers$/m)
    expect(await readFile(join(folder, 'users.jsonl'), 'utf8')).toContain(user('DORA'))
  })

  it('shows a manifest and settings that are right', () => {
    const { events } = JSON.parse(`{${textOf('json')}}`)
    const names = events.subscriptions.map(({ eventName }: { eventName: string }) => eventName)
    expect(names).toEqual(['SKILL_PROACTIVE_SUBSCRIPTION_CHANGED', 'SKILL_DISABLED'])
    const { custom } = parse(textOf('yaml'))
    expect(readPluginSettings(custom, {})).toMatchObject({ settings: { subscribers: true } })
    expect(textOf('js')).toContain("import { withSubscribers } from 'alexa-proactive/subscribers'")
  })
})
