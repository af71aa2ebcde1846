import { type Path, pathText } from '../json.ts'
import { listed } from '../listed.ts'
import { nearest } from '../nearest.ts'
import type { LocaleTexts } from './localized-attributes.ts'
import type { PlacedReference } from './references.ts'
import { keyRemark, type Remark, remark } from './remark.ts'

/**
 * Checks that the references of the payload and the localized attributes fit together, and that
 * every locale of the skill has its texts.
 *
 * @param attributesPath where `localizedAttributes` stands; undefined where there is none.
 * @param skillLocales locales of the manifest that hear this event.
 * @param isTextAmiss a field of the payload that could refer to a text is wrong itself, so that a
 *   text without reference is no second mistake.
 */
export function attributeUseRemarks(
  references: readonly PlacedReference[],
  locales: readonly LocaleTexts[],
  attributesPath: Path | undefined,
  skillLocales: readonly string[],
  isTextAmiss: boolean,
): readonly Remark[] {
  // In other fields the reference itself is the mistake, and a text would not help.
  const replaced = references.filter(({ isLocalizable }) => isLocalizable)
  const [first] = replaced
  if (first !== undefined && locales.length === 0) return [withoutAttributes(replaced, first)]
  const keys = [...new Set(locales.flatMap(({ texts }) => [...texts.keys()]))]
  const byKey = new Map(replaced.map(reference => [reference.key, reference]))
  const unknown = [...byKey.values()].filter(({ key }) => key !== '' && !keys.includes(key))
  const unused = keys.filter(key => !references.some(reference => reference.key === key))
  const meant = new Map(unknown.map(({ key }) => [key, nearest(key, unused)]))
  return [
    ...unknown.map(reference => withoutText(reference, meant.get(reference.key), keys)),
    ...locales.flatMap(locale =>
      [...byKey.values()]
        .filter(({ key }) => keys.includes(key) && !locale.texts.has(key))
        .map(reference => withoutTextIn(locale, reference)),
    ),
    ...unused
      // Said once: a key that is taken for a misspelt one is named there.
      .filter(key => !isTextAmiss && ![...meant.values()].includes(key))
      .flatMap(key => unusedText(key, locales)),
    ...(first === undefined ? [] : withoutEntry(skillLocales, locales, attributesPath)),
  ]
}

function withoutAttributes(references: readonly PlacedReference[], first: PlacedReference): Remark {
  const keys = [...new Set(references.map(({ key }) => key).filter(key => key !== ''))]
  const message = `The payload refers to ${listed(keys.map(key => `"${key}"`))}, but there are no texts under localizedAttributes.`
  const example = keys.map(key => `${key}: …`).join(', ')
  const help = `Add localizedAttributes: { en-US: { ${example} } }, with an entry for each locale of the skill.`
  return remark('event/attributes-missing', first.path, message, help)
}

function withoutText(
  { key, path }: PlacedReference,
  near: string | undefined,
  keys: readonly string[],
) {
  const known = keys.length === 0 ? '' : ` They have ${listed(keys.map(name => `"${name}"`))}.`
  const message = `The payload refers to "${key}", but no locale has such a text${near === undefined ? '.' : `; did you mean "${near}"?`}`
  return remark(
    'event/attribute-missing',
    path,
    message,
    `Add "${key}" to every locale, or correct the name.${known}`,
  )
}

function withoutTextIn(
  { locale, path, part }: LocaleTexts,
  { key, path: at }: PlacedReference,
): Remark {
  const make = part === 'key' ? keyRemark : remark
  const message = `${locale} has no text for "${key}", which ${pathText(at.slice(2))} refers to.`
  return make('event/attribute-missing', path, message, `Add "${key}" to ${locale}.`)
}

function unusedText(key: string, locales: readonly LocaleTexts[]): readonly Remark[] {
  const holders = locales.filter(({ texts }) => texts.has(key))
  const path = holders[0]?.texts.get(key)?.path
  if (path === undefined) return []
  const where = holders.length === 1 ? '' : ` (in ${holders.length} locales)`
  const message = `Nothing in the payload refers to "${key}"${where}, so it is never spoken.`
  const help = `Write "localizedattribute:${key}" where it belongs, or remove it.`
  return [keyRemark('event/attribute-unused', path, message, help)]
}

function withoutEntry(
  skillLocales: readonly string[],
  locales: readonly LocaleTexts[],
  attributesPath: Path | undefined,
): readonly Remark[] {
  const present = new Set(locales.map(({ locale }) => locale))
  const missing = skillLocales.filter(locale => !present.has(locale))
  if (missing.length === 0 || attributesPath === undefined) return []
  const message = `The skill has ${listed(missing)}, but there are no texts for ${missing.length === 1 ? 'it' : 'them'}; these customers hear only that they have a notification.`
  const help = `Add ${missing.length === 1 ? 'an entry' : 'entries'} for ${listed(missing)}.`
  return [keyRemark('event/locale-without-entry', attributesPath, message, help)]
}
