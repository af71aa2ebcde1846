import { cpus } from 'node:os'
import { bodiesCheckedPerSecond } from './body-check.ts'
import { distBytes } from './code-size.ts'
import { costOfPlugin } from './plugin.ts'
import { openPrograms, type Program } from './programs.ts'
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
    const pair = async (ours: () => Program, peer: () => Program): Promise<Pair> => {
      const times = await medians({ ours, peer }, rounds)
      return { ours: times.get('ours') ?? Number.NaN, peer: times.get('peer') ?? Number.NaN }
    }
    const start =
      programs.createGithubAppToken === undefined
        ? undefined
        : await pair(programs.validateAction, programs.startCreateGithubAppToken)
    const send =
      programs.slack === undefined ? undefined : await pair(programs.sendAction, programs.sendSlack)
    const checked = Math.round(bodiesCheckedPerSecond())
    const plugin = costOfPlugin(rounds)
    const rows = [
      [
        '`validate`, action, against the start of create-github-app-token',
        ratio(start),
        '≤ 0.85 ×',
      ],
      [
        '`send`, action, token and event over TLS, against one POST of slack-github-action over HTTP',
        ratio(send),
        '≤ 1.2 ×',
      ],
      ['whole `dist`', kilobytes(distBytes()), '≤ 2,500 KB'],
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
      [
        'the same with `campaigns`, against the plugin without',
        `${(plugin.withCampaigns / plugin.with).toFixed(3)} ×`,
        '≤ 1.05 ×',
      ],
      ['event bodies checked per second', checked.toLocaleString('en'), '≥ 300,000'],
    ]
    const machine = `${programs.version}, ${cpus().length} cores, medians of ${rounds} interleaved rounds`
    const table = tableText({ columns: ['what', 'measured', 'target'], rows })
    return `${table}\n\nMeasured with ${machine}.`
  } finally {
    await programs.close()
  }
}

/** Milliseconds, medians of rounds that were run in turn. */
interface Pair {
  readonly ours: number
  readonly peer: number
}

function ratio(pair: Pair | undefined): string {
  if (pair === undefined) return 'not measured: `BENCH_ACTIONS` is not set'
  const { ours, peer } = pair
  return `${(ours / peer).toFixed(2)} × (${ours.toFixed(0)} against ${peer.toFixed(0)} ms)`
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} KB`
}
