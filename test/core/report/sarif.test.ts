import { describe, expect, it } from 'vitest'
import { finding } from '../../../src/core/diagnostic.ts'
import { sarifLog } from '../../../src/core/report/sarif.ts'
import { rules } from '../../../src/core/rules/index.ts'
import { fullResult, placeOf, resultOf, settingWarning, syntaxError } from './results.ts'

it('is a SARIF 2.1.0 log of one run of this program', () => {
  expect(sarifLog(fullResult, '1.2.3')).toMatchObject({
    $schema: expect.stringContaining('sarif-2.1.0'),
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'alexa-proactive', version: '1.2.3' } },
        columnKind: 'utf16CodeUnits',
      },
    ],
  })
})

it('has each rule once, with its help', () => {
  const log = sarifLog(
    resultOf({ diagnostics: [syntaxError, settingWarning, syntaxError] }),
    '1.0.0',
  )
  expect(log).toMatchObject({
    runs: [
      {
        tool: {
          driver: {
            rules: [
              {
                id: 'source/syntax',
                shortDescription: { text: rules['source/syntax'].title },
                help: { markdown: expect.stringContaining(rules['source/syntax'].fix) },
                helpUri: expect.stringMatching(/^https:\/\/.*#sourcesyntax$/),
                defaultConfiguration: { level: 'error' },
              },
              { id: 'settings/value' },
            ],
          },
        },
        results: [{ ruleIndex: 0 }, { ruleIndex: 0 }],
      },
    ],
  })
})

it('shows findings in files as results, others as notifications', () => {
  expect(sarifLog(fullResult, '1.0.0')).toMatchObject({
    runs: [
      {
        results: [
          {
            ruleId: 'source/syntax',
            level: 'error',
            message: { text: 'A comma is missing here. Put one in.' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'skill.json' },
                  region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
                },
              },
            ],
          },
        ],
        invocations: [
          {
            executionSuccessful: false,
            toolExecutionNotifications: [
              {
                associatedRule: { id: 'settings/value', index: 1 },
                level: 'warning',
                message: { text: 'The setting rate is unusual. Leave it out.' },
              },
            ],
          },
        ],
      },
    ],
  })
})

it('shows a finding in text given in place as a notification with its place', () => {
  const inPlace = finding('source/syntax', placeOf('<event>', 2, 4), 'No.', 'Yes.', 'notice')
  expect(sarifLog(resultOf({ diagnostics: [inPlace] }), '1.0.0')).toMatchObject({
    runs: [
      {
        results: [],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              { level: 'note', message: { text: '<event>:2:4: No. Yes.' } },
            ],
          },
        ],
      },
    ],
  })
})

describe('file addresses', () => {
  it.each([
    ['skill-package/skill.json', 'skill-package/skill.json'],
    ['./skill.json', 'skill.json'],
    ['skill-package\\skill.json', 'skill-package/skill.json'],
    ['événements/mon event#1.yml', '%C3%A9v%C3%A9nements/mon%20event%231.yml'],
    ['/builds/skill.json', 'file:///builds/skill.json'],
    ['C:\\skills\\my skill.json', 'file:///C:/skills/my%20skill.json'],
    ['half\ud83d.json', 'half%EF%BF%BD.json'],
  ])('%j is %s', (file, uri) => {
    const diagnostics = [finding('source/syntax', placeOf(file, 1, 1), 'No.', 'Yes.')]
    expect(sarifLog(resultOf({ diagnostics }), '1.0.0')).toMatchObject({
      runs: [{ results: [{ locations: [{ physicalLocation: { artifactLocation: { uri } } }] }] }],
    })
  })
})
