import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import { RecipientsError } from '../../src/core/recipients/recipient.ts'
import { recipientsFindings, survey } from '../../src/core/recipients/survey.ts'
import { parseShard } from '../../src/core/setting-kinds.ts'
import { chunksOf } from '../core/recipients/lists.ts'
import { type RecipientsCase, recipientsCases } from './recipients.cases.ts'

async function findingsOf(one: RecipientsCase): Promise<readonly Diagnostic[]> {
  const options = {
    name: one.file ?? 'users.txt',
    shard: one.shard === undefined ? undefined : parseShard(one.shard),
    regions: ['EU'],
    strict: one.strict === true,
  } as const
  try {
    return recipientsFindings(await survey(chunksOf(one.list), options), options)
  } catch (error) {
    if (error instanceof RecipientsError) return [error.finding]
    throw error
  }
}

for (const [id, { found, clean }] of Object.entries(recipientsCases)) {
  describe(id, () => {
    it.each(found)('is found: $name', async ({ at, says, severity, ...one }) => {
      const [finding, ...others] = (await findingsOf(one)).filter(({ rule }) => rule === id)
      expect(others).toEqual([])
      expect(finding?.severity).toBe(severity)
      expect(placeOf(finding)).toBe(at)
      expect(`${finding?.message} ${finding?.help}`).toContain(says)
    })

    it.each(clean)('is not found: $name', async one => {
      expect((await findingsOf(one)).filter(({ rule }) => rule === id)).toEqual([])
    })

    it('has cases of both kinds', () => {
      expect(found.length).toBeGreaterThan(0)
      expect(clean.length).toBeGreaterThan(0)
    })
  })
}

function placeOf(finding: Diagnostic | undefined): string {
  const place = finding?.place
  return place === undefined ? 'none' : `${place.file}:${place.line}`
}
