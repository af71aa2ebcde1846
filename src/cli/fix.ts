import { createTwoFilesPatch } from 'diff'
import { eventNameOf } from '../core/check-run.ts'
import type { Context } from '../core/context.ts'
import { visible } from '../core/escape.ts'
import { type Fixing, fixManifest } from '../core/manifest/fix.ts'
import type { Colors } from '../core/report/layout.ts'
import { run } from '../core/run.ts'
import type { Settings } from '../core/settings.ts'
import { type Replacement, replaceFile } from '../core/source/replace.ts'
import type { RunOptions } from '../core/steps.ts'
import { counted, listed } from '../core/wording.ts'
import type { World } from '../core/world.ts'
import { problemText, styleOf, type Terminal } from './output.ts'

/**
 * Corrects the manifest of a run as `validate --fix` does: shows what would change, asks where somebody
 * can answer, and writes.
 *
 * @param json whether standard output belongs to the result
 * @returns whether the run can go on: not where a file could not be written
 */
export async function fixFiles(
  settings: Settings,
  context: Context,
  world: World,
  options: RunOptions,
  { out, error, environment, words, ask, interruption }: Terminal,
  json: boolean,
): Promise<boolean> {
  const output = json ? error : out
  const { colors } = styleOf(output, environment, words)
  const { files, fixed } = await fixesFor(settings, context, world, options)
  if (files.length === 0) {
    output.write('There is nothing that --fix can correct.\n\n')
    return true
  }
  for (const file of files) output.write(`${patchText(file, colors)}\n`)
  const names = listed(files.map(({ file }) => file))
  if (ask !== undefined) {
    const answer = await ask(`Write this into ${visible(names)}? [y/N] `, interruption.signal)
    if (interruption.signal.aborted) return false
    if (!/^\s*y(?:es)?\s*$/i.test(answer ?? '')) {
      output.write('Nothing was written.\n\n')
      return true
    }
  }
  for (const file of files) {
    const problem = await replaceFile(file.file, file)
    if (problem === undefined) continue
    error.write(problemText(problem, styleOf(error, environment, words)))
    return false
  }
  const count = `${counted(fixed.length)} ${fixed.length === 1 ? 'finding' : 'findings'}`
  output.write(`${colors.green(`Fixed ${count} in ${visible(names)}.`)}\n\n`)
  return true
}

/** The corrections, found by whole checks that leave no trace. */
async function fixesFor(
  settings: Settings,
  context: Context,
  world: World,
  options: RunOptions,
): Promise<Fixing> {
  const checked: Settings = { ...settings, report: undefined, html: undefined, drift: 'off' }
  const event = await eventNameOf(settings, world)
  return fixManifest(
    {
      manifest: settings.manifest,
      event,
      async check(files) {
        const quiet = { ...options, diagnostics: [], observe() {} }
        const result = await run(checked, context, { ...world, ...files }, quiet)
        return result.diagnostics
      },
    },
    world,
  )
}

function patchText({ file, before, after }: Replacement, colors: Colors): string {
  const patch = createTwoFilesPatch(file, file, before, after, '', '', { context: 3 })
  const paint: Readonly<Record<string, (text: string) => string>> = {
    '+': colors.green,
    '-': colors.red,
    '@': colors.cyan,
  }
  return patch
    .slice(patch.indexOf('---'))
    .trimEnd()
    .split('\n')
    .map(line => {
      const shown = visible(line.replace(/\r$/, '').replaceAll('\t', '    '))
      return `${(paint[line.charAt(0)] ?? String)(shown)}\n`
    })
    .join('')
}
