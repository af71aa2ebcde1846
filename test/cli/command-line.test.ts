import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../src/cli/command-line.ts'
import { optionsOf } from '../../src/cli/commands.ts'
import { settingsOf } from '../../src/core/settings.ts'
import { version } from '../../src/core/version.ts'
import { plainStyle } from './streams.ts'

function parse(...words: readonly string[]) {
  return parseCommandLine(words, plainStyle)
}

describe('settings', () => {
  test('every setting of the command line is an option of some command', () => {
    const options = (['validate', 'preview', 'send'] as const).flatMap(optionsOf)
    const names = new Set(options.map(({ name }) => name))
    expect(settingsOf('cli').filter(name => !names.has(name))).toEqual([])
  })

  const cases = [
    { words: ['validate'], settings: { command: 'validate' } },
    {
      words: ['preview', '--event-file', 'a b.yaml', '--stage', 'live'],
      settings: { command: 'preview', 'event-file': 'a b.yaml', stage: 'live' },
    },
    {
      words: ['send', '--dry-run', '--simulate'],
      settings: { command: 'send', 'dry-run': 'true', simulate: 'true' },
    },
    { words: ['send', '--retries=0'], settings: { command: 'send', retries: '0' } },
    { words: ['send', '--stage', ' Live '], settings: { command: 'send', stage: ' Live ' } },
    { words: ['send', '--client-id', ''], settings: { command: 'send', 'client-id': '' } },
    { words: ['send', '--event-file', '-'], settings: { command: 'send', 'event-file': '-' } },
    { words: ['send', '--dry-run=false'], settings: { command: 'send', 'dry-run': 'false' } },
    { words: ['--stage', 'live', 'send'], settings: { command: 'send', stage: 'live' } },
    {
      words: ['send', '--regions', 'NA', '--regions', 'EU,FE'],
      settings: { command: 'send', regions: 'NA\nEU,FE' },
    },
    {
      words: ['send', '--event', '---\nevent: {}'],
      settings: { command: 'send', event: '---\nevent: {}' },
    },
  ] as const
  test.each(cases)('$words are handed on as they are', ({ words, settings }) => {
    expect(parse(...words)).toEqual({
      kind: 'run',
      command: settings.command,
      settings,
      json: false,
    })
  })

  test('--json and --no-color are not settings', () => {
    expect(parse('send', '--ref', 'main', '--json', '--no-color')).toEqual({
      kind: 'run',
      command: 'send',
      settings: { command: 'send', ref: 'main' },
      json: true,
    })
  })

  test('simulate has options of its own', () => {
    expect(parse('simulate', '--port', '80', '--client-id', 'a', '--json')).toEqual({
      kind: 'simulate',
      options: new Map([
        ['port', '80'],
        ['client-id', 'a'],
        ['json', 'true'],
      ]),
      operands: [],
      json: true,
    })
  })
})

describe('wrong usage', () => {
  const cases = [
    { words: [], says: 'There is no command.' },
    { words: ['sned'], says: 'did you mean send?' },
    { words: ['help', 'nothing'], says: 'There is no command "nothing".' },
    { words: ['send', '--evnt-file', 'x'], says: '--evnt-file; did you mean --event-file?' },
    { words: ['send', '-x'], says: 'There is no option -x.' },
    { words: ['--nothing-like-it'], says: 'There is no option --nothing-like-it.' },
    { words: ['send', '--manifest'], says: 'The option --manifest has no value.' },
    { words: ['send', '--manifest', '--json'], says: 'The option --manifest has no value' },
    { words: ['simulate', '--port', '--json'], says: 'The option --port has no value' },
    { words: ['send', 'release.yaml'], says: 'Unexpected argument "release.yaml".' },
    { words: ['send', '--dry-run', 'false'], says: 'Unexpected argument "false".' },
    { words: ['send', '--stage', 'live', '--stage', 'live'], says: '--stage is given twice' },
    { words: ['validate', '--event-file', ''], says: 'The option --event-file is empty.' },
    { words: ['validate', '--event-file= '], says: 'The option --event-file is empty.' },
    { words: ['send', '--json=yes'], says: 'The option --json takes no value.' },
    { words: ['join'], says: 'no report to join' },
    { words: ['validate', '--client-secret', 'x'], says: 'an option of send and simulate' },
    { words: ['preview', '--dry-run'], says: 'an option of send.' },
  ] as const
  test.each(cases)('$words', ({ words, says }) => {
    expect(parse(...words)).toMatchObject({
      kind: 'refusal',
      message: expect.stringContaining(says),
      hint: expect.stringMatching(/\S/),
    })
  })

  test('a secret among wrong arguments is not repeated', () => {
    const secret = 'amzn1.oa2-cs.v1.5ec2e7'
    const refusals = [
      parse('send', '--client-secret', secret, '--nonsense'),
      parse('send', '--client-secret', secret, 'word'),
      parse('validate', '--client-secret', secret),
      parse('send', '--client-secrt', secret),
      parse('send', `--client-secrt=${secret}`),
      parse('validate', `--client-secret=${secret}`),
    ]
    expect(refusals.map(({ kind }) => kind)).toEqual(refusals.map(() => 'refusal'))
    expect(JSON.stringify(refusals)).not.toContain(secret)
  })
})

describe('answers', () => {
  test.each([['-v'], ['--version'], ['--version', 'extra'], ['send', '--version']])(
    '%s %s',
    (...words) => {
      expect(parse(...words.filter(word => word !== undefined))).toEqual({
        kind: 'answer',
        text: `${version}\n`,
      })
    },
  )

  const helps = [
    { words: ['--help'], says: ['validate', 'preview', 'send', 'simulate'] },
    { words: ['validate', '--help'], says: ['--fail-on', 'Examples:', 'Exit codes:'] },
    { words: ['preview', '--help'], says: ['--regions', 'Examples:', 'NO_COLOR'] },
    {
      words: ['send', '-h'],
      says: ['ALEXA_CLIENT_SECRET', '--dry-run', 'Interrupted'.toLowerCase()],
    },
    { words: ['help', 'simulate'], says: ['--port', 'Examples:', 'Exit codes:'] },
  ] as const
  test.each(helps)('$words', ({ words, says }) => {
    const invocation = parse(...words)
    if (invocation.kind !== 'answer') throw new Error(`${invocation.kind} is no answer`)
    for (const part of says) expect(invocation.text).toContain(part)
    expect(invocation.text).not.toContain('\u001b')
    expect(invocation.text.split('\n').filter(line => line.length > 100)).toEqual([])
  })

  test('an option is shown only where it means something', () => {
    const help = parse('validate', '--help')
    expect(help).toMatchObject({ text: expect.not.stringMatching(/--client|--dry-run|--api-url/) })
  })
})
