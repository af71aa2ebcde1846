import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PublishedResult } from '../../src/core/generated/result.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { releaseTrigger } from './support/payloads.ts'
import { githubToken, runStep, type StepRun } from './support/runner.ts'
import { announcement, checkout, releaseAnnouncement } from './support/skill.ts'

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

/** Announces a release, and gives back what the first customer got. */
async function announce(release: Readonly<Record<string, string>>, event: string, tag: string) {
  const before = simulator.inbox().length
  const run = await runStep({
    trigger: releaseTrigger({ ...release, tag_name: tag }),
    inputs: {
      command: 'send',
      'event-file': 'announce.yaml',
      'client-id': simulator.credentials.clientId,
      'client-secret': simulator.credentials.clientSecret,
      'auth-url': simulator.authUrl,
      'api-url': simulator.apiUrl,
      report: 'report.json',
    },
    files: checkout(event),
    collect: ['report.json'],
  })
  return { run, body: simulator.inbox()[before]?.body }
}

const titles: readonly (readonly [name: string, title: string])[] = [
  ['emoji', 'Two 🚀👩‍🚀🇩🇪'],
  ['quotes', `"Two" 'Two' “Two” \`Two\``],
  ['braces', '{"a": [1, 2}}, {% raw %}'],
  ['a template', '{{ github.actor }} {{ release.body }} {% for x in (1..9) %}{{ x }}{% endfor %}'],
  ['YAML', 'Two", evil: "true" }\n  fr-FR: { contentName: x'],
  ['a command', '::error file=skill.json,line=1::owned'],
  ['a command on a line of its own', 'Two\n::set-output name=status::owned\n  ::stop-commands::x'],
  ['a command behind CR', 'Two\r::error::owned\r\n::add-mask::Star'],
  ['an old command', 'Two ##[error]owned ##[add-mask]Star'],
  [
    'Markdown',
    '# Two\n\n| a | b |\n|---|---|\n[Two](https://evil.example) ![x](y) **b** @octocat #1',
  ],
  ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script></details>'],
  ['terminal escapes', '\u001b[31mTwo\u001b[0m \u001b]0;owned\u0007 \u009b2J \u202eowT'],
  ['CRLF', 'Two\r\nThree\r\n'],
  ['shell', '$(touch owned) `touch owned` ; rm -rf . && $GITHUB_OUTPUT'],
  ['percent', '100%25 %0A::error::owned %0D'],
  ['a lone half of a character', 'Two \ud83d Three'],
  ['a line like one of ours', 'Two\nFR: accepted (HTTP 202)\nSent: the event was accepted'],
]

/** A note of the preview on what no voice can read, which holds nothing of the text itself. */
const noteOnText =
  /"contentName" of (?:en-US|de-DE) has (?:emoji|an address|markup|control characters), which no voice can read as written; the filter speakable leaves it out\.$/

/** What a run tells, without the texts that differ from one run to the next. */
function shapeOf(run: StepRun) {
  const { preview, 'reference-id': _id, 'request-ids': _ids, ...outputs } = run.outputs
  const report: PublishedResult = JSON.parse(run.collected['report.json'] ?? '')
  return {
    exitCode: run.exitCode,
    outputs: { ...outputs, 'stage-reason': '', preview: JSON.parse(preview ?? '').length },
    commands: run.commands.map(({ name, properties }) => ({ name, properties })),
    logLines: run.lines.filter(line => !noteOnText.test(line)).length,
    summaryCells: run.summary
      .split('\n')
      .filter(line => !noteOnText.test(line))
      .map(line => line.split('|').length),
    report: {
      counts: report.counts,
      diagnostics: report.diagnostics,
      preview: report.preview.map(({ locale, wording, notes }) => ({
        locale,
        wording,
        notes: notes.filter(note => !noteOnText.test(note)),
      })),
    },
  }
}

describe('a release named with', () => {
  let plain: StepRun
  beforeAll(async () => {
    plain = (await announce({ name: 'Two' }, releaseAnnouncement, 'v0.9.0')).run
  })

  test.each(titles)('%s changes nothing but the text it stands in', async (name, title) => {
    const tag = `v1.${titles.findIndex(([known]) => known === name)}.0`
    const { run, body } = await announce({ name: title }, releaseAnnouncement, tag)

    expect(run.outputs['status']).toBe('sent')
    expect(shapeOf(run)).toEqual(shapeOf(plain))
    const speechOf = (text: string | undefined) => JSON.parse(text ?? '')[0].speech
    expect(speechOf(run.outputs['preview'])).toBe(
      speechOf(plain.outputs['preview']).replace('Two', () => title),
    )
    expect(body).toMatchObject({
      event: { name: 'AMAZON.MediaContent.Available' },
      localizedAttributes: [
        { locale: 'en-US', providerName: 'Example Games' },
        { locale: 'de-DE', providerName: 'Beispielspiele' },
      ],
    })
    expect(body).toHaveProperty('localizedAttributes.0.contentName', `Star Quest ${title}`)
    const secrets = [...Object.values(simulator.credentials), githubToken]
    const others = run.masks.filter(mask => !secrets.includes(mask))
    // The access token, as it is and as it stands in an address.
    expect(others.filter(mask => !/^Atc(?:\||%7C)[\w-]+$/.test(mask))).toEqual([])
    expect(run.output).not.toMatch(/[^\P{Cc}\r\n]|[\u202a-\u202e]/u)

    expect(run.summary.match(/^## /gm)).toHaveLength(1)
    expect(run.summary).not.toMatch(/^# |<img|<script|\]\(https:\/\/evil|@octocat/m)
    expect(run.summary.match(/<\/details>/g)).toHaveLength(1)
    expect(run.summary.match(/^\| en-US \|/gm)).toHaveLength(1)
  })
})

describe('a release with notes of 10 kB', () => {
  const notes = [
    '<!-- release notes -->',
    '## What’s new 🚀',
    '',
    ...Array.from(
      { length: 150 },
      (_, index) => `* Level ${index} by @octocat in [#${index}](https://x.example/${index})`,
    ),
    '',
    '**Full changelog**: https://x.example/compare/v1...v2',
  ].join('\r\n')

  test('is cut to what can be spoken', async () => {
    expect(Buffer.byteLength(notes)).toBeGreaterThan(8_000)
    const event = announcement.replaceAll('{{ title }}', '{{ release.body | speakable: 60 }}')
    const { run, body } = await announce({ body: notes }, event, 'v3.0.0')
    expect(run.outputs['status']).toBe('sent')
    const preview: unknown = JSON.parse(run.outputs['preview'] ?? '')
    expect(preview).toMatchObject([{ speech: expect.stringContaining('What’s new') }, {}])
    expect(JSON.stringify(body)).not.toMatch(/https:|<!--|🚀|\\r|\*\*/)
    expect(JSON.stringify(body).length).toBeLessThan(1_500)
  })

  test('that is not announced does no harm', async () => {
    const { run } = await announce({ name: 'Two', body: notes }, releaseAnnouncement, 'v3.0.1')
    expect(run.outputs['status']).toBe('sent')
    expect(run.annotations).toEqual([])
  })
})
