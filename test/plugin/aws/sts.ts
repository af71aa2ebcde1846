import { parametersOf, queryAnswer, queryRefusal } from './query-protocol.ts'
import { type AwsService, accountId } from './request.ts'

/** Tells who is calling: always the same user of the same account. */
export const sts: AwsService = {
  name: 'STS',
  actionOf: request => {
    const action = parametersOf(request).get('Action')
    return action === 'GetCallerIdentity' ? action : undefined
  },
  answer: action =>
    queryAnswer(action, {
      Arn: `arn:aws:iam::${accountId}:user/tester`,
      UserId: 'AIDATESTER',
      Account: accountId,
    }),
  refuse: queryRefusal,
}
