import { expect, test } from 'vitest'
import { eventCases } from './event.cases.ts'
import { manifestCases } from './manifest.cases.ts'
import { pathsOf, remedied } from './remedy.ts'
import type { RuleCases } from './rule-case.ts'
import { runCase } from './run-case.ts'

const tables: Readonly<Record<string, RuleCases[keyof RuleCases]>> = {
  ...manifestCases,
  ...eventCases,
}
const cases = Object.values(tables).flatMap(({ found }) => found)

test('a help that is followed to the letter leads to no finding at the same place', async () => {
  let followed = 0
  for (const one of cases) {
    const { diagnostics } = await runCase(one)
    for (const diagnostic of diagnostics) {
      const file = diagnostic.place?.file ?? ''
      const text = one.files[file]
      const after = typeof text === 'string' ? remedied(text, diagnostic) : undefined
      if (after === undefined) continue
      followed += 1
      const rerun = await runCase({ ...one, files: { ...one.files, [file]: after.text } })
      const told = diagnostics.filter(other => other !== diagnostic).map(other => other.message)
      const inFile = rerun.diagnostics.filter(
        ({ place, message }) => place?.file === file && !told.includes(message),
      )
      const path = JSON.stringify(after.path)
      const again = pathsOf(after.text, inFile).flatMap((where, index) =>
        where.endsWith(` ${path}`) ? [`${where}: ${inFile[index]?.message}`] : [],
      )
      const { rule, message, help } = diagnostic
      expect(again, `${rule}, ${one.name}: ${message} ${help}\n${after.text}`).toEqual([])
    }
  }
  expect(followed).toBeGreaterThan(100)
}, 60_000)
