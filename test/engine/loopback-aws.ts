import { parsedJson, valueAt } from '../../src/core/json.ts'
import type { Execution } from '../../src/engine/executions.ts'
import { awsAt } from '../subscribers/loopback-table.ts'
import {
  type Answer,
  type RecordedRequest,
  startLoopbackServer,
} from '../support/loopback-server.ts'
import { type FakeMachine, fakeMachine } from './fake-machine.ts'

/** Step Functions and S3 on this machine, as far as their protocols are spoken here. */
export interface LoopbackAws {
  readonly machine: FakeMachine
  /** What the clients of AWS find their way by. */
  readonly environment: Readonly<Record<string, string>>
  /** Everything that Step Functions was asked for, and the addresses S3 was: what AWS keeps a history of. */
  readonly history: () => readonly string[]
  /** The keys that requests were signed with. */
  readonly keys: () => ReadonlySet<string>
  /** Errors instead of answers, by operation: `StartExecution`, `PutObject`. */
  readonly errors: Map<string, { readonly status: number; readonly code: string }>
  /** What Systems Manager and Secrets Manager keep, by name. */
  readonly secrets: Map<string, string>
}

export const bucket = 'campaigns-bucket'

/** Starts both with one state machine and its bucket. */
export async function startAws(
  onEnd: (close: () => Promise<void>) => void,
  machine = fakeMachine(),
): Promise<LoopbackAws> {
  const errors: LoopbackAws['errors'] = new Map()
  const secrets: LoopbackAws['secrets'] = new Map()
  const server = await startLoopbackServer(async request => {
    const target = request.headers['x-amz-target']
    if (target !== undefined && /^(AmazonSSM|secretsmanager)\./.test(target)) {
      return secretAnswer(request, secrets)
    }
    return target === undefined
      ? s3Answer(request, machine, errors)
      : stepFunctionsAnswer(target.replace(/^.*\./, ''), request, machine, errors)
  })
  onEnd(() => server.close())
  return {
    machine,
    environment: awsAt(server.origin),
    errors,
    secrets,
    keys: () =>
      new Set(
        server.requests.map(
          ({ headers }) => /Credential=(\w+)/.exec(headers['authorization'] ?? '')?.[1] ?? '',
        ),
      ),
    history: () =>
      server.requests.map(({ headers, path, body }) =>
        headers['x-amz-target'] === undefined ? path : `${path} ${body}`,
      ),
  }
}

async function stepFunctionsAnswer(
  operation: string,
  { body }: RecordedRequest,
  { executions, settings, arn }: FakeMachine,
  errors: LoopbackAws['errors'],
): Promise<Answer> {
  const fault = errors.get(operation)
  if (fault !== undefined) return json(fault.status, { __type: fault.code, message: 'No.' })
  const order = parsedJson(body.toString())
  const text = (name: string): string => String(valueAt(order, [name]))
  const name = text('executionArn').split(':').at(-1) ?? ''
  switch (operation) {
    case 'DescribeStateMachine': {
      const Result = { version: 1, bucket, ...settings }
      return json(200, {
        stateMachineArn: arn,
        definition: JSON.stringify({ States: { Settings: { Type: 'Pass', Result } } }),
      })
    }
    case 'StartExecution': {
      const isStarted = await executions.start(text('name'), text('input'))
      return isStarted
        ? json(200, { executionArn: text('name'), startDate: seconds(new Date()) })
        : json(400, { __type: 'ExecutionAlreadyExists', message: 'It is there.' })
    }
    case 'DescribeExecution': {
      const execution = await executions.describe(name)
      return execution === undefined
        ? json(400, { __type: 'ExecutionDoesNotExist', message: 'There is none.' })
        : json(200, publicExecution(execution))
    }
    case 'StopExecution':
      await executions.stop(name, text('cause'))
      return json(200, { stopDate: seconds(new Date()) })
    case 'ListExecutions': {
      const latest = await executions.latest()
      const one = { name: latest, status: 'RUNNING', startDate: seconds(new Date()) }
      return json(200, { executions: latest === undefined ? [] : [one] })
    }
    default:
      return json(400, { __type: 'UnknownOperationException', message: operation })
  }
}

/** Where parameters are asked for by `Name`, and secrets by `SecretId`. */
function secretAnswer({ body }: RecordedRequest, secrets: LoopbackAws['secrets']): Answer {
  const order = parsedJson(body.toString())
  const [name, secret] = [valueAt(order, ['Name']), valueAt(order, ['SecretId'])]
  const value = secrets.get(String(name ?? secret))
  if (value === undefined) {
    const __type = name === undefined ? 'ResourceNotFoundException' : 'ParameterNotFound'
    return json(400, { __type, message: 'There is none.' })
  }
  return json(200, name === undefined ? { SecretString: value } : { Parameter: { Value: value } })
}

function publicExecution({ status, startedAt, endedAt, cause }: Execution) {
  return {
    status,
    startDate: seconds(startedAt),
    ...(endedAt && { stopDate: seconds(endedAt) }),
    ...(cause !== undefined && { error: 'EventRefused', cause }),
  }
}

function seconds(date: Date): number {
  return date.getTime() / 1_000
}

function json(status: number, value: object): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(value),
  }
}

async function s3Answer(
  { method, path, headers, body }: RecordedRequest,
  { store }: FakeMachine,
  errors: LoopbackAws['errors'],
): Promise<Answer> {
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1')
  const key = decodeURIComponent(pathname.slice(bucket.length + 2))
  const operation =
    key === '' ? (method === 'POST' ? 'DeleteObjects' : 'ListObjectsV2') : `${method}Object`
  const fault = errors.get(operation)
  if (fault !== undefined) return xml(fault.status, `<Error><Code>${fault.code}</Code></Error>`)
  switch (operation) {
    case 'GETObject': {
      const bytes = await store.get(key)
      if (bytes === undefined) return xml(404, '<Error><Code>NoSuchKey</Code></Error>')
      return { status: 200, body: bytes }
    }
    case 'PUTObject': {
      const isWritten = await store.put(key, body, headers['if-none-match'] === '*')
      return isWritten
        ? { status: 200, headers: { etag: '"1"' } }
        : xml(412, '<Error><Code>PreconditionFailed</Code></Error>')
    }
    case 'ListObjectsV2': {
      const prefix = searchParams.get('prefix') ?? ''
      const keys = [...store.objects.keys()].filter(one => one.startsWith(prefix)).toSorted()
      const items = keys.map(one => `<Contents><Key>${one}</Key></Contents>`).join('')
      return xml(200, `<ListBucketResult><Name>${bucket}</Name>${items}</ListBucketResult>`)
    }
    default:
      await store.remove(
        [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, one]) => one ?? ''),
      )
      return xml(200, '<DeleteResult></DeleteResult>')
  }
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body }
}
