import { chmod, link, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unknownContext } from '../../src/core/context.ts'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import { nodeWorld } from '../../src/core/node-world.ts'
import { outputFindings, reported } from '../../src/core/outputs.ts'
import { refusedResult } from '../../src/core/result.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'

const user = 'amzn1.ask.account.A'
const files = {
  'skill.json': cleanManifest,
  'event.yaml': cleanEvent,
  'users.txt': `${user}\n`,
  'notes.json': '{"version": "1", "mine": true}\n',
  'users.failed.jsonl': `{"user":"${user}"}\n`,
}

async function carryOut(folder: string, raw: RawSettings) {
  const { understood } = await parseSettings({ 'event-file': 'event.yaml', ...raw })
  const read: string[] = []
  const world = nodeWorld(path => join(folder, path), noProxy)
  const watched: typeof world = {
    ...world,
    async readFile(path, most) {
      read.push(path)
      return world.readFile(path, most)
    },
  }
  const result = await run(understood, unknownContext, watched, {
    signal: new AbortController().signal,
    userAgent: 'test',
    diagnostics: [],
    observe() {},
    openSimulation: () => Promise.reject(new Error('Nothing may be sent.')),
  })
  return { result, read }
}

const campaign = {
  command: 'send',
  'users-file': 'users.txt',
  'client-id': 'amzn1.application-oa2-client.x',
  'client-secret': 'x',
} as const

test.each(['folder', '/dev/zero'])('a journal is never %s', async journal => {
  const folder = await folderWith({ ...files, 'folder/file': '' })
  const world = nodeWorld(path => resolve(folder, path), noProxy)
  const { understood } = await parseSettings({ ...campaign, 'event-file': 'event.yaml', journal })
  const found = await outputFindings(understood, world)
  expect(found.map(({ rule }) => rule)).toEqual(['settings/value'])
  expect(found[0]?.message).toMatch(/which is (?:a folder|no regular file)/)
})

describe('an output never destroys an input', () => {
  const rows: readonly (readonly [string, RawSettings, string, string])[] = [
    ['the event file', { report: 'event.yaml' }, 'report', 'event-file'],
    ['the event file as page', { html: 'event.yaml' }, 'html', 'event-file'],
    ['the report as page', { report: 'a', html: './a' }, 'html', 'report'],
    ['another spelling', { report: './none/../event.yaml' }, 'report', 'event-file'],
    ['a symbolic link', { report: 'soft.json' }, 'report', 'event-file'],
    ['a hard link', { report: 'hard.json' }, 'report', 'event-file'],
    ['a folder that is a link', { report: 'here/event.yaml' }, 'report', 'event-file'],
    ['a manifest that is found', { report: 'skill.json' }, 'report', 'manifest'],
    ['a manifest', { report: 'skill.json', manifest: './skill.json' }, 'report', 'manifest'],
    ['the list as report', { ...campaign, report: 'users.txt' }, 'report', 'users-file'],
    ['the list', { ...campaign, 'failed-file': 'users.txt' }, 'failed-file', 'users-file'],
    ['the list as journal', { ...campaign, journal: 'users.txt' }, 'journal', 'users-file'],
    ['the event', { ...campaign, journal: 'soft.json' }, 'journal', 'event-file'],
    ['outputs', { ...campaign, journal: 'a', report: './a' }, 'report', 'journal'],
    [
      'the list, by the name that follows from the journal',
      { ...campaign, journal: 'users.journal', 'users-file': 'users.failed.jsonl' },
      'failed-file',
      'users-file',
    ],
    ['through no file', { ...campaign, journal: 'a', report: 'to-a' }, 'report', 'journal'],
  ]
  test.each(rows)('%s', async (_name, raw, output, input) => {
    const folder = await folderWith(files)
    await symlink('event.yaml', join(folder, 'soft.json'))
    await symlink('a', join(folder, 'to-a'))
    await symlink('.', join(folder, 'here'))
    await link(join(folder, 'event.yaml'), join(folder, 'hard.json'))
    const { result, read } = await carryOut(folder, raw)
    expect(result).toMatchObject({ status: 'failed', failed: true })
    expect(result.diagnostics.map(({ rule }) => rule)).toEqual(['settings/value'])
    expect(result.diagnostics[0]?.message).toContain(output)
    expect(result.diagnostics[0]?.message).toContain(input)
    expect(read).toEqual([])
    for (const [name, text] of Object.entries(files)) {
      expect(await readFile(join(folder, name), 'utf8')).toBe(text)
    }
  })

  const own = '.alexa-proactive/0123456789abcdef'
  test.each([
    ['report', { ...campaign, report: `${own}.journal` }],
    ['report', { ...campaign, report: `./${own}.failed.jsonl` }],
    ['report', { ...campaign, report: 'kept.json' }],
    ['manifest', { ...campaign, manifest: `${own}.failed.jsonl` }],
    ['event-file', { ...campaign, 'event-file': `${own}.journal` }],
    ['users-file', { ...campaign, 'users-file': `${own}.journal` }],
    ['failed-file', { ...campaign, 'failed-file': `${own}.journal` }],
  ])('that may turn out to be the journal or the list of failures: %s', async (name, raw) => {
    const folder = await folderWith({ ...files, [`${own}.journal`]: '' })
    await symlink(`${own}.journal`, join(folder, 'kept.json'))
    const { result, read } = await carryOut(folder, raw)
    expect(result.diagnostics.map(({ rule }) => rule)).toEqual(['settings/value'])
    expect(result.diagnostics[0]?.message).toMatch(
      new RegExp(`^The setting ${name} is ".*", a name that this program gives to its own files`),
    )
    expect(read).toEqual([])
  })

  test('but the list of failures of another campaign can be sent to', async () => {
    const list = `${own}.failed.jsonl`
    const folder = await folderWith({ ...files, [list]: `{"user":"${user}"}\n` })
    const { result } = await carryOut(folder, {
      ...campaign,
      'users-file': list,
      'dry-run': 'true',
    })
    expect(result).toMatchObject({ status: 'dry-run', failed: false })
  })

  test.each([
    ['report', { report: 'notes.json' }],
    ['page', { html: 'notes.json' }],
    ['report as SARIF', { report: 'other.sarif' }],
    ['failed-file', { ...campaign, 'failed-file': 'notes.json' }],
  ])('nor a file of somebody else: %s', async (_name, raw) => {
    const sarif = '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": []}'
    const folder = await folderWith({ ...files, 'other.sarif': sarif })
    const { result } = await carryOut(folder, raw)
    expect(result.diagnostics.map(({ rule }) => rule)).toEqual(['settings/value'])
    expect(result.diagnostics[0]?.message).toContain('so it is not overwritten')
    expect(await readFile(join(folder, 'notes.json'), 'utf8')).toBe(files['notes.json'])
    expect(await readFile(join(folder, 'other.sarif'), 'utf8')).toBe(sarif)
  })
})

