import type { AwsAnswer, AwsService } from './request.ts'
import { Refusal } from './request.ts'

/** Keeps no images: the frameworks ask for them only to remove them. */
export const ecr: AwsService = {
  name: 'ECR',
  actionOf: ({ headers }) => {
    const action = headers['x-amz-target']?.split('.').at(-1)
    return action === 'DescribeRepositories' ? action : undefined
  },
  answer: () => {
    throw new Refusal(400, 'RepositoryNotFoundException', 'There is no such repository.')
  },
  refuse: jsonRefusal,
}

function jsonRefusal({ status, code, message }: Refusal): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  }
}
