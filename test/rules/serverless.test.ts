import { describe, expect, it } from 'vitest'
import { taskOf } from '../../plugin/command.ts'
import { checkService } from '../../plugin/deployment.ts'
import { prepare, runEvent } from '../../plugin/run-event.ts'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import { rules } from '../../src/core/generated/rules.ts'
import { exampleFolder, exampleService } from '../plugin/support/example-service.ts'
import { idsOf } from '../support/rules.ts'
import { type ServerlessCase, serverlessCases } from './serverless.cases.ts'

async function findingsOf({
  custom,
  command = 'validate',
  options = {},
  folder = exampleFolder,
  stage = 'dev',
}: ServerlessCase): Promise<readonly Diagnostic[]> {
  if (command === 'deploy') {
    const service = exampleService({ custom, options, folder, stage })
    const prepared = await prepare(service, {}, { sending: true, skillStage: undefined })
    return 'settings' in prepared ? (await checkService(prepared, true)).diagnostics : []
  }
  const task = await taskOf(command, exampleService({ custom, options, folder }), {})
  if ('diagnostics' in task) return task.diagnostics
  const { preparation, events } = task
  const { signal } = new AbortController()
  const runs = events.map(event =>
    runEvent(command, event, preparation, {
      reportsManifest: true,
      rehearsal: true,
      signal,
    }),
  )
  const results = (await Promise.all(runs)).map(({ result }) => result)
  return [
    ...preparation.skill.manifest.diagnostics,
    ...results.flatMap(({ diagnostics }) => diagnostics),
  ]
}

const weights = new Map(Object.entries(rules).map(([id, { severity }]) => [id, severity]))

it('every rule has cases', () => {
  expect(Object.keys(serverlessCases).sort()).toEqual(idsOf('serverless'))
})

for (const [id, { found, clean }] of Object.entries(serverlessCases)) {
  describe(id, () => {
    it.each(found)('is found: $name', async one => {
      const findings = (await findingsOf(one)).filter(({ rule }) => rule === id)
      const text = findings.map(({ message, help }) => `${message} ${help}`).join('\n')
      expect(text).toContain(one.says)
      expect(findings.map(({ severity }) => severity)).toContain(weights.get(id))
    })

    it.each(clean)('is not found: $name', async one => {
      const findings = await findingsOf(one)
      expect(findings.filter(({ rule }) => rule === id)).toEqual([])
    })
  })
}
