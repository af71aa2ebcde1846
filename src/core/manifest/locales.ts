import type { Diagnostic } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { intendedLocale, isLocaleShaped, isSkillLocale, skillLocales } from '../locales.ts'
import { quoted } from '../source/document.ts'
import {
  type FoundPart,
  findingAt,
  findPart,
  nameOf,
  type Part,
  partsOf,
  wrongType,
} from './parts.ts'

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
  const publishing = findObject(manifest, 'publishingInformation')
  if (publishing.part === undefined) return none(publishing)
  const locales = findObject(publishing.part, 'locales')
  const before = [...publishing.diagnostics, ...locales.diagnostics]
  if (locales.part === undefined) return none({ diagnostics: before })
  const parts = partsOf(locales.part)
  if (parts.length === 0) return none({ diagnostics: [...before, missing(locales.part)] })
  return { locales: parts.map(nameOf), diagnostics: [...before, ...parts.flatMap(checkLocale)] }
}

function none({ diagnostics }: Pick<FoundPart, 'diagnostics'>): ReturnType<typeof checkLocales> {
  return { locales: [], diagnostics }
}

/** An object on the way to the locales; without one there is a finding that says why. */
function findObject(owner: Part, key: string): FoundPart {
  const consequence = `"${key}" is missing, so neither languages nor regions of the skill are known`
  const found = findPart(owner, key, 'manifest/locales-missing', consequence)
  const { part, diagnostics } = found
  if (part === undefined) return { part, diagnostics: [missing(owner)] }
  if (isObject(part.value)) return found
  const wrong = wrongType(part, `"${key}"`, 'an object', help)
  return { part: undefined, diagnostics: [...diagnostics, wrong] }
}

function missing(part: Part): Diagnostic {
  return findingAt(
    part,
    'manifest/locales-missing',
    'The manifest names no locale, so neither languages nor regions of the skill are known.',
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
  const meant = intendedLocale(locale)
  const diagnostic = findingAt(
    part,
    'manifest/locale-unknown',
    `The locale ${quoted(locale)} ${problem}${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
    `Use one of ${skillLocales.join(', ')}.`,
    { at: 'key' },
  )
  return [diagnostic]
}
