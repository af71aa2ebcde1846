import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { bodiesCheckedPerSecond } from './body-check.ts'
import { distBytes, loadedBytes } from './code-size.ts'
import { openPrograms } from './programs.ts'
import { medians } from './start-up.ts'

// Measures what docs/performance.md promises, side by side in one run, and writes it there.
// `npm run bench -- --rounds 11` is quicker and noisier.

const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1]) || 41
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
  const rows = [
    ['what', 'measured', 'target'],
    ['---', '---', '---'],
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
    ['event bodies checked a second', checked.toLocaleString('en'), '≥ 300,000'],
  ]
  const table = rows.map(row => `| ${row.join(' | ')} |`).join('\n')
  const machine = `${programs.version}, ${cpus().length} cores, medians of ${rounds} interleaved rounds`
  console.log(`${table}\n\n${machine}`)
  write(`${table}\n\nMeasured with ${machine}.`)
} finally {
  await programs.close()
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} KB`
}

function write(content: string): void {
  const file = new URL('../docs/performance.md', import.meta.url)
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replace(
      /(<!-- measured:start -->)[\s\S]*(<!-- measured:end -->)/,
      (_, start, end) => `${start}\n\n${content}\n\n${end}`,
    ),
  )
}
