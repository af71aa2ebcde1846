import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isObject, type Json } from '../../../src/core/json.ts'
import { checkManifest } from '../../../src/core/manifest/check.ts'
import { flawlessManifest } from '../../../src/core/manifest/flawless.ts'
import type { Document } from '../../../src/core/source/document.ts'
import { readText } from '../../../src/core/source/read.ts'
import { manifestCases } from '../../rules/manifest.cases.ts'
import type { RuleCase } from '../../rules/rule-case.ts'
import { type Change, commonChanges, pathsIn, replaced } from '../../support/mutations.ts'

const skill: Json = JSON.parse(
  readFileSync(new URL('../../fixtures/skill.json', import.meta.url), 'utf8'),
)

async function documentOf(text: string): Promise<Document | undefined> {
  return (await readText('skill.json', text)).document
}

const secure = (uri: string) => (value: Json) =>
  isObject(value) && 'uri' in value ? { uri, sslCertificateType: 'Trusted' } : value

const changes: readonly Change[] = [
  ...commonChanges,
  ['a placeholder', value => (typeof value === 'string' ? `${value}-TODO` : value)],
  ['another address', () => 'https://example.com/'],
  ['an endpoint to be filled in', secure('https://...')],
  ['an endpoint with a path to be filled in', secure('https://example.com/...')],
  ['an endpoint without host', secure('https://')],
  ['an endpoint with no number for a host', secure('https://1.2.3.456/')],
]

describe('a flawless manifest', () => {
  it('is known as one, and read as the rules read it', async () => {
    const document = await documentOf(JSON.stringify(skill))
    if (document === undefined) throw new Error('no document')
    const checked = checkManifest(document, undefined, { sending: true })
    expect(checked.diagnostics).toEqual([])
    expect(flawlessManifest(document)).toEqual(checked.manifest)
  })

  it.each(changes)('is never one with a finding: a value %s', async (_, change) => {
    const events = pathsIn(skill).filter(path => path[1] !== 'apis')
    let flawed = 0
    for (const path of events) {
      const document = await documentOf(JSON.stringify(replaced(skill, path, change)))
      if (document === undefined) continue
      const quick = flawlessManifest(document)
      const { manifest, diagnostics } = checkManifest(document, undefined, { sending: true })
      if (diagnostics.length > 0) flawed += 1
      if (quick !== undefined)
        expect({ path, manifest: quick, diagnostics }).toEqual({ path, manifest, diagnostics: [] })
    }
    expect(flawed).toBeGreaterThan(0)
  })

  it('may have an https endpoint', async () => {
    const change = secure('https://example.com/alexa')
    const text = JSON.stringify(replaced(skill, ['manifest', 'events', 'endpoint'], change))
    const document = await documentOf(text)
    expect(document && flawlessManifest(document)).toBeDefined()
  })

  it('is none of the cases in which a rule finds something', async () => {
    const cases: readonly RuleCase[] = Object.values(manifestCases).flatMap(({ found }) => [
      ...found,
    ])
    const documents = await Promise.all(
      cases.map(({ files }) => {
        const text = files['skill.json'] ?? files['skill-package/skill.json']
        return typeof text === 'string' ? documentOf(text) : undefined
      }),
    )
    const flawed = documents.flatMap(document => {
      if (document === undefined) return []
      const { diagnostics } = checkManifest(document, undefined, { sending: true })
      return diagnostics.length > 0 ? [document] : []
    })
    expect(flawed.length).toBeGreaterThan(50)
    expect(flawed.filter(document => flawlessManifest(document) !== undefined)).toEqual([])
  })
})
