import { expect, test } from 'vitest'
import { Findings, Part } from '../../../src/core/event/diagnostic.ts'
import { attributesList, readAttributes } from '../../../src/core/event/texts.ts'
import type { Json } from '../../../src/core/json.ts'
import { linesOf } from './reading.ts'

const oneOf =
  'Use one of ar-SA, de-DE, en-AU, en-CA, en-GB, en-IN, en-US, es-ES, es-MX, es-US, fr-CA, fr-FR, hi-IN, it-IT, ja-JP, nl-NL, pt-BR.'

test.each<[string, Json, readonly string[], readonly string[]]>([
  ['nothing', null, [], []],
  [
    'a map by locale',
    { 'en-US': { a: 'A', b: 'B' }, 'de-DE': { a: 'C' } },
    [
      'en-US at the key en-US: a from en-US.a "A", b from en-US.b "B"',
      'de-DE at the key de-DE: a from de-DE.a "C"',
    ],
    [],
  ],
  [
    'a list of entries',
    [
      { locale: 'en-US', a: 'A' },
      { locale: 'de-DE', a: 'C' },
    ],
    ['en-US at the value 0.locale: a from 0.a "A"', 'de-DE at the value 1.locale: a from 1.a "C"'],
    [],
  ],
  [
    'a string',
    'A',
    [],
    [
      'error event/attributes-form at the value: localizedAttributes is a string, not a map by locale or a list of entries. Write { en-US: { … } } or [{ "locale": "en-US", … }].',
    ],
  ],
  [
    'a single entry',
    { locale: 'en-US', a: 'A' },
    ['en-US at the value locale: a from a "A"'],
    [
      'error event/attributes-form at the value: localizedAttributes is a single entry, but Amazon reads a list of entries. Put it into a list: [{ "locale": …, … }].',
    ],
  ],
  [
    'a single entry whose locale is no text',
    { locale: { a: 'A' } },
    ['locale at the key locale: a from locale.a "A"'],
    [
      `error event/locale-unknown at the key locale: "locale" is not a locale: it is written like "en-US", with a hyphen and capitals at the end. ${oneOf}`,
    ],
  ],
  [
    'texts without locale',
    { a: 'A' },
    [],
    [
      'error event/attributes-form at the value a: localizedAttributes holds "a", which is not a locale. Write the texts below their locale: en-US: { a: … }.',
    ],
  ],
  [
    'a text for a locale',
    { 'en-US': 'A' },
    [],
    [
      'error event/attributes-form at the value en-US: The texts of en-US are a string, not a map from key to text. Write en-US: { <key>: <text> }.',
    ],
  ],
  [
    'an entry that is a string',
    ['A'],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes is a string, not a map with a locale and texts. Write { "locale": "en-US", "<key>": "<text>" }.',
    ],
  ],
  [
    'an entry whose locale is a number',
    [{ locale: 1, a: 'A' }],
    [],
    [
      'error event/attributes-form at the value 0.locale: The locale of an entry is a number, not a string such as "en-US". Write "locale": "en-US".',
    ],
  ],
  [
    'an entry without locale',
    [{ a: 'A' }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Add "locale": "en-US".',
    ],
  ],
  [
    'an entry with a language',
    [{ Language: 'en-US', a: 'A' }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Rename "Language" to "locale".',
    ],
  ],
  [
    'an entry with a locales',
    [{ locales: 'en-US', a: 'A' }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Rename "locales" to "locale".',
    ],
  ],
  [
    'an entry with a lang',
    [{ lang: 'en-US', a: 'A' }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Rename "lang" to "locale".',
    ],
  ],
  [
    'an entry with another locale',
    [{ Locale: 'en-US', a: 'A' }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Rename "Locale" to "locale".',
    ],
  ],
  [
    'an entry with words like those',
    [{ slang: 'A', languages: 'B' }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Add "locale": "en-US".',
    ],
  ],
  [
    'an entry that is a map by locale',
    [{ 'en-US': { a: 'A' } }],
    [],
    [
      'error event/attributes-form at the value 0: An entry of localizedAttributes has no locale. Write { "locale": "en-US", … } with the texts beside it, or a map by locale without the list.',
    ],
  ],
  [
    'a text called locale',
    { 'en-US': { locale: 'A', a: 'B' } },
    ['en-US at the key en-US: a from en-US.a "B"'],
    [
      'error event/attributes-form at the key en-US.locale: A text cannot be called "locale": in what is sent this name holds the locale. Remove it, or give the text another key.',
    ],
  ],
  [
    'a number',
    { 'en-US': { a: 1 } },
    ['en-US at the key en-US: a from en-US.a ""'],
    [
      'error event/attribute-value at the value en-US.a: "a" is a number, not a string. Put it in quotes, as it should be spoken.',
    ],
  ],
  [
    'a boolean',
    { 'en-US': { a: true } },
    ['en-US at the key en-US: a from en-US.a ""'],
    [
      'error event/attribute-value at the value en-US.a: "a" is a boolean, not a string. Put it in quotes, as it should be spoken.',
    ],
  ],
  [
    'a list of texts',
    { 'en-US': { a: ['A'] } },
    ['en-US at the key en-US: a from en-US.a ""'],
    [
      'error event/attribute-value at the value en-US.a: "a" is a list, not a string. Write one text for this locale.',
    ],
  ],
  [
    'no text',
    { 'en-US': { a: null } },
    ['en-US at the key en-US: a from en-US.a ""'],
    [
      'error event/attribute-value at the value en-US.a: "a" is nothing, not a string. Write one text for this locale.',
    ],
  ],
  [
    'an empty text',
    { 'en-US': { a: '' } },
    ['en-US at the key en-US: a from en-US.a ""'],
    [
      'warning event/attribute-empty at the value en-US.a: "a" is empty: customers with this locale would hear an incomplete sentence. Write the text for this locale.',
    ],
  ],
  [
    'a blank',
    { 'en-US': { a: ' ' } },
    ['en-US at the key en-US: a from en-US.a " "'],
    [
      'warning event/attribute-empty at the value en-US.a: "a" is empty: customers with this locale would hear an incomplete sentence. Write the text for this locale.',
    ],
  ],
  [
    'two entries of one locale',
    [
      { locale: 'en-US', a: 'A' },
      { locale: 'en-US', b: 'B' },
    ],
    ['en-US at the value 0.locale: a from 0.a "A", b from 1.b "B"'],
    [
      'notice event/locale-merged at the value 1.locale: There are several entries for "en-US"; they are sent as one. Put all texts of a locale into one entry.',
    ],
  ],
  [
    'the same text twice',
    [
      { locale: 'en-US', a: 'A' },
      { locale: 'en-US', a: 'A' },
    ],
    ['en-US at the value 0.locale: a from 1.a "A"'],
    [
      'notice event/locale-merged at the value 1.locale: There are several entries for "en-US"; they are sent as one. Put all texts of a locale into one entry.',
    ],
  ],
  [
    'two texts of one key',
    [
      { locale: 'en-US', a: 'A', b: 'B' },
      { locale: 'en-US', a: 'C', b: 'B' },
    ],
    ['en-US at the value 0.locale: a from 1.a "C", b from 1.b "B"'],
    [
      'warning event/locale-merged at the value 1.a: "a" has two texts for "en-US"; the later one, "C", is sent. Remove one of them.',
    ],
  ],
  [
    'three entries of one locale',
    [
      { locale: 'en-US', a: 'A' },
      { locale: 'en-US', b: 'B' },
      { locale: 'en-US', a: 'C' },
    ],
    ['en-US at the value 0.locale: a from 2.a "C", b from 1.b "B"'],
    [
      'notice event/locale-merged at the value 1.locale: There are several entries for "en-US"; they are sent as one. Put all texts of a locale into one entry.',
      'warning event/locale-merged at the value 2.a: "a" has two texts for "en-US"; the later one, "C", is sent. Remove one of them.',
    ],
  ],
  [
    'a locale with an underscore',
    { en_us: { a: 'A' } },
    ['en-US at the key en_us: a from en_us.a "A"'],
    [
      'error event/locale-unknown at the key en_us: "en_us" is not a locale: it is written like "en-US", with a hyphen and capitals at the end. Write "en-US".',
    ],
  ],
  [
    'a language',
    [{ locale: 'de', a: 'A' }],
    ['de-DE at the value 0.locale: a from 0.a "A"'],
    [
      'error event/locale-unknown at the value 0.locale: "de" is not a locale: it is written like "en-US", with a hyphen and capitals at the end. Write "de-DE".',
    ],
  ],
  [
    'no language at all',
    { 12: { a: 'A' } },
    ['12 at the key 12: a from 12.a "A"'],
    [
      `error event/locale-unknown at the key 12: "12" is not a locale: it is written like "en-US", with a hyphen and capitals at the end. ${oneOf}`,
    ],
  ],
  [
    'a country without skills',
    { 'fr-BE': { a: 'A' } },
    ['fr-BE at the key fr-BE: a from fr-BE.a "A"'],
    [
      'warning event/locale-unknown at the key fr-BE: The locale "fr-BE" is not one that skills are known to have. For this language skills have fr-CA, fr-FR.',
    ],
  ],
  [
    'a language without skills',
    { 'fi-FI': { a: 'A' } },
    ['fi-FI at the key fi-FI: a from fi-FI.a "A"'],
    [
      `warning event/locale-unknown at the key fi-FI: The locale "fi-FI" is not one that skills are known to have. ${oneOf}`,
    ],
  ],
  [
    'another word for a country',
    [{ locale: 'en-UK', a: 'A' }],
    ['en-UK at the value 0.locale: a from 0.a "A"'],
    [
      'warning event/locale-unknown at the value 0.locale: The locale "en-UK" is not one that skills are known to have; did you mean en-GB? For this language skills have en-AU, en-CA, en-GB, en-IN, en-US.',
    ],
  ],
])('localized attributes that are %s', (_, value, texts, says) => {
  const found = new Findings()
  const locales = readAttributes(new Part(value, [], found))
  expect(
    locales.map(({ locale, at, texts }) => {
      const all = [...texts].map(
        ([key, { text, at }]) => `${key} from ${at.path.join('.')} "${text}"`,
      )
      return `${locale} at the ${at.side} ${at.path.join('.')}: ${all.join(', ')}`
    }),
  ).toEqual(texts)
  expect(linesOf(found)).toEqual(says)
})

test('numbers and booleans that a template made are texts, a map is none', () => {
  const found = new Findings(() => true)
  const value = { 'en-US': { a: 1, b: true, c: {} } }
  const locales = readAttributes(new Part(value, [], found))
  expect(attributesList(locales)).toEqual([{ locale: 'en-US', a: '1', b: 'true', c: '' }])
  expect(linesOf(found)).toEqual([
    'error event/attribute-value at the value en-US.c: "c" is a map, not a string. Write one text for this locale.',
  ])
})

test('what is left out has no texts', () => {
  expect(readAttributes(undefined)).toEqual([])
})
