import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Answer,
  type RecordedRequest,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { withoutChunks } from './chunked-body.ts'
import { openCloudFormation } from './cloudformation.ts'
import { ecr } from './ecr.ts'
import { type AwsFault, openFaults } from './faults.ts'
import { openLambda } from './lambda.ts'
import { type AwsRequest, type AwsService, Refusal } from './request.ts'
import { openS3 } from './s3.ts'
import type { Stack } from './stacks.ts'
import type { AwsState } from './state.ts'
import { sts } from './sts.ts'

/** A call that reached AWS. */
export interface AwsCall {
  /** Service and action: `CloudFormation DescribeStacks`. */
  readonly name: string
  /** Whether the stand-in knows it. An unknown call is refused. */
  readonly known: boolean
  readonly status: number
  /** Names in lowercase. */
  readonly headers: Readonly<Record<string, string>>
  readonly path: string
  readonly body: Buffer
}

/** AWS on this machine: enough of STS, CloudFormation, S3, Lambda and ECR for the life of a service. */
export interface Aws {
  /** For `AWS_ENDPOINT_URL`. */
  readonly endpoint: string
  readonly region: string
  /** In the order of their answers. */
  calls(): readonly AwsCall[]
  /** Undefined where there is none of that name. */
  stack(name: string): Stack | undefined
  /** Plans a fault; every fault happens once. */
  order(fault: AwsFault): void
  /** Faults that were ordered and have not happened. */
  remainingFaults(): readonly AwsFault[]
  close(): Promise<void>
}

export interface AwsOptions {
  /** Absent: `us-east-1`. */
  readonly region?: string
  /** Called with each call when it is answered. */
  readonly onCall?: (call: AwsCall) => void
}

/** Starts a stand-in for AWS with nothing deployed. */
export async function startAws({
  region = 'us-east-1',
  onCall = () => {},
}: AwsOptions = {}): Promise<Aws> {
  const state: AwsState = { region, stacks: new Map(), objects: new Map() }
  const faults = openFaults()
  const calls: AwsCall[] = []
  const services: Readonly<Record<string, AwsService>> = {
    cloudformation: openCloudFormation(state, faults),
    ecr,
    lambda: openLambda(state),
    s3: openS3(state),
    sts,
  }

  async function answer(recorded: RecordedRequest): Promise<Answer> {
    const request = requestOf(recorded)
    const service = services[serviceNameOf(request)] ?? unknownService(serviceNameOf(request))
    const action = service.actionOf(request)
    const name = `${service.name} ${action ?? `${request.method} ${request.path}`}`
    const { milliseconds } = faults.take('slow', ({ call }) => call === name) ?? {}
    if (milliseconds !== undefined) await sleep(milliseconds)
    const answered = reactTo(service, action, name, request)
    const call = {
      name,
      known: action !== undefined,
      status: answered.status,
      headers: request.headers,
      path: recorded.path,
      body: request.body,
    }
    calls.push(call)
    onCall(call)
    return answered
  }

  function reactTo(
    service: AwsService,
    action: string | undefined,
    name: string,
    request: AwsRequest,
  ) {
    const refusal = faults.take('refusal', ({ call }) => call === name)
    try {
      if (refusal !== undefined) throw new Refusal(refusal.status, refusal.code, refusal.message)
      if (action !== undefined) return service.answer(action, request)
      throw new Refusal(501, 'NotImplemented', `The stand-in for AWS does not know ${name}.`)
    } catch (error) {
      if (error instanceof Refusal) return service.refuse(error)
      return service.refuse(new Refusal(500, 'InternalFailure', String(error)))
    }
  }

  const server = await startLoopbackServer(answer)
  return {
    endpoint: server.origin,
    region,
    calls: () => calls.slice(),
    stack: name => state.stacks.get(name),
    order: faults.order,
    remainingFaults: faults.remaining,
    close: server.close,
  }
}

function requestOf({ method, path, headers, body }: RecordedRequest): AwsRequest {
  const { pathname, searchParams } = new URL(path, 'http://aws.invalid')
  return {
    method,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers,
    body: withoutChunks(headers, body),
  }
}

/** The service that a call was signed for. */
function serviceNameOf({ headers }: AwsRequest): string {
  const [, service = 'unsigned'] =
    /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(headers['authorization'] ?? '') ?? []
  return service
}

function unknownService(name: string): AwsService {
  return {
    name,
    actionOf: () => undefined,
    answer: () => {
      throw new Error(`There is no ${name}.`)
    },
    refuse: ({ status, code, message }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: code, message }),
    }),
  }
}
