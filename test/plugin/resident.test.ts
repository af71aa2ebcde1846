import { afterEach, describe, expect, test } from 'vitest'
import { frameworks } from './support/frameworks.ts'
import { openScenario, type Scenario, type ScenarioRun } from './support/scenario.ts'

// Most tests run a framework in a process that has run others before. It must be as if it had not.
describe.each(frameworks)(
  'commands of $name, one after the other',
  { timeout: 90_000 },
  framework => {
    let scenario: Scenario
    afterEach(() => scenario.close())

    /** What a user sees, but for how long it took. */
    const seen = ({ exitCode, stdout, stderr }: ScenarioRun) => ({
      exitCode,
      stdout,
      stderr: stderr
        .replace(
          /\(\d+s\)|\(node:\d+\).*|^(It will no longer|Please migrate|For more inf|\(Use `node).*/gm,
          '',
        )
        .trim(),
    })

    // First, as the process that the others then have is needed here anyway.
    test('one that ends its process is followed by another', async () => {
      scenario = await openScenario(framework, 'announced', {
        'leaving.cjs':
          'module.exports = class { constructor() { this.hooks = { initialize: () => process.exit(7) } } }',
      })
      await scenario.service.replace('serverless.yml', '  - alexa-proactive', '  - ./leaving.cjs')
      const ended = await scenario.run('package')
      expect(ended.exitCode).toBe(7)
      await scenario.service.replace('serverless.yml', '  - ./leaving.cjs', '  - alexa-proactive')
      const next = await scenario.run('package')
      expect(next.exitCode, next.output).toBe(0)
    })

    test.each([
      ['package --verbose', 0],
      ['alexa-proactive validate --event nowhere', 1],
    ])('%s', async (words, exitCode) => {
      scenario = await openScenario(framework, 'announced')
      const first = await scenario.run(words)
      const quiet = await scenario.run('package')
      const second = await scenario.run(words)
      const alone = await scenario.run(words, { ownProcess: true })
      expect(alone.exitCode, alone.output).toBe(exitCode)
      expect(seen(first)).toEqual(seen(alone))
      expect(seen(second)).toEqual(seen(alone))
      expect(quiet.output).toContain('Service packaged')
      expect(quiet.output).not.toContain('alexa-proactive: read')
    })
  },
)
