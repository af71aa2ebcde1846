import { describe, expect, it } from 'vitest'
import {
  circlesOf,
  floorsOf,
  graphOfFiles,
  graphOfLoading,
  graphsOfSiblings,
  readSources,
} from './support/sources.ts'

// What keeps the sources readable: whoever opens a file must be able to follow its imports to an end.
const sources = readSources()
const files = graphOfFiles(sources)

describe('the sources', () => {
  it('have no circle of files', () => {
    expect(files.size).toBeGreaterThan(50)
    expect(circlesOf(files)).toEqual([])
  })

  it('have no circle among the files and folders of a folder', () => {
    const circles = [...graphsOfSiblings(sources)].flatMap(([folder, graph]) =>
      circlesOf(graph).map(circle => `${folder}: ${circle.join(' ~ ')}`),
    )
    expect(circles).toEqual([])
  })

  it('have no file under 25 lines that a single other one uses', () => {
    const users = (file: string) => sources.filter(({ imports }) => imports.includes(file)).length
    const crumbs = sources.filter(({ file, lines }) => lines < 25 && users(file) === 1)
    expect(crumbs.map(({ file }) => file)).toEqual([])
  })

  it('of the core are loaded on at most 9 floors', () => {
    const core = sources.filter(
      // The library's list of exports has nothing in it to follow.
      ({ file }) => file.startsWith('src/core/') && file !== 'src/core/index.ts',
    )
    expect(floorsOf(graphOfLoading(core))).toBeLessThanOrEqual(9)
  })
})

describe('circles', () => {
  it('are found', () => {
    const graph = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b'])],
      ['d', new Set(['d'])],
    ])
    expect(circlesOf(graph)).toEqual([['b', 'c'], ['d']])
  })
})
