import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
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
const compileCache = fileURLToPath(
  new URL('../frameworks/node_modules/.cache/compiled', import.meta.url),
)

/** An `npm` that knows no global packages: serverless 3 asks at every start, for half a second. */
const withoutGlobalPackages = fileURLToPath(new URL('no-global-packages', import.meta.url))

/** How long a framework may run; one run takes one to four seconds on two idle cores. */
const longestRun = 60_000

export interface Surroundings {
  readonly aws: Aws
  /** More variables than the framework needs itself. */
  readonly environment?: Readonly<Record<string, string>>
  /** Folder to run in, below the service's; absent: the service's. */
  readonly below?: string
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
 * Runs a command of a framework in a child process without a terminal. Nothing of the surrounding
 * environment reaches it, and AWS is the stand-in.
 *
 * @throws Error where it does not end in time, or asks AWS for something the stand-in does not know
 */
export async function runFramework(
  framework: Framework,
  service: ServiceFolder,
  words: readonly string[],
  { aws, environment = {}, below = '.' }: Surroundings,
): Promise<FrameworkRun> {
  const before = aws.calls().length
  const preloading = framework.preloaded.flatMap(module => ['--require', module])
  const child = spawn(framework.node, [...preloading, framework.program, ...words], {
    cwd: `${service.path}/${below}`,
    env: { ...environmentFor(aws, service), RUNTIME: framework.runtime, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestRun,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    output += text
  })
  const [exitCode, signal]: [number | null, string | null] = closed(await once(child, 'close'))
  const awsCalls = aws.calls().slice(before)
  const command = `${framework.name}: ${words.join(' ')}`
  if (signal !== null) throw new Error(`${command} was ended by ${signal}:\n${output}`)
  const unknown = awsCalls.filter(({ known }) => !known)
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ')
    throw new Error(`${command} asked AWS for what the stand-in does not know: ${names}\n${output}`)
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

function closed([code, signal]: readonly unknown[]): [number | null, string | null] {
  return [typeof code === 'number' ? code : null, typeof signal === 'string' ? signal : null]
}
