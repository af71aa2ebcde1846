import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { projectFolder } from '../../cli/child.ts'
import { usersOf } from '../../e2e/support/campaigns.ts'
import { acceptAll } from '../../engine/fake-machine.ts'
import { startTable, tableName } from '../../subscribers/loopback-table.ts'
import { newest } from '../support/frameworks.ts'
import { deployed, serviceText } from './service.ts'

const files = { 'users.txt': usersOf(250).join('\n') }

/** The commands about campaigns as docs/serverless.md has them, in their order. */
function commandsOfGuide(): readonly string[] {
  const guide = readFileSync(join(projectFolder, 'docs/serverless.md'), 'utf8')
  const lines = guide.matchAll(/^serverless alexa-proactive (campaign.*?) *#/gm)
  return [...lines].map(([, words = '']) => words)
}

const unwrapped = (text: string) => text.replace(/\s+/g, ' ')

const withCampaigns = serviceText({ campaigns: '{ credentials: /storms }' })

describe('the commands', { timeout: 180_000 }, () => {
  it('begin, show, slow down, stop and resume a campaign', async () => {
    const { aws, command } = await deployed(newest, withCampaigns, files)
    const { machine } = aws
    const [campaign = '', look = '', slow = '', stop = '', resume = ''] = commandsOfGuide()
    machine.isHeld = true
    const started = await command(`${campaign} --detach`)
    expect(started.exitCode, started.output).toBe(0)
    const name = /[\w-]+-[0-9a-f]{16}/.exec(started.stdout)?.[0] ?? ''
    expect(unwrapped(started.output)).toContain(`The campaign is called ${name}.`)

    const status = await command(look)
    expect(status.exitCode, status.output).toBe(0)
    expect(unwrapped(status.output)).toContain(`The campaign is called ${name}.`)

    const speed = await command(`${slow} --json`)
    expect(JSON.parse(speed.stdout)).toEqual({ name, rate: 500 })

    const stopped = await command(`${stop} --campaign ${name}`)
    expect(stopped.exitCode, stopped.output).toBe(0)
    expect(stopped.output).toContain('nothing more is sent after two seconds')
    const ended = await command(look)
    expect(ended.exitCode, ended.output).toBe(1)
    expect(unwrapped(ended.output)).toContain('It was stopped with campaign-stop.')

    machine.isHeld = false
    machine.work = acceptAll
    const resumed = await command(resume)
    expect(resumed.exitCode, resumed.output).toBe(0)
    expect(unwrapped(resumed.output)).toContain('accepted for all 250 users')
    const again = await command(resume)
    expect(again.exitCode).toBe(1)
    expect(unwrapped(again.output)).toContain('is complete: everybody was sent to')
  })

  it('start nothing in a trial, and send to the subscribers in the table of the stack', async () => {
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
    const { aws, command } = await deployed(newest, text, files, {
      AWS_ENDPOINT_URL_DYNAMODB: table.environment['AWS_ENDPOINT_URL'] ?? '',
    })
    const trial = await command('campaign --event storm --users-file users.txt --dry-run --json')
    expect(trial.exitCode, trial.output).toBe(0)
    expect(JSON.parse(trial.stdout)).toMatchObject({ status: 'dry-run' })
    expect(aws.machine.started).toEqual([])

    const { exitCode, output } = await command('campaign --event storm --subscribers')
    expect(exitCode, output).toBe(0)
    expect(unwrapped(output)).toContain('Audience 1 user in NA')
    expect(aws.machine.started).toHaveLength(1)
  })

  it('say what is missing', async () => {
    // A function of the service may have the name that ours would have.
    const text = `${serviceText({ campaigns: 'false' })}  alexaCampaigns:
    handler: handler.alexa
`
    const { aws, command } = await deployed(newest, text, files)
    for (const [words, says] of [
      ['campaign --event storm', 'does not say who to send to'],
      ['campaign --event storm --users-file users.txt', 'nothing that sends campaigns'],
      ['campaign-status', 'nothing that sends campaigns'],
      ['campaign-speed --rate fast', 'Add --rate with the requests per second'],
    ] as const) {
      const { exitCode, output } = await command(words)
      expect(exitCode, output).toBe(1)
      expect(unwrapped(output)).toContain(says)
    }
    expect(aws.machine.started).toEqual([])
  })
})
