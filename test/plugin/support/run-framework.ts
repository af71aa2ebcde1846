import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { runShared } from '../../support/resident.server.ts'
import { type Command, type CommandEnd, endOf } from '../../support/resident.ts'
import type { Aws, AwsCall } from '../aws/start.ts'
import type { Framework } from './frameworks.ts'
import type { ServiceFolder } from './service-folder.ts'

/**
 * Where the frameworks keep their validators of serverless.yml, by the hash of its schema. They need
 * four seconds to compile one, so all runs share them.
 */
const schemaCache = fileURLToPath(new URL('../frameworks/node_modules/.cache', import.meta.url))

/**
 * Node keeps here what it compiled. Most of a run is compiling the framework and its validator of
 * 8 MB, so this takes a third off each. Node 20 takes no notice.
 */
export const compileCache = fileURLToPath(
  new URL('../frameworks/node_modules/.cache/compiled', import.meta.url),
)

/** An `npm` that knows no global packages: serverless 3 asks at every start, for half a second. */
const withoutGlobalPackages = fileURLToPath(new URL('no-global-packages', import.meta.url))

/** How long a framework may run; one run takes up to four seconds on two idle cores, compose more. */
export const longestRun = 150_000

export interface Surroundings {
  readonly aws: Aws
  /** More variables than the framework needs itself. */
  readonly environment?: Readonly<Record<string, string>>
  /** Folder to run in, below the service's; absent: the service's. */
  readonly below?: string
  /** Whether it runs in a process of its own, as where a user types it; else in one that others share. */
  readonly ownProcess?: boolean
}

/** How a run of a framework ended. */
export interface FrameworkRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** All that was printed. */
  readonly output: string
  /** What reached AWS meanwhile. */
  readonly awsCalls: readonly AwsCall[]
}

/**
 * Runs a command of a framework in another process without a terminal. Nothing of the surrounding
 * environment reaches it, and AWS is the stand-in.
 *
 * @throws Error where it does not end in time, or asks AWS for something the stand-in does not know
 */
export async function runFramework(
  framework: Framework,
  service: ServiceFolder,
  words: readonly string[],
  { aws, environment = {}, below = '.', ownProcess = false }: Surroundings,
): Promise<FrameworkRun> {
  const before = aws.calls().length
  const printed = { stdout: '', stderr: '', output: '' }
  const onText = (stream: 'stdout' | 'stderr', text: string): void => {
    printed[stream] += text
    printed.output += text
  }
  const command: Command = {
    program: framework.program,
    preloaded: framework.preloaded,
    words,
    folder: join(service.path, below),
    environment: { ...environmentFor(aws, service), RUNTIME: framework.runtime, ...environment },
  }
  const { exitCode, signal } = ownProcess
    ? await runAlone(framework.node, command, onText)
    : await runShared(
        inject('residents'),
        { node: framework.node, cache: compileCache, command, longest: longestRun },
        onText,
      )
  const { stdout, stderr, output } = printed
  const awsCalls = aws.calls().slice(before)
  const title = `${framework.name}: ${words.join(' ')}`
  if (signal !== null) throw new Error(`${title} was ended by ${signal}:\n${output}`)
  const unknown = awsCalls.filter(({ known }) => !known)
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ')
    throw new Error(`${title} asked AWS for what the stand-in does not know: ${names}\n${output}`)
  }
  return { exitCode, stdout, stderr, output, awsCalls }
}

function environmentFor(aws: Aws, { home }: ServiceFolder): Readonly<Record<string, string>> {
  const inherited = ['SystemRoot', 'TEMP', 'TMP'].flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    PATH: [withoutGlobalPackages, process.env['PATH']].join(delimiter),
    SLS_SCHEMA_CACHE_BASE_DIR: schemaCache,
    NODE_COMPILE_CACHE: compileCache,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
    AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    SLS_AWS_REQUEST_MAX_RETRIES: '0',
    SLS_AWS_MONITORING_FREQUENCY: '50',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  }
}

/** Runs a command in a process of its own, as a shell does. */
async function runAlone(
  node: string,
  { program, preloaded, words, folder, environment }: Command,
  onText: (stream: 'stdout' | 'stderr', text: string) => void,
): Promise<CommandEnd> {
  const preloading = preloaded.flatMap(module => ['--require', module])
  const child = spawn(node, [...preloading, program, ...words], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestRun,
    killSignal: 'SIGKILL',
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => onText('stdout', text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => onText('stderr', text))
  const [code, signal]: readonly unknown[] = await once(child, 'close')
  return endOf(code, signal)
}
