import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder, runCli } from '../cli/child.ts'
import { cleanEvent, folderWith, wrongManifest } from '../cli/folder.ts'

const page = await readFile(join(projectFolder, 'docs/first-steps.md'), 'utf8')
const commands = [...page.matchAll(/^npx alexa-proactive (.*)$/gm)].map(([, line = '']) =>
  line.split(' '),
)

test('correcting the manifest', async () => {
  const folder = await folderWith({ 'skill.json': wrongManifest, 'release.yaml': cleanEvent })
  const words = commands.find(line => line.includes('--fix')) ?? []
  const { code, stdout } = await runCli(words, { folder })
  expect(code, stdout).toBe(0)
  expect(stdout).toContain('Fixed 1 finding in skill.json.')
})

test('beginning without a terminal', async () => {
  const folder = await folderWith({ 'skill.json': wrongManifest })
  const [asking = [], words = []] = commands.filter(([name]) => name === 'init')
  const asked = await runCli(asking, { folder })
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('give --event')])
  const { code, stdout } = await runCli(words, { folder })
  expect(code).toBe(0)
  expect(stdout).toContain('Wrote announcements/release.yaml\nWrote .github/workflows/announce.yml')
})
