import { describe, expect, test } from 'vitest'
import { readInputs } from '../../src/action/inputs.ts'

test('inputs keep the blanks around them', () => {
  const { raw } = readInputs({ INPUT_EVENT: '  event:\n    name: x\n' })
  expect(raw.event).toBe('  event:\n    name: x\n')
})

describe('credentials', () => {
  test('come from the environment where the inputs are empty', () => {
    const { raw } = readInputs({
      'INPUT_CLIENT-ID': '',
      'INPUT_CLIENT-SECRET': ' \n',
      ALEXA_CLIENT_ID: 'id of the environment',
      ALEXA_CLIENT_SECRET: 'secret of the environment',
    })
    expect(raw['client-id']).toBe('id of the environment')
    expect(raw['client-secret']).toBe('secret of the environment')
  })

  test('of the inputs win', () => {
    const { raw } = readInputs({ 'INPUT_CLIENT-ID': 'input', ALEXA_CLIENT_ID: 'environment' })
    expect(raw['client-id']).toBe('input')
  })
})

describe('summary', () => {
  test.each([
    ['', true],
    ['true', true],
    [' True ', true],
    ['FALSE', false],
  ])('%j', (value, summary) => {
    expect(readInputs({ INPUT_SUMMARY: value })).toMatchObject({ summary, diagnostics: [] })
  })

  test('anything else is an error', () => {
    const { diagnostics } = readInputs({ INPUT_SUMMARY: 'yes' })
    expect(diagnostics).toMatchObject([
      { rule: 'settings/value', severity: 'error', message: /"yes"/ },
    ])
  })
})

describe('misspelt inputs', () => {
  test.each([
    ['INPUT_DRY_RUN', 'dry-run'],
    ['INPUT_EVENTFILE', 'event-file'],
    ['INPUT_CLIENT_SECRET', 'client-secret'],
    ['INPUT_SUMARY', 'summary'],
  ])('%s is an error that names %s', (variable, meant) => {
    const { diagnostics } = readInputs({ [variable]: 'true' })
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]?.severity).toBe('error')
    expect(diagnostics[0]?.message).toContain(`did you mean ${meant}?`)
  })

  test('other variables are nobody’s business', () => {
    const { diagnostics } = readInputs({ INPUT_QXZ: 'true', INPUT_DRY_RUN: '', DRY_RUN: 'true' })
    expect(diagnostics).toEqual([])
  })
})
