import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withoutChunks } from './aws/chunked-body.ts'
import { resolved } from './aws/intrinsics.ts'
import { type Aws, startAws } from './aws/start.ts'

let aws: Aws
beforeEach(async () => {
  aws = await startAws()
})
afterEach(() => aws.close())

/** Calls a service the way the frameworks' SDKs address it. */
async function call(service: string, path: string, init: RequestInit = {}) {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/${service}/aws4_request`
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization }
  const response = await fetch(`${aws.endpoint}${path}`, { ...init, headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function form(fields: Readonly<Record<string, string>>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields).toString() }
}

describe('the stand-in for AWS', () => {
  test.each([
    ['sqs', '/', form({ Action: 'CreateQueue' })],
    ['cloudformation', '/', form({ Action: 'RegisterType' })],
    ['s3', '/bucket/key?uploadId=1', { method: 'PUT' }],
    ['lambda', '/2015-03-31/layers', {}],
    ['ecr', '/', { method: 'POST', headers: { 'x-amz-target': 'ECR.CreateRepository' } }],
  ])('refuses what it does not know of %s, and remembers it', async (service, path, init) => {
    expect(await call(service, path, init)).toMatchObject({
      status: 501,
      text: expect.stringContaining('does not know'),
    })
    expect(aws.calls()).toMatchObject([{ known: false, status: 501 }])
  })

  test('keeps objects with the headers they came with', async () => {
    await call('s3', '/bucket/some/key', {
      method: 'PUT',
      body: 'content',
      headers: { 'x-amz-meta-filesha256': 'abc=' },
    })
    const { headers, text } = await call('s3', '/bucket/some/key')

    expect(text).toBe('content')
    expect(headers.get('x-amz-meta-filesha256')).toBe('abc=')
    expect((await call('s3', '/bucket?list-type=2&prefix=some/')).text).toContain('some/key')
    expect((await call('s3', '/bucket/other')).status).toBe(404)
  })

  test('rolls a stack back that cannot be changed', async () => {
    const template = (name: string) =>
      JSON.stringify({
        Resources: {
          F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: name } },
        },
        Outputs: { Arn: { Value: { 'Fn::GetAtt': ['F', 'Arn'] } } },
      })
    const change = (Action: string, name: string) =>
      call('cloudformation', '/', form({ Action, StackName: 's', TemplateBody: template(name) }))
    await change('CreateStack', 'one')
    aws.order({ kind: 'stack-fails', resource: 'F', reason: 'Because.' })
    await change('UpdateStack', 'two')

    const stack = aws.stack('s')
    expect(stack?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(stack?.outputs).toEqual({
      Arn: 'arn:aws:lambda:us-east-1:123456789012:function:one',
    })
    expect(stack?.events.map(({ status, reason }) => [status, reason]).slice(0, 4)).toEqual([
      ['UPDATE_ROLLBACK_COMPLETE', undefined],
      ['UPDATE_ROLLBACK_IN_PROGRESS', undefined],
      ['UPDATE_FAILED', 'Because.'],
      ['UPDATE_IN_PROGRESS', undefined],
    ])
    const unchanged = await change('UpdateStack', 'one')
    expect(unchanged).toMatchObject({
      status: 400,
      text: expect.stringContaining('No updates are to be performed'),
    })
  })
})

describe('values of a template', () => {
  const around = {
    stackName: 's',
    stackId: 'id',
    region: 'us-east-1',
    idOf: (name: string) => (name === 'F' ? 'function-1' : undefined),
    attributeOf: (name: string, attribute: string) =>
      name === 'F' && attribute === 'Arn' ? 'arn:f' : undefined,
  }

  test.each([
    [{ Ref: 'F' }, 'function-1'],
    [{ 'Fn::GetAtt': ['F', 'Arn'] }, 'arn:f'],
    [{ 'Fn::GetAtt': 'F.Arn' }, 'arn:f'],
    [{ 'Fn::Join': [':', ['a', { Ref: 'AWS::Region' }, 'b']] }, 'a:us-east-1:b'],
    [{ 'Fn::Sub': `\${F.Arn}/\${AWS::AccountId}/\${!F}` }, `arn:f/123456789012/\${F}`],
    [{ 'Fn::Sub': [`\${a}-\${F}`, { a: { Ref: 'AWS::StackName' } }] }, 's-function-1'],
    [{ a: [{ Ref: 'F' }, 1] }, { a: ['function-1', 1] }],
  ])('%j', (value, expected) => {
    expect(resolved(value, around)).toEqual(expected)
  })

  test.each([{ 'Fn::ImportValue': 'x' }, { Ref: 'Missing' }])('refuses %j', value => {
    expect(() => resolved(value, around)).toThrow()
  })
})

test('a body in chunks is put together', () => {
  const body = Buffer.from(
    '5;chunk-signature=0\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum: a\r\n\r\n',
  )
  const headers = { 'content-encoding': 'aws-chunked' }

  expect(withoutChunks(headers, body).toString()).toBe('hello world')
  expect(withoutChunks({}, body)).toEqual(body)
})
