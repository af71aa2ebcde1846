import { CampaignError } from '../core/campaign/lock.ts'
import { visibleLine } from '../core/escape.ts'
import { RecipientsError } from '../core/recipients/recipient.ts'

const credentials = /credential|token|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch/i

/** Whether an error of AWS does not pass by itself. */
export function isLasting(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  return credentials.test(name) || /AccessDenied|NotAuthorized|DoesNotExist|NoSuchBucket/.test(name)
}

/**
 * What AWS or its client say of an engine, as an error of ours. What has nothing to do with AWS stays as it
 * is.
 */
export function explained(error: unknown, arn: string): Error {
  if (error instanceof CampaignError || error instanceof RecipientsError) return error
  if (!(error instanceof Error)) return new Error(String(error))
  if (!isOfAws(error)) return error
  const said = visibleLine(`${error.name}: ${error.message}`, 200).replace(/\.$/, '')
  return new CampaignError(`The engine cannot be used (${said}).`, helpFor(error, arn))
}

/** An answer of AWS, what its client found missing, or a network that failed. */
function isOfAws(error: Error): boolean {
  const isOfNetwork =
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E(CONN|NET|HOST|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN)|UND_ERR)/.test(error.code)
  return (
    '$metadata' in error ||
    '$response' in error ||
    isOfNetwork ||
    credentials.test(error.name) ||
    error.name === 'TimeoutError' ||
    /region is missing/i.test(error.message)
  )
}

function helpFor({ name, message }: Error, arn: string): string {
  if (/StateMachineDoesNotExist/.test(name)) {
    return `Check the ARN ${arn}, and the account: "serverless info --verbose" shows what was deployed.`
  }
  if (/NoSuchBucket/.test(name)) {
    return 'The bucket of the engine is gone: deploy the service again.'
  }
  if (/AccessDenied|NotAuthorized/.test(name)) {
    return 'Allow states:DescribeStateMachine, StartExecution, DescribeExecution, StopExecution and ListExecutions on the engine, and s3:GetObject, PutObject, DeleteObject and ListBucket on its bucket.'
  }
  if (credentials.test(`${name} ${message}`)) {
    return 'Set AWS_PROFILE, or let the job assume a role of AWS that may use the engine; credentials that have expired have to be made anew.'
  }
  return 'Check network, region and account, and run it again.'
}
