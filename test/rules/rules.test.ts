import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import { rules } from '../../src/core/generated/rules.ts'
import { campaignCases } from './campaign.cases.ts'
import { deploymentCases } from './deployment.cases.ts'
import { eventCases } from './event.cases.ts'
import { manifestCases } from './manifest.cases.ts'
import type { RuleCases } from './rule-case.ts'
import { runCase } from './run-case.ts'
import { settingsCases } from './settings.cases.ts'
import { sourceCases } from './source.cases.ts'

// The rules of the network have cases of their own, with a server, and so have those of lists of
// recipients, of what became of them, and those of the plugin: delivery.test.ts, recipients.test.ts,
// campaign.test.ts, serverless.test.ts, and those of drift: test/drift.
const cases: Readonly<Record<string, RuleCases[keyof RuleCases]>> = {
  ...sourceCases,
  ...manifestCases,
  ...eventCases,
  ...settingsCases,
  ...deploymentCases,
  ...campaignCases,
}

describe('every rule', () => {
  const elsewhere = /^(?:delivery|drift|recipients|campaign|serverless)\//
  const ids = Object.keys(rules).filter(id => !elsewhere.test(id))
  it.each(ids)('%s has a case that triggers it and one that does not', id => {
    expect(cases[id]?.found.length).toBeGreaterThan(0)
    expect(cases[id]?.clean.length).toBeGreaterThan(0)
  })

  it.each(Object.entries(rules))('%s is explained', (id, rule) => {
    expect(id).toMatch(/^[a-z]+\/[a-z]+(?:-[a-z]+)*$/)
    expect(rule.title).toMatch(/[^.]$/)
    expect(rule.why).toMatch(/\.$/)
    expect(rule.fix).not.toBe('')
  })
})

for (const [id, { found, clean }] of Object.entries(cases)) {
  describe(id, () => {
    it.each(found)('is found: $name', async one => {
      const { diagnostics } = await runCase(one)
      const findings = diagnostics.filter(({ rule }) => rule === id)
      expect(findings.map(placeOf), shown(diagnostics)).toContain(one.at)
      const there = findings.filter(diagnostic => placeOf(diagnostic) === one.at)
      const text = there.map(({ message, help }) => `${message} ${help}`).join('\n')
      if (one.says !== undefined) expect(text).toContain(one.says)
      if (one.severity !== undefined) {
        expect(there.map(({ severity }) => severity)).toContain(one.severity)
      }
    })

    it.each(clean)('is not found: $name', async one => {
      const { diagnostics } = await runCase(one)
      expect(diagnostics.filter(({ rule }) => rule === id)).toEqual([])
    })
  })
}

function placeOf({ place }: Diagnostic): string {
  return place === undefined ? 'none' : `${place.file}:${place.line}:${place.column}`
}

function shown(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(one => `${placeOf(one)} ${one.rule} ${one.message}`).join('\n')
}
