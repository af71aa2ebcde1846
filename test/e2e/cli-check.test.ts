import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith, wrongEvent, wrongManifest } from '../cli/folder.ts'

describe('validate', () => {
  test('finds the manifest by itself', async () => {
    const folder = await folderWith({ 'skill-package/skill.json': cleanManifest })
    expect(await runCli(['validate'], { folder })).toEqual({
      code: 0,
      stdout: 'Checked: no findings.\n',
      stderr: '',
    })
  })

  test('shows each finding with place, line and correction on stdout', async () => {
    const folder = await folderWith({ 'skill.json': wrongManifest, 'my event.yaml': wrongEvent })
    const { code, stdout, stderr } = await runCli(['validate', '--event-file', 'my event.yaml'], {
      folder,
    })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/error skill\.json:\d+:\d+ manifest\//)
    expect(stdout).toMatch(/error my event\.yaml:6:18 event\/value-unknown/)
    expect(stdout).toMatch(/did you\s+mean\s+AMAZON\.WeatherAlert\.Activated\?/)
    expect(stdout).toMatch(/> 6 \| {7}alertType: TORNADOO\n\s+\| +\^{8}\n/)
    expect(stdout).toMatch(/Found: \d errors/)
    // Addresses cannot be broken.
    const long = stdout.split('\n').filter(line => line.length > 100 && !line.includes('https://'))
    expect(long).toEqual([])
  })

  test('speaks JSON and nothing else on stdout', async () => {
    const folder = await folderWith({ 'skill.json': wrongManifest })
    const { code, stdout, stderr } = await runCli(['validate', '--json'], { folder })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      counts: { errors: 1 },
      diagnostics: [{ severity: 'error', file: 'skill.json', line: expect.any(Number) }],
    })
    expect(stderr).toMatch(/did you\s+mean/)
  })

  test('output of a mebibyte arrives whole', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `AMAZON.Nothing${index}.Happened`)
    const manifest = JSON.parse(cleanManifest)
    manifest.manifest.events.publications = names.map(eventName => ({ eventName }))
    const folder = await folderWith({ 'skill.json': JSON.stringify(manifest) })
    const { code, stdout, stderr } = await runCli(['validate', '--json'], { folder })
    expect(code).toBe(1)
    expect(stdout.length).toBeGreaterThan(1_000_000)
    expect(JSON.parse(stdout).counts.errors).toBeGreaterThanOrEqual(2_000)
    expect(stderr).toContain('AMAZON.Nothing1999.Happened')
  })

  test('a missing manifest and a missing event file are findings', async () => {
    const folder = await folderWith({})
    const { code, stdout } = await runCli(
      ['validate', '--manifest', 'no skill.json', '--event-file', 'no event.yaml'],
      { folder },
    )
    expect(code).toBe(1)
    expect(stdout).toContain('no skill.json')
    expect(stdout).toContain('no event.yaml')
  })

  test.each([
    { failOn: 'error', code: 0 },
    { failOn: 'warning', code: 1 },
    { failOn: 'never', code: 0 },
  ])('with a warning, --fail-on $failOn ends with $code', async ({ failOn, code }) => {
    const folder = await folderWith({
      'skill.json': cleanManifest,
      'event.yaml': `${cleanEvent}sentBy: me\n`,
    })
    const ended = await runCli(['validate', '--event-file', 'event.yaml', '--fail-on', failOn], {
      folder,
    })
    expect(ended).toMatchObject({ code, stdout: expect.stringContaining('1 warning') })
  })

  test('takes the event as text, and files from elsewhere by their whole path', async () => {
    const folder = await folderWith({ 'my skill/skill.json': cleanManifest })
    const elsewhere = await folderWith({})
    const { code } = await runCli(
      ['validate', '--event', cleanEvent, '--manifest', join(folder, 'my skill', 'skill.json')],
      { folder: elsewhere },
    )
    expect(code).toBe(0)
  })

  test.each([
    { file: 'result.json', holds: '"status": "validated"' },
    { file: 'findings.sarif', holds: '"version": "2.1.0"' },
  ])('writes the report $file', async ({ file, holds }) => {
    const folder = await folderWith({ 'skill.json': cleanManifest })
    const { code } = await runCli(['validate', '--report', file], { folder })
    expect(code).toBe(0)
    expect(await readFile(join(folder, file), 'utf8')).toContain(holds)
  })

  test('terminal escapes in a file are shown, not obeyed', async () => {
    const folder = await folderWith({
      'event.yaml': cleanEvent.replace('TORNADO', '"\\e[2J::error::x"'),
      'skill.json': cleanManifest,
    })
    const { stdout } = await runCli(['validate', '--event-file', 'event.yaml'], { folder })
    expect(stdout).toContain('event/value-unknown')
    expect(stdout).not.toContain(String.fromCharCode(27))
    expect(stdout).not.toMatch(/^::/m)
  })
})

