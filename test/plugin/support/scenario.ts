import type { Notification, Simulator } from '../../../src/simulator/simulator.ts'
import { startSimulator } from '../../../src/simulator/start.ts'
import { type Aws, startAws } from '../aws/start.ts'
import type { Framework } from './frameworks.ts'
import { type FrameworkRun, runFramework } from './run-framework.ts'
import { placesOf, secretsOf } from './secrets.ts'
import { layOutService, type ServiceFolder } from './service-folder.ts'

/** How a run ended, and what it did to the world outside. */
export interface ScenarioRun extends FrameworkRun {
  /** Names of the calls that reached AWS, in their order. */
  readonly calls: readonly string[]
  /** Notifications that customers got meanwhile. */
  readonly heard: readonly Notification[]
  /** What reached AWS (`AWS CloudFormation DescribeStacks`) and Alexa (`Alexa POST /auth/o2/token`) in one order. */
  readonly trace: readonly string[]
}

export interface RunOptions {
  /** Over what the service needs; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Folder to run in, below the service's. */
  readonly below?: string
  /** Whether it runs in a process of its own, as where a user types it. */
  readonly ownProcess?: boolean
}

/** A service with an AWS and an Alexa of its own. */
export interface Scenario {
  readonly aws: Aws
  readonly simulator: Simulator
  readonly service: ServiceFolder
  run(words: string, options?: RunOptions): Promise<ScenarioRun>
  /** The skill's credentials, and every token so far: what nobody but Alexa may see. */
  secrets(): readonly string[]
  /** Where one of these texts stands, of all that was written, sent to AWS and printed so far. */
  placesOf(texts: readonly string[]): Promise<readonly string[]>
  close(): Promise<void>
}

/** Lays out a service, see {@link layOutService}, where nothing is deployed yet. */
export async function openScenario(
  framework: Framework,
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Scenario> {
  const trace: string[] = []
  const outputs: string[] = []
  const aws = await startAws({ onCall: call => trace.push(`AWS ${call.name}`) })
  const simulator = await startSimulator({
    onRequest: ({ method, path }) => trace.push(`Alexa ${method} ${path}`),
  })
  const service = await layOutService(name, files)
  const { clientId, clientSecret } = simulator.credentials
  const surroundings = {
    STAND_IN_AUTH_URL: simulator.authUrl,
    STAND_IN_API_URL: simulator.apiUrl,
    ALEXA_CLIENT_ID: clientId,
    ALEXA_CLIENT_SECRET: clientSecret,
  }
  return {
    aws,
    simulator,
    service,
    async run(words, { environment = {}, below = '.', ownProcess = false } = {}) {
      const before = { trace: trace.length, heard: simulator.inbox().length }
      const ran = await runFramework(framework, service, words.split(' '), {
        aws,
        environment: defined({ ...surroundings, ...environment }),
        below,
        ownProcess,
      })
      outputs.push(ran.stdout, ran.stderr)
      return {
        ...ran,
        calls: ran.awsCalls.map(call => call.name),
        heard: simulator.inbox().slice(before.heard),
        trace: trace.slice(before.trace),
      }
    },
    secrets: () => secretsOf(simulator),
    placesOf: texts => placesOf(texts, service, aws, outputs),
    async close() {
      await service.remove()
      await simulator.close()
      await aws.close()
    },
  }
}

function defined(
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}
