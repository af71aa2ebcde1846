import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Ended, projectFolder, runCli, startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { usersOf } from '../e2e/support/campaigns.ts'
import { acceptAll, reportOfChunk } from './fake-machine.ts'
import { type LoopbackAws, startAws } from './loopback-aws.ts'

const users = usersOf(250)

async function open(list = users): Promise<{ readonly aws: LoopbackAws; readonly folder: string }> {
  const aws = await startAws(onTestFinished)
  const files = {
    'skill.json': cleanManifest,
    'event.yaml': cleanEvent,
    'users.txt': list.join('\n'),
  }
  return { aws, folder: await folderWith(files) }
}

const sendWords = [
  'send',
  '--event-file',
  'event.yaml',
  '--users-file',
  'users.txt',
  '--stage',
  'live',
]

function send(aws: LoopbackAws, folder: string, ...words: readonly string[]): Promise<Ended> {
  return runCli([...sendWords, '--engine', aws.machine.arn, ...words], {
    folder,
    environment: aws.environment,
  })
}

function command(aws: LoopbackAws, folder: string, ...words: readonly string[]): Promise<Ended> {
  return runCli(words, {
    folder,
    // The client of AWS says how long it will run on this version of Node.
    environment: {
      ...aws.environment,
      ALEXA_ENGINE: aws.machine.arn,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  })
}

/** A text without the line breaks that the width of a terminal asks for. */
const unwrapped = (text: string) => text.replace(/\s+/g, ' ')

const nameIn = ({ stdout }: Ended) => /[\w-]+-[0-9a-f]{16}/.exec(stdout)?.[0] ?? ''

describe('the command line with an engine', { timeout: 90_000 }, () => {
  it('sends without credentials of the skill, and tells AWS of no user', async () => {
    const { aws, folder } = await open()
    const { code, stdout, stderr } = await send(aws, folder)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('uploading 250 users in 3 chunks'),
    })
    expect(stdout).toContain('3 chunks of 100 users, 2 at a time')
    expect(stdout).toContain('Sent: the event was accepted for all 250 users in the live stage.')
    expect(aws.history().filter(line => line.includes('amzn1.ask.account'))).toEqual([])
    expect(aws.machine.started).toHaveLength(1)
  })

  it('begins, shows, slows down, stops and resumes', async () => {
    const { aws, folder } = await open()
    const { machine } = aws
    machine.work = async work => {
      if (work.chunk === 1) await acceptAll(work)
      // Whoever looks on keeps the others from ending.
      else throw new Error('It is not to be looked at.')
    }
    const started = await send(aws, folder, '--detach')
    const name = nameIn(started)
    expect(started.code).toBe(0)
    expect(unwrapped(started.stdout)).toContain(
      `Started: the event goes to 250 users in the live stage. The campaign is called ${name}.`,
    )

    const status = await command(aws, folder, 'campaign-status')
    expect(status).toMatchObject({ code: 0, stderr: '' })
    expect(unwrapped(status.stdout)).toContain(
      `and was accepted for 100 of them so far. The campaign is called ${name}.`,
    )

    machine.work = async () => {}
    machine.isHeld = true
    const speed = await command(aws, folder, 'campaign-speed', name, '500')
    expect(speed).toMatchObject({ code: 0, stderr: '' })
    expect(speed.stdout).toBe(
      `The campaign ${name} makes at most 500 requests per second to each region from now on.\n`,
    )

    const stopped = await command(aws, folder, 'campaign-stop', name)
    expect(stopped).toMatchObject({ code: 0, stderr: '' })
    expect(stopped.stdout).toContain('nothing more is sent after two seconds')
    const ended = await command(aws, folder, 'campaign-status', name)
    expect(ended.code).toBe(1)
    expect(unwrapped(ended.stderr)).toContain('It was stopped with campaign-stop.')
    expect(unwrapped(ended.stdout)).toContain('accepted for 100 of 250 users')

    machine.isHeld = false
    machine.work = acceptAll
    const resumed = await command(aws, folder, 'campaign-resume', name)
    expect(resumed).toMatchObject({ code: 0 })
    expect(resumed.stdout).toContain('Sent: the event was accepted for all 250 users')
    expect(machine.started.map(one => one.name)).toEqual([name, `${name}-2`])
    const again = await command(aws, folder, 'campaign-resume', name)
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('is complete: everybody was sent to')
  })

  it('carries out what the guide shows', async () => {
    const aws = await startAws(onTestFinished)
    const folder = await folderWith({
      'skill.json': cleanManifest,
      'order.yaml': cleanEvent,
      'users.csv': `user\n${users.join('\n')}`,
    })
    const guide = readFileSync(join(projectFolder, 'docs/campaigns.md'), 'utf8')
    const [block = ''] = (guide.match(/^```sh\n[^`]*/gm) ?? []).filter(one =>
      one.includes('--engine'),
    )
    const commands = block.match(/(?<=^npx alexa-proactive ).*/gm) ?? []
    expect(commands).toHaveLength(2)
    for (const words of commands) {
      const given = words.replaceAll(/arn:\S+/g, aws.machine.arn).split(' ')
      const { code, stdout } = await runCli(given, { folder, environment: aws.environment })
      expect(code, stdout).toBe(0)
      expect(stdout).toContain('accepted for all 250 users')
    }
  })

  it('lists those who were not notified', async () => {
    const { aws, folder } = await open()
    const line = `${JSON.stringify({ user: users[0], region: 'NA', reason: '403' })}\n`
    aws.machine.work = async work => {
      if (work.chunk > 1) return acceptAll(work)
      const counts = { accepted: 99, alreadySent: 0, rejected: 1, failed: 0, notSent: 0 }
      await work.store.put(work.keys.failedOf(1), line)
      await work.store.put(work.keys.report(1), JSON.stringify(reportOfChunk(100, { counts })))
    }
    const { code, stdout } = await send(aws, folder, '--json')
    const result = JSON.parse(stdout)
    expect(code).toBe(1)
    expect(result).toMatchObject({ status: 'partial', counts: { accepted: 249, rejected: 1 } })
    expect(readFileSync(join(folder, result.campaign.failedFile), 'utf8')).toBe(line)
    expect(existsSync(join(folder, result.campaign.failedFile))).toBe(true)
  })
})

