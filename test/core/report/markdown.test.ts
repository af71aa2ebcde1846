import { describe, expect, it } from 'vitest'
import { finding } from '../../../src/core/diagnostic.ts'
import { commentMarkdown, summaryMarkdown } from '../../../src/core/report/markdown.ts'
import { acceptedMeans, silentReasons } from '../../../src/core/report/words.ts'
import type { Result } from '../../../src/core/result.ts'
import {
  deliveryOf,
  fullResult,
  hostileText,
  placeOf,
  resultOf,
  settingWarning,
  syntaxError,
} from './results.ts'

const sent = resultOf({
  ...fullResult,
  command: 'send',
  event: {
    name: 'AMAZON.MediaContent.Available',
    file: 'announce.yaml',
    audience: 'Multicast',
    expiryTime: '2026-05-02T12:00:00Z',
  },
})

it('sets what customers hear apart from English words around it', () => {
  const parts = [
    { kind: 'localized', text: 'La *Quête*' },
    { kind: 'template', text: ' will air on ' },
    { kind: 'localized', text: '1 mai 2026' },
    { kind: 'template', text: '.' },
  ] as const
  const speech = parts.map(({ text }) => text).join('')
  const preview = [{ locale: 'fr-FR', speech, wording: 'english', parts, notes: [] }] as const
  expect(summaryMarkdown({ ...sent, preview })).toContain(
    '| fr-FR | English: <i><b>La &#42;Quête&#42;</b> will air on <b>1 mai 2026</b>.</i> <sup>1</sup> | about 4 s |',
  )
})

it('says everything that is to be known of a delivery', () => {
  expect(
    summaryMarkdown(sent),
  ).toBe(`## Alexa notification: partly sent (**LIVE**, <code>announce.yaml</code>)

Partly sent: the event was accepted for NA in the live stage; for EU it is not known.

### What customers hear

| Locale | Alexa says | Length |
| --- | --- | --- |
| en-US | Star Quest will air on May 2, 2026. | about 4 s |
| de-DE | Sternensuche will air on May 2, 2026. <sup>1, 2</sup> | about 4 s |

1. A note.
2. English wording; Amazon's own translation is not known.

Seconds are an estimate. Amazon does not document what screens show; this preview takes it to be the same words.

### Regions

| Region | Outcome | Answer | Request id | Attempts |
| --- | --- | --- | --- | --- |
| EU | **failed** <sup>1</sup> | no answer |  | 5 |
| NA | accepted | HTTP 202 | <code>request-1</code> | 1 |

1. No answer came.

### Who hears it

- Event: AMAZON.MediaContent.Available, from announce.yaml
- Audience: every subscribed customer of the regions (Multicast)
- Expires: 2026-05-02T12:00:00Z
- Stage: **LIVE**, because refs/heads/main matches live-refs "main"
- Regions: **NA, EU**, because the setting regions says so
- Reference id: <code>Abc123</code>

### Findings: 1 error and 1 warning

| Severity | Place | Rule | What is wrong |
| --- | --- | --- | --- |
| **error** | <code>skill.json:3:5</code> | [source/syntax](https://github.com/alexa-proactive/alexa-proactive/blob/v1/docs/rules.md#sourcesyntax) | A comma is missing here. <sup>1</sup> |
| warning |  | [settings/value](https://github.com/alexa-proactive/alexa-proactive/blob/v1/docs/rules.md#settingsvalue) | The setting rate is unusual. <sup>2</sup> |

1. Put one in.
2. Leave it out.

<details>
<summary>What “accepted” means, and what can still keep the notification silent</summary>

${acceptedMeans}

The reference id stays the same when this run is repeated, and Amazon answers a repeat for the same customer with HTTP 409 instead of notifying twice.

${silentReasons.map(reason => `- ${reason}`).join('\n')}

</details>
`)
})

