import type { Diagnostic } from '../diagnostic.ts'
import { isArray, isObject } from '../json.ts'
import type { ManifestRuleId } from '../rules/manifest.ts'
import { quoted } from '../source/document.ts'
import { findingAt, findPart, type Part, partsOf, typeName } from './checking.ts'

/**
 * A list of event names: `publications` or `subscriptions`. In the manifest its entries are objects
 * with an `eventName`; in `ask-resources.json` they are texts, from which the ASK CLI makes the objects.
 */
export interface EventList {
  readonly part: Part
  readonly entries: 'objects' | 'texts'
}

/** A name of such a list, and where it stands. */
export interface ListedName {
  readonly name: string
  readonly part: Part
}

/**
 * Reads the names of a list. Names in the wrong form are reported and read all the same,
 * so that their spelling is checked too.
 *
 * @param example a name for the help
 */
export function readEventNames(
  list: EventList,
  rule: ManifestRuleId,
  example: string,
): { readonly names: readonly ListedName[]; readonly diagnostics: readonly Diagnostic[] } {
  const entry = list.entries === 'objects' ? `{ "eventName": "${example}" }` : `"${example}"`
  if (!isArray(list.part.value)) {
    const message = `${quoted(lastStep(list.part))} is ${typeName(list.part.value)}, but must be a list.`
    const diagnostic = findingAt(list.part, rule, message, `Write a list: [${entry}].`)
    return { names: [], diagnostics: [diagnostic] }
  }
  const names: ListedName[] = []
  const diagnostics: Diagnostic[] = []
  for (const part of partsOf(list.part)) {
    const found = findPart(part, 'eventName', rule, 'An entry has no "eventName"')
    const named = found.part ?? part
    if (typeof named.value === 'string') names.push({ name: named.value, part: named })
    const problem = wrongForm(list, part, found.part)
    diagnostics.push(
      ...(problem === undefined
        ? found.diagnostics
        : [findingAt(problem.at, rule, problem.message, `Write ${entry}.`)]),
    )
  }
  return { names, diagnostics }
}

function wrongForm(
  list: EventList,
  entry: Part,
  named: Part | undefined,
): { readonly at: Part; readonly message: string } | undefined {
  const is = `An entry is ${typeName(entry.value)}, but must be`
  if (list.entries === 'texts') {
    if (typeof entry.value === 'string') return undefined
    return { at: entry, message: `${is} a text: ask-resources.json lists plain names.` }
  }
  if (!isObject(entry.value)) return { at: entry, message: `${is} an object with an "eventName".` }
  if (named === undefined) return { at: entry, message: 'An entry has no "eventName".' }
  if (typeof named.value === 'string') return undefined
  return { at: named, message: `"eventName" is ${typeName(named.value)}, but must be a text.` }
}

function lastStep(part: Part): string {
  return String(part.path.at(-1) ?? '')
}
