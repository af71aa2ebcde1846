import type { AwsAnswer, AwsRequest, Refusal } from './request.ts'
import { type Content, toXml } from './xml.ts'

const requestId = '00000000-0000-4000-8000-000000000000'

/** The parameters of a call by form fields, as STS and CloudFormation are called. */
export function parametersOf(request: AwsRequest): ReadonlyMap<string, string> {
  return new Map(new URLSearchParams(request.body.toString('utf8')))
}

/** The answer to such a call: `<XResponse><XResult>…`. */
export function queryAnswer(action: string, result: Content): AwsAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: toXml({
      [`${action}Response`]: {
        [`${action}Result`]: result ?? '',
        ResponseMetadata: { RequestId: requestId },
      },
    }),
  }
}

/** The refusal of such a call. */
export function queryRefusal({ status, code, message }: Refusal): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: toXml({
      ErrorResponse: {
        Error: { Type: 'Sender', Code: code, Message: message },
        RequestId: requestId,
      },
    }),
  }
}
