import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PublishedResult } from '../../../src/core/generated/result.ts'
import type { Credentials } from '../../../src/core/settings.ts'
import { runCli } from '../../cli/child.ts'
import { folderWith } from '../../cli/folder.ts'
import { runStep } from './runner.ts'
import { checkout } from './skill.ts'

/** Where to send an event, and how. */
export interface Sending {
  /** Of Amazon's stand-in. */
  readonly to: {
    readonly authUrl: string
    readonly apiUrl: string
    readonly credentials: Credentials
  }
  /** More settings, by their names. */
  readonly settings?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** More files of the folder it runs in. */
  readonly files?: Readonly<Record<string, string>>
}

/** What came of it. */
export interface Sent {
  readonly exitCode: number | null
  /** All that was printed. */
  readonly log: string
  /** As the report has it. */
  readonly result: PublishedResult
}

export interface Door {
  readonly name: string
  /** Sends the same event to NA and EU each time. */
  send(sending: Sending): Promise<Sent>
}

/** Both ways to send, as they are published: the action on Node 24, the command line on the Node of the tests. */
export const doors: readonly Door[] = [
  {
    name: 'the action',
    async send({ to, settings, environment = {}, files = {} }) {
      const run = await runStep({
        inputs: { command: 'send', ...settingsFor(to), ...settings },
        environment: environmentFor(to, environment),
        files: { ...checkout(), ...files },
        collect: ['report.json'],
      })
      const result: PublishedResult = JSON.parse(run.collected['report.json'] ?? '')
      return { exitCode: run.exitCode, log: run.output, result }
    },
  },
  {
    name: 'the command line',
    async send({ to, settings, environment = {}, files = {} }) {
      const folder = await folderWith({ ...checkout(), ...files })
      const options = Object.entries({ ...settingsFor(to), ...settings })
      const words = options.flatMap(([name, value]) => [`--${name}`, value])
      const { code, stdout, stderr } = await runCli(['send', ...words], {
        folder,
        environment: environmentFor(to, environment),
      })
      const result: PublishedResult = JSON.parse(
        await readFile(join(folder, 'report.json'), 'utf8'),
      )
      return { exitCode: code, log: `${stdout}${stderr}`, result }
    },
  },
]

function settingsFor({ authUrl, apiUrl }: Sending['to']): Readonly<Record<string, string>> {
  return {
    'event-file': 'announce.yaml',
    report: 'report.json',
    'auth-url': authUrl,
    'api-url': apiUrl,
  }
}

function environmentFor(
  { credentials }: Sending['to'],
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ALEXA_CLIENT_ID: credentials.clientId,
    ALEXA_CLIENT_SECRET: credentials.clientSecret,
    ...environment,
  }
}
