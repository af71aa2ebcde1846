import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { CampaignError } from '../../src/core/campaign/lock.ts'
import { clientOf, explained, isLasting } from '../../src/engine/clients.ts'

const arn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:campaigns'
const missing = () => Promise.reject(failureOf('Error', 'ERR_MODULE_NOT_FOUND'))

function failureOf(name: string, code?: string): Error {
  const fields = code === undefined ? { $metadata: {} } : { code }
  return Object.assign(new Error('It went wrong.'), fields, { name })
}

describe('a client of AWS', () => {
  it('is looked for in the project too', async () => {
    const client = await clientOf('@aws-sdk/client-sfn', 'It works', process.cwd(), missing)
    expect(client).toHaveProperty('SFNClient')
  })

  it('that is not installed is named with the command that installs it', async () => {
    const client = clientOf('@aws-sdk/client-none', 'Campaigns are started', tmpdir(), missing)
    await expect(client).rejects.toMatchObject({
      message: 'Campaigns are started with @aws-sdk/client-none, which is not installed.',
      help: 'Run: npm install @aws-sdk/client-none',
    })
    expect(explained(await client.catch(error => error), arn)).toMatchObject({
      name: 'CampaignError',
      message: 'Campaigns are started with @aws-sdk/client-none, which is not installed.',
    })
  })

  it('that is broken is not taken for one that is missing', async () => {
    const broken = () => Promise.reject(new Error('Broken'))
    await expect(clientOf('none', 'It works', tmpdir(), broken)).rejects.toThrow('Broken')
  })
})

describe('what AWS says', () => {
  it.each([
    [failureOf('StateMachineDoesNotExist'), true, `Check the ARN ${arn}`],
    [failureOf('NoSuchBucket'), true, 'deploy the service again'],
    [failureOf('AccessDenied'), true, 'Allow states:DescribeStateMachine'],
    [failureOf('AccessDeniedException'), true, 'Allow states:DescribeStateMachine'],
    [failureOf('ExpiredTokenException'), true, 'made anew'],
    [failureOf('ExpiredToken'), true, 'made anew'],
    [failureOf('CredentialsProviderError'), true, 'Set AWS_PROFILE'],
    [failureOf('UnrecognizedClientException'), true, 'Set AWS_PROFILE'],
    [failureOf('ThrottlingException'), false, 'Check network, region'],
    [failureOf('ServiceUnavailable'), false, 'Check network, region'],
    [failureOf('Error', 'ECONNREFUSED'), false, 'Check network, region'],
    [failureOf('Error', 'ENOTFOUND'), false, 'Check network, region'],
    [failureOf('Error', 'EAI_AGAIN'), false, 'Check network, region'],
    [failureOf('TimeoutError'), false, 'Check network, region'],
  ])('%s', (error, lasting, help) => {
    const words = explained(error, arn)
    expect(words).toBeInstanceOf(CampaignError)
    expect(words).toMatchObject({
      message: `The engine cannot be used (${error.name}: It went wrong).`,
      help: expect.stringContaining(help),
    })
    expect(isLasting(error)).toBe(lasting)
  })

  it.each([
    new TypeError('x is not a function'),
    failureOf('Error', 'ENOENT'),
    new CampaignError('a', 'b'),
  ])('is not the same as %s', error => {
    expect(explained(error, arn)).toBe(error)
  })
})
