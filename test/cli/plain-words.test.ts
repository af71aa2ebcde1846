import { describe, expect, it } from 'vitest'
import { parseCommandLine } from '../../src/cli/command-line.ts'
import { settingOptions } from '../../src/cli/options.ts'
import { readPlainWords } from '../../src/cli/plain-words.ts'
import { randomNumbers } from '../support/random.ts'
import { plainStyle } from './streams.ts'

const commands = ['validate', 'preview', 'send'] as const
const options = [
  ...settingOptions.map(({ name }) => `--${name}`),
  '--json',
  '--color',
  '--no-color',
]
const values = ['x', 'a b', '', '-', '-x', '--', '--json', '--unknown', '---\nevent: x', '{a: 1}']

function randomWords(seed: number): readonly string[] {
  const pick = randomNumbers(seed)
  const words: string[] = [commands[pick(3)] ?? 'send']
  for (let count = pick(6); count > 0; count -= 1) {
    words.push(options[pick(options.length)] ?? '--json')
    // Most options want a value; sometimes one is missing or too many.
    if (pick(5) > 0) words.push(pick(3) > 0 ? 'value' : (values[pick(values.length)] ?? ''))
  }
  return words
}

describe('plain arguments', () => {
  it.each([
    [['validate']],
    [['validate', '--manifest', 'skill.json']],
    [['send', '--event-file', 'a.yaml', '--simulate', '--json', '--ref', 'refs/tags/v1']],
    [['send', '--live-refs', 'main', '--live-refs', 'next', '--regions', 'NA', '--no-color']],
    [['preview', '--event', '{a: 1}', '--stage', 'live', '--stage', 'auto']],
  ])('are understood without the parser: %j', words => {
    expect(readPlainWords(words)).toEqual(parseCommandLine(words, plainStyle))
  })

  it.each([
    [[]],
    [['--help']],
    [['--version']],
    [['help', 'send']],
    [['simulate']],
    [['snd']],
    [['send', '--help']],
    [['send', '-h']],
    [['send', 'event.yaml']],
    [['send', '--event-file=a.yaml']],
    [['send', '--event-file']],
    [['send', '--event-file', '--json']],
    [['send', '--event', '---\nevent: x']],
    [['send', '--evnt-file', 'a.yaml']],
    [['validate', '--dry-run']],
    [['validate', '--', '--json']],
  ])('are not these, which are left to the parser: %j', words => {
    expect(readPlainWords(words)).toBeUndefined()
  })

  it('mean what the parser says they mean, whatever they are', () => {
    let understood = 0
    for (let seed = 1; seed <= 3_000; seed += 1) {
      const words = randomWords(seed)
      const plain = readPlainWords(words)
      if (plain === undefined) continue
      understood += 1
      expect({ words, ...plain }).toEqual({ words, ...parseCommandLine(words, plainStyle) })
    }
    expect(understood).toBeGreaterThan(500)
  })
})
