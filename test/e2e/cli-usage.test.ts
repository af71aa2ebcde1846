import { describe, expect, test } from 'vitest'
import { runCli, startCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith, wrongEvent } from '../cli/folder.ts'

const escapeCharacter = String.fromCharCode(27)

describe('answers', () => {
  test.each([
    { words: ['--version'], says: '1.' },
    { words: ['--help'], says: 'simulate' },
    { words: ['validate', '--help'], says: 'Examples:' },
    { words: ['preview', '--help'], says: 'Examples:' },
    { words: ['send', '--help'], says: 'ALEXA_CLIENT_SECRET' },
    { words: ['simulate', '--help'], says: '--port' },
  ])('$words go to stdout with exit code 0', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(says)
  })
})

describe('wrong usage is exit code 2, with stdout empty', () => {
  test.each([
    { words: [], says: 'There is no command' },
    { words: ['sned'], says: 'did you mean send?' },
    { words: ['send', '--evnt-file', 'x'], says: 'did you mean --event-file?' },
    { words: ['validate', '--client-secret', 'x'], says: 'option of send' },
    { words: ['validate', 'extra'], says: 'Unexpected argument "extra".' },
    { words: ['validate', '--event-file', ''], says: 'The option --event-file is empty.' },
    { words: ['send', '--stage', 'live', '--stage', 'auto'], says: '--stage is given twice' },
    {
      words: ['send', '--event-file', '-', '--users-file', '-'],
      says: 'standard input can be one of them',
    },
    { words: ['send'], says: 'no event to send' },
    { words: ['preview'], says: 'no event to preview' },
    { words: ['send', '--event-file', 'a', '--event', 'b'], says: 'settings/event-twice' },
    { words: ['validate', '--stage', 'liv'], says: 'did you mean live?' },
    { words: ['validate', '--variables', '[1]'], says: 'settings/variables' },
    { words: ['simulate', '--port', '65536'], says: '65535' },
    { words: ['simulate', '--client-id', 'x'], says: '--client-secret' },
    { words: ['simulate', '--manifest', 'nowhere.json'], says: 'nowhere.json' },
  ])('$words', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('but with --json, where the findings are the answer', async () => {
    const { code, stdout } = await runCli(['send', '--stage', 'x', '--retries', 'y', '--json'])
    expect(code).toBe(2)
    const rules = JSON.parse(stdout).diagnostics.map(({ rule }: { rule: string }) => rule)
    expect(rules).toEqual(['settings/value', 'settings/value', 'settings/event-missing'])
  })

  test('a workflow whose event cannot be read', async () => {
    const { code, stderr } = await runCli(['validate'], {
      environment: {
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: 'push',
        GITHUB_EVENT_PATH: '/no/such.json',
      },
    })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('/no/such.json') })
  })
})

test('an event file can be standard input', async () => {
  const folder = await folderWith({ 'skill.json': cleanManifest })
  const words = ['preview', '--event-file', '-']
  const { code, stdout } = await runCli(words, { folder, input: cleanEvent })
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Example Weather') })
})

test('an event from standard input in another encoding is refused, not changed', async () => {
  const folder = await folderWith({ 'skill.json': cleanManifest })
  const input = Buffer.from(cleanEvent.replace('Example Weather', 'Météo'), 'latin1')
  const words = ['preview', '--event-file', '-']
  const { code, stderr } = await runCli(words, { folder, input })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('0xE9 is not UTF-8'),
  })
})

test('missing credentials are named, and how to do without', async () => {
  const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
  const { code, stderr } = await runCli(['send', '--event-file', 'event.yaml'], { folder })
  expect(code).toBe(1)
  for (const part of ['ALEXA_CLIENT_ID', 'ALEXA_CLIENT_SECRET', '--simulate']) {
    expect(stderr).toContain(part)
  }
})

describe('colors', () => {
  const words = ['preview', '--event-file', 'event.yaml', '--manifest', 'skill.json']
  test.each([
    { name: 'a pipe', colored: false },
    { name: '--color', extra: ['--color'], colored: true },
    { name: 'FORCE_COLOR', environment: { FORCE_COLOR: '1' }, colored: true },
    { name: 'NO_COLOR', environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, colored: false },
    {
      name: '--no-color',
      extra: ['--no-color'],
      environment: { FORCE_COLOR: '1' },
      colored: false,
    },
  ])('$name: $colored', async ({ extra = [], environment = {}, colored }) => {
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
    const { code, stdout } = await runCli([...words, ...extra], { folder, environment })
    expect({ code, colored: stdout.includes(escapeCharacter) }).toEqual({ code: 0, colored })
  })
})

// Most commands run in a process that has run others before. It must be as if it had not.
test.each([
  { words: ['--version'], environment: {} },
  { words: ['validate', '--event-file', 'wrong.yaml'], environment: { FORCE_COLOR: '1' } },
  { words: ['validate', '--event-file', 'event.yaml'], environment: {} },
  { words: ['sned'], environment: {} },
])('$words among others is as in a process of its own', async ({ words, environment }) => {
  const files = { 'skill.json': cleanManifest, 'event.yaml': cleanEvent, 'wrong.yaml': wrongEvent }
  const options = { folder: await folderWith(files), environment }
  expect(await runCli(words, options)).toEqual(await startCli(words, options).ended)
})
