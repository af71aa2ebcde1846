import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, by their paths below `test`, longest first. */
const longest = [
  'e2e/campaign-faults',
  'plugin/deploy',
  'plugin/resident',
  'plugin/spawned',
  'plugin/services',
  'plugin/example',
  'plugin/configurations',
  'plugin/kinds',
  'plugin/orders',
  'plugin/frameworks',
  'plugin/account',
  'e2e/faults',
  'browser/pages',
]

/**
 * Starts the files that take longest first, so that none is still running when all others are done. Vitest
 * orders by what it measured in the run before, and a fresh checkout has none.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const name = relative(import.meta.dirname, moduleId).replaceAll('\\', '/')
      const index = longest.indexOf(name.replace('.test.ts', ''))
      return index === -1 ? longest.length : index
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}
