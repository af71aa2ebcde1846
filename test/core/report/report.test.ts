import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { finding } from '../../../src/core/diagnostic.ts'
import { rules } from '../../../src/core/generated/rules.ts'
import { resultObject, sarifLog } from '../../../src/core/report/report.ts'
import { campaignReport } from '../campaign/reports.ts'
import {
  deliveryOf,
  fullResult,
  placeOf,
  resultOf,
  settingWarning,
  syntaxError,
} from './results.ts'

const schemaFile = new URL('../../../schemas/result.schema.json', import.meta.url)
const packageFile = new URL('../../../package.json', import.meta.url)
const isPublishedResult = new Ajv({ allErrors: true, strict: false }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')),
)

it('publishes everything that is known, with places flattened and counts', () => {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8'))
  expect(resultObject(fullResult)).toEqual({
    version,
    status: 'partial',
    stage: 'live',
    stageReason: 'refs/heads/main matches live-refs "main"',
    regions: ['NA', 'EU'],
    regionsReason: 'the setting regions says so',
    referenceId: 'Abc123',
    diagnostics: [
      {
        rule: 'source/syntax',
        severity: 'error',
        message: 'A comma is missing here.',
        file: 'skill.json',
        line: 3,
        column: 5,
        endLine: 3,
        endColumn: 9,
        help: 'Put one in.',
        docs: expect.stringContaining('docs/rules.md#sourcesyntax'),
      },
      {
        rule: 'settings/value',
        severity: 'warning',
        message: 'The setting rate is unusual.',
        help: 'Leave it out.',
        docs: expect.stringContaining('docs/rules.md#settingsvalue'),
      },
    ],
    preview: fullResult.preview.map(spoken => ({
      ...spoken,
      heard: 'sentence',
      seconds: 4,
      screen: spoken.speech,
    })),
    deliveries: [
      {
        region: 'NA',
        audience: 'Multicast',
        outcome: 'accepted',
        httpStatus: 202,
        requestId: 'request-1',
        attempts: 1,
        inDoubt: false,
        message: 'Amazon accepted the event.',
      },
      {
        region: 'EU',
        audience: 'Multicast',
        outcome: 'failed',
        attempts: 5,
        inDoubt: true,
        message: 'No answer came.',
      },
    ],
    simulated: false,
    counts: { accepted: 1, alreadySent: 0, rejected: 0, failed: 1, errors: 1, warnings: 1 },
  })
})

const skipped = resultOf({ status: 'skipped', skippedReason: 'There are no credentials.' })
const repeated = resultOf({
  status: 'already-sent',
  deliveries: [
    deliveryOf({ outcome: 'already-sent', httpStatus: 409 }),
    deliveryOf({ outcome: 'rejected', httpStatus: 400 }),
  ],
})

const audited = resultOf({
  ...fullResult,
  command: 'send',
  time: '2026-05-01T12:00:00.000Z',
  origin: {
    run: {
      id: '4711',
      attempt: 2,
      url: 'https://github.com/octo/skill/actions/runs/4711/attempts/2',
    },
    actor: 'octocat',
  },
  event: {
    name: 'AMAZON.MediaContent.Available',
    file: 'announce.yaml',
    audience: 'Multicast',
    expiryTime: '2026-05-02T12:00:00Z',
  },
})

it('says who did it, when and where, so that the report can be kept', () => {
  expect(resultObject(audited)).toMatchObject({
    time: '2026-05-01T12:00:00.000Z',
    run: { id: '4711', attempt: 2, url: expect.stringContaining('/runs/4711/attempts/2') },
    actor: 'octocat',
    command: 'send',
    event: { name: 'AMAZON.MediaContent.Available', file: 'announce.yaml' },
  })
})

it.each([
  ['a full result', fullResult],
  ['a result of a workflow', audited],
  ['an empty result', resultOf()],
  ['a skipped run', skipped],
  ['a repeated run', repeated],
  [
    'a campaign',
    resultOf({
      status: 'partial',
      campaign: campaignReport({
        shard: '2/8',
        failedFile: 'campaign.failed.jsonl',
        reasons: [
          {
            outcome: 'already-sent',
            rule: 'delivery/already-sent',
            reason: 'HTTP 409',
            help: '',
            count: 3,
            examples: ['amzn1.ask.account.AHQ3…7F2A'],
          },
        ],
      }),
      campaignSentence: 'Partly sent.',
    }),
  ],
])('%s survives JSON and fits the published schema', (_, result) => {
  const published: unknown = resultObject(result)
  const copy: unknown = JSON.parse(JSON.stringify(published))
  expect(copy).toStrictEqual(published)
  isPublishedResult(copy)
  expect(isPublishedResult.errors ?? []).toEqual([])
})

it('counts each outcome', () => {
  expect(resultObject(repeated).counts).toMatchObject({ accepted: 0, alreadySent: 1, rejected: 1 })
})

it('says why a run was skipped', () => {
  expect(resultObject(skipped)).toMatchObject({ skippedReason: 'There are no credentials.' })
})

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
