import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/run.ts'
import { builtCli, runCli } from '../cli/child.ts'
import { cleanManifest, folderWith, wrongManifest } from '../cli/folder.ts'
import { keptOutput } from '../cli/streams.ts'

const change = `--- skill.json
+++ skill.json
@@ -19,7 +19,7 @@
     "events": {
       "publications": [
         {
-          "eventName": "AMAZON.WetherAlert.Activated"
+          "eventName": "AMAZON.WeatherAlert.Activated"
         }
       ],
       "subscriptions": [
`

test('shows what changes, writes it where nobody can be asked, and checks', async () => {
  const folder = await folderWith({ 'skill.json': wrongManifest })
  const file = join(folder, 'skill.json')
  await chmod(file, 0o640)
  const mode = (await stat(file)).mode
  expect(await runCli(['validate', '--fix'], { folder })).toEqual({
    code: 0,
    stdout: `${change}\nFixed 1 finding in skill.json.\n\nChecked: no findings.\n`,
    stderr: '',
  })
  expect(await readFile(file, 'utf8')).toBe(cleanManifest)
  expect((await stat(file)).mode).toBe(mode)
  expect((await runCli(['validate', '--fix'], { folder })).stdout).toBe(
    'There is nothing that --fix can correct.\n\nChecked: no findings.\n',
  )
})

test('with --json standard output is the result alone', async () => {
  const folder = await folderWith({ 'skill.json': wrongManifest })
  const { code, stdout, stderr } = await runCli(['validate', '--fix', '--json'], { folder })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ status: 'validated', diagnostics: [] })
  expect(stderr).toContain(change)
})

test('says what it cannot correct, and what of it is left', async () => {
  const manifest = wrongManifest.replace(/arn:[^"]*/, 'http://example.com')
  const folder = await folderWith({ 'skill.json': manifest })
  const { code, stdout } = await runCli(['validate', '--fix'], { folder })
  expect(code).toBe(1)
  expect(stdout).toContain('Fixed 1 finding in skill.json.')
  expect(stdout).toContain('manifest/endpoint-uri')
  expect(await readFile(join(folder, 'skill.json'), 'utf8')).toContain('"http://example.com"')
})

test.skipIf(process.platform === 'win32')('goes through a link, which stays one', async () => {
  const folder = await folderWith({ 'real/one.json': wrongManifest })
  await symlink('real/one.json', join(folder, 'skill.json'))
  expect((await runCli(['validate', '--fix'], { folder })).code).toBe(0)
  expect(await readFile(join(folder, 'real/one.json'), 'utf8')).toBe(cleanManifest)
})

/** Runs `validate --fix` on a terminal, and answers its question. */
async function onTerminal(folder: string, answer: string): Promise<string> {
  const command = `'${process.execPath}' '${builtCli}' validate --fix --no-color`
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    if (!shown.includes('[y/N]') && `${shown}${text}`.includes('[y/N]')) child.stdin.write(answer)
    shown += text
  })
  await once(child, 'close')
  return shown.replaceAll('\r', '')
}

test.skipIf(process.platform !== 'linux').each([
  { answer: 'y\n', says: 'Fixed 1 finding in skill.json.', left: cleanManifest },
  { answer: 'n\n', says: 'Nothing was written.', left: wrongManifest },
  { answer: '\n', says: 'Nothing was written.', left: wrongManifest },
  // Ctrl-D and Ctrl-C.
  { answer: '\u0004', says: 'Nothing was written.', left: wrongManifest },
  { answer: '\u0003', says: 'Write this into skill.json? [y/N]', left: wrongManifest },
])('on a terminal it asks: $answer', async ({ answer, says, left }) => {
  const folder = await folderWith({ 'skill.json': wrongManifest })
  const shown = await onTerminal(folder, answer)
  expect(shown).toContain(change)
  expect(shown).toContain(says)
  expect(await readFile(join(folder, 'skill.json'), 'utf8')).toBe(left)
})

test('leaves a file alone that has changed meanwhile', async () => {
  const folder = await folderWith({ 'skill.json': wrongManifest })
  const file = join(folder, 'skill.json')
  const words = ['validate', '--fix', '--manifest', file]
  const [out, error] = [keptOutput(), keptOutput()]
  const theirs = wrongManifest.replace('"Weather"', '"Storms"')
  const code = await main({
    words,
    environment: {},
    out,
    error,
    interruption: { signal: new AbortController().signal, exitCode: () => undefined },
    readerGone: new AbortController().signal,
    async ask() {
      await writeFile(file, theirs)
      return 'yes'
    },
  })
  expect(code).toBe(1)
  expect(error.text()).toContain('has changed in the meantime, so it was not written.')
  expect(await readFile(file, 'utf8')).toBe(theirs)
})
