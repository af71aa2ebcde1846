import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { builtCli, runCli } from '../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'

/** Names of the built modules that a run loads, as the JavaScript engine lists them. */
async function loadedBy(words: readonly string[]): Promise<readonly string[]> {
  const folder = await folderWith({
    'skill.json': cleanManifest,
    'event.yaml': cleanEvent,
  })
  const coverage = join(folder, 'coverage')
  await runCli(words, { folder, environment: { NODE_V8_COVERAGE: coverage } })
  const urls = readdirSync(coverage).flatMap(name => {
    const { result }: { result: readonly { url: string }[] } = JSON.parse(
      readFileSync(join(coverage, name), 'utf8'),
    )
    return result.map(({ url }) => url)
  })
  return urls
    .filter(url => url.startsWith('file:'))
    .map(url => fileURLToPath(url))
    .filter(file => file.startsWith(dirname(builtCli)))
    .map(file => basename(file, '.js'))
}

test.each([['--version'], ['--help'], ['send', '--help'], ['nonsense']])(
  '%s %s loads the parser of arguments, and nothing else',
  async (...words) => {
    expect(await loadedBy(words)).toEqual(['cli', 'command-line'])
  },
)

test('validate loads one file', async () => {
  expect(await loadedBy(['validate'])).toEqual(['cli'])
})

test('preview does not load what sends', async () => {
  const loaded = await loadedBy(['preview', '--event-file', 'event.yaml'])
  expect(loaded).toContain('yaml')
  expect(loaded.filter(name => ['deliver', 'simulation'].includes(name))).toEqual([])
})

test('send --simulate loads what it takes', async () => {
  const loaded = await loadedBy(['send', '--simulate', '--event-file', 'event.yaml'])
  expect(loaded).toEqual(expect.arrayContaining(['deliver', 'simulation']))
})

test.each([['--version'], ['validate']])(
  '%s does not have Node load what takes long',
  async command => {
    const folder = await folderWith({ 'skill.json': cleanManifest })
    const slow = ['net', 'tty', 'stream', 'http', 'crypto', 'fs/promises', 'child_process']
    const tell = `process.on('exit', () => process._rawDebug(process.moduleLoadList.join()))`
    const { code, stderr } = await runCli([command], {
      folder,
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` },
    })
    const loaded = stderr.trim().split(',')
    expect({ code, knows: loaded.includes('NativeModule fs') }).toEqual({ code: 0, knows: true })
    expect(slow.filter(name => loaded.includes(`NativeModule ${name}`))).toEqual([])
  },
)
