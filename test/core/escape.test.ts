import { describe, expect, it } from 'vitest'
import { jsonText, markdownText, oneLine, plainText } from '../../src/core/escape.ts'

describe('plainText', () => {
  it.each([
    ['plain text: äöü 日本語 🎉', 'plain text: äöü 日本語 🎉'],
    ['family 👩‍👩‍👧 stays', 'family 👩‍👩‍👧 stays'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u001b]8;;https://evil.example\u0007link', '\\x1b]8;;https://evil.example\\x07link'],
    ['\u009b31m', '\\x9b31m'],
    ['bell\u0007 null\u0000 delete\u007f', 'bell\\x07 null\\x00 delete\\x7f'],
    ['a\nb\r\nc\td', 'a\\nb\\r\\nc\\td'],
    ['user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['\u2066isolate\u2069', '\\u2066isolate\\u2069'],
    ['line\u2028separator', 'line\\u2028separator'],
    ['hidden\u200btext', 'hidden\\u200btext'],
    ['half \ud83d of it', 'half \\ud83d of it'],
    ['::error::x', ':\\:error::x'],
    ['  ::set-output name=a::b', '  :\\:set-output name=a::b'],
    ['a::b', 'a::b'],
    ['x ##[error]y', 'x ##\\[error]y'],
  ])('%j becomes %j', (text, plain) => {
    expect(plainText(text)).toBe(plain)
  })
})

it('writes JSON that means the same and steers nothing', () => {
  const value = {
    text: '"a"\n\u001b[31m\u009b1m\u202e\u2028\u007f\ud83d 日本語 🎉',
    list: [1, 'b'],
  }
  const text = jsonText(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cs}|[\u2028\u202e]/u)
  expect(text).toContain('日本語 🎉')
  expect(text.split('\n')[1]).toMatch(/^ {2}"text": /)
})

describe('oneLine', () => {
  it.each([
    ['a\n  b\r\n\tc ', 80, 'a b c'],
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['abcd efg', 6, 'abcd…'],
    ['abcd🎉🎉', 6, 'abcd…'],
    ['\n::error::', 80, ':\\:error::'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%j within %i is %j', (text, limit, line) => {
    expect(oneLine(text, limit)).toBe(line)
  })
})

describe('markdownText', () => {
  it.each([
    ['a | b', 'a &#124; b'],
    ['</details>', '&#60;/details&#62;'],
    ['<!-- x', '&#60;!-- x'],
    ['&lt;', '&#38;lt;'],
    ['`code`', '&#96;code&#96;'],
    ['**b** _i_ ~~s~~', '&#42;&#42;b&#42;&#42; &#95;i&#95; &#126;&#126;s&#126;&#126;'],
    ['[a](b)', '&#91;a&#93;(b)'],
    ['![a]', '!&#91;a&#93;'],
    ['\\| $x$', '&#92;&#124; &#36;x&#36;'],
    ['# title', '&#35; title'],
    ['line\r\nbreak', 'line break'],
    ['@octocat', '@&#8203;octocat'],
    ['#12', '&#35;&#8203;12'],
    ['gh-12', 'gh-&#8203;12'],
    ['https://evil.example', 'https:&#8203;//evil.example'],
    ['www.evil.example', 'www&#8203;.evil.example'],
    ['\u001b[31m', '&#92;x1b&#91;31m'],
    ['a\u202eb', 'a&#92;u202eb'],
    ['Canal météo 🎉', 'Canal météo 🎉'],
  ])('%j becomes %j', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown)
  })

  it('cuts the text, not what it is escaped to', () => {
    expect(markdownText('||||', 3)).toBe('&#124;&#124;…')
  })
})
