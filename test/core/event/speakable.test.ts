import { describe, expect, test } from 'vitest'
import { speakable, speakableLimit } from '../../../src/core/event/speakable.ts'

const family = '👩\u200D👩\u200D👧'
const escapeCharacter = '\u001B'

describe('speakable leaves what is spoken', () => {
  test.each([
    ['plain text', 'Star Quest 2.0 is here!', 'Star Quest 2.0 is here!'],
    ['a heading', '# Star Quest', 'Star Quest'],
    ['a heading closed with marks', '## C# notes ##', 'C# notes'],
    ['emphasis', '**Star** _Quest_ __two__ *is* ~~not~~ here', 'Star Quest two is not here'],
    ['an asterisk between numbers', '2*3 = 6', '2*3 = 6'],
    ['an underscore inside a word', 'star_quest', 'star_quest'],
    ['inline code', 'run `npm start` now', 'run npm start now'],
    ['an escaped mark', 'five \\* six', 'five six'],
    ['a link', 'see [the notes](https://example.com/a_(b) "title").', 'see the notes.'],
    ['a link by reference', 'see [the notes][1]\n\n[1]: https://example.com', 'see the notes'],
    ['a footnote', 'Faster[^1] than ever', 'Faster than ever'],
    ['an image', 'Star ![logo](https://example.com/logo.png) Quest', 'Star Quest'],
    ['a badge', '[![build](https://b.example/x.svg)](https://ci.example) Star', 'Star'],
    ['an address', 'Full Changelog: https://example.com/a...b', 'Full Changelog'],
    ['an address in a sentence', 'Try https://example.com/x?y=1, it is free.', 'Try, it is free.'],
    ['an address in angle brackets', 'Try <https://example.com> now', 'Try now'],
    ['a host', 'See www.example.com!', 'See!'],
    ['a list', "What's new\n- Maps\n- [x] Music\n* Games", "What's new. Maps. Music. Games"],
    ['a numbered list', '1. Maps\n2. Music', 'Maps. Music'],
    ['a name that begins with a number', '2. Bundesliga', '2. Bundesliga'],
    ['paragraphs', 'One\ntwo\n\nThree.\r\n\r\nFour', 'One two. Three. Four'],
    ['a table', '| Team | Goals |\n|:---|---:|\n| Reds | 2 |', 'Team, Goals. Reds, 2'],
    ['a quotation', '> [!NOTE]\n> Read this', 'Read this'],
    ['a rule and an underlined heading', 'Title\n=====\nText\n\n---\nEnd', 'Title. Text. End'],
    ['a block of code', 'Before\n```js\nlet x = 1\n```\nAfter', 'Before. After'],
    ['a block of code that is never closed', 'Before\n~~~\nlet x', 'Before'],
    ['HTML', '<p>Star <b class="x">Quest</b></p><br>two', 'Star Quest. two'],
    ['a comment', 'Star<!-- secret\n -->Quest', 'Star Quest'],
    ['a script', '<script>alert("x")</script>Star', 'Star'],
    ['a tag that is never closed', 'Star <img src=x', 'Star'],
    ['comparisons', '1 < 2 and 3 > 2', '1 2 and 3 2'],
    ['entities', 'Tom &amp; Jerry &#8211; caf&eacute; &#x1F3AE;', 'Tom & Jerry – café'],
    ['entities encoded twice', 'Tom &amp;amp; Jerry', 'Tom & Jerry'],
    ['HTML in entities', '&lt;b&gt;Star&lt;/b&gt;', 'Star'],
    ['an entity of any name', 'Qu&ecaron;st &frac12;', 'Quěst ½'],
    ['an entity for no character', 'Star&#0; &#xD800;Quest&#x110000;', 'Star Quest'],
    ['an unknown entity', 'AT&T; &nosuch;', 'AT&T; &nosuch'],
    ['emoji', `🎉 Star ${family} Quest 👍🏽 🇩🇪`, 'Star Quest'],
    ['a keycap', 'Part 1\uFE0F\u20E3', 'Part 1'],
    ['shortcodes', ':tada: Star at 10:30:15', 'Star at 10:30:15'],
    ['other scripts', 'क्‍ष نمی‌خواهم 新しいゲーム', 'क्‍ष نمی‌خواهم 新しいゲーム'],
    [
      'terminal escapes',
      `${escapeCharacter}[1;31mStar${escapeCharacter}[0m ${escapeCharacter}]8;;x\u0007Quest`,
      'Star Quest',
    ],
    ['control characters', 'Star\u0000\u0007\u009F\tQuest', 'Star Quest'],
    ['invisible characters', 'St\u00ADar\u200B \u202EQuest\uFEFF', 'Star Quest'],
    ['half a surrogate pair', 'Star \uD83C Quest', 'Star Quest'],
    ['a command of a workflow', '::error::Star', '::error::Star'],
    ['line ends of long ago', 'One\r\rTwo', 'One. Two'],
    ['a comment that is never closed', 'Star <!-- a > secret', 'Star'],
    ['a script of some type', '<script type="x">let a = 1</script >Star', 'Star'],
    ['a style that is never closed', 'Star <style>a { b: c }', 'Star'],
    ['addresses in angle brackets', 'a<http://x.example>b<mailto:c@d.example>e', 'a b e'],
    ['code in a line', 'run ```npm start``` now', 'run npm start now'],
    ['an indented block of code', 'Before\n  ```\nlet x\n  ```\nAfter', 'Before. After'],
    ['a quoted heading', '>  # Star\nQuest', 'Star. Quest'],
    ['an indented quotation', '  ># Star\nQuest', 'Star. Quest'],
    ['a quotation in a quotation', '> > # Star\nQuest', 'Star. Quest'],
    ['a quotation without space', '>Star', 'Star'],
    ['a comparison without spaces', 'a>b', 'a b'],
    ['half a row of a table', '| Team | Goals', 'Team, Goals'],
    ['what ends like a row', 'yes | no |', 'yes | no |'],
    ['an empty cell', '| | Goals |', 'Goals'],
    ['a number sign in a heading', '# The #1 game', 'The #1 game'],
    ['a heading that ends with a sign', '# About C#', 'About C#'],
    ['an image by reference', 'Star ![logo][one] Quest', 'Star Quest'],
    ['a footnote with a name', 'Faster[^note] than ever', 'Faster than ever'],
    ['a plain link', 'see [the notes](https://example.com).', 'see the notes.'],
    ['a link with brackets', 'see [the notes](https://example.com/a_(bc)).', 'see the notes.'],
    ['a link by name', 'see [the notes][one] and [more][]', 'see the notes and more'],
    ['an address without encryption', 'See http://example.com now', 'See now'],
    ['an address before dots', 'Try https://example.com/x... now', 'Try... now'],
    ['shortcodes in between', 'Star :tada: Quest :tada:', 'Star Quest'],
    ['empty brackets', 'Star () Quest [] of ( ) the [ ] red', 'Star Quest of the red'],
    ['brackets', 'Star (new) Quest [2]', 'Star (new) Quest [2]'],
    ['loose punctuation', 'Star ,;:', 'Star'],
    ['nothing', ' \n\t ', ''],
  ])('%s', (_, text, spoken) => {
    expect(speakable(text)).toBe(spoken)
  })
})

