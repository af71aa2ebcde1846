import { expect, it } from 'vitest'
import { intendedLocale } from '../../src/core/alexa.ts'

it.each<[string, string | undefined]>([
  ['en_US', 'en-US'],
  ['EN-us', 'en-US'],
  ['en-SU', 'en-US'],
  ['en-UK', 'en-GB'],
  ['en_UK', 'en-GB'],
  ['jp-JP', 'ja-JP'],
  ['en', 'en-US'],
  ['fr', 'fr-FR'],
  ['de', 'de-DE'],
  ['es', 'es-ES'],
  ['ja', 'ja-JP'],
  ['pt', 'pt-BR'],
  ['de_at', 'de-DE'],
  ['de-AT', undefined],
  ['sv-SE', undefined],
  ['no', undefined],
  ['english', undefined],
  ['', undefined],
])('%j means %j', (text, meant) => {
  expect(intendedLocale(text)).toBe(meant)
})
