import { expect, test } from 'vitest'
import { obstaclesIn, secondsOf } from '../../../src/core/speech/listening.ts'
import { otherPluralOf } from '../../../src/core/speech/localized.ts'

test.each([
  ['', 1],
  ['You have a notification.', 2],
  ['There is a tornado alert for your area. Provided by Example Weather.', 5],
  ['Star Quest 2.1 will be released on December 1, 2026.', 5],
  ['スタークエストの新しいバージョンが公開されました。', 4],
  ['البحث عن النجوم', 1],
])('%j takes about %i seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds)
})

test.each([
  ['Star Quest 2.1: what’s new? 50 % © Example™', []],
  ['C# and F# are languages_with_underscores', []],
  ['क्षेत्र और प्रदेश', []],
  ['Star Quest 🚀', [/^has emoji, /]],
  ['Vive la 🇫🇷', [/^has emoji, /]],
  ['see https://example.com/x', [/^has an address, /]],
  ['write to a@example.com', [/^has an address, /]],
  ['**Big** release', [/^has markup, /]],
  ['<b>Big</b> release', [/^has markup, /]],
  ['Big\u0007 release', [/^has control characters, /]],
  ['x'.repeat(200), []],
  ['x'.repeat(201), [/^has 201 characters\. Amazon publishes no limit/]],
])('what keeps %j from being heard', (text, found) => {
  expect(obstaclesIn(text)).toEqual(found.map(form => expect.stringMatching(form)))
})

test.each([
  ['ar-SA', 2, 'two'],
  ['ar-SA', 3, 'few'],
  ['ja-JP', 1, 'other'],
  ['fr-FR', 1, undefined],
  ['de-DE', 3, undefined],
  ['not a locale', 3, undefined],
])('the plural of %s for %i', (locale, count, form) => {
  expect(otherPluralOf(locale, count)).toBe(form)
})
