import { appendFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDeployment } from '../../plugin/deployment.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { folderWith } from '../cli/folder.ts'
import { exampleFolder } from './support/example-service.ts'
import { type FakeService, FrameworkError, fakeFramework } from './support/fake-framework.ts'

const onDeploy = {
  file: 'events/release.yaml',
  on: 'deploy',
  regions: 'NA',
  variables: { version: '2.1.0' },
}

const settings = (change: JsonObject = {}): JsonObject => ({
  alexaProactive: { simulate: true, events: { release: onDeploy }, ...change },
})

/** A whole deploy as the framework goes about it, up to where something stops it. */
async function deploy(service: FakeService, environment: Readonly<Record<string, string>> = {}) {
  const fake = fakeFramework(service)
  const deployment = openDeployment(fake.framework, fake.utils, environment)
  let reached = 'nothing'
  try {
    await deployment.check()
    reached = 'checked'
    await deployment.checkTemplate()
    await deployment.checkUpload()
    reached = 'deployed'
    await deployment.announce()
    reached = 'announced'
    await deployment.finish()
    return { ...fake, reached: 'finished', error: undefined }
  } catch (error) {
    if (!(error instanceof FrameworkError)) throw error
    return { ...fake, reached, error }
  }
}

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:star-quest-prod-skill'

/** The example service in a folder of its own, whose manifest has another endpoint. */
async function exampleWith(endpoint = arn): Promise<string> {
  const [manifest, event] = ['skill-package/skill.json', 'events/release.yaml']
  const [skill, release] = await Promise.all(
    [manifest, event].map(file => readFile(join(exampleFolder, file), 'utf8')),
  )
  return folderWith({
    [manifest]: (skill ?? '').replaceAll(arn, endpoint),
    [event]: release ?? '',
  })
}

