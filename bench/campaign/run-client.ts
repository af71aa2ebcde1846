import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { node24 } from '../../test/e2e/support/node24.ts'
import { type Origins, pinned } from './nginx.ts'

/** What a client took to send to all recipients. */
export interface Measured {
  readonly perSecond: number
  /** The most memory its process had, in MB. */
  readonly megabytes: number
}

export interface Load {
  readonly origin: string
  readonly count: number
  readonly concurrency: number
}

/** The clients to compare, by the name of their file. */
export const clients = ['undici-pool', 'ask-sdk', 'fetch', 'one-connection-each'] as const
export type Client = (typeof clients)[number]

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const bodyModule = fileURLToPath(new URL('clients/body.mjs', import.meta.url))
const manifest = fileURLToPath(new URL('../../examples/skill-package/skill.json', import.meta.url))

const tellMemory = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process._rawDebug('peak', process.resourceUsage().maxRSS))",
)}`

/** Runs one of the clients to compare with, in a process of its own. */
export async function runClient(client: Client, load: Load, origins: Origins): Promise<Measured> {
  const file = fileURLToPath(new URL(`clients/${client}.mjs`, import.meta.url))
  const { stdout, megabytes } = await run([file], {
    NODE_EXTRA_CA_CERTS: origins.authority,
    ORIGIN: load.origin,
    COUNT: String(load.count),
    CONCURRENCY: String(load.concurrency),
  })
  const { perSecond }: { readonly perSecond: number } = JSON.parse(stdout)
  return { perSecond, megabytes }
}

/** Runs our command line with as many recipients: journal, gate, outcomes and all. */
export async function runOurs(load: Load, origins: Origins): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-campaign-'))
  try {
    await writeFiles(folder, load.count)
    const { stdout, megabytes } = await run(
      [
        ...[cli, 'send', '--json', '--manifest', manifest, '--stage', 'development'],
        ...['--event-file', join(folder, 'event.json'), '--users-file', join(folder, 'users.txt')],
        ...['--regions', 'NA', '--journal', join(folder, 'journal')],
        ...['--auth-url', `${load.origin}/auth/o2/token`, '--api-url', `${load.origin}/{region}`],
        ...['--concurrency', String(load.concurrency)],
      ],
      {
        NODE_EXTRA_CA_CERTS: origins.authority,
        ALEXA_CLIENT_ID: 'amzn1.application-oa2-client.bench',
        ALEXA_CLIENT_SECRET: 'bench',
      },
    )
    const { campaign }: { readonly campaign: { readonly perSecond: number } } = JSON.parse(stdout)
    return { perSecond: campaign.perSecond, megabytes }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same event and users as those of the other clients. */
async function writeFiles(folder: string, count: number): Promise<void> {
  const {
    bodyFor,
    userOf,
  }: { bodyFor(index: number): Record<string, unknown>; userOf(index: number): string } =
    await import(bodyModule)
  const { event, localizedAttributes } = bodyFor(0)
  writeFileSync(join(folder, 'event.json'), JSON.stringify({ event, localizedAttributes }))
  const batch = 100_000
  for (let from = 0; from < count; from += batch) {
    const length = Math.min(batch, count - from)
    const lines = Array.from({ length }, (_, index) => `${userOf(from + index)}\n`)
    writeFileSync(join(folder, 'users.txt'), lines.join(''), { flag: 'a' })
  }
}

async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly megabytes: number }> {
  const child = spawn(...pinned(1, node24(), ['--import', tellMemory, ...args]), {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const code = await new Promise(resolve => child.on('close', resolve))
  const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1])
  if (code !== 0)
    throw new Error(
      `${args.join(' ')} ended with ${String(code)}:\n${stderr}\n${stdout.slice(0, 2_000)}`,
    )
  return { stdout, megabytes: peak / 1_000 }
}
