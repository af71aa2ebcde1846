import { describe, expect, it } from 'vitest'
import { functionReference } from '../../../plugin/template/function-reference.ts'
import { unknown } from '../../../plugin/template/resolve.ts'

const scope = { region: 'us-east-1', accountId: '111111111111' }
const arn = 'arn:aws:lambda:eu-west-1:222222222222:function:skill'

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['skill', ['us-east-1', '111111111111', 'skill', '']],
  ['skill:live', ['us-east-1', '111111111111', 'skill', 'live']],
  ['222222222222:function:skill', ['us-east-1', '222222222222', 'skill', '']],
  ['222222222222:function:skill:live', ['us-east-1', '222222222222', 'skill', 'live']],
  [arn, ['eu-west-1', '222222222222', 'skill', '']],
  [`${arn}:live`, ['eu-west-1', '222222222222', 'skill', 'live']],
  [`${arn}:$LATEST`, ['eu-west-1', '222222222222', 'skill', '']],
  [`${arn}:${unknown}`, ['eu-west-1', '222222222222', 'skill', unknown]],
  [`${arn}-${unknown}`, ['eu-west-1', '222222222222', `skill-${unknown}`, unknown]],
  [`${unknown}:live`, [unknown, unknown, unknown, unknown]],
  [`arn:${unknown}`, [unknown, unknown, unknown, unknown]],
]

describe('the name of a function', () => {
  it.each(cases)('%j', (text, [region, account, name, qualifier]) => {
    expect(functionReference(text, scope)).toEqual({ region, account, name, qualifier })
  })

  it('is of any account where that is not known', () => {
    const reference = functionReference('skill', { ...scope, accountId: undefined })
    expect(reference.account).toBe(unknown)
  })
})
