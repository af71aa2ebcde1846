import { expect, test } from 'vitest'
import { programError as errorText } from '../../src/cli/program-error.ts'

function programError(
  failure: unknown,
  environment: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): string {
  return errorText(failure, { environment, words })
}

test('is one line that asks to report it, without stack', () => {
  const text = programError(new Error('broken\n\u001b[31mbadly'), {})
  expect(text).toContain('broken \\x1b[31mbadly')
  expect(text).toContain('/issues')
  expect(text.trimEnd().split('\n')).toHaveLength(1)
})

test('has the stack for those who look for it', () => {
  expect(programError(new Error('broken'), { ALEXA_PROACTIVE_DEBUG: '1' })).toMatch(/\n\s+at /)
})

test('takes anything that was thrown', () => {
  expect(programError('a text', { ALEXA_PROACTIVE_DEBUG: '1' })).toContain('a text')
})

test('never holds the credentials', () => {
  const secrets = { ALEXA_CLIENT_ID: ' the-id\n', ALEXA_CLIENT_SECRET: 'the-secret' }
  const failure = new Error('the-id and the-secret')
  const texts = [
    programError(failure, secrets),
    programError(failure, { ...secrets, ALEXA_PROACTIVE_DEBUG: '1' }),
    programError(failure, {}, ['send', '--client-id', 'the-id', '--client-secret=the-secret']),
  ]
  expect(texts.join()).not.toMatch(/the-id|the-secret/)
})