describe('preview', () => {
  test('shows stage, regions and sentences, each with its reason', async () => {
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
    const { code, stdout, stderr } = await runCli(
      ['preview', '--event-file', 'event.yaml', '--ref', 'refs/tags/v1.0'],
      { folder },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/Stage +live, because refs\/tags\/v1\.0 is the tag of a version/)
    expect(stdout).toMatch(/Regions +NA, because/)
    expect(stdout).toMatch(/en-US +5 s +"There is a tornado alert .*Example Weather\."/)
  })

  test.each([
    { words: ['--ref', 'refs/tags/v1.0'], stage: 'live' },
    { words: ['--ref', 'feature'], stage: 'development' },
    { words: ['--ref', 'feature', '--live-refs', 'main', '--live-refs', 'feature'], stage: 'live' },
    { words: ['--environment', 'production'], stage: 'live' },
    { words: ['--stage', 'live'], stage: 'live' },
    { words: [], stage: 'development' },
  ])('$words is $stage', async ({ words, stage }) => {
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': cleanEvent })
    const { stdout } = await runCli(['preview', '--event-file', 'event.yaml', '--json', ...words], {
      folder,
    })
    expect(JSON.parse(stdout)).toMatchObject({ stage, regions: ['NA'] })
  })

  test('texts from outside are shown, not obeyed, and make no lines of their own', async () => {
    const title = '\u001b[2J\u202e"x" {{ y }}\n::error::z\nSent: \u009b1m\u0007'
    const folder = await folderWith({
      'skill.json': cleanManifest,
      'event.yaml': cleanEvent.replace('Example Weather', '"{{ title }}"'),
    })
    const words = [
      'preview',
      '--event-file',
      'event.yaml',
      '--variables',
      JSON.stringify({ title }),
    ]
    const shown = await runCli(words, { folder })
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect(shown.stdout).toMatch(
      /Provided by \\x1b\[2J\\u202e"x" \{\{ y\s+\}\}\\n::error::z\\nSent:/,
    )
    expect(shown.stdout).not.toMatch(/[^\P{Cc}\n]|\u202e|^Sent:/mu)
    const { stdout } = await runCli([...words, '--json'], { folder })
    expect(JSON.parse(stdout).preview[0].speech).toContain(title)
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
  })

  test('tells that a template has cut a text', async () => {
    const event = cleanEvent.replace('Example Weather', '"{{ source | speakable: 8 }}"')
    const folder = await folderWith({ 'skill.json': cleanManifest, 'event.yaml': event })
    const words = [
      'preview',
      '--event-file',
      'event.yaml',
      '--variables',
      '{source: Example Weather}',
    ]
    const { code, stdout } = await runCli(words, { folder })
    expect(code).toBe(0)
    expect(stdout).toContain('"There is a tornado alert for your area. Provided by Example." [1]')
    expect(stdout).toContain('[1]  "source" of en-US was longer; speakable has cut it.')
  })

  test('knows the workflow it runs in', async () => {
    const folder = await folderWith({
      'skill.json': cleanManifest,
      'event.yaml': cleanEvent.replace('Example Weather', '"{{ release.tag_name }}"'),
      'payload.json': JSON.stringify({
        release: { tag_name: 'v3', target_commitish: 'main', prerelease: true, draft: false },
        repository: { default_branch: 'main', full_name: 'org/skill' },
      }),
    })
    const { stdout } = await runCli(['preview', '--event-file', 'event.yaml', '--json'], {
      folder,
      environment: {
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: 'release',
        GITHUB_EVENT_PATH: join(folder, 'payload.json'),
        GITHUB_REF: 'refs/tags/v3',
      },
    })
    expect(JSON.parse(stdout)).toMatchObject({
      stage: 'development',
      stageReason: expect.stringContaining('prerelease'),
      preview: [{ locale: 'en-US', speech: expect.stringContaining('v3') }],
    })
  })
})
