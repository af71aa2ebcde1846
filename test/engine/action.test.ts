import { describe, expect, onTestFinished, test } from 'vitest'
import { usersOf } from '../e2e/support/campaigns.ts'
import { runStep } from '../e2e/support/runner.ts'
import { checkout } from '../e2e/support/skill.ts'
import { startAws } from './loopback-aws.ts'

describe('the action with an engine', () => {
  test.each([
    { detach: 'false', status: 'sent', accepted: '250', says: 'Sent: the event was accepted' },
    { detach: 'true', status: 'started', accepted: '0', says: 'Started: the event goes to 250' },
  ])('detach: $detach', async ({ detach, status, accepted, says }) => {
    const { machine, environment } = await startAws(onTestFinished)
    const users = usersOf(250)
    const { exitCode, outputs, log, summary, output } = await runStep({
      inputs: {
        command: 'send',
        'event-file': 'announce.yaml',
        'users-file': 'users.txt',
        regions: 'EU',
        engine: machine.arn,
        detach,
      },
      environment,
      files: { ...checkout(), 'users.txt': users.join('\n') },
    })
    expect({ exitCode, outputs }).toMatchObject({
      exitCode: 0,
      outputs: { status, accepted, campaign: machine.started[0]?.name, journal: '' },
    })
    expect(log).toContain('Engine: 3 chunks of 100 users, 2 at a time')
    expect(log).toContain(says)
    expect(summary).toContain(`Campaign: ${machine.started[0]?.name}`)
    for (const user of users) expect(`${output}${summary}`).not.toContain(user)
  })
})
