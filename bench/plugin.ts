import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpuMedians } from './cpu-time.ts'
import type { Program } from './programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const frameworks = join(root, 'test', 'plugin', 'frameworks')

/** What the plugin costs, in milliseconds of processor time (user and system). */
export interface PluginCost {
  /** Loading it, beyond what an empty class costs. */
  readonly load: number
  /** `serverless package` of the example service with osls 4, without and with the plugin. */
  readonly without: number
  readonly with: number
  /** With the plugin and all that it adds to a stack for campaigns. */
  readonly withCampaigns: number
}

/**
 * Measures the plugin against an empty class, and the packaging of the example service with and
 * without it.
 *
 * @param rounds how often each is run
 */
export function costOfPlugin(rounds: number): PluginCost {
  installFrameworks()
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-bench-'))
  try {
    const empty = join(folder, 'empty.cjs')
    writeFileSync(empty, 'module.exports = class Empty {}\n')
    const loading = cpuMedians(
      { empty: () => loaded(empty), plugin: () => loaded(join(root, 'dist', 'plugin.js')) },
      rounds,
    )
    const bare = serviceIn(join(folder, 'without'), text =>
      text.replace('  - alexa-proactive\n', '  - ./empty.cjs\n'),
    )
    const whole = serviceIn(join(folder, 'with'), text => text)
    const engine = serviceIn(join(folder, 'campaigns'), text =>
      text.replace(
        '  alexaProactive:\n',
        '  alexaProactive:\n    campaigns: { credentials: /none }\n',
      ),
    )
    const packaging = cpuMedians(
      {
        without: () => packaged(bare, folder),
        with: () => packaged(whole, folder),
        withCampaigns: () => packaged(engine, folder),
      },
      rounds,
    )
    const at = (times: ReadonlyMap<string, number>, name: string) => times.get(name) ?? Number.NaN
    return {
      load: at(loading, 'plugin') - at(loading, 'empty'),
      without: at(packaging, 'without'),
      with: at(packaging, 'with'),
      withCampaigns: at(packaging, 'withCampaigns'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A copy of the example service, its plugin installed as npm would. */
function serviceIn(folder: string, change: (configuration: string) => string): string {
  cpSync(join(root, 'examples', 'serverless'), folder, { recursive: true })
  const file = join(folder, 'serverless.yml')
  const patterns = "package:\n  patterns: ['!node_modules/**']\n"
  writeFileSync(file, change(readFileSync(file, 'utf8')) + patterns)
  writeFileSync(join(folder, 'empty.cjs'), 'module.exports = class Empty {}\n')
  const installed = join(folder, 'node_modules', 'alexa-proactive')
  cpSync(join(root, 'dist'), join(installed, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(installed, 'package.json'))
  return folder
}

function loaded(file: string): Program {
  return {
    file: process.execPath,
    arguments: ['--eval', `require(${JSON.stringify(file)})`],
    environment: {},
  }
}

function packaged(service: string, home: string): Program {
  return {
    file: process.execPath,
    arguments: [
      join(frameworks, 'node_modules', 'osls4', 'bin', 'serverless.js'),
      'package',
      '--stage',
      'prod',
    ],
    folder: service,
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
  }
}

/** The frameworks are installed for the tests; a bench may come first. */
function installFrameworks(): void {
  try {
    readFileSync(join(frameworks, 'node_modules', 'osls4', 'package.json'))
  } catch {
    const options = { cwd: frameworks, stdio: 'inherit' } as const
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], options)
  }
}
