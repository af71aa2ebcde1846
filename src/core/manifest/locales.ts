import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { isLocaleShaped, isSkillLocale, skillLocales } from '../locales.ts'
import { didYouMean } from '../nearest.ts'
import { quoted } from '../source/quoted.ts'
import {
  findingAt,
  misspeltKey,
  nameOf,
  type Part,
  partOf,
  partsOf,
  wrongType,
} from './checking.ts'

const help = 'Add "publishingInformation": { "locales": { "en-US": { … } } }.'

/**
 * Checks the keys of `publishingInformation.locales` (Amazon's "Develop Skills in Multiple Languages").
 *
 * @returns the locales in the file's order, unknown ones included, with the findings
 */
export function checkLocales(manifest: Part<JsonObject>): {
  readonly locales: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const publishing = partOf(manifest, 'publishingInformation')
  if (publishing === undefined) return none(missing(manifest, 'publishingInformation'))
  if (!isObject(publishing.value)) {
    return none(wrongType(publishing, '"publishingInformation"', 'an object', help))
  }
  const locales = partOf(publishing, 'locales')
  if (locales === undefined) return none(missing(publishing, 'locales'))
  if (!isObject(locales.value)) return none(wrongType(locales, '"locales"', 'an object', help))
  const parts = partsOf(locales)
  if (parts.length === 0) return none(missing(locales))
  return { locales: parts.map(nameOf), diagnostics: parts.flatMap(checkLocale) }
}

function none(diagnostic: Diagnostic): ReturnType<typeof checkLocales> {
  return { locales: [], diagnostics: [diagnostic] }
}

function missing(part: Part, name?: string): Diagnostic {
  const key = name === undefined ? undefined : misspeltKey(part, name)
  const guess =
    key === undefined ? '' : ` The key ${quoted(key)} may be meant as ${quoted(name ?? '')}.`
  return findingAt(
    part,
    'manifest/locales-missing',
    `The manifest names no locale, so neither languages nor regions of the skill are known.${guess}`,
    help,
  )
}

function checkLocale(part: Part): readonly Diagnostic[] {
  return [...checkName(part), ...checkEntry(part)]
}

function checkEntry(part: Part): readonly Diagnostic[] {
  if (isObject(part.value)) return []
  const locale = quoted(nameOf(part))
  const entry = `${locale}: { "name": "…" }`
  return [wrongType(part, `The locale ${locale}`, 'an object', `Write ${entry}.`)]
}

function checkName(part: Part): readonly Diagnostic[] {
  const locale = nameOf(part)
  if (isSkillLocale(locale)) return []
  const problem = isLocaleShaped(locale)
    ? 'is not one that skills are known to have'
    : 'is not written like one, xx-YY'
  const diagnostic = findingAt(
    part,
    'manifest/locale-unknown',
    `The locale ${quoted(locale)} ${problem}${didYouMean(locale, skillLocales) || '.'}`,
    `Use one of ${skillLocales.join(', ')}.`,
    { at: 'key' },
  )
  return [diagnostic]
}