describe('a deploy', () => {
  it('sends the events that are to be sent, and shows where they went and why', async () => {
    const { reached, output, log, stdout } = await deploy({ custom: settings(), stage: 'prod' })
    expect(reached).toBe('finished')
    expect(output.get('alexa-proactive')?.join('\n')).toMatch(
      /^stage: live, because service stage prod matches stages "prod"\nrelease: Simulated: .*\n {2}regions: NA, because .*\n {2}NA: accepted \(HTTP 202/,
    )
    expect(log).toEqual([])
    expect(stdout).toEqual([])
  })

  it.each([
    ['nothing has changed', { shouldNotDeploy: true }],
    ['the stack had nothing to change', { deploymentWithEmptyChangeSet: true }],
  ])('sends nothing where %s', async (_, provider) => {
    const { reached, output, log } = await deploy({ custom: settings(), provider })
    expect(reached).toBe('finished')
    expect(output.size).toBe(0)
    expect(log).toEqual([
      'notice alexa-proactive: nothing was deployed, so nothing is sent.\nTo send it from this commit (nobody hears the same announcement twice):\n  serverless alexa-proactive send --event release --stage dev',
    ])
  })

  it('tells how to send what it does not, with the options of the deploy', async () => {
    const { log } = await deploy({
      custom: settings({ events: { release: onDeploy, 'release 2': onDeploy } }),
      provider: { shouldNotDeploy: true },
      options: { region: 'eu-west-1', config: 'a b.yml', 'aws-profile': 7, param: ['a=b'] },
    })
    const [, ...lines] = log.join('\n').split('\n')
    const end = '--stage dev --region eu-west-1 --config "a b.yml"'
    expect(lines).toEqual([
      'To send them from this commit, with the same --param (nobody hears the same announcement twice):',
      `  serverless alexa-proactive send --event release ${end}`,
      `  serverless alexa-proactive send --event "release 2" ${end}`,
    ])
  })

  it.each([
    ['below "serverless dev"', { words: ['dev'] }, []],
    [
      'where neither changed anything nor belongs to a stage of the skill',
      { provider: { shouldNotDeploy: true }, stage: 'pr-7' },
      ['notice alexa-proactive: nothing was deployed, so nothing is sent.'],
    ],
  ])('sends nothing %s', async (_, service, said) => {
    const custom = settings({ stages: { 'pr-*': 'none' } })
    const { reached, output, log } = await deploy({ custom, ...service })
    expect({ reached, log }).toEqual({ reached: 'finished', log: said })
    expect(output.size).toBe(0)
  })

  it('sends nothing where no stage of the skill belongs to the service stage', async () => {
    const { output, verbose } = await deploy({
      custom: settings({ stages: { 'pr-*': 'none' } }),
      stage: 'pr-7',
    })
    expect(verbose.join()).not.toContain('reference id')
    expect(output.get('alexa-proactive')).toEqual([
      'nothing was sent, because service stage pr-7 matches stages "pr-*" (none)',
    ])
  })

  it('says nothing where there is nothing to send', async () => {
    const { reached, output, log } = await deploy({})
    expect({ reached, log }).toEqual({ reached: 'finished', log: [] })
    expect(output.size).toBe(0)
  })

  it('goes on where another plugin has taken the title', async () => {
    const { reached, output } = await deploy({ custom: settings(), taken: ['alexa-proactive'] })
    expect(reached).toBe('finished')
    expect(output.get('alexa-proactive')).toEqual(['another plugin'])
    expect(output.get('alexa-proactive (2)')?.[0]).toContain('stage: development')
  })

  it('works for another provider', async () => {
    const provider = { name: 'elsewhere', stage: 'live' }
    const { reached, output } = await deploy({ custom: settings(), provider })
    expect(reached).toBe('finished')
    expect(output.get('alexa-proactive')?.[0]).toContain('service stage live matches')
  })
})

describe('what is wrong before the deploy', () => {
  it.each([
    ['a setting', settings({ retries: 'many' }), 'custom.alexaProactive.retries'],
    ['a setting without events', settings({ retries: 'many', events: {} }), 'retries'],
    ['a duration', settings({ expiresIn: '2d' }), 'expiresIn'],
    ['the manifest', settings({ manifest: 'nowhere.json' }), 'nowhere.json'],
    ['an event file', settings({ events: { release: { ...onDeploy, file: 'a' } } }), '"a"'],
    [
      'a template',
      settings({ events: { release: { ...onDeploy, variables: {} } } }),
      'events/release.yaml',
    ],
  ])('stops it: %s', async (_, custom, says) => {
    const { reached, error } = await deploy({ custom })
    expect(reached).toBe('nothing')
    expect(error?.code).toBe('ALEXA_PROACTIVE_CHECK_FAILED')
    expect(error?.message).toContain(says)
  })

  it('is logged alone where failOn is never', async () => {
    const custom = settings({ manifest: 'nowhere.json', failOn: 'never' })
    const { reached, log, output } = await deploy({ custom })
    expect(reached).toBe('finished')
    expect(log[0]).toMatch(/^error .*manifest/)
    expect(log.at(-1)).toMatch(/^notice alexa-proactive: nothing is sent, because of manifest\//)
    expect(output.size).toBe(0)
  })

  it('is not looked at in events that are sent on demand, or not from here', async () => {
    const broken = { ...onDeploy, variables: {} }
    const onDemand = settings({ events: { release: { ...broken, on: 'demand' } } })
    expect((await deploy({ custom: onDemand })).reached).toBe('finished')
    const silent = settings({ events: { release: broken }, stages: { dev: 'none' } })
    expect((await deploy({ custom: silent })).reached).toBe('finished')
  })

  it('are no missing credentials, unless an announcement may fail the deploy', async () => {
    const custom = settings({ simulate: false, clientId: 'MY_ID' })
    const without = await deploy({ custom })
    expect(without.reached).toBe('finished')
    expect(without.log[0]).toMatch(/^warning .*\n.*MY_ID and ALEXA_CLIENT_SECRET are missing/)
    expect(without.log.join().match(/are missing/g)).toHaveLength(1)
    expect(without.log.at(-1)).toContain('nothing is sent, because of settings/credentials-missing')
    const strict = await deploy({ custom: settings({ simulate: false, failDeploy: true }) })
    expect(strict.reached).toBe('nothing')
  })

  it('is not looked at in events while a service is packaged, and needs no credentials', async () => {
    const custom = settings({
      simulate: false,
      events: { release: { ...onDeploy, variables: {} } },
    })
    const fake = fakeFramework({ custom, words: ['package'] })
    await openDeployment(fake.framework, fake.utils, {}).check()
    expect(fake.log).toEqual([])
  })
})

const skillFunction = {
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: 'star-quest-prod-skill' },
}
const permission = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['skillLambdaFunction', 'Arn'] },
    Principal: 'alexa-appkit.amazon.com',
    EventSourceToken: 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555',
  },
}

