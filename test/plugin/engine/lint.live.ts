import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { newest } from '../support/frameworks.ts'
import { openService, serviceText } from './service.ts'

const cfnLint = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'cfn-lint'))
  .find(file => existsSync(file))

it.skipIf(cfnLint === undefined)(
  'the stack is a template that cfn-lint finds nothing wrong with',
  async () => {
    const campaigns = '{ credentials: secret:storms, alarm: skills@example.com, rate: 100 }'
    const { close, run, service } = await openService(newest, serviceText({ campaigns }))
    onTestFinished(close)
    const { exitCode, output } = await run('package')
    expect(exitCode, output).toBe(0)
    const file = join(service.path, '.serverless/cloudformation-template-update-stack.json')
    // W is what the framework writes for every service.
    const words = ['--regions', 'us-east-1', '--ignore-checks', 'W', '--template', file]
    const linted = await promisify(execFile)(cfnLint ?? '', words).catch(error => error)
    expect(linted).toMatchObject({ stdout: '' })
  },
)
