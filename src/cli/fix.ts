import { createTwoFilesPatch } from 'diff'
import { eventNameOf, type Order } from '../core/check-run.ts'
import { visible } from '../core/escape.ts'
import { type Fixing, fixManifest } from '../core/manifest/fix.ts'
import type { Colors } from '../core/report/layout.ts'
import { run } from '../core/run.ts'
import type { Settings } from '../core/settings.ts'
import { type Replacement, replaceFile } from '../core/source/replace.ts'
import { counted, listed } from '../core/wording.ts'
import { Refusal, type Terminal } from './output.ts'

/** Corrects the manifest of a run: shows what would change, asks where somebody can answer, and writes. */
export async function fixFiles(
  order: Order,
  { out, error, ask, interruption }: Terminal,
  json: boolean,
): Promise<void> {
  const output = json ? error : out
  const { colors } = output.style
  const { files, fixed } = await fixesFor(order)
  if (files.length === 0) {
    output.write('There is nothing that --fix can correct.\n\n')
    return
  }
  for (const file of files) output.write(`${patchText(file, colors)}\n`)
  const names = listed(files.map(({ file }) => file))
  if (ask !== undefined) {
    const answer = await ask(`Write this into ${visible(names)}? [y/N] `, interruption.signal)
    interruption.signal.throwIfAborted()
    if (!/^\s*y(?:es)?\s*$/i.test(answer ?? '')) {
      output.write('Nothing was written.\n\n')
      return
    }
  }
  for (const file of files) {
    const problem = await replaceFile(file.file, file)
    if (problem !== undefined) throw new Refusal(1, problem)
  }
  const count = `${counted(fixed.length)} ${fixed.length === 1 ? 'finding' : 'findings'}`
  output.write(`${colors.green(`Fixed ${count} in ${visible(names)}.`)}\n\n`)
}

/** The corrections, found by whole checks that leave no trace. */
async function fixesFor({ settings, context, world, options }: Order): Promise<Fixing> {
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
