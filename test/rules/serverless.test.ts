import { describe, expect, it } from 'vitest'
import { taskOf } from '../../plugin/task.ts'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import { serverlessRules } from '../../src/core/rules/serverless.ts'
import { exampleService } from '../plugin/support/example-service.ts'
import { type ServerlessCase, serverlessCases } from './serverless.cases.ts'

async function findingsOf({
  custom,
  command = 'validate',
  options = {},
}: ServerlessCase): Promise<readonly Diagnostic[]> {
  const task = await taskOf(command, exampleService({ custom, options }), {})
  return 'diagnostics' in task ? task.diagnostics : task.preparation.skill.manifest.diagnostics
}

it('every rule has cases', () => {
  expect(Object.keys(serverlessCases).sort()).toEqual(Object.keys(serverlessRules).sort())
})

for (const [id, { found, clean }] of Object.entries(serverlessCases)) {
  describe(id, () => {
    it.each(found)('is found: $name', async one => {
      const findings = (await findingsOf(one)).filter(({ rule }) => rule === id)
      const text = findings.map(({ message, help }) => `${message} ${help}`).join('\n')
      expect(text).toContain(one.says)
      expect(findings.map(({ severity }) => severity)).toContain('error')
    })

    it.each(clean)('is not found: $name', async one => {
      const findings = await findingsOf(one)
      expect(findings.filter(({ rule }) => rule === id)).toEqual([])
    })
  })
}
