import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { mapAt } from '../../../plugin/service.ts'
import { type JsonObject, valueAt } from '../../../src/core/json.ts'
import { projectFolder } from '../../cli/child.ts'
import { usersOf } from '../../e2e/support/campaigns.ts'
import { frameworks, newest } from '../support/frameworks.ts'
import type { Scenario } from '../support/scenario.ts'
import { deployed, openService, packagedTemplate, serviceText } from './service.ts'

let scenario: Scenario | undefined
afterEach(() => scenario?.close())

/** What is not of the skill itself, with the folder of the upload, which has a time in it, left out. */
function addedTo(template: JsonObject): unknown {
  const added = ['Resources', 'Outputs'].map(part => [
    part,
    Object.fromEntries(
      Object.entries(mapAt(template, part))
        .filter(([id]) => id.startsWith('AlexaCampaigns'))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  ])
  const text = JSON.stringify(Object.fromEntries(added), undefined, 2)
  return `${text.replace(/"serverless\/[^"]*\//, '"')}\n`
}

async function packaged(framework: (typeof frameworks)[number], text: string) {
  scenario = await openService(framework, text)
  const { exitCode, output } = await scenario.run('package')
  return { exitCode, output, template: await packagedTemplate(scenario) }
}

const functionAt = ['Resources', 'AlexaCampaignsLambdaFunction', 'Properties']

describe.each(frameworks)('$name', { timeout: 240_000 }, framework => {
  it('deploys it once, from a package too, and sends to a list by it, with the profile of its stage', async () => {
    const { aws, scenario, first, command } = await deployed(
      framework,
      serviceText({ campaigns: '{ credentials: /storms/dev/alexa, alarm: skills@example.com }' }),
      {
        'users.txt': usersOf(250).join('\n'),
        profiles: '[team]\naws_access_key_id = TEAMKEY\naws_secret_access_key = none\n',
      },
      { AWS_DEV_PROFILE: 'team', AWS_SHARED_CREDENTIALS_FILE: 'profiles' },
    )
    expect(first.output).not.toMatch(/warning/i)
    await expect(addedTo(await packagedTemplate(scenario))).toMatchFileSnapshot(
      'golden/stack.golden',
    )

    const sent = await command('campaign --event storm --users-file users.txt')
    expect(sent.exitCode, sent.output).toBe(0)
    expect(sent.output.replace(/\s+/g, ' ')).toContain(
      'the event was accepted for all 250 users in the development stage',
    )
    expect(sent.output).toContain('3 chunks of 100 users, 2 at a time')
    expect(aws.machine.started).toHaveLength(1)
    expect(aws.history().filter(line => line.includes('amzn1.ask.account'))).toEqual([])
    expect([...aws.keys()]).toEqual(['TEAMKEY'])

    const again = await scenario.run('deploy')
    expect(again.exitCode, again.output).toBe(0)
    expect(again.output).toMatch(/No changes to deploy/)

    await scenario.service.write('handler.js', 'exports.alexa = async () => ({})\n')
    const made = await scenario.run('package --package made')
    expect(made.exitCode, made.output).toBe(0)
    const { exitCode, output, awsCalls } = await scenario.run('deploy --package made')
    expect(exitCode, output).toBe(0)
    const uploads = awsCalls.filter(
      ({ name, path }) =>
        name === 'S3 PutObject' && path.includes('/alexa-proactive-campaigns.zip'),
    )
    expect(uploads).toHaveLength(1)
  })

  it('deploys campaigns alone, and gives the function nothing that the provider gives to all', async () => {
    const provider = `  environment: { TOKEN: not-for-others }
  vpc: { securityGroupIds: [sg-11111111], subnetIds: [subnet-11111111] }
  layers: [arn:aws:lambda:us-east-1:123456789012:layer:other:1]
  tracing: { lambda: true }
  tags: { team: skills }
`
    const text = serviceText({ campaigns: '{ credentials: /storms }', provider })
    scenario = await openService(framework, text.replace(/^functions:[\s\S]*$/m, ''))
    await scenario.service.replace('skill/dev.json', 'storms-dev-alexa', 'answers')
    const { exitCode, output } = await scenario.run('deploy')
    expect(exitCode, output).toBe(0)
    expect(output).toContain('names "answers"')
    const template = await packagedTemplate(scenario)
    const properties = valueAt(template, functionAt)
    expect(JSON.stringify(properties)).not.toMatch(/TOKEN|sg-|layer:|Tracing/)
    expect(properties).toMatchObject({ Tags: [{ Key: 'team', Value: 'skills' }] })
    expect(Object.keys(mapAt(template, 'Resources'))).not.toContain('AlexaCampaignsTopic')
  })
})

describe('the settings', { timeout: 90_000 }, () => {
  it('are those of the guide', async () => {
    const guide = readFileSync(join(projectFolder, 'docs/serverless.md'), 'utf8')
    const blocks = [...guide.matchAll(/^```yaml\n[\s\S]*?( {6}credentials:[\s\S]*?)^```/gm)]
    expect(blocks).toHaveLength(2)
    for (const [, campaigns = ''] of blocks) {
      const { exitCode, output, template } = await packaged(
        newest,
        serviceText({ campaigns: `\n${campaigns.trimEnd()}` }),
      )
      expect(exitCode, output).toBe(0)
      expect(JSON.stringify(template)).toMatch(/skills@example\.com|"RetentionInDays":7/)
      await scenario?.close()
    }
  })

  it('make the function and the state machine what they say, and nothing that an endpoint could be meant for', async () => {
    const campaigns = `
      credentials: secret:storms/alexa
      concurrency: 8
      chunk: 2000
      rate: \${env:RATE, '300'}
      keepDays: 7
      memory: 256
      runtime: nodejs24.x
      architecture: x86_64
      vpc: { securityGroupIds: [sg-22222222], subnetIds: [subnet-22222222] }
      layers: [arn:aws:lambda:us-east-1:123456789012:layer:mine:1]
      extensions:
        bucket: { BucketName: storms-campaigns }
        function: { Environment: { Variables: { LOG_LEVEL: debug } } }`
    scenario = await openService(newest, serviceText({ campaigns }))
    await scenario.service.replace('skill/dev.json', 'storms-dev-alexa', 'storms-dev-alxa')
    const { exitCode, output } = await scenario.run('package')
    expect(exitCode, output).toBe(0)
    expect(output).toContain('"events.endpoint" names "storms-dev-alxa"')
    expect(output).not.toContain('alexaCampaigns')
    const template = await packagedTemplate(scenario)
    expect(valueAt(template, functionAt)).toMatchObject({
      Runtime: 'nodejs24.x',
      MemorySize: 256,
      Architectures: ['x86_64'],
      Environment: {
        Variables: { CREDENTIALS: 'secret:storms/alexa', WORKERS: '8', LOG_LEVEL: 'debug' },
      },
      VpcConfig: { SecurityGroupIds: ['sg-22222222'], SubnetIds: ['subnet-22222222'] },
      Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:mine:1'],
    })
    const resources = mapAt(template, 'Resources')
    const text = JSON.stringify(resources)
    expect(text).toContain('secret:storms/alexa-??????')
    expect(text).toContain('ec2:CreateNetworkInterface')
    expect(valueAt(resources, ['AlexaCampaignsBucket', 'Properties'])).toMatchObject({
      BucketName: 'storms-campaigns',
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 7 }] },
    })
    expect(text).toContain(String.raw`\"workers\":8,\"chunk\":2000,\"rate\":300`)
  })

  it.each(['true', '{ concurrency: 2 }'])(
    'say what to write without credentials: %s',
    async campaigns => {
      const { exitCode, output } = await packaged(newest, serviceText({ campaigns }))
      expect(exitCode).toBe(1)
      expect(output).toContain('does not say where the credentials of the skill are')
      expect(output).toContain('campaigns: { credentials: /storms/alexa }')
    },
  )

  it('refuse a function of the service that ours would replace', async () => {
    const own = '  alexaCampaigns:\n    handler: handler.alexa\n'
    const text = serviceText({ campaigns: '{ credentials: /storms }' }) + own
    const { exitCode, output } = await packaged(newest, text)
    expect(exitCode, output).toBe(1)
    expect(output).toMatch(/serverless\.yml:\d+:3/)
    expect(output).toContain(
      'functions.alexaCampaigns has the name of the function that "campaigns"',
    )
    expect(output).toContain('Give your function another name.')
  })

  it('refuse the credentials themselves, and do not print them', async () => {
    const secret = '0123456789abcdef'.repeat(4)
    for (const value of [
      secret,
      'amzn1.application-oa2-client.0123456789abcdef0123456789abcdef',
      `{ clientId: amzn1.application-oa2-client.0123456789abcdef, clientSecret: ${secret} }`,
    ]) {
      const text = serviceText({ campaigns: `{ credentials: ${value} }` })
      const { exitCode, output } = await packaged(newest, text)
      expect(exitCode).toBe(1)
      expect(output).toContain('custom.alexaProactive.campaigns.credentials is not the name')
      expect(output).not.toContain('0123456789abcdef')
      await scenario?.close()
    }
  })
})
