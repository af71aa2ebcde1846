import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { SFNClientConfig } from '@aws-sdk/client-sfn'
import { CampaignError } from '../core/campaign/lock.ts'
import { visibleLine } from '../core/escape.ts'
import { codeOf, SourceError } from '../core/world.ts'

/** Who asks AWS; what is absent is found as every program of AWS finds it. */
export type AwsConfig = Pick<SFNClientConfig, 'credentials' | 'region'>

export interface AwsSession {
  /** Of the project: its clients of AWS are used where none is installed beside this package. */
  readonly folder: string
  readonly config?: AwsConfig
}

/**
 * Loads a client of AWS: what is installed beside this package, or in the project it runs in.
 *
 * @param use what it is for, as a sentence begins: "Subscribers are read"
 * @throws SourceError where it is not installed
 */
export async function clientOf<Sdk>(
  name: string,
  use: string,
  folder: string,
  load: () => Promise<Sdk>,
): Promise<Sdk> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    const sdk: Sdk = createRequire(join(folder, 'package.json'))(name)
    return sdk
  } catch (error) {
    if (!isMissing(error)) throw error
    const message = `${use} with ${name}, which is not installed.`
    throw new SourceError(message, `Run: npm install ${name}`)
  }
}

function isMissing(error: unknown): boolean {
  return ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(codeOf(error) ?? '')
}

const words = /credential|token|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch/i

/** What AWS or its client say, without a full stop, and cut to so many characters. */
export function saidBy({ name, message }: Error, longest: number): string {
  return visibleLine(`${name}: ${message}`, longest).replace(/\.$/, '')
}

export function isOfCredentials({ name, message }: Error): boolean {
  return words.test(name) || /credential|security token/i.test(message)
}

/** Whether an error of AWS does not pass by itself. */
export function isLasting(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return isOfCredentials(error) || /AccessDenied|NotAuthorized|DoesNotExist|NoSuch/.test(error.name)
}

/** What AWS or its clients say of an engine, as an error of ours. What is not of AWS stays as it is. */
export function explained(error: unknown, arn: string): Error {
  if (error instanceof SourceError) return new CampaignError(error.message, error.help)
  if (!(error instanceof Error)) return new Error(String(error))
  if (!isOfAws(error)) return error
  return new CampaignError(
    `The engine cannot be used (${saidBy(error, 300)}).`,
    helpFor(error, arn),
  )
}

/** An answer of AWS, what its client lacks, or a network that failed. */
function isOfAws(error: Error): boolean {
  return (
    '$metadata' in error ||
    isOfCredentials(error) ||
    error.name === 'TimeoutError' ||
    /^E(CONN|NET|HOST|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN)/.test(codeOf(error) ?? '')
  )
}

function helpFor(error: Error, arn: string): string {
  const { name } = error
  if (name.includes('StateMachineDoesNotExist')) {
    return `Check the ARN ${arn} and the account; "serverless info --verbose" shows what was deployed.`
  }
  if (name.includes('NoSuchBucket')) {
    return 'The bucket of the engine is gone: deploy the service again.'
  }
  if (isOfCredentials(error)) {
    return 'Set AWS_PROFILE, or let the job assume a role of AWS that may use the engine. Credentials that have expired have to be made anew.'
  }
  if (/AccessDenied|NotAuthorized/.test(name)) {
    return 'Allow states:DescribeStateMachine, StartExecution and ListExecutions on the engine, DescribeExecution and StopExecution on its executions, and s3:GetObject, PutObject, DeleteObject and ListBucket on its bucket.'
  }
  return 'Check network, region and account, and run it again.'
}
