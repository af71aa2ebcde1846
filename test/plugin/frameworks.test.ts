import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Aws, startAws } from './aws/start.ts'
import { frameworks, unvalidated } from './support/frameworks.ts'
import { runFramework } from './support/run-framework.ts'
import { layOutService, type ServiceFolder } from './support/service-folder.ts'

/** What the tests of the plugin take for granted. They deploy by change sets, so this deploys directly. */
describe.each(frameworks)('$name with the stand-in for AWS', { timeout: 180_000 }, framework => {
  let aws: Aws
  let service: ServiceFolder
  beforeAll(async () => {
    aws = await startAws()
    service = await layOutService('probe')
  })
  afterAll(async () => {
    await service.remove()
    await aws.close()
  })

  async function run(...words: readonly string[]) {
    await service.write('events.txt', '')
    const ran = await runFramework(unvalidated(framework), service, words, { aws })
    const events = (await service.read('events.txt')).trim().split('\n')
    return { ...ran, events, calls: ran.awsCalls.map(({ name }) => name) }
  }

  const packaged = ['before:package:initialize', 'before:package:finalize']
  const deployed = ['before:deploy:deploy', 'after:deploy:deploy', 'after:deploy:finalize']

  test('deploys', async () => {
    const { exitCode, events, calls, output } = await run('deploy')

    expect(output).toContain('Service deployed to stack probe-dev')
    expect(exitCode).toBe(0)
    expect(events).toEqual(['initialize', ...packaged, ...deployed, 'finalize'])
    expect(aws.stack('probe-dev')).toMatchObject({
      status: 'UPDATE_COMPLETE',
      outputs: {
        HelloLambdaFunctionQualifiedArn:
          'arn:aws:lambda:us-east-1:123456789012:function:probe-dev-hello:1',
      },
    })
    expect(calls).toContain('CloudFormation UpdateStack')
  })

  test('deploys changed code, as a new version', async () => {
    await service.write('handler.js', 'exports.hello = async () => ({ statusCode: 201 })\n')
    const { exitCode, output } = await run('deploy')

    expect(exitCode, output).toBe(0)
    expect(aws.stack('probe-dev')?.outputs['HelloLambdaFunctionQualifiedArn']).toBe(
      'arn:aws:lambda:us-east-1:123456789012:function:probe-dev-hello:2',
    )
  })
})