describe('the compiled template', () => {
  it('stops a deploy where Alexa may not call the function', async () => {
    const provider = {
      compiledCloudFormationTemplate: { Resources: { skillLambdaFunction: skillFunction } },
    }
    const { reached, error } = await deploy({ custom: settings(), provider, stage: 'prod' })
    expect(reached).toBe('checked')
    expect(error?.message).toContain('deployment/permission-missing')
  })

  it.each([
    ['under the name that the engine would have', {}, 'deployment/permission-missing'],
    ['that is the one of the engine', { role: 'AlexaCampaignsFunctionRole' }, undefined],
  ])('of a service with a function %s', async (_, more, rule) => {
    const functions = { alexaCampaigns: { name: 'star-quest-prod-skill', ...more } }
    const provider = {
      compiledCloudFormationTemplate: {
        Resources: { alexaCampaignsLambdaFunction: skillFunction },
      },
    }
    const { error } = await deploy({ custom: settings(), functions, provider, stage: 'prod' })
    if (rule === undefined) expect(error?.message).toBeUndefined()
    else expect(error?.message).toContain(rule)
  })

  const anySkill = {
    ...permission,
    Properties: { ...permission.Properties, EventSourceToken: null },
  }
  const withTemplate = (resources: JsonObject) => ({
    custom: settings(),
    provider: {
      compiledCloudFormationTemplate: {
        Resources: { skillLambdaFunction: skillFunction, ...resources },
      },
    },
    stage: 'prod',
  })

  it('of which a warning is told once, and keeps nothing back', async () => {
    const service = withTemplate({ permission, anySkill })
    const { reached, log, output } = await deploy(service)
    expect(reached).toBe('finished')
    expect(log).toEqual([expect.stringMatching(/^warning .*deployment\/permission-any-skill/)])
    expect(output.get('alexa-proactive')?.join('\n')).toContain('accepted')
  })

  const elsewhere = {
    ...anySkill,
    Properties: { ...anySkill.Properties, FunctionName: 'star-quest-prod-other' },
  }
  it.each([
    ['an error', arn, { elsewhere }, {}, 'permission-missing', 'permission-any-skill'],
    [
      'a warning where failOn says so',
      'https://events.example.com/alexa", "sslCertificateType": "Trusted',
      { permission, elsewhere },
      { failOn: 'warning' },
      'permission-any-skill',
      'endpoint-https',
    ],
  ])(
    'stops a deploy for %s, and logs what is lighter',
    async (_, uri, more, change, why, light) => {
      const folder = await exampleWith(uri)
      const { reached, error, log } = await deploy({
        ...withTemplate(more),
        custom: settings(change),
        folder,
      })
      expect(reached).toBe('checked')
      expect(error?.message.match(/deployment\/[\w-]+/g)).toEqual([`deployment/${why}`])
      expect(log.join().match(/deployment\/[\w-]+/g)).toEqual([`deployment/${light}`])
    },
  )

  it('is compared with no account where the service is packaged', async () => {
    const accountId = '999999999999'
    const service = { ...withTemplate({ permission }), words: ['package'], accountId }
    const fake = fakeFramework(service)
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await deployment.check()
    await deployment.checkTemplate()
    await deployment.announce()
    expect(fake.log).toEqual([])
    expect(fake.output.size).toBe(0)
  })

  it.each([
    ['elsewhere', /^warning .*manifest\/endpoint-placeholder/, 'accepted'],
    ['aws', /^warning .*deployment\/endpoint-placeholder/, undefined],
  ])('of %s tells of a placeholder once', async (name, says, sent) => {
    const service = withTemplate({ permission })
    const provider = { ...service.provider, name, stage: 'prod' }
    const { log, output } = await deploy({
      ...service,
      provider,
      folder: await exampleWith('TODO'),
    })
    expect(log[0]).toMatch(says)
    expect(log).toHaveLength(sent === undefined ? 2 : 1)
    if (sent === undefined) {
      expect(log[1]).toMatch(
        /^notice .*nothing is sent, because of deployment\/endpoint-placeholder/,
      )
    } else expect(output.get('alexa-proactive')?.join('\n')).toContain(sent)
  })

  it('is not looked at for another provider', async () => {
    const provider = {
      name: 'elsewhere',
      compiledCloudFormationTemplate: { Resources: { skillLambdaFunction: skillFunction } },
    }
    expect((await deploy({ custom: settings(), provider })).reached).toBe('finished')
  })
})

