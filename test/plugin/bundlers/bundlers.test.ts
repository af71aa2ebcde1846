import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mapAt } from '../../../plugin/service.ts'
import { valueAt } from '../../../src/core/json.ts'
import { openService, packagedTemplate, serviceText } from '../engine/service.ts'
import { frameworks } from '../support/frameworks.ts'
import { unzipped } from '../support/zip.ts'

const installed = fileURLToPath(new URL('node_modules/', import.meta.url))

/** A plugin that builds functions, or writes their roles, with what it needs. */
interface Other {
  /** With another one that changes other things, they are tested together. */
  readonly plugins: readonly string[]
  /** Packages that it looks for in the service. */
  readonly needs: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly package?: string
  readonly handler?: string
  readonly custom?: string
}

const others: readonly Other[] = [
  {
    plugins: ['serverless-esbuild'],
    needs: ['esbuild'],
    files: {},
    package: '  individually: true\n',
    custom: '  esbuild: { bundle: true, packager: npm }\n',
  },
  {
    plugins: ['serverless-webpack', 'serverless-iam-roles-per-function'],
    needs: ['webpack'],
    files: {
      'webpack.config.js': `module.exports = {
  mode: 'none', target: 'node', entry: require('serverless-webpack').lib.entries,
  output: { libraryTarget: 'commonjs', path: require('node:path').join(__dirname, '.webpack') },
}
`,
    },
    package: '  individually: false\n',
  },
  {
    plugins: ['serverless-plugin-typescript'],
    needs: ['typescript'],
    files: {
      'tsconfig.json': `{ "compilerOptions": {
  "outDir": ".build", "types": [], "lib": ["es2020"], "skipLibCheck": true
} }
`,
      'typed.ts': 'export const alexa = async (): Promise<object> => ({})\n',
    },
    package: "  patterns: ['!node_modules/**']\n  excludeDevDependencies: false\n",
    handler: 'typed.alexa',
  },
]

/** Each on every framework, in both orders, with what the plugins add to the schema of serverless.yml. */
const cases = others.flatMap(other =>
  ['alexa-proactive first', 'alexa-proactive last'].flatMap(order =>
    frameworks.map(framework => ({ names: other.plugins.join(' and '), framework, other, order })),
  ),
)

describe.concurrent('beside plugins that build functions', { timeout: 300_000 }, () => {
  it.for(cases)(
    '$names on $framework.name, $order',
    async ({ framework, other, order }, { onTestFinished }) => {
      const first = ['alexa-proactive', ...other.plugins]
      const plugins = order.endsWith('first') ? first : first.toReversed()
      const campaigns = '{ credentials: /storms }'
      const text = serviceText({ ...other, campaigns, plugins })
      const scenario = await openService(framework, text, other.files)
      onTestFinished(() => scenario.close())
      const { service, run } = scenario
      for (const name of [...other.plugins, ...other.needs]) {
        await symlink(join(installed, name), join(service.path, 'node_modules', name))
      }
      // Bundlers leave processes and states behind.
      const { exitCode, output, awsCalls } = await run('deploy', { ownProcess: true })
      expect(exitCode, output).toBe(0)

      const template = await packagedTemplate(scenario)
      const functions = Object.entries(mapAt(template, 'Resources')).filter(
        ([, resource]) => valueAt(resource, ['Type']) === 'AWS::Lambda::Function',
      )
      expect(functions.map(([id]) => id).toSorted()).toEqual([
        'AlexaCampaignsLambdaFunction',
        'AlexaLambdaFunction',
      ])
      const properties = mapAt(
        mapAt(mapAt(template, 'Resources'), 'AlexaCampaignsLambdaFunction'),
        'Properties',
      )
      expect(properties).toMatchObject({
        Handler: 'dispatcher.handler',
        Role: { 'Fn::GetAtt': ['AlexaCampaignsFunctionRole', 'Arn'] },
        Code: { S3Key: expect.stringMatching(/\/alexa-proactive-campaigns\.zip$/) },
      })
      const uploads = awsCalls.filter(({ name }) => name === 'S3 PutObject')
      expect(uploads.some(({ path }) => path.includes('/alexa-proactive-campaigns.zip'))).toBe(true)

      const own = String(
        valueAt(template, ['Resources', 'AlexaLambdaFunction', 'Properties', 'Code', 'S3Key']),
      )
      const archive = await readFile(join(service.path, '.serverless', own.replace(/^.*\//, '')))
      expect([...unzipped(archive).keys()]).not.toContain('dispatcher.js')
    },
  )
})
