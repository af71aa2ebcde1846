import { cpus } from 'node:os'
import { bodiesCheckedPerSecond } from './body-check.ts'
import { distBytes, loadedBytes } from './code-size.ts'
import { costOfPlugin } from './plugin.ts'
import { openPrograms } from './programs.ts'
import { medians } from './start-up.ts'
import { tableText } from './table.ts'

/**
 * Measures what a run costs before it does anything: time, code, and what the plugin adds to the
 * framework.
 *
 * @param rounds how often each program is run
 * @returns Markdown
 */
export async function measureStart(rounds: number): Promise<string> {
  const programs = await openPrograms()
  try {
    const times = await medians(
      {
        bare: programs.bare,
        'validate, action': programs.validateAction,
        'validate, command line': programs.validateCli,
        'send, action': programs.sendAction,
        'send, command line': programs.sendCli,
      },
      rounds,
    )
    const bare = times.get('bare') ?? Number.NaN
    const timed = [...times].map(([name, time]) => [
      name === 'bare' ? 'bare `node -e 0`' : name,
      `${(time / bare).toFixed(2)} × (${time.toFixed(0)} ms)`,
      name === 'bare' ? '' : `≤ ${name.startsWith('send') ? 2.5 : 1.4} ×`,
    ])
    const checked = Math.round(await bodiesCheckedPerSecond())
    const plugin = costOfPlugin(rounds)
    const rows = [
      ...timed,
      [
        'code loaded for `validate`, action',
        kilobytes(loadedBytes(programs.validateAction())),
        '≤ 150 KB',
      ],
      [
        'code loaded for `validate`, command line',
        kilobytes(loadedBytes(programs.validateCli())),
        '≤ 150 KB',
      ],
      ['whole `dist`', kilobytes(distBytes()), '≤ 1,500 KB'],
      [
        '`require` of the plugin, over an empty class',
        `${plugin.load.toFixed(1)} ms CPU`,
        '≤ 20 ms CPU',
      ],
      [
        '`serverless package` with the plugin, against without',
        `${(plugin.with / plugin.without).toFixed(3)} × (${plugin.with.toFixed(0)} ms CPU)`,
        '≤ 1.02 ×',
      ],
      ['event bodies checked a second', checked.toLocaleString('en'), '≥ 300,000'],
    ]
    const machine = `${programs.version}, ${cpus().length} cores, medians of ${rounds} interleaved rounds`
    const table = tableText({ columns: ['what', 'measured', 'target'], rows })
    return `${table}\n\nMeasured with ${machine}.`
  } finally {
    await programs.close()
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} KB`
}
