import { describe, expect, it } from 'vitest'
import { graphemesOf, graphemeWidth } from '../../../src/core/report/text-width.ts'

describe('graphemeWidth', () => {
  it.each<[string, number]>([
    ['a', 1],
    ['é', 1],
    ['م', 1],
    ['日', 2],
    ['ひ', 2],
    ['カ', 2],
    ['ー', 2],
    ['・', 2],
    ['゛', 2],
    ['、', 2],
    ['！', 2],
    ['ｶ', 1],
    ['ｰ', 1],
    ['·', 1],
    ['한', 2],
    ['🎉', 2],
    ['⚠️', 2],
  ])('%s takes %i', (grapheme, columns) => {
    expect(graphemeWidth(grapheme)).toBe(columns)
  })
})

describe('graphemesOf', () => {
  it('keeps together what a reader takes for one character', () => {
    expect(graphemesOf('ガé👨‍👩‍👧')).toEqual(['ガ', 'é', '👨‍👩‍👧'])
  })
})