it('names the files of a check, and no stage', () => {
  const files = ['skill.json', 'announce.yaml']
  const summary = summaryMarkdown({
    ...sent,
    command: 'validate',
    status: 'failed',
    deliveries: [],
    files,
  })
  expect(summary).toMatch(/^## Alexa notification: check failed \(<code>announce\.yaml<\/code>\)$/m)
  expect(summary).toMatch(/^Checked skill\.json and announce\.yaml: 1 error and 1 warning\.$/m)
  expect(summary).not.toMatch(/stage|live\b|LIVE|sent/i)
})

it('says no paragraph twice', () => {
  const skippedReason = 'This run is about code of a fork, so nothing is sent.'
  const notice = finding('settings/without-secrets', undefined, skippedReason, 'Merge the change.')
  const again = { ...syntaxError, place: placeOf('skill.json', 9, 5) }
  const help = { ...syntaxError, message: 'A brace is missing here.' }
  const explained = finding('delivery/not-authorized', undefined, 'NA, EU: Refused.', 'Look.')
  const known = finding('delivery/already-sent', undefined, 'FE: It was sent.', 'Nothing to do.')
  const results = [
    resultOf({ status: 'skipped', skippedReason, diagnostics: [notice] }),
    resultOf({ status: 'failed', diagnostics: [syntaxError, again, help] }),
    resultOf({
      status: 'partial',
      diagnostics: [explained, known],
      deliveries: [
        deliveryOf({ outcome: 'rejected', message: 'Refused. Look.' }),
        deliveryOf({ region: 'EU', outcome: 'rejected', message: 'Refused. Look.' }),
        deliveryOf({
          region: 'FE',
          outcome: 'already-sent',
          message: 'It was sent. Nothing to do.',
        }),
      ],
    }),
  ]
  for (const summary of results.map(result => summaryMarkdown(result))) {
    for (const paragraph of [
      skippedReason,
      'Merge',
      'A comma',
      'Put one',
      'Refused.',
      'Look.',
      'It was',
    ]) {
      expect(summary.split(paragraph).length - 1).toBeLessThanOrEqual(1)
    }
  }
  expect(results.map(result => summaryMarkdown(result)).join('')).toContain(
    '<code>skill.json:3:5</code><br><code>skill.json:9:5</code>',
  )
})

it('leaves out what there is nothing to say about', () => {
  const summary = summaryMarkdown(resultOf({ diagnostics: [settingWarning] }))
  expect(summary).toContain(
    '\n| Severity | Rule | What is wrong |\n| --- | --- | --- |\n| warning | [',
  )
  expect(summaryMarkdown(resultOf())).toBe(
    '## Alexa notification: checked\n\nChecked: no findings.\n',
  )
})

it('says of a simulation that nobody was notified, and not what Amazon does', () => {
  const summary = summaryMarkdown(
    resultOf({ status: 'sent', simulated: true, deliveries: [deliveryOf({ message: 'Taken.' })] }),
  )
  expect(summary).toMatch(/^## Alexa notification: sent \(simulated\)$/m)
  expect(summary).toContain('Nobody was notified')
  expect(summary).not.toContain('Amazon')
})

it('explains "accepted" only where something was', () => {
  const refused = deliveryOf({ outcome: 'rejected', httpStatus: 403 })
  expect(summaryMarkdown(resultOf({ status: 'failed', deliveries: [refused] }))).not.toContain(
    '<details>',
  )
})

describe('texts from outside', () => {
  const hostile: Result = resultOf({
    status: 'skipped',
    skippedReason: hostileText,
    stage: 'live',
    stageReason: hostileText,
    referenceId: hostileText,
    diagnostics: [
      finding('source/syntax', placeOf(hostileText, 1, 1), `${hostileText}!`, hostileText),
    ],
    preview: [
      { locale: hostileText, speech: hostileText, wording: 'english', notes: [hostileText] },
    ],
    deliveries: [deliveryOf({ requestId: hostileText, message: hostileText })],
  })
  const summary = summaryMarkdown(hostile)

  it('keep every table in its columns', () => {
    const rows = summary.split('\n').filter(line => line.startsWith('|'))
    expect(rows.map(line => line.split('|').length - 2)).toEqual([3, 3, 3, 5, 5, 5, 4, 4, 4])
  })

  it('bring no markup, link, mention or control character of their own', () => {
    expect(summary).not.toMatch(
      /<img|https:\/\/evil|@octocat|(?<!&)#12|\]\(https:\/\/evil|www\.evil/,
    )
    expect(summary).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    expect(summary.match(/<\/details>/g)).toHaveLength(1)
    expect(summary.match(/`|\*\*b/g)).toBeNull()
  })

  it('do no more in a comment', () => {
    const comment = commentMarkdown(hostile)
    expect(comment).not.toMatch(/<img|https:\/\/evil|@octocat|(?<!&)#12|www\.evil|`/)
    const rows = comment.split('\n').filter(line => line.startsWith('|'))
    expect(new Set(rows.map(line => line.split('|').length - 2))).toEqual(new Set([3, 5, 4]))
  })

  it('are cut where they are long', () => {
    const long = resultOf({ status: 'skipped', skippedReason: 'x'.repeat(50_000) })
    expect(summaryMarkdown(long).length).toBeLessThan(1_200)
  })
})

describe('the limit', () => {
  const findings = Array.from({ length: 4_000 }, (_, index) => ({
    ...syntaxError,
    message: `Mistake ${index} on the way to 日本. ${hostileText}`,
  }))
  const preview = Array.from({ length: 1_500 }, (_, index) => ({
    locale: `xx-${index}`,
    speech: '漢'.repeat(300),
    wording: 'english' as const,
    notes: [],
  }))

  it.each([
    [
      'findings by default',
      undefined,
      resultOf({ diagnostics: findings }),
      /and \d+ more findings/,
    ],
    ['locales by default', undefined, resultOf({ preview }), /and \d+ more locales/],
    [
      'a smaller limit',
      40_000,
      { ...fullResult, diagnostics: findings, preview },
      /and \d+ more findings/,
    ],
  ])('cuts rows: %s', (_, limit, result, leftOut) => {
    const summary = summaryMarkdown(result, limit === undefined ? {} : { limit })
    const bytes = Buffer.byteLength(summary)
    expect(bytes).toBeLessThanOrEqual(limit ?? 900 * 1024)
    expect(bytes).toBeGreaterThan((limit ?? 900 * 1024) * 0.9)
    expect(summary).toMatch(leftOut)
  })

  it('counts exactly what it left out', () => {
    const summary = summaryMarkdown(resultOf({ diagnostics: findings }), { limit: 40_000 })
    const shown = summary.match(/^\| \*\*error\*\* \|/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(0)
    expect(summary).toContain(`and ${4_000 - shown} more findings`)
  })

  it('leaves room for findings beside a very long preview', () => {
    const summary = summaryMarkdown(resultOf({ diagnostics: findings, preview }))
    expect(summary).toContain('| **error** |')
    expect(summary).toContain('| xx-0 |')
  })

  it('holds for the longest texts outside the tables', () => {
    const texts = { stageReason: '#1'.repeat(999), skippedReason: '|'.repeat(9999) }
    const result = { ...fullResult, ...texts, status: 'skipped' as const, diagnostics: findings }
    const summary = summaryMarkdown(result, { limit: 32 * 1024 })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(32 * 1024)
    expect(summary).toContain('</details>')
  })

  it('leaves everything in where it fits', () => {
    expect(summaryMarkdown(fullResult)).not.toContain('left out')
  })
})

describe('what is known in part', () => {
  const event = {
    name: 'AMAZON.MediaContent.Available',
    audience: 'Multicast',
    expiryTime: 'later',
  } as const

  it.each<[Partial<Result>, readonly string[]]>([
    [{ stage: 'live', regions: ['NA'] }, ['- Stage: **LIVE**', '- Regions: **NA**']],
    [{ stage: 'development', stageReason: 'so' }, ['- Stage: **development**, because so']],
    [{ regions: ['NA', 'EU'], regionsReason: 'so' }, ['- Regions: **NA, EU**, because so']],
  ])('is told without the rest: %j', (parts, lines) => {
    const comment = commentMarkdown(resultOf({ command: 'send', event, ...parts }))
    const about = comment.slice(comment.indexOf('### Who hears it'))
    expect(about.match(/^- (?:Stage|Regions).*$/gm)).toEqual(lines)
    expect(comment).not.toContain('this run')
  })

  it('names the stage of a check in its title', () => {
    const parts = { command: 'preview', status: 'validated', stage: 'development' } as const
    expect(commentMarkdown(resultOf(parts))).toMatch(/^## Alexa notification: .*\(development\)/)
  })

  it('names the run that a comment is from', () => {
    const url = 'https://github.com/octo/skill/actions/runs/1'
    const origin = { run: { id: '1', attempt: 1, url }, actor: 'octocat' }
    expect(commentMarkdown({ ...sent, origin })).toContain(`From [this run](${url}).`)
  })

  it('shows a finding at many places once, and without a help that is empty', () => {
    const diagnostics = Array.from({ length: 9 }, (_, index) => ({
      ...syntaxError,
      help: '',
      place: placeOf('skill.json', index + 1, 1),
    }))
    const summary = summaryMarkdown(resultOf({ diagnostics }))
    expect(summary).toContain('<code>skill.json:5:1</code><br>and 4 more |')
    expect(summary).not.toContain('skill.json:6:1</code>')
    expect(summary).not.toMatch(/^1\. /m)
  })
})
