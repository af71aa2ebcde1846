import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PublishedResult } from '../../../src/core/generated/result.ts'
import type { Simulator, SimulatorOptions } from '../../../src/simulator/simulator.ts'
import { startSimulator } from '../../../src/simulator/start.ts'
import { type ChildOptions, type Ended, runCli } from '../../cli/child.ts'
import { cleanEvent, cleanManifest, folderWith } from '../../cli/folder.ts'

/** So many user ids, always the same. */
export function usersOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const hash = createHash('sha256').update(`user ${index}`).digest('hex').toUpperCase()
    return `amzn1.ask.account.${hash}${hash}`
  })
}

/**
 * Starts a simulator at which everybody is subscribed.
 *
 * @param onEnd registers what is to be done when the test has ended; tests that run side by side bring their own
 */
export async function simulatorForAll(
  options: SimulatorOptions = {},
  onEnd: (close: () => Promise<void>) => void = onTestFinished,
): Promise<Simulator> {
  const simulator = await startSimulator({ anybody: { locale: 'en-US' }, ...options })
  onEnd(() => simulator.close())
  return simulator
}

/** A folder with an event, a manifest for NA, and a list of users. */
export function campaignFolder(
  list: Readonly<Record<string, string>>,
  event = cleanEvent,
  onEnd?: (remove: () => Promise<void>) => void,
): Promise<string> {
  return folderWith({ 'skill.json': cleanManifest, 'event.yaml': event, ...list }, onEnd)
}

/** The words and the environment that send to a simulator. */
export function sendingTo(
  { authUrl, apiUrl, credentials }: Simulator,
  folder: string,
  words: readonly string[],
): readonly [readonly string[], ChildOptions] {
  return [
    ['send', '--event-file', 'event.yaml', '--auth-url', authUrl, '--api-url', apiUrl, ...words],
    {
      folder,
      environment: {
        ALEXA_CLIENT_ID: credentials.clientId,
        ALEXA_CLIENT_SECRET: credentials.clientSecret,
      },
    },
  ]
}

/** How a command ended, and the report it wrote. */
export interface CampaignRun extends Ended {
  readonly report: PublishedResult
  readonly campaign: NonNullable<PublishedResult['campaign']>
}

/** Sends to its end. */
export async function sendCampaign(
  simulator: Simulator,
  folder: string,
  words: readonly string[],
  input?: string | Uint8Array,
): Promise<CampaignRun> {
  const [all, options] = sendingTo(simulator, folder, [...words, '--report', 'report.json'])
  const ended = await runCli(all, input === undefined ? options : { ...options, input })
  return { ...ended, ...(await reportIn(folder)) }
}

/** The report that a run has left in its folder. */
export async function reportIn(folder: string): Promise<Pick<CampaignRun, 'report' | 'campaign'>> {
  const report: PublishedResult = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))
  if (report.campaign === undefined) throw new Error(JSON.stringify(report, undefined, 2))
  return { report, campaign: report.campaign }
}

/** Who was notified, in no order; somebody who was notified twice stands there twice. */
export function notified(simulator: Simulator): readonly string[] {
  return simulator
    .inbox()
    .map(({ user }) => user)
    .toSorted()
}