describe('the outputs of the stack', () => {
  class AwsInfo {
    readonly gatheredData: object

    constructor(account: string) {
      const arn = `arn:aws:lambda:us-east-1:${account}:function:star-quest-prod-skill:3`
      this.gatheredData = {
        outputs: [{ OutputKey: 'SkillLambdaFunctionQualifiedArn', OutputValue: arn }],
      }
    }
  }
  const provider = {
    compiledCloudFormationTemplate: {
      Resources: { skillLambdaFunction: skillFunction, permission },
      Outputs: {
        SkillLambdaFunctionQualifiedArn: { Value: { Ref: 'skillLambdaVersion' } },
      },
    },
  }
  const service = { custom: settings(), provider, stage: 'prod' }

  it('let the event go out where they agree with the manifest', async () => {
    const { log, output } = await deploy({ ...service, plugins: [new AwsInfo('123456789012')] })
    expect(log).toEqual([])
    expect(output.get('alexa-proactive')?.join('\n')).toContain('accepted')
  })

  it.each([
    ['are not there', {}],
    [
      'are those of another provider',
      {
        provider: { ...provider, name: 'elsewhere', stage: 'prod' },
        plugins: [new AwsInfo('123456789012')],
      },
    ],
  ])('keep nothing back where they %s', async (_, more) => {
    const { log, output } = await deploy({ ...service, ...more })
    expect(log).toEqual([])
    expect(output.get('alexa-proactive')?.join('\n')).toContain('accepted')
  })

  it.each([
    ['where something was deployed', {}, ['warning'], 'accepted'],
    ['unless nothing was deployed', { shouldNotDeploy: true }, ['notice'], ''],
  ])('tell of an old version in the manifest %s', async (_, more, levels, sent) => {
    const { compiledCloudFormationTemplate: template } = provider
    const ofVersion = {
      ...permission,
      Properties: { ...permission.Properties, FunctionName: `${arn}:2` },
    }
    const resources = { skillLambdaFunction: skillFunction, permission: ofVersion }
    const { log, output } = await deploy({
      ...service,
      provider: { compiledCloudFormationTemplate: { ...template, Resources: resources }, ...more },
      folder: await exampleWith(`${arn}:2`),
      plugins: [new AwsInfo('123456789012')],
    })
    expect(log.map(line => line.split(' ')[0])).toEqual(levels)
    expect(log.join().includes('deployment/endpoint-version')).toBe(sent !== '')
    expect(output.get('alexa-proactive')?.join('\n') ?? '').toContain(sent)
  })

  it('keep the deploy what it is where they cannot be read', async () => {
    class AwsInfo {
      get gatheredData(): object {
        throw new Error('no outputs today')
      }
    }
    const { reached, log, output } = await deploy({ ...service, plugins: [new AwsInfo()] })
    expect(reached).toBe('finished')
    expect(log.join()).toMatch(
      /^error The service is deployed, but .*\n\nSending failed: no outputs today\n\nTo send it from this commit/,
    )
    expect(output.size).toBe(0)
  })

  it.each([
    [
      'is told before the upload, and nothing is sent',
      {},
      'finished',
      /^notice .*nothing is sent, because of deployment\/endpoint-account, reported above\.\nTo send it/,
    ],
    [
      'fails the deploy in the end where failDeploy is set',
      { failDeploy: true },
      'announced',
      /nothing is sent, because of deployment\/endpoint-account/,
    ],
    [
      'stops the deploy where failOn is warning',
      { failOn: 'warning' },
      'checked',
      /endpoint-account/,
    ],
  ])(
    'are not needed where the framework tells the account: another %s',
    async (_, more, wanted, last) => {
      const custom = settings(more)
      const { reached, log, error, output } = await deploy({
        ...service,
        custom,
        accountId: '999999999999',
      })
      expect(reached).toBe(wanted)
      expect([...log, error?.message].join()).toMatch(/in the AWS account 123456789012/)
      expect(error?.message ?? log.at(-1)).toMatch(last)
      expect(output.size).toBe(0)
    },
  )
})

