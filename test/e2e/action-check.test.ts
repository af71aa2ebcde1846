import { describe, expect, test } from 'vitest'
import { runStep } from './support/runner.ts'
import {
  announcement,
  checkout,
  placeOf,
  plainAnnouncement,
  skillManifest,
} from './support/skill.ts'

const manifestPath = 'skill-package/skill.json'

/** The manifest with parts of `events` replaced. */
function manifestWith(events: object, rest: object = {}) {
  const { manifest } = skillManifest
  return { manifest: { ...manifest, ...rest, events: { ...manifest.events, ...events } } }
}

describe('validate', () => {
  test('a skill and an event without mistakes: no findings, all outputs', async () => {
    const run = await runStep({ inputs: { 'event-file': 'announce.yaml' }, files: checkout() })
    expect(run.exitCode).toBe(0)
    expect(run.annotations).toEqual([])
    expect(run.outputs).toMatchObject({
      status: 'validated',
      stage: 'live',
      'stage-reason': 'refs/heads/main matches live-refs "main"',
      regions: 'NA,EU',
      accepted: '0',
      rejected: '0',
      failed: '0',
      errors: '0',
      warnings: '0',
      'request-ids': '',
      report: '',
    })
    expect(run.outputs['reference-id']).toMatch(/^[A-Za-z0-9]+$/)
    const preview: unknown = JSON.parse(run.outputs['preview'] ?? '')
    expect(preview).toMatchObject([
      { locale: 'en-US', speech: expect.stringContaining('Star Quest Two') },
      { locale: 'de-DE', speech: expect.stringContaining('Sternensuche Two') },
    ])
    expect(run.log).toContain('What customers hear')
    expect(run.log).toContain('Findings: no findings')
  })

  test('the manifest alone is enough', async () => {
    const run = await runStep({ files: checkout() })
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({ status: 'validated', 'reference-id': '', preview: '[]' })
  })

  test('findings stand at their lines and columns', async () => {
    const manifest = manifestWith({
      publications: [{ eventName: 'AMAZON.MediaContent.Availible' }],
    })
    const event = plainAnnouncement.replace('contentType: GAME', 'contentType: AUDIOBOOK')
    const files = checkout(event, manifest)
    const run = await runStep({ inputs: { 'event-file': 'announce.yaml' }, files })

    expect(run.exitCode).toBe(1)
    const errors = run.annotations.filter(({ kind }) => kind === 'error')
    const inManifest = errors.find(({ file }) => file === manifestPath)
    expect(inManifest).toMatchObject({
      ...placeOf(files[manifestPath] ?? '', '"AMAZON.MediaContent.Availible"'),
      message: expect.stringContaining('AMAZON.MediaContent.Available'),
      title: expect.stringMatching(/^manifest\//),
    })
    const inEvent = errors.find(({ title }) => title === 'event/value-unknown')
    expect(inEvent).toMatchObject({
      file: 'announce.yaml',
      ...placeOf(event, 'AUDIOBOOK'),
      message: expect.stringContaining('did you mean BOOK?'),
    })
    expect(inEvent?.endLine).toBe(inEvent?.line)
    expect((inEvent?.endColumn ?? 0) - (inEvent?.column ?? 0)).toBe('AUDIOBOOK'.length)
    // The log shows the same with the source around it.
    expect(run.log).toContain('contentType: AUDIOBOOK')
    expect(run.log).toContain('^^^^^^^^^')
    expect(run.outputs).toMatchObject({ status: 'failed', errors: String(errors.length - 1) })
  })

  test('one message says that the step failed, without a stack', async () => {
    const run = await runStep({
      inputs: { 'event-file': 'announce.yaml' },
      files: checkout(plainAnnouncement, manifestWith({ publications: [] })),
    })
    expect(run.exitCode).toBe(1)
    const bare = run.annotations.filter(({ title }) => title === undefined)
    expect(bare).toMatchObject([{ kind: 'error', message: expect.stringContaining('1 error') }])
    expect(run.output).not.toMatch(/^\s+at /m)
  })

  test('more than ten findings: nine and the message of the step are annotated, the log has all', async () => {
    const names = Array.from({ length: 15 }, (_, index) => `AMAZON.Nothing${index}.Happened`)
    const publications = names.map(eventName => ({ eventName }))
    const run = await runStep({
      files: checkout(plainAnnouncement, manifestWith({ publications })),
    })
    const errors = run.annotations.filter(({ kind }) => kind === 'error')
    expect(errors).toHaveLength(10)
    const more = Number(run.outputs['errors']) - 8
    expect(errors.map(({ message }) => message)).toContain(`and ${more} more errors, see the log`)
    for (const name of names) expect(run.log).toContain(name)
    for (const name of names) expect(run.summary).toContain(name.split('.')[1])
  })

  test('an event in the workflow: its findings name their place in the text', async () => {
    const event = plainAnnouncement.replace('contentType: GAME', 'contentType: AUDIOBOOK')
    const { line, column } = placeOf(event, 'AUDIOBOOK')
    const run = await runStep({ inputs: { event }, files: checkout() })
    expect(run.exitCode).toBe(1)
    expect(run.annotations[0]).toMatchObject({
      kind: 'error',
      file: undefined,
      message: expect.stringContaining(`<event>:${line}:${column}: `),
    })
  })

  test('variables fill the templates', async () => {
    const run = await runStep({
      inputs: {
        'event-file': 'announce.yaml',
        variables: 'title: Three',
      },
      files: checkout(announcement),
    })
    expect(run.annotations).toEqual([])
    expect(run.outputs['preview']).toContain('Star Quest Three')
  })

  test('a missing event file says so', async () => {
    const run = await runStep({ inputs: { 'event-file': 'missing.yaml' }, files: checkout() })
    expect(run.exitCode).toBe(1)
    expect(run.annotations[0]?.message).toContain('"missing.yaml" does not exist')
  })
})

describe('fail-on', () => {
  // The locale has no entry, which customers may notice, but Amazon accepts it.
  const event = plainAnnouncement.replace(/ {2}de-DE: .*\n/, '')
  const withError = plainAnnouncement.replace('contentType: GAME', 'contentType: AUDIOBOOK')

  test.each([
    ['error', event, 0, 'validated'],
    ['warning', event, 1, 'failed'],
    ['never', event, 0, 'validated'],
    ['never', withError, 0, 'failed'],
  ])('%s', async (level, text, exitCode, status) => {
    const run = await runStep({
      inputs: { 'event-file': 'announce.yaml', 'fail-on': level },
      files: checkout(text),
    })
    expect(run.exitCode).toBe(exitCode)
    expect(run.outputs['status']).toBe(status)
    expect(run.annotations.length).toBeGreaterThan(0)
  })
})

describe('wrong inputs', () => {
  test('are reported all at once, and fail the step once', async () => {
    const run = await runStep({
      inputs: {
        command: 'sent',
        stage: 'prod',
        regions: 'NA, XX',
        'expires-in': '3d',
        retries: 'often',
        'dry-run': 'yes',
        summary: 'no',
        dry_run: 'true',
        'api-url': 'http://api.example.com',
      },
      files: checkout(),
    })
    expect(run.exitCode).toBe(1)
    const messages = run.annotations.map(({ message }) => message)
    const wrong = ['command', 'stage', 'regions', 'expires-in', 'retries', 'dry-run', 'summary']
    for (const name of [...wrong, 'api-url']) {
      expect(run.log).toMatch(new RegExp(`The setting ${name} `))
    }
    expect(run.log).toContain('There is no input "dry_run"; did you mean dry-run?')
    expect(messages).toHaveLength(10)
    expect(run.annotations.filter(({ title }) => title === undefined)).toHaveLength(1)
    expect(run.outputs).toMatchObject({ status: 'failed', errors: '9', stage: '', preview: '[]' })
    expect(run.summary).toContain('The setting retries')
  })

  test.each([['never'], ['warning']])('fail the step even with fail-on %s', async level => {
    const run = await runStep({ inputs: { 'fail-on': level, stage: 'prod' }, files: checkout() })
    expect(run.exitCode).toBe(1)
  })

  test('empty inputs mean their defaults', async () => {
    const inputs = { 'dry-run': '', simulate: '', stage: '', command: '', summary: '', timeout: '' }
    const run = await runStep({ inputs, files: checkout() })
    expect(run.exitCode).toBe(0)
    expect(run.annotations).toEqual([])
  })
})

describe('what is written', () => {
  test('summary: false writes none', async () => {
    const run = await runStep({ inputs: { summary: 'false' }, files: checkout() })
    expect(run.summary).toBe('')
  })

  test('the summary shows stage, reason and what is heard', async () => {
    const inputs = { command: 'preview', 'event-file': 'announce.yaml' }
    const run = await runStep({ inputs, files: checkout() })
    expect(run.summary.match(/^## /gm)).toHaveLength(1)
    expect(run.summary).toContain('- Stage: **LIVE**, because refs/heads/main matches')
    expect(run.summary).toContain('NA, EU')
    expect(run.summary).toMatch(/\| de-DE \| .*Sternensuche Two/)
  })

  test('a check names the files it looked at, and no stage', async () => {
    const run = await runStep({ inputs: { 'event-file': 'announce.yaml' }, files: checkout() })
    const sentence = 'Checked skill-package/skill.json and announce.yaml: no findings.'
    expect(run.lines.at(-1)).toBe(sentence)
    expect(run.summary).toContain(sentence)
    expect(`${run.log}${run.summary}`).not.toMatch(/\bstage\b|LIVE|was sent/i)
  })

  test('the report is the whole result', async () => {
    const run = await runStep({
      inputs: { 'event-file': 'announce.yaml', report: 'report.json' },
      files: checkout(),
      collect: ['report.json'],
    })
    expect(run.outputs['report']).toBe('report.json')
    expect(JSON.parse(run.collected['report.json'] ?? '')).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      run: {
        id: '4711',
        attempt: 1,
        url: 'https://github.com/octo/skill/actions/runs/4711/attempts/1',
      },
      actor: 'octocat',
      command: 'validate',
      event: { name: 'AMAZON.MediaContent.Available', file: 'announce.yaml' },
      status: 'validated',
      stage: 'live',
      regions: ['NA', 'EU'],
      diagnostics: [],
      counts: { errors: 0, warnings: 0 },
    })
  })

  test('a report that is named SARIF is one', async () => {
    const run = await runStep({
      inputs: { 'event-file': 'announce.yaml', report: 'findings.sarif' },
      files: checkout(plainAnnouncement, manifestWith({ publications: [] })),
      collect: ['findings.sarif'],
    })
    expect(run.exitCode).toBe(1)
    expect(JSON.parse(run.collected['findings.sarif'] ?? '')).toMatchObject({ version: '2.1.0' })
  })

  test('a report that cannot be written fails the step', async () => {
    // A file stands where the folder would have to be.
    const report = 'README.md/report.json'
    const files = { ...checkout(), 'README.md': '# Star Quest\n' }
    const run = await runStep({ inputs: { report }, files })
    expect(run.exitCode).toBe(1)
    expect(run.annotations[0]?.message).toContain(report)
    expect(run.outputs['report']).toBe('')
  })
})

describe('a runner that is not as it should be', () => {
  test('without a file for outputs, one message asks for a report, without a stack', async () => {
    const run = await runStep({
      environment: { GITHUB_OUTPUT: '/nowhere/output' },
      files: checkout(),
    })
    expect(run.exitCode).toBe(1)
    expect(run.annotations).toHaveLength(1)
    expect(run.annotations[0]?.message).toMatch(
      /itself failed \(.*\/nowhere\/output.*\)\. Please report/,
    )
    expect(run.annotations[0]?.message).not.toMatch(/\n\s+at /)
    expect(run.log).not.toMatch(/^\s+at /m)
    expect(run.commands.filter(({ name }) => name === 'debug').at(-1)?.data).toMatch(/\n\s+at /)
  })

  test('without a file for the summary, the step still ends well', async () => {
    const run = await runStep({
      environment: { GITHUB_STEP_SUMMARY: undefined },
      files: checkout(),
    })
    expect(run.exitCode).toBe(0)
    expect(run.log).toContain('The job summary was not written')
  })
})

test('a page of the preview, which is not the report', async () => {
  const run = await runStep({
    inputs: {
      command: 'preview',
      'event-file': 'announce.yaml',
      html: 'pages/preview.html',
      report: 'report.json',
    },
    files: checkout(),
    collect: ['pages/preview.html'],
  })
  expect(run.exitCode, run.log).toBe(0)
  const preview: unknown = JSON.parse(run.outputs['preview'] ?? '')
  expect(preview).toContainEqual(
    expect.objectContaining({ heard: 'sentence', seconds: expect.any(Number) }),
  )
  expect(run.summary).toMatch(/^\| Locale \| Alexa says \| Length \|$/m)
  expect(run.collected['pages/preview.html']).toContain('<h1>What customers hear: ')
  expect(run.outputs['report']).toBe('report.json')
  expect(run.summary).toContain('Seconds are an estimate.')
})
