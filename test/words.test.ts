import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from './cli/child.ts'

/** What CONTRIBUTING.md says we do not write, and what we write instead. */
const phrases: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(one|id|object|entry|name|pattern|record|row)s? a line\b/i, 'one per line'],
  [/\b(requests|events|times|many|users|notifications|\d+) a second\b(?! time)/i, 'per second'],
  [/\bstands? twice\b/i, 'is listed twice'],
  [/\bblanks\b|\ba blank\b(?! line)/i, 'spaces'],
  [/\b(get|gets|got) nothing\b/i, 'was not notified'],
  [/\bgoes on where\b/i, 'resumes'],
  [/\b(takes?|took|taken) (it |them |the event )?in\b(?! [a-z])/i, 'accepts'],
  [/\blets? (anybody|somebody|nobody|everybody) in\b|\b(was|were|is) (ever )?let in\b/i, 'accepts'],
  [/\btold (anything )?twice\b/i, 'notified twice'],
  [/\b(becomes|became) of\b/i, 'what … does with it, the outcome of'],
  [/\bin place of\b/i, 'instead of'],
  [/\binto (single |double )?quotes\b/i, 'in quotes'],
  [/\b(is|are) none of\b/i, 'is not one of'],
  [/\bmostly\b/i, 'usually'],
  [/\b(must be|is|not) a text\b/i, 'a string'],
  [/\bbehaviour|\bcolour|\bhonour|\blicence|(?<![-\w])misspel[t](?!-)/i, 'American spelling'],
  [/\bword too many\b/i, 'Unexpected argument'],
]

/** What people read: documentation, settings, schemas, and the words in the code. */
const files = execFileSync(
  'git',
  ['ls-files', '*.md', '*.yml', 'docs', 'src', 'plugin', 'schemas', 'examples', 'scripts'],
  { cwd: projectFolder, encoding: 'utf8' },
)
  .split('\n')
  .filter(file => /\.(md|ts|ya?ml|json)$/.test(file))
  .filter(file => !/^(CONTRIBUTING|CHANGELOG)\.md$|^schemas\/editor|package-lock/.test(file))

describe('the words of CONTRIBUTING.md', () => {
  it('looks at what people read', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'action.yml',
        'docs/campaigns.md',
        'src/cli/commands.ts',
      ]),
    )
  })

  it.each(phrases)('%s: %s', pattern => {
    const found = files.flatMap(file =>
      readFileSync(join(projectFolder, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [],
        ),
    )
    expect(found).toEqual([])
  })
})
