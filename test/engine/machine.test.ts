import validate from 'asl-validator'
import { describe, expect, it } from 'vitest'
import { valueAt } from '../../src/core/json.ts'
import { definitionOf } from '../../src/engine/machine.ts'

const parts = {
  bucket: 'campaigns',
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:storms-dev-alexaCampaigns',
  workers: 4,
  chunk: 5000,
}

describe('the definition of the state machine', () => {
  it('is valid States Language', () => {
    const { isValid, errorsText } = validate(definitionOf(parts))
    expect(isValid, errorsText()).toBe(true)
  })

  it('says in its first state how campaigns are cut', () => {
    const settings = (rate?: number) =>
      valueAt(definitionOf({ ...parts, rate }), ['States', 'Settings', 'Result'])
    expect(settings()).toEqual({ version: 1, bucket: 'campaigns', workers: 4, chunk: 5000 })
    expect(settings(300)).toMatchObject({ rate: 300 })
  })

  it('hands nothing on but the campaign and the number of a chunk', () => {
    const send = valueAt(definitionOf(parts), [
      'States',
      'Chunks',
      'ItemProcessor',
      'States',
      'Send',
    ])
    expect(send).toMatchObject({
      Parameters: { Payload: { 'campaign.$': '$.campaign', 'chunk.$': '$.chunk' } },
    })
  })
})
