import { readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { projectFolder } from '../../cli/child.ts'
import { usersOf } from '../../e2e/support/campaigns.ts'
import { acceptAll } from '../../engine/fake-machine.ts'
import { type LoopbackAws, startAws } from '../../engine/loopback-aws.ts'
import { startTable, tableName } from '../../subscribers/loopback-table.ts'
import { type Framework, frameworks, newest } from '../support/frameworks.ts'
import { openService, serviceText } from './service.ts'

const users = usersOf(250)

interface Deployed {
  /** Step Functions and S3; all else is the stand-in that the service is deployed to. */
  readonly aws: LoopbackAws
  write(file: string, text: string): Promise<void>
  run(words: string): Promise<{
    readonly exitCode: number | null
    readonly stdout: string
    readonly output: string
  }>
}

async function deployed(
  framework: Framework,
  text = serviceText({ campaigns: '{ credentials: /storms }' }),
  more: Readonly<Record<string, string>> = {},
) {
  const aws = await startAws(onTestFinished)
  const scenario = await openService(framework, text, {
    'users.txt': users.join('\n'),
  })
  onTestFinished(() => scenario.close())
  const clients = join(scenario.service.path, 'node_modules/@aws-sdk')
  await symlink(join(projectFolder, 'node_modules/@aws-sdk'), clients)
  const { exitCode, output } = await scenario.run('deploy')
  expect(exitCode, output).toBe(0)
  const origin = aws.environment['AWS_ENDPOINT_URL'] ?? ''
  const environment = {
    AWS_ENDPOINT_URL_SFN: origin,
    AWS_ENDPOINT_URL_S3: origin,
    ...more,
    // No campaign needs them here.
    ALEXA_CLIENT_ID: undefined,
    ALEXA_CLIENT_SECRET: undefined,
  }
  const one: Deployed = {
    aws,
    write: scenario.service.write,
    run: words => scenario.run(`alexa-proactive ${words}`, { environment }),
  }
  return one
}

/** The commands about campaigns as docs/serverless.md has them, in their order. */
function commandsOfGuide(): readonly string[] {
  const guide = readFileSync(join(projectFolder, 'docs/serverless.md'), 'utf8')
  const lines = guide.matchAll(/^serverless alexa-proactive (campaign.*?) *#/gm)
  return [...lines].map(([, words = '']) => words)
}

const unwrapped = (text: string) => text.replace(/\s+/g, ' ')

describe.each(frameworks)('$name', { timeout: 90_000 }, framework => {
  it('sends to a list by the engine of the stack, with the profile of its stage', async () => {
    const { aws, run, write } = await deployed(
      framework,
      serviceText({ campaigns: '{ credentials: /storms }' }),
      { AWS_DEV_PROFILE: 'team', AWS_SHARED_CREDENTIALS_FILE: 'profiles' },
    )
    await write('profiles', '[team]\naws_access_key_id = TEAMKEY\naws_secret_access_key = none\n')
    const { exitCode, output } = await run('campaign --event storm --users-file users.txt')
    expect(exitCode, output).toBe(0)
    expect(unwrapped(output)).toContain(
      'the event was accepted for all 250 users in the development stage',
    )
    expect(output).toContain('3 chunks of 100 users, 2 at a time')
    expect(aws.machine.started).toHaveLength(1)
    expect(aws.history().filter(line => line.includes('amzn1.ask.account'))).toEqual([])
    expect([...aws.keys()]).toEqual(['TEAMKEY'])
  })
})

describe('the commands', { timeout: 120_000 }, () => {
  it('begin, show, slow down, stop and resume a campaign', async () => {
    const { aws, run } = await deployed(newest)
    const { machine } = aws
    const [campaign = '', look = '', slow = '', stop = '', resume = ''] = commandsOfGuide()
    machine.isHeld = true
    const started = await run(`${campaign} --detach`)
    expect(started.exitCode, started.output).toBe(0)
    const name = /[\w-]+-[0-9a-f]{16}/.exec(started.stdout)?.[0] ?? ''
    expect(unwrapped(started.output)).toContain(`The campaign is called ${name}.`)

    const status = await run(look)
    expect(status.exitCode, status.output).toBe(0)
    expect(unwrapped(status.output)).toContain(`The campaign is called ${name}.`)

    const speed = await run(`${slow} --json`)
    expect(JSON.parse(speed.stdout)).toEqual({ name, rate: 500 })

    const stopped = await run(`${stop} --campaign ${name}`)
    expect(stopped.exitCode, stopped.output).toBe(0)
    expect(stopped.output).toContain('nothing more is sent after two seconds')
    const ended = await run(look)
    expect(ended.exitCode, ended.output).toBe(1)
    expect(unwrapped(ended.output)).toContain('It was stopped with campaign-stop.')

    machine.isHeld = false
    machine.work = acceptAll
    const resumed = await run(resume)
    expect(resumed.exitCode, resumed.output).toBe(0)
    expect(unwrapped(resumed.output)).toContain('accepted for all 250 users')
    const again = await run(resume)
    expect(again.exitCode).toBe(1)
    expect(unwrapped(again.output)).toContain('is complete: everybody was sent to')
  })

  it('send to the subscribers in the table of the stack', async () => {
    const table = await startTable()
    onTestFinished(() => table.close())
    for (const [user, event] of [
      ['amzn1.ask.account.A', 'AMAZON.WeatherAlert.Activated'],
      ['amzn1.ask.account.B', 'AMAZON.OrderStatus.Updated'],
    ]) {
      const Item = {
        user: { S: user ?? '' },
        events: { L: [{ S: event ?? '' }] },
        region: { S: 'NA' },
      }
      await table.client.send(new PutItemCommand({ TableName: tableName, Item }))
    }
    const text = `${serviceText({ campaigns: '{ credentials: /storms }', custom: '    subscribers: true\n' })}resources:
  extensions:
    AlexaSubscribersTable:
      Properties:
        TableName: ${tableName}
`
    const { aws, run } = await deployed(newest, text, {
      AWS_ENDPOINT_URL_DYNAMODB: table.environment['AWS_ENDPOINT_URL'] ?? '',
    })
    const { exitCode, output } = await run('campaign --event storm --subscribers')
    expect(exitCode, output).toBe(0)
    expect(unwrapped(output)).toContain('Audience 1 user in NA')
    expect(aws.machine.started).toHaveLength(1)
  })

  it('say what is missing', async () => {
    const { aws, run } = await deployed(newest, serviceText({ campaigns: 'false' }))
    for (const [words, says] of [
      ['campaign --event storm', 'does not say who to send to'],
      ['campaign --event storm --users-file users.txt', 'nothing that sends campaigns'],
      ['campaign-status', 'nothing that sends campaigns'],
      ['campaign-speed --rate fast', 'Add --rate with the requests per second'],
    ] as const) {
      const { exitCode, output } = await run(words)
      expect(exitCode, output).toBe(1)
      expect(unwrapped(output)).toContain(says)
    }
    expect(aws.machine.started).toEqual([])
  })

  it('start nothing in a trial', async () => {
    const { aws, run } = await deployed(newest)
    const { exitCode, stdout, output } = await run(
      'campaign --event storm --users-file users.txt --dry-run --json',
    )
    expect(exitCode, output).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'dry-run' })
    expect(aws.machine.started).toEqual([])
  })
})
