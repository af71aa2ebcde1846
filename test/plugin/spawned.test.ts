import { afterEach, describe, expect, test } from 'vitest'
import { frameworks } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const settings = 'serverless.yml'

/** Deploys in the midst of commands of its own; serverless 4 has a command `dev` that does. */
const shipping = `
module.exports = class Shipping {
  constructor(serverless) {
    const run = { usage: 'Deploy', lifecycleEvents: ['run'] }
    // Before it is a command, "dev" alone is an option to the free frameworks.
    this.commands = { ship: run, dev: { type: 'container', commands: { start: run } } }
    const deploy = () => serverless.pluginManager.spawn('deploy')
    this.hooks = { 'ship:run': deploy, 'dev:start:run': deploy }
  }
}
`

describe.each(frameworks)(
  'a deploy that another plugin starts, on $name',
  { timeout: 180_000 },
  framework => {
    let scenario: Scenario
    const open = async () => {
      scenario = await openScenario(framework, 'announced', { 'shipping.cjs': shipping })
      const plugins = '  - ./shipping.cjs\n  - alexa-proactive'
      await scenario.service.replace(settings, '  - alexa-proactive', plugins)
      return scenario
    }
    afterEach(() => scenario.close())

    test('is checked, and its events rehearsed, before anything is uploaded; then announced', async () => {
      const { service, run } = await open()
      await service.replace('events/storm.yaml', '{{ service.stage }}', '{{ nowhere }}')
      const refused = await run('ship')
      expect(refused.exitCode).toBe(1)
      expect(refused.output).toContain('alexa-proactive stops this')
      expect(refused.output).toContain('events/storm.yaml')
      expect(refused.trace.filter(call => !call.includes('STS'))).toEqual([])

      await service.replace('events/storm.yaml', '{{ nowhere }}', '{{ service.stage }}')
      const shipped = await run('ship')
      expect(shipped.exitCode, shipped.output).toBe(0)
      expect(shipped.heard).toMatchObject([{ region: 'NA', stage: 'development' }])
    })

    test('is checked and not announced where it is for developers alone', async () => {
      const { aws, service, run } = await open()
      const { exitCode, output, trace } = await run('dev start')
      expect(exitCode, output).toBe(0)
      expect(aws.stack('storms-dev')).toBeDefined()
      expect(trace.filter(call => call.startsWith('Alexa'))).toEqual([])

      await service.replace('events/storm.yaml', '{{ service.stage }}', '{{ nowhere }}')
      const refused = await run('dev start')
      expect(refused.exitCode).toBe(1)
      expect(refused.output).toContain('events/storm.yaml')
    })
  },
)
