import type { JsonObject } from '../../src/core/json.ts'
import { placeholderIn } from '../../src/core/manifest/address.ts'
import { alexaPermissions } from './permissions.ts'
import { unknown } from './resolve.ts'

/** Stands in help texts where the id of the skill is not known. */
export const someSkillId = 'amzn1.ask.skill.…'

/**
 * The skill ids for which a template has permissions of Alexa, each once, in the template's order.
 * Placeholders, and what only AWS can resolve, are left out.
 */
export function skillIdsOf(template: JsonObject): readonly string[] {
  const scope = { template, region: unknown, accountId: undefined, functions: [] }
  const ids = alexaPermissions(scope).flatMap(({ isCertain, skillId }) =>
    isCertain && skillId !== undefined && problemOfSkillId(skillId) === undefined ? [skillId] : [],
  )
  return [...new Set(ids)].filter(id => !id.includes(unknown))
}

/** What keeps a text from being a skill id; undefined for one, and for one that is not wholly known. */
export function problemOfSkillId(id: string): 'placeholder' | 'form' | undefined {
  if (id.includes(unknown)) return undefined
  if (placeholderIn(id) !== undefined || /(?:^|[-.])x{2,}(?:$|[-.])/i.test(id)) {
    return 'placeholder'
  }
  return /^amzn1\.ask\.skill\.[\w-]+$/.test(id) ? undefined : 'form'
}
