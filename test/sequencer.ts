import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take longest, by their paths below `test`, longest first. Vitest begins with the largest file, so
 * small ones that take long are listed too.
 */
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
  'engine/cli',
  'subscribers/plugin',
  'e2e/release-lookup',
  'core/delivery/process',
  'subscribers/table',
  'engine/dispatcher',
  'e2e/broken-program',
  'e2e/recipes',
  'fuzz/fuzz',
  'engine/action',
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
