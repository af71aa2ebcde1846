import { type AwsAnswer, type AwsRequest, type AwsService, accountId, Refusal } from './request.ts'
import type { AwsState } from './state.ts'

const operations: Readonly<Record<string, string>> = {
  'GET ': 'GetFunction',
  'PUT code': 'UpdateFunctionCode',
  'GET configuration': 'GetFunctionConfiguration',
  'PUT configuration': 'UpdateFunctionConfiguration',
}

/** The functions that the stacks made; they are always ready. */
export function openLambda(state: AwsState): AwsService {
  function answer(action: string, request: AwsRequest): AwsAnswer {
    const { functionName } = addressed(request)
    const made = functionsOf(state).get(functionName)
    if (made === undefined) {
      throw new Refusal(404, 'ResourceNotFoundException', `Function not found: ${functionName}`)
    }
    const configuration = {
      FunctionName: functionName,
      FunctionArn: `arn:aws:lambda:${state.region}:${accountId}:function:${functionName}`,
      LastModified: made.toISOString().replace('Z', '+0000'),
      CodeSha256: 'unknown',
      State: 'Active',
      LastUpdateStatus: 'Successful',
    }
    return jsonAnswer(action === 'GetFunction' ? { Configuration: configuration } : configuration)
  }

  return {
    name: 'Lambda',
    actionOf: request => {
      const { functionName, rest } = addressed(request)
      return functionName === '' ? undefined : operations[`${request.method} ${rest}`]
    },
    answer,
    refuse: ({ status, code, message }) => ({
      ...jsonAnswer({ Type: 'User', Message: message, message }),
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    }),
  }
}

function addressed(request: AwsRequest): { readonly functionName: string; readonly rest: string } {
  const [, functionName = '', rest = ''] =
    /^\/2015-03-31\/functions\/([^/]+)\/?(.*)$/.exec(request.path) ?? []
  return { functionName, rest }
}

/** When each function was changed last, by its name. */
function functionsOf(state: AwsState): ReadonlyMap<string, Date> {
  const made = [...state.stacks.values()].flatMap(({ resources, updatedAt }) =>
    resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ physicalId }): [string, Date] => [physicalId, updatedAt]),
  )
  return new Map(made)
}

function jsonAnswer(body: object): AwsAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
