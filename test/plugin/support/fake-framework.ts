import type { Framework, Utils } from '../../../plugin/framework.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { exampleFolder } from './example-service.ts'

/** A framework that remembers what it was told. */
export interface FakeFramework {
  readonly framework: Framework
  readonly utils: Utils
  /** Lines of the log, each behind its level. */
  readonly log: readonly string[]
  /** What is shown with --verbose only. */
  readonly verbose: readonly string[]
  readonly stdout: readonly string[]
  readonly output: ReadonlyMap<string, readonly string[]>
}

/** The error class of the framework. */
export class FrameworkError extends Error {
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

export interface FakeService {
  readonly custom?: JsonObject
  readonly words?: readonly string[]
  readonly options?: Readonly<Record<string, unknown>>
  readonly stage?: string
  /** Absent: one function, of the skill. */
  readonly functions?: JsonObject
  readonly provider?: Partial<Framework['service']['provider']>
  readonly folder?: string
  /** Of AWS; absent where the framework does not tell. */
  readonly accountId?: string
  readonly plugins?: readonly object[]
  /** Titles of sections that others have added. */
  readonly taken?: readonly string[]
}

/** The example service in a framework that does nothing. */
export function fakeFramework(service: FakeService = {}): FakeFramework {
  const log: string[] = []
  const verbose: string[] = []
  const stdout: string[] = []
  const output = new Map<string, readonly string[]>(
    (service.taken ?? []).map(title => [title, ['another plugin']]),
  )
  const note = (level: string) => (text: string) => {
    log.push(`${level} ${text}`)
  }
  return {
    log,
    verbose,
    stdout,
    output,
    utils: {
      log: {
        error: note('error'),
        warning: note('warning'),
        notice: note('notice'),
        info: text => {
          verbose.push(text)
        },
      },
      progress: {},
      writeText: text => {
        stdout.push(text)
      },
    },
    framework: {
      service: {
        service: 'star-quest',
        custom: service.custom ?? {},
        functions: service.functions ?? { skill: { name: 'star-quest-prod-skill' } },
        provider: { name: 'aws', ...service.provider },
      },
      serviceDir: service.folder ?? exampleFolder,
      configurationFilename: 'serverless.yml',
      processedInput: { commands: service.words ?? ['deploy'], options: service.options ?? {} },
      pluginManager: { plugins: service.plugins ?? [] },
      classes: { Error: FrameworkError },
      servicePluginOutputs: output,
      addServiceOutputSection: (title, content) => {
        if (output.has(title)) throw new TypeError(`"${title}" was already set`)
        output.set(title, content)
      },
      getProvider: name => {
        if (name !== 'aws') return false
        return {
          getStage: () => service.stage ?? 'dev',
          getRegion: () => 'us-east-1',
          ...(service.accountId === undefined
            ? {}
            : { getAccountId: async () => service.accountId ?? '' }),
          naming: { getLambdaLogicalId: key => `${key}LambdaFunction` },
        }
      },
    },
  }
}
