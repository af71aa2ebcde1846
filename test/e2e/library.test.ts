import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { projectFolder } from '../cli/child.ts'
import { cleanManifest, folderWith } from '../cli/folder.ts'

const page = readFileSync(join(projectFolder, 'docs/library.md'), 'utf8')
const snippets = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, text = '']) => text)

/** What each snippet of docs/library.md prints, in a folder with a manifest that has no mistakes. */
const printed = [
  "[ 'AMAZON.WeatherAlert.Activated' ]",
  'timestamp is missing.',
  'live refs/heads/main matches live-refs "main"',
]

test('every snippet is tried', () => {
  expect(snippets).toHaveLength(printed.length)
})

test.each(printed.map((line, index) => [line, snippets[index] ?? '']))('%s', async (line, code) => {
  const folder = await folderWith({ 'skill.json': cleanManifest, 'snippet.mjs': code })
  await mkdir(join(folder, 'node_modules'))
  await symlink(projectFolder, join(folder, 'node_modules/alexa-proactive'), 'junction')
  const run = promisify(execFile)(process.execPath, ['snippet.mjs'], { cwd: folder })
  const { stdout, stderr } = await run

  expect(stderr).toBe('')
  expect(stdout.split('\n')).toContain(line)
})
