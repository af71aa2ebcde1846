import { afterEach, describe, expect, test } from 'vitest'
import { frameworks, newest } from './support/frameworks.ts'
import { openScenario, type Scenario, type ScenarioRun } from './support/scenario.ts'

// Most tests run a framework in a process that has run others before. It must be as if it had not.
describe('commands one after the other', { timeout: 180_000 }, () => {
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

  // On one of them: the process ends all the same, whoever ends it. First, as the others need a new one anyway.
  test('one that ends its process is followed by another', async () => {
    scenario = await openScenario(newest, 'announced', {
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

  test.each(frameworks)('as alone, on $name', async framework => {
    const packaging = 'package --verbose'
    const refused = 'alexa-proactive validate --event nowhere'
    scenario = await openScenario(framework, 'announced')
    const { run } = scenario
    const runs = { [refused]: [await run(refused)], [packaging]: [await run(packaging)] }
    const quiet = await run('package')
    expect(quiet.output).toContain('Service packaged')
    expect(quiet.output).not.toContain('alexa-proactive: read')
    runs[refused]?.push(await run(refused))
    runs[packaging]?.push(await run(packaging))
    for (const [words, resident] of Object.entries(runs)) {
      const alone = await run(words, { ownProcess: true })
      expect(alone.exitCode, alone.output).toBe(words === refused ? 1 : 0)
      for (const one of resident) expect(seen(one)).toEqual(seen(alone))
    }
  })
})