// Windows has no signals: there, a killed process cannot say anything any more.
describe.skipIf(process.platform === 'win32')('stopped while it follows', () => {
  it('leaves the campaign to itself, and says how to come back', async () => {
    const { aws, folder } = await open()
    aws.machine.isHeld = true
    const looked = new Promise<void>(resolve => {
      aws.machine.beforeDescribe = () => {
        if (aws.machine.started.length > 0) resolve()
      }
    })
    const child = startCli([...sendWords, '--engine', aws.machine.arn], {
      folder,
      environment: aws.environment,
    })
    await looked
    child.process.kill('SIGINT')
    const { code, stdout, stderr } = await child.ended
    expect(code).toBe(130)
    expect(stdout).toContain('Started: the event goes to 250 users')
    expect(unwrapped(stderr)).toContain('continues without this run')
    expect(unwrapped(stderr)).toMatch(
      /campaign-status [\w-]+ --engine \S+" shows its progress, campaign-stop stops it, and campaign-resume/,
    )
  }, 90_000)
})

const denied = { status: 400, code: 'AccessDeniedException' }

describe('an engine that cannot be used', { timeout: 60_000 }, () => {
  it.each([
    ['DescribeStateMachine', { status: 400, code: 'StateMachineDoesNotExist' }, 'Check the ARN'],
    ['DescribeStateMachine', denied, 'Allow states:DescribeStateMachine'],
    ['DescribeStateMachine', { status: 400, code: 'ExpiredTokenException' }, 'made anew'],
    ['StartExecution', denied, 'Allow states:DescribeStateMachine'],
    ['PUTObject', { status: 403, code: 'AccessDenied' }, 's3:GetObject'],
    ['PUTObject', { status: 404, code: 'NoSuchBucket' }, 'The bucket of the engine is gone'],
  ])('%s is answered %o', async (operation, error, says) => {
    const { aws, folder } = await open()
    aws.errors.set(operation, error)
    const { code, stdout, stderr } = await send(aws, folder)
    expect(code).toBe(1)
    expect(stderr).toContain(`The engine cannot be used (${error.code}`)
    expect(unwrapped(stderr)).toContain(says)
    expect(`${stdout}${stderr}`).not.toContain('    at ')
    expect(aws.machine.started).toEqual([])
  })

  it('is told while a campaign is followed, which goes on', async () => {
    const { aws, folder } = await open()
    aws.machine.work = async work => {
      await acceptAll(work)
      aws.errors.set('DescribeExecution', { status: 400, code: 'ExpiredTokenException' })
    }
    const { code, stdout, stderr } = await send(aws, folder)
    expect(code).toBe(1)
    expect(unwrapped(stderr)).toContain('continues, but it can no longer be followed')
    expect(stdout).toContain('Started: the event goes to 250 users')
  })

  it('is told while campaign-status follows', async () => {
    const { aws, folder } = await open()
    await send(aws, folder, '--detach')
    aws.machine.work = async () => {
      aws.errors.set('ListObjectsV2', { status: 403, code: 'AccessDenied' })
    }
    const { code, stderr } = await command(aws, folder, 'campaign-status', '--follow')
    expect(code).toBe(1)
    expect(unwrapped(stderr)).toContain('continues, but it can no longer be followed')
  })

  it.each([
    ['plan.json', '{}'],
    ['reports/000002.json', '{"counts":1}'],
  ])('has %s changed by others', async (name, text) => {
    const { aws, folder } = await open()
    await send(aws, folder)
    const key = [...aws.machine.store.objects.keys()].find(one => one.endsWith(name)) ?? ''
    await aws.machine.store.put(key, text)
    const { code, stderr } = await command(aws, folder, 'campaign-status')
    expect(code).toBe(1)
    expect(unwrapped(stderr)).toContain(`The object ${key} in the bucket of the engine is not what`)
    expect(unwrapped(stderr)).toContain('Find out what else writes to the bucket.')
    expect(stderr).not.toContain('    at ')
  })

  it.each([
    [['campaign-status'], 'There is no engine'],
    [['campaign-status', '--engine', 'campaigns'], 'The engine is "campaigns"'],
    [
      ['campaign-speed', '--engine', 'arn:aws:states:eu-west-1:123456789012:stateMachine:a'],
      'The speed is missing',
    ],
    [
      [
        'campaign-speed',
        'fast',
        '--engine',
        'arn:aws:states:eu-west-1:123456789012:stateMachine:a',
      ],
      'The speed is "fast"',
    ],
  ])('%j', async (words, says) => {
    const { code, stderr } = await runCli(words)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) })
  })
})
