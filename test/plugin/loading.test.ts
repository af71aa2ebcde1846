import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layOutService, type ServiceFolder } from './support/service-folder.ts'

let service: ServiceFolder
beforeAll(async () => {
  service = await layOutService('announced')
})
afterAll(() => service.remove())

/** How each framework gets from the entry `alexa-proactive` in serverless.yml to a class. */
const ways = [
  {
    framework: 'serverless 3 and osls',
    expression: `((loaded) => loaded.default || loaded)(require(entry))`,
  },
  {
    framework: 'serverless 4',
    expression: `((loaded) => loaded.default || loaded)(await import(pathToFileURL(entry).href))`,
  },
]

test.each(ways)('$framework finds a class: $expression', async ({ expression }) => {
  const program = `
    import { createRequire } from 'node:module'
    import { pathToFileURL } from 'node:url'
    const require = createRequire(process.cwd() + '/serverless.yml')
    const entry = require.resolve('alexa-proactive')
    const Plugin = ${expression}
    const utils = { log: {}, progress: {}, writeText() {} }
    const framework = { service: { provider: { name: 'aws' } }, pluginManager: { plugins: [] } }
    const { commands, hooks } = new Plugin(framework, {}, utils)
    console.log(JSON.stringify({ commands, hooks: Object.keys(hooks) }))
  `
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { cwd: service.path },
  )

  expect(stderr).toBe('')
  const { commands, hooks } = JSON.parse(stdout)
  expect(hooks).toContain('before:deploy:deploy')
  expect(hooks).toContain('after:deploy:finalize')
  expect(Object.keys(commands['alexa-proactive'].commands)).toEqual([
    'validate',
    'preview',
    'send',
    'manifest',
    'campaign',
    'campaign-status',
    'campaign-stop',
    'campaign-resume',
    'campaign-speed',
  ])
})
