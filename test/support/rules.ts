import { rules } from '../../src/core/generated/rules.ts'

/** Ids of the rules of a group, sorted. */
export function idsOf(group: string): readonly string[] {
  return Object.keys(rules)
    .filter(id => id.startsWith(`${group}/`))
    .toSorted()
}