test.each(['report.json', 'report.sarif'])(
  'a report is written into a folder that is made, read by nobody else, and may be written again: %s',
  async name => {
    const folder = await folderWith(files)
    const path = join('.alexa-proactive', 'made', name)
    for (let round = 0; round < 2; round++) {
      if (round > 0) await chmod(join(folder, path), 0o644)
      const { result } = await carryOut(folder, { report: path })
      expect(result).toMatchObject({ status: 'validated', failed: false })
    }
    expect((await stat(join(folder, path))).mode & 0o777).toBe(0o600)
  },
)

test('what the program keeps for itself stays out of the repository', async () => {
  const folder = await folderWith(files)
  const world = nodeWorld(path => join(folder, path), noProxy)
  await world.writeFile('.alexa-proactive/report.json', '')
  const ignored = join(folder, '.alexa-proactive/.gitignore')
  expect(await readFile(ignored, 'utf8')).toBe('*\n')
  await writeFile(ignored, '!kept\n')
  await mkdir(join(folder, 'open'))
  await writeFile(join(folder, 'open/failed.jsonl'), '', { mode: 0o644 })
  const opened = await world.openFiles()
  for (const path of ['.alexa-proactive/a.journal', 'open/failed.jsonl']) {
    const file = await opened.append(path, 0)
    file.close()
    expect((await stat(join(folder, path))).mode & 0o777).toBe(0o600)
  }
  expect(await readFile(ignored, 'utf8')).toBe('!kept\n')
})

test.each([
  ['report', 'report'],
  ['html', 'page'],
] as const)('%s that is a folder is told', async (setting, what) => {
  const folder = await folderWith({})
  const world = nodeWorld(path => join(folder, path), noProxy)
  const result = await reported({ [setting]: '.' }, refusedResult([]), world)
  expect(result.diagnostics).toMatchObject([
    {
      message: `The ${what} cannot be written to .: it is a folder.`,
      help: 'Name a file in the folder.',
    },
  ])
})
