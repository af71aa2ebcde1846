import { describe, expect, it } from 'vitest'
import { eventNames } from '../../src/core/alexa.ts'
import { didYouMean, nearest } from '../../src/core/wording.ts'

const contentTypes = ['BOOK', 'EPISODE', 'ALBUM', 'SINGLE', 'MOVIE', 'GAME']

describe('nearest', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['AUDIOBOOK', contentTypes, 'BOOK'],
    ['movie', contentTypes, 'MOVIE'],
    ['ALBUMS', contentTypes, 'ALBUM'],
    ['FRIDY', ['MONDAY', 'FRIDAY'], 'FRIDAY'],
    ['en_US', ['de-DE', 'en-AU', 'en-US'], 'en-US'],
    ['AMAZON.MediaContent', eventNames, 'AMAZON.MediaContent.Available'],
    ['SocialGameInvite.Available', eventNames, 'AMAZON.SocialGameInvite.Available'],
    ['Amazon.OrderStatus.Update', eventNames, 'AMAZON.OrderStatus.Updated'],
    ['lvie', ['auto', 'development', 'live'], 'live'],
    ['sned', ['validate', 'preview', 'send'], 'send'],
    ['nmae', ['stage', 'now', 'name'], 'name'],
    ['UE', ['NA', 'EU', 'FE'], 'EU'],
    ['VIDEO', contentTypes, undefined],
    ['evil', ['auto', 'development', 'live'], undefined],
    ['ends', ['validate', 'preview', 'send'], undefined],
    ['en-SU', ['en-AU', 'en-US'], 'en-US'],
    ['XX', ['NA', 'EU', 'FE'], undefined],
    ['IN', ['FINISHED', 'STARTED'], undefined],
    ['', contentTypes, undefined],
    ['   ', contentTypes, undefined],
    ['MOVIE', [], undefined],
  ])('%j means %3$j', (text, candidates, meant) => {
    expect(nearest(text, candidates)).toBe(meant)
  })

  it('prefers the nearer of two', () => {
    expect(nearest('en-UX', ['en-AU', 'en-US'])).toBe('en-US')
    expect(nearest('name', ['names', 'name'])).toBe('name')
  })

  it('takes no time for texts that are no name', () => {
    expect(nearest('BOOK'.repeat(250_000), contentTypes)).toBeUndefined()
  })
})

describe('didYouMean', () => {
  it('ends a sentence, with a question where a name is near', () => {
    expect(didYouMean(nearest('AUDIOBOOK', contentTypes))).toBe('; did you mean BOOK?')
    expect(didYouMean(nearest('VIDEO', contentTypes))).toBe('.')
    expect(didYouMean(undefined, '')).toBe('')
  })
})
