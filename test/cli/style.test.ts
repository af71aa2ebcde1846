import { describe, expect, test } from 'vitest'
import { styleOf } from '../../src/cli/style.ts'
import { keptOutput } from './streams.ts'

describe('colours', () => {
  const cases = [
    { name: 'a terminal', columns: 80, colored: true },
    { name: 'a pipe', colored: false },
    {
      name: 'a terminal that can do nothing',
      columns: 80,
      environment: { TERM: 'dumb' },
      colored: false,
    },
    { name: 'NO_COLOR', columns: 80, environment: { NO_COLOR: '1' }, colored: false },
    { name: 'an empty NO_COLOR', columns: 80, environment: { NO_COLOR: '' }, colored: true },
    { name: 'FORCE_COLOR in a pipe', environment: { FORCE_COLOR: '1' }, colored: true },
    {
      name: 'FORCE_COLOR=0 on a terminal',
      columns: 80,
      environment: { FORCE_COLOR: '0' },
      colored: false,
    },
    { name: 'both', environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, colored: false },
    {
      name: '--color against NO_COLOR',
      environment: { NO_COLOR: '1' },
      words: ['send', '--color'],
      colored: true,
    },
    {
      name: '--no-color against FORCE_COLOR',
      columns: 80,
      environment: { FORCE_COLOR: '1' },
      words: ['--no-color'],
      colored: false,
    },
    { name: 'the later of two options', words: ['--no-color', '--color'], colored: true },
  ]
  test.each(cases)('$name: $colored', ({ columns, environment = {}, words = [], colored }) => {
    const { colors } = styleOf(keptOutput(columns), environment, words)
    expect(colors.red('x') !== 'x').toBe(colored)
  })
})

test.each([
  { terminal: undefined, columns: 100 },
  { terminal: 72, columns: 72 },
  { terminal: 250, columns: 100 },
  { terminal: 5, columns: 40 },
])('a terminal of $terminal columns is used up to $columns', ({ terminal, columns }) => {
  expect(styleOf(keptOutput(terminal), {}, []).columns).toBe(columns)
})
