import { isObject, type Json, type JsonObject, parsedJson } from '../../../src/core/json.ts'
import { type Answer, startLoopbackServer } from '../../support/loopback-server.ts'

/** How an execution has ended. */
export interface ExecutionEnd {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  readonly error?: string
  readonly cause?: string
}

/** Carries out an execution: `stop` gives it up, and `ended` resolves when nothing of it is left to be waited for. */
export interface RunningExecution {
  readonly ended: Promise<ExecutionEnd>
  readonly stop: () => void
}

/** Stands in for the API of Step Functions, with one state machine. */
export interface StepFunctions {
  readonly arn: string
  /** For clients in other processes. */
  readonly environment: Readonly<Record<string, string>>
  /** What executions were started with, by their names. */
  readonly inputs: ReadonlyMap<string, JsonObject>
}

interface Kept {
  readonly name: string
  readonly input: string
  readonly startDate: number
  readonly running: RunningExecution
  end: (ExecutionEnd & { readonly stopDate: number }) | undefined
}

const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:campaigns'
const arnOf = (name: string): string =>
  `arn:aws:states:us-east-1:123456789012:execution:campaigns:${name}`

/**
 * Starts the stand-in.
 *
 * @param start begins what an execution does
 */
export async function startStepFunctions(
  definition: JsonObject,
  start: (name: string, input: JsonObject) => RunningExecution,
  onEnd: (close: () => Promise<void>) => void,
): Promise<StepFunctions> {
  const executions = new Map<string, Kept>()
  const inputs = new Map<string, JsonObject>()

  const begin = (name: string, input: string): Answer => {
    const known = executions.get(name)
    // The same order twice is one execution as long as it is under way; afterwards the name is taken.
    if (known !== undefined && (known.end !== undefined || known.input !== input)) {
      return refused('ExecutionAlreadyExists', `Execution Already Exists: '${arnOf(name)}'`)
    }
    const kept = known ?? open(name, input)
    return answered({ executionArn: arnOf(name), startDate: kept.startDate })
  }
  const open = (name: string, input: string): Kept => {
    const order = parsedJson(input)
    if (!isObject(order)) throw new Error(`The input of ${name} is no object.`)
    inputs.set(name, order)
    const running = start(name, order)
    const kept: Kept = { name, input, startDate: seconds(), running, end: undefined }
    executions.set(name, kept)
    running.ended.then(end => {
      kept.end ??= { ...end, stopDate: seconds() }
    })
    return kept
  }

  const answers: Readonly<Record<string, (order: JsonObject) => Answer>> = {
    DescribeStateMachine: ({ stateMachineArn }) =>
      stateMachineArn === machine
        ? answered({
            stateMachineArn: machine,
            name: 'campaigns',
            status: 'ACTIVE',
            type: 'STANDARD',
            roleArn: 'arn:aws:iam::123456789012:role/campaigns',
            creationDate: seconds(),
            definition: JSON.stringify(definition),
          })
        : refused('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`),
    StartExecution: ({ name, input }) => begin(String(name), String(input)),
    DescribeExecution: ({ executionArn }) => {
      const found = [...executions.values()].find(({ name }) => arnOf(name) === executionArn)
      if (found === undefined) {
        return refused('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`)
      }
      return answered({ ...shown(found), input: found.input })
    },
    StopExecution: ({ executionArn, cause }) => {
      const found = [...executions.values()].find(({ name }) => arnOf(name) === executionArn)
      if (found === undefined) {
        return refused('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`)
      }
      const stopDate = seconds()
      found.end ??= { status: 'ABORTED', stopDate, ...(cause && { cause: String(cause) }) }
      found.running.stop()
      return answered({ stopDate: found.end.stopDate })
    },
    ListExecutions: () => answered({ executions: [...executions.values()].reverse().map(shown) }),
  }
  const server = await startLoopbackServer(({ headers, body }) => {
    const [, name = ''] = (headers['x-amz-target'] ?? '').split('.')
    const order = parsedJson(body.toString())
    const answer = answers[name]
    if (answer === undefined || !isObject(order)) return refused('UnknownOperation', name)
    return answer(order)
  })
  onEnd(server.close)
  return { arn: machine, environment: { AWS_ENDPOINT_URL_SFN: server.origin }, inputs }
}

function shown({ name, startDate, end }: Kept): JsonObject {
  return {
    executionArn: arnOf(name),
    stateMachineArn: machine,
    name,
    startDate,
    status: end?.status ?? 'RUNNING',
    ...end,
  }
}

/** Times as this protocol writes them: seconds since 1970. */
function seconds(): number {
  return Date.now() / 1_000
}

const headers = { 'content-type': 'application/x-amz-json-1.0' }

function answered(body: Json): Answer {
  return { status: 200, headers, body: JSON.stringify(body) }
}

function refused(type: string, message: string): Answer {
  return { status: 400, headers, body: JSON.stringify({ __type: type, message }) }
}
