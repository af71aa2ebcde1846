import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { chooseEvents, runCommand } from '../../plugin/command.ts'
import type { CommandName } from '../../plugin/commands.ts'
import type { EventSettings } from '../../plugin/settings.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { folderWith } from '../cli/folder.ts'
import { FrameworkError, fakeFramework } from './support/fake-framework.ts'

const release = { file: 'events/release.yaml', variables: { version: '2.1.0' } }
const custom = { alexaProactive: { events: { release } } }

const exitCodeBefore = process.exitCode
afterEach(() => {
  process.exitCode = exitCodeBefore
})

async function run(
  command: CommandName,
  options: Readonly<Record<string, unknown>>,
  service: { readonly custom?: JsonObject; readonly stage?: string } = { custom },
) {
  const fake = fakeFramework({ ...service, options, words: ['alexa-proactive', command] })
  try {
    await runCommand(command, fake.framework, fake.utils, {})
    return { ...fake, text: fake.stdout.join('\n'), error: undefined }
  } catch (error) {
    if (!(error instanceof FrameworkError)) throw error
    return { ...fake, text: fake.stdout.join('\n'), error }
  }
}

describe('validate', () => {
  it('checks the manifest and every event', async () => {
    const { text, error } = await run('validate', {})
    expect({ text, error }).toEqual({ text: 'Checked: no findings.', error: undefined })
  })

  it('reports the manifest once however many events there are', async () => {
    const events = { one: release, two: release }
    const { error } = await run(
      'validate',
      {},
      { custom: { alexaProactive: { manifest: 'no.json', events } } },
    )
    expect(error?.message.match(/no\.json/g)).toHaveLength(1)
  })

  it('takes variables of the command line before those of the settings', async () => {
    const { error } = await run('validate', { variables: '[1]' })
    expect(error?.message).toContain('not a map')
    const { text } = await run('preview', { variables: '{version: 3.0}' })
    expect(text).toContain('Star Quest 3')
  })
})

describe('preview', () => {
  it('writes a page with --html', async () => {
    const html = join(await folderWith({}), 'preview.html')
    expect((await run('preview', { html })).error).toBeUndefined()
    expect(await readFile(html, 'utf8')).toContain('<h1>What customers hear: Media content')
  })

  it('shows stage, regions and what customers hear on standard output', async () => {
    const { text, log } = await run(
      'preview',
      { 'endpoint-regions': 'fe' },
      { custom, stage: 'prod' },
    )
    expect(text).toContain('live, because service stage prod matches stages "prod"')
    expect(text).toMatch(/Regions +FE, because/)
    expect(text).toMatch(/en-US +6 s +"Star Quest 2\.1\.0/)
    expect(log).toEqual([])
  })

  it('says what is wrong with an option in its own words', async () => {
    const stage = await run('preview', { 'skill-stage': 'lvie' })
    expect(stage.error?.message).toContain('--skill-stage is "lvie"; did you mean live?')
    const regions = await run('preview', { 'endpoint-regions': 'XX' })
    expect(regions.error?.message).toContain('--endpoint-regions names "XX"')
  })
})

describe('send', () => {
  it('sends to the simulator', async () => {
    const { text, error } = await run('send', { simulate: true, 'endpoint-regions': 'NA' })
    expect(error).toBeUndefined()
    expect(text).toMatch(/Delivery to the built-in simulator\n {2}NA {2}accepted/)
    expect(text).toContain('Nobody was notified.')
  })

  it('needs credentials, and names their variables', async () => {
    const { error } = await run('send', {})
    expect(error?.code).toBe('ALEXA_PROACTIVE_NOT_SENT')
    expect(error?.message).toContain('ALEXA_CLIENT_ID and ALEXA_CLIENT_SECRET are missing')
  })

  it('sends nothing for a service stage of none, unless the skill stage is named', async () => {
    const silent = { custom: { alexaProactive: { events: { release }, stages: { dev: 'none' } } } }
    expect((await run('send', {}, silent)).error?.message).toContain('--skill-stage development')
    const named = await run('send', { 'skill-stage': 'development', 'dry-run': true }, silent)
    expect(named.text).toContain('Dry run')
  })
})

describe('--json', () => {
  it('writes one object to standard output and nothing else', async () => {
    const { text, error } = await run('send', {
      json: true,
      simulate: true,
      'endpoint-regions': 'NA',
    })
    expect(error).toBeUndefined()
    expect(JSON.parse(text)).toMatchObject({
      status: 'sent',
      stage: 'development',
      regions: ['NA'],
    })
  })

  it.each([
    ['a wrong option', { 'skill-stage': 'prod' }, custom],
    ['wrong settings', {}, { alexaProactive: { unknown: 1 } }],
    ['a failed check', {}, { alexaProactive: { manifest: 'no.json' } }],
  ])('says so by the exit code: %s', async (_, options, settings) => {
    const { text, error } = await run('validate', { ...options, json: true }, { custom: settings })
    expect(error).toBeUndefined()
    expect(JSON.parse(text)).toMatchObject({ status: 'failed', counts: { errors: 1 } })
    expect(process.exitCode).toBe(1)
  })
})

const event = (name: string): EventSettings => ({
  name,
  file: `events/${name}.yaml`,
  on: 'demand',
  variables: {},
  raw: {},
})
const named = event('release')
const weekly = event('weekly')

describe('the events of a command', () => {
  it.each([
    ['validate, without options, all', 'validate', [named, weekly], {}, ['release', 'weekly']],
    ['validate, without any, none', 'validate', [], {}, []],
    ['send, the only one', 'send', [named], {}, ['release']],
    ['send, the one that is named', 'send', [named, weekly], { event: 'weekly' }, ['weekly']],
    ['a file', 'preview', [named], { 'event-file': 'x.yaml' }, [undefined]],
  ] as const)('%s', (_, command, events, options, names) => {
    const chosen = chooseEvents(command, events, options)
    expect('rule' in chosen ? chosen : chosen.map(({ name }) => name)).toEqual(names)
  })

  it.each([
    ['a misspelled name', [named], { event: 'relase' }, 'did you mean release?'],
    ['none to choose from', [], { event: 'release' }, 'Define it there'],
    ['none at all', [], {}, 'is empty'],
    ['several', [named, weekly], {}, 'Add --event release or --event weekly.'],
    ['both options', [named], { event: 'release', 'event-file': 'x.yaml' }, 'Keep one of them.'],
  ])('are not clear: %s', (_, events, options, says) => {
    const chosen = chooseEvents('send', events, options)
    expect(chosen).toMatchObject({ rule: 'serverless/event-name', severity: 'error' })
    expect('rule' in chosen ? `${chosen.message} ${chosen.help}` : '').toContain(says)
  })
})