describe('speakable cuts', () => {
  test.each([
    ['nothing off what fits', 'Star Quest', 10, 'Star Quest'],
    ['nothing off what fits exactly', 'It is here. Get', 15, 'It is here. Get'],
    ['nothing off letters of two halves that fit', '𝒜𝒜. 𝒜', 5, '𝒜𝒜. 𝒜'],
    ['at a sentence that ends in the middle', 'Abc. defghi jk', 8, 'Abc.'],
    ['at a sentence that ends there', 'One two three. Ok. Four', 18, 'One two three. Ok.'],
    ['at the end of a word', 'The quick brown', 9, 'The quick'],
    ['behind brackets with nothing in them', '((( abcdef', 4, '((('],
    ['at a word', 'The quick brown fox jumps', 18, 'The quick brown'],
    ['at a sentence in the second half', 'It is here. Get it now', 18, 'It is here.'],
    ['not at an early sentence', 'Hi. This goes on for long', 18, 'Hi. This goes on'],
    ['not inside a number', 'Version 2.5 beta is out', 13, 'Version 2.5'],
    ['before a loose comma', 'Star Quest, the game', 12, 'Star Quest'],
    ['a single long word', 'Donaudampfschiff', 5, 'Donau'],
    ['by code points, not by halves of them', '𝒜𝒜𝒜𝒜𝒜', 3, '𝒜𝒜𝒜'],
    ['no accent off its letter', 'abe\u0301', 3, 'ab'],
    ['at a Japanese sentence', 'これは長い文章です。次の文です', 12, 'これは長い文章です。'],
    ['between Japanese words', '新しいゲームが登場しました', 8, '新しいゲームが'],
  ])('%s', (_, text, limit, spoken) => {
    expect(speakable(text, limit)).toBe(spoken)
  })

  test('never more than the limit, and always a beginning of the whole', () => {
    const text = 'Größe, e\u0301clair 𝒜𝒷𝒸 と日本語。 And so on — "quoted" (more) …'
    const whole = speakable(text, 1_000)
    for (let limit = 1; limit <= [...whole].length; limit += 1) {
      const spoken = speakable(text, limit)
      expect([...spoken].length).toBeLessThanOrEqual(limit)
      expect(whole.startsWith(spoken)).toBe(true)
      expect(spoken).not.toMatch(/\p{Surrogate}/u)
    }
  })

  test('what is longer than anybody listens to', () => {
    expect(speakable('a'.repeat(70_000), Number.POSITIVE_INFINITY)).toHaveLength(65_536)
  })

  test('long release notes at the default limit', () => {
    const spoken = speakable('## Notes\n\n- A change that is described at length\n'.repeat(500))
    expect(spoken.length).toBeLessThanOrEqual(speakableLimit)
    expect(spoken.length).toBeGreaterThan(speakableLimit / 2)
    expect(spoken.startsWith('Notes. A change that is described at length. Notes.')).toBe(true)
  })
})

describe('speakable ends in good time, whatever it is given', () => {
  const pieces = [
    '<',
    '<!--',
    '<a ',
    '[',
    '![](',
    '[^',
    '*a',
    '_',
    '`',
    '\\',
    '|',
    '&amp;',
    ':a',
    '1. \n',
    '(',
    '~~~\n',
  ]
  // With time for each that grows with what came before, this would take hours.
  test.each(pieces)('%j a million times', { timeout: 120_000 }, piece => {
    expect(speakable(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(speakableLimit)
  })
})