describe('an announcement that fails', () => {
  const nowhere = { simulate: false, authUrl: 'https://127.0.0.1:1/token', retries: 0 }
  const environment = {
    ALEXA_CLIENT_ID: `amzn1.application-oa2-client.${'0'.repeat(32)}`,
    ALEXA_CLIENT_SECRET: 'not-a-secret-at-all',
    HTTPS_PROXY: 'nonsense',
  }

  it('is reported at the end and leaves the deploy what it is', async () => {
    const { reached, log, output } = await deploy({ custom: settings(nowhere) }, environment)
    expect(reached).toBe('finished')
    expect(log).toEqual([
      expect.stringMatching(/^error The service is deployed, but .*\n\nThe event release: /),
    ])
    expect(log[0]).toContain('\n\nTo send it from this commit')
    expect(output.get('alexa-proactive')?.[1]).toMatch(/^release: Not sent/)
    expect(log.join()).not.toContain('not-a-secret-at-all')
  })

  it('is an error at the very end where failDeploy is set', async () => {
    const custom = settings({ ...nowhere, failDeploy: true })
    const { reached, error } = await deploy({ custom }, environment)
    expect(reached).toBe('announced')
    expect(error?.code).toBe('ALEXA_PROACTIVE_NOT_SENT')
  })
})

describe('a deploy after one that was stopped', () => {
  it('is stopped too, in the same process', async () => {
    const fake = fakeFramework({ custom: settings({ manifest: 'nowhere.json' }) })
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await expect(deployment.check()).rejects.toThrow('nowhere.json')
    await expect(deployment.check()).rejects.toThrow('nowhere.json')
    await expect(deployment.checkUpload()).rejects.toThrow('nowhere.json')
    await deployment.announce()
    expect(fake.output.size).toBe(0)
  })
})

describe('a deploy that fails afterwards', () => {
  const nowhere = { simulate: false, authUrl: 'https://127.0.0.1:1/token', retries: 0 }
  const environment = {
    ALEXA_CLIENT_ID: `amzn1.application-oa2-client.${'0'.repeat(32)}`,
    ALEXA_CLIENT_SECRET: 'not-a-secret-at-all',
    HTTPS_PROXY: 'nonsense',
  }
  const head = /^warning alexa-proactive had finished before this deploy failed:\n/
  const atAnotherAccount: FakeService = {
    custom: settings({ failDeploy: true }),
    provider: {
      compiledCloudFormationTemplate: {
        Resources: { skillLambdaFunction: skillFunction, permission },
      },
    },
    stage: 'prod',
    accountId: '999999999999',
  }
  it.each<[string, FakeService, ...(readonly RegExp[])]>([
    ['nothing where nothing was to be sent', {}],
    ['what was sent', { custom: settings() }, head, /\nstage: development.*\nrelease: Simulated/],
    [
      'what was not',
      { custom: settings(nowhere) },
      head,
      /\nrelease: Not sent/,
      /\nThe event release:/,
    ],
    ['why nothing was sent', atAnotherAccount, head, /\nalexa-proactive: nothing is sent, because/],
  ])('says %s', async (_, service, ...says) => {
    const fake = fakeFramework(service)
    const deployment = openDeployment(fake.framework, fake.utils, environment)
    await deployment.check()
    await deployment.checkUpload()
    await deployment.announce()
    const before = fake.log.length
    await deployment.fail()
    const said = fake.log.slice(before)
    expect(said).toHaveLength(says.length === 0 ? 0 : 1)
    for (const text of says) expect(said[0]).toMatch(text)
    await deployment.finish().catch(() => undefined)
    const after = fake.log.length
    await deployment.fail()
    expect(fake.log).toHaveLength(after)
  })
})

describe('the table of subscribers', () => {
  it.each<[JsonObject, string, boolean]>([
    [{ subscribers: true }, 'aws', true],
    [{ subscribers: 'true' }, 'aws', true],
    [{ subscribers: false }, 'aws', false],
    [{}, 'aws', false],
    [{ subscribers: true }, 'elsewhere', false],
  ])('is there with %j for %s: %s', async (change, name, isThere) => {
    const service = (): FakeService => ({
      custom: settings({ failOn: 'never', ...change }),
      functions: { skill: { name: 'star-quest-prod-skill' } },
      provider: { name, stage: 'dev', compiledCloudFormationTemplate: { Resources: {} } },
    })
    const whole = fakeFramework(service())
    const deployment = openDeployment(whole.framework, whole.utils, {})
    await deployment.check()
    await deployment.addResources()
    await deployment.finishResources()
    const one = fakeFramework(service())
    await openDeployment(one.framework, one.utils, {}).addVariables()
    const { compiledCloudFormationTemplate: template } = whole.framework.service.provider
    expect(JSON.stringify(template).includes('AWS::DynamoDB::Table')).toBe(isThere)
    for (const { framework } of [whole, one]) {
      const variables = JSON.stringify(framework.service.functions)
      expect(variables.includes('ALEXA_SUBSCRIBERS_TABLE')).toBe(isThere)
    }
  })
})

