/** A rule as `docs/rules.md` tells of it. */
interface WrittenRule {
  readonly id: string
  readonly severity: string
  readonly title: string
  readonly why: string
  readonly fix: string
}

/**
 * Reads the rules from their page: a heading with the id, the title with the severity, why, and after
 * "What to do" the fix.
 *
 * @throws where an entry has another form, or an id comes twice
 */
export function rulesOf(page: string): readonly WrittenRule[] {
  const [, ...entries] = page.split(/^### /m)
  const rules = entries.map(entry => {
    const [written = ''] = entry.split(/^## /m)
    const form =
      /^(?<id>[a-z]+\/[a-z-]+)\n\n\*\*(?<title>.+)\*\* · (?<severity>error|warning|notice)\n\n(?<why>.+)\n\n\*What to do:\* (?<fix>.+)$/s
    const { id, title, severity, why, fix } = form.exec(written.trim())?.groups ?? {}
    if (!id || !title || !severity || !why || !fix) {
      throw new Error(`docs/rules.md has an entry of another form than the others: ${written}`)
    }
    return { id, severity, title, why, fix }
  })
  const twice = rules.find(({ id }, index) => rules.findIndex(rule => rule.id === id) !== index)
  if (twice !== undefined) throw new Error(`docs/rules.md has two entries for ${twice.id}`)
  return rules
}

/** The source of a module with all that the page says of the rules. */
export function rulesModule(rules: readonly WrittenRule[]): string {
  const table = Object.fromEntries(rules.map(({ id, ...rule }) => [id, rule]))
  return `import type { Rule, RuleId } from '../diagnostic.ts'

/** Every rule, by id, in the order of the page. */
export const rules: Readonly<Record<RuleId, Rule>> = ${JSON.stringify(table, undefined, 2)}
`
}

/**
 * The source of a module with the ids of the rules, and how much those weigh that are no errors: a run
 * needs only this, and loads it at every start.
 */
export function severitiesModule(rules: readonly WrittenRule[]): string {
  const lighter = rules.filter(({ severity }) => severity !== 'error')
  return `export type RuleId =
${rules.map(({ id }) => `  | '${id}'`).join('\n')}

export const lighter: Readonly<Partial<Record<RuleId, 'warning' | 'notice'>>> = {
${lighter.map(({ id, severity }) => `  '${id}': '${severity}',`).join('\n')}
}
`
}
