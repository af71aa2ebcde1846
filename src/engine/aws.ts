import type { SFNClient } from '@aws-sdk/client-sfn'
import type { Engine } from '../core/engine.ts'
import { type AwsSession, clientOf, explained } from './clients.ts'
import { engineOf } from './engine.ts'
import { type Executions, type Machine, settingsIn } from './executions.ts'
import { openBucket, type S3Sdk } from './s3.ts'

type StepFunctions = typeof import('@aws-sdk/client-sfn')

const loadStepFunctions = (): Promise<StepFunctions> => import('@aws-sdk/client-sfn')
const loadS3 = (): Promise<S3Sdk> => import('@aws-sdk/client-s3')

const use = 'Campaigns are started and followed'

/** How often a request is made, at most: what AWS asks to slow down is repeated ever more slowly. */
const maxAttempts = 5

/** Opens the engine that an ARN names; throws a CampaignError. */
export async function openEngine(arn: string, session: AwsSession): Promise<Engine> {
  return engineOf(await openMachine(arn, session))
}

/** Opens the same for what is done to campaigns that have begun. */
export async function openMachine(arn: string, session: AwsSession): Promise<Machine> {
  const { folder } = session
  const [, , , region = ''] = arn.split(':')
  const config = { ...session.config, region }
  try {
    const sdk = await clientOf('@aws-sdk/client-sfn', use, folder, loadStepFunctions)
    const s3 = await clientOf('@aws-sdk/client-s3', use, folder, loadS3)
    const executions = executionsOf(arn, sdk, new sdk.SFNClient({ ...config, maxAttempts }))
    const { bucket, ...settings } = settingsIn(await executions.definition(), arn)
    const store = openBucket(bucket, s3, config)
    return { arn, executions, store, settings }
  } catch (error) {
    throw explained(error, arn)
  }
}

function executionsOf(arn: string, sdk: StepFunctions, client: SFNClient): Executions {
  const arnOf = (name: string): string => `${arn.replace(':stateMachine:', ':execution:')}:${name}`
  return {
    async definition() {
      const order = new sdk.DescribeStateMachineCommand({ stateMachineArn: arn })
      return (await client.send(order)).definition ?? ''
    },
    async start(name, input) {
      try {
        await client.send(new sdk.StartExecutionCommand({ stateMachineArn: arn, name, input }))
        return true
      } catch (error) {
        if (isNamed(error, 'ExecutionAlreadyExists')) return false
        throw error
      }
    },
    async describe(name) {
      try {
        const order = new sdk.DescribeExecutionCommand({ executionArn: arnOf(name) })
        const { status = '', startDate, stopDate, error, cause } = await client.send(order)
        const why = [error, cause].filter(text => text !== undefined && text !== '')
        return {
          status,
          startedAt: startDate ?? new Date(0),
          endedAt: stopDate ?? (status === 'RUNNING' ? undefined : new Date()),
          cause: why.length === 0 ? undefined : why.join(': '),
        }
      } catch (error) {
        if (isNamed(error, 'ExecutionDoesNotExist')) return undefined
        throw error
      }
    },
    async stop(name, cause) {
      await client.send(new sdk.StopExecutionCommand({ executionArn: arnOf(name), cause }))
    },
    async latest() {
      const order = new sdk.ListExecutionsCommand({ stateMachineArn: arn, maxResults: 1 })
      return (await client.send(order)).executions?.[0]?.name
    },
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name
}