describe('a deploy that was not checked', () => {
  it('is left alone', async () => {
    const fake = fakeFramework({ custom: settings() })
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await deployment.addResources()
    await deployment.finishResources()
    await deployment.checkTemplate()
    await deployment.announce()
    await deployment.fail()
    await deployment.finish()
    expect(fake.log).toEqual([])
    expect(fake.output.size).toBe(0)
  })
})

describe('an event file that is changed while the service is built', () => {
  it('is sent as it is then, and what is wrong with it is shown', async () => {
    const folder = await exampleWith()
    const fake = fakeFramework({ custom: settings(), folder })
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await deployment.check()
    await deployment.checkUpload()
    expect(fake.verbose.filter(line => line.includes('read events/release.yaml'))).toHaveLength(1)
    await appendFile(join(folder, 'events/release.yaml'), 'madeBy: a build\n')
    await deployment.announce()
    await deployment.finish()
    expect(fake.log).toEqual([
      expect.stringMatching(/^warning .*event\/key-unknown\n(?:.*\n)*.* 15 \| madeBy: a build/),
    ])
    expect(fake.output.get('alexa-proactive')?.join('\n')).toContain('accepted')
  })
})

describe('a report', () => {
  it.each([
    ['of one event has the name that was set', { release: onDeploy }, ['report.json']],
    [
      'of several events has a name for each',
      { release: onDeploy, 'b c-2': onDeploy },
      ['report.b_c-2.json', 'report.release.json'],
    ],
  ])('%s, and there is none of a check', async (_, events, files) => {
    const folder = await exampleWith()
    const reports = async () =>
      (await readdir(folder)).filter(name => name.startsWith('report')).toSorted()
    const fake = fakeFramework({ custom: settings({ report: 'report.json', events }), folder })
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await deployment.check()
    expect(await reports()).toEqual([])
    await deployment.checkUpload()
    await deployment.announce()
    expect(await reports()).toEqual(files)
  })
})

describe('a package that was made before', () => {
  it('is sent of when it is deployed', async () => {
    const fake = fakeFramework({ custom: settings() })
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await deployment.checkUpload()
    await deployment.announce()
    expect(fake.output.get('alexa-proactive')?.join('\n')).toContain('accepted')
  })

  it('is checked before it is deployed', async () => {
    const fake = fakeFramework({ custom: settings({ retries: 'many' }) })
    const deployment = openDeployment(fake.framework, fake.utils, {})
    await expect(deployment.checkUpload()).rejects.toThrow('custom.alexaProactive.retries')
  })
})

describe('what is said', () => {
  it('of a live send is what customers will hear, before they do, and an announcement again is one line', async () => {
    const simulator = await startSimulator()
    const custom = settings({
      simulate: false,
      stages: { prod: 'live' },
      authUrl: simulator.authUrl,
      apiUrl: simulator.apiUrl,
    })
    const environment = {
      ALEXA_CLIENT_ID: simulator.credentials.clientId,
      ALEXA_CLIENT_SECRET: simulator.credentials.clientSecret,
    }
    try {
      const first = await deploy({ custom, stage: 'prod' }, environment)
      expect(first.log).toHaveLength(1)
      expect(first.log[0]).toMatch(
        /^notice .*live.*\nWhat customers hear\n +Locale +Length +Alexa says\n +en-US +\d+ s +"Star Quest 2\.1\.0/,
      )
      expect(first.verbose.join('\n')).toMatch(
        /read .*skill\.json\n.*read events\/release\.yaml\n.*reference id [0-9a-f]+/,
      )
      const again = await deploy({ custom, stage: 'prod' }, environment)
      expect(again.output.get('alexa-proactive')?.slice(1)).toEqual([
        expect.stringMatching(/^release: Already sent: /),
      ])
      expect([...again.log, again.error?.message].join().match(/already/gi)).toBeNull()
    } finally {
      await simulator.close()
    }
  })
})
