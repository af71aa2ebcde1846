import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replaceFile } from '../../../src/core/source/replace.ts'
import { folderWith } from '../../cli/folder.ts'

const change = { file: 'skill.json', before: '{}', after: '{"manifest": {}}' }

it.each([
  { what: 'a string', before: '{}', after: '{"manifest": {}}' },
  { what: 'a text with a byte order mark', before: '\uFEFF{}', after: '\uFEFF{"manifest": {}}' },
])('replaces $what and keeps the mode', async ({ before, after }) => {
  const folder = await folderWith({ 'skill.json': before })
  const path = join(folder, 'skill.json')
  await chmod(path, 0o640)
  const { mode } = await stat(path)
  expect(await replaceFile(path, change)).toBeUndefined()
  expect(await readFile(path, 'utf8')).toBe(after)
  expect((await stat(path)).mode).toBe(mode)
  expect(await readdir(folder)).toEqual(['skill.json'])
})

it('replaces a file with the longest name there is', async () => {
  const file = `${'n'.repeat(250)}.json`
  const folder = await folderWith({ [file]: '{}' })
  expect(await replaceFile(join(folder, file), { ...change, file })).toBeUndefined()
  expect(await readdir(folder)).toEqual([file])
})

it.skipIf(process.platform === 'win32')('replaces what a link leads to', async () => {
  const folder = await folderWith({ 'real.json': '{}' })
  const path = join(folder, 'skill.json')
  await symlink('real.json', path)
  expect(await replaceFile(path, change)).toBeUndefined()
  expect((await lstat(path)).isSymbolicLink()).toBe(true)
  expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe(change.after)
})

it.each([
  {
    what: 'has changed',
    there: Buffer.from('{ }'),
    problem:
      'skill.json has changed in the meantime, so it was not written. Run the command again.',
  },
  {
    what: 'is not UTF-8',
    there: Buffer.from([0x7b, 0xe9, 0x7d]),
    problem: 'skill.json cannot be written: it is not in UTF-8. Nothing in it was changed.',
  },
])('leaves a file alone that $what', async ({ there, problem }) => {
  const folder = await folderWith({})
  const path = join(folder, 'skill.json')
  await writeFile(path, there)
  expect(await replaceFile(path, change)).toBe(problem)
  expect(await readFile(path)).toEqual(there)
  expect(await readdir(folder)).toEqual(['skill.json'])
})

it('says why where there is no file', async () => {
  const folder = await folderWith({})
  expect(await replaceFile(join(folder, 'skill.json'), change)).toMatch(
    /^skill\.json cannot be written: ENOENT/,
  )
})

it.runIf(process.platform === 'linux')(
  'says why where nothing can be put beside the file',
  async () => {
    expect(await replaceFile('/proc/self/comm', change)).toMatch(
      /^skill\.json cannot be written: E/,
    )
  },
)
