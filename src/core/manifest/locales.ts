import { intendedLocale, isLocaleShaped, isSkillLocale, skillLocales } from '../alexa.ts'
import { isObject } from '../json.ts'
import { quoted } from '../source/document.ts'
import { type Findings, findPart, nameOf, type Part, partsOf, wrongType } from './parts.ts'

const help = 'Add "publishingInformation": { "locales": { "en-US": { … } } }.'

/**
 * Checks the keys of `publishingInformation.locales` (Amazon's "Develop Skills in Multiple Languages").
 *
 * @returns the locales in the file's order, unknown ones included
 */
export function checkLocales(manifest: Part, found: Findings): readonly string[] {
  const publishing = findObject(manifest, 'publishingInformation', found)
  const locales = publishing && findObject(publishing, 'locales', found)
  if (locales === undefined) return []
  const parts = partsOf(locales)
  if (parts.length === 0) reportMissing(locales, found)
  for (const part of parts) checkLocale(part, found)
  return parts.map(nameOf)
}

/** An object on the way to the locales; without one there is a finding that says why. */
function findObject(owner: Part, key: string, found: Findings): Part | undefined {
  const consequence = `"${key}" is missing, so neither languages nor regions of the skill are known`
  const part = findPart(owner, key, 'manifest/locales-missing', consequence, found)
  if (part === undefined) return reportMissing(owner, found)
  return isObject(part.value) ? part : wrongType(part, `"${key}"`, 'an object', help, found)
}

function reportMissing(part: Part, found: Findings): undefined {
  const message =
    'The manifest names no locale, so neither languages nor regions of the skill are known.'
  return found.value(part, 'manifest/locales-missing', message, help)
}

function checkLocale(part: Part, found: Findings): void {
  const locale = nameOf(part)
  if (!isSkillLocale(locale)) {
    const problem = isLocaleShaped(locale)
      ? 'is not one that skills are known to have'
      : 'is not written like one, xx-YY'
    const likely = intendedLocale(locale)
    const message = `The locale ${quoted(locale)} ${problem}${likely === undefined ? '.' : `; did you mean ${likely}?`}`
    found.key(part, 'manifest/locale-unknown', message, `Use one of ${skillLocales.join(', ')}.`)
  }
  if (isObject(part.value)) return
  const entry = `Write ${quoted(locale)}: { "name": "…" }.`
  wrongType(part, `The locale ${quoted(locale)}`, 'an object', entry, found)
}
