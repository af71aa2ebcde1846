import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Region } from '../../../src/core/alexa.ts'
import type {
  CampaignJob,
  CampaignRecipient,
  CampaignResult,
} from '../../../src/core/campaign/campaign.ts'
import { deliverCampaign } from '../../../src/core/campaign/send.ts'
import { noProxy, type ProxySettings } from '../../../src/core/delivery/proxy.ts'
import type { JournalHeader } from '../../../src/core/engine.ts'
import { nodeWorld } from '../../../src/core/node-world.ts'
import type { CampaignStep } from '../../../src/core/result.ts'
import type { Credentials } from '../../../src/core/settings.ts'
import type { Clock } from '../../../src/core/time.ts'
import type { World } from '../../../src/core/world.ts'
import type { SimulatorOptions, Subscriber } from '../../../src/simulator/simulator.ts'
import { startSimulator } from '../../../src/simulator/start.ts'

/** A folder that is gone when the test ends. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'campaign-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export function userOf(index: number): string {
  return `amzn1.ask.account.TEST${String(index).padStart(8, '0')}`
}

/** Recipients numbered from 0, in turns of the regions given. */
export function recipientsOf(count: number, regions: readonly Region[] = ['NA']) {
  return Array.from({ length: count }, (_nothing, index): CampaignRecipient => {
    const region = regions[index % regions.length] ?? 'NA'
    return { user: userOf(index), region, variables: undefined, index }
  })
}

export async function* batchesOf(
  recipients: readonly CampaignRecipient[],
  size = 100,
): AsyncGenerator<readonly CampaignRecipient[]> {
  for (let from = 0; from < recipients.length; from += size) {
    yield recipients.slice(from, from + size)
  }
}

export function headerOf(change: Partial<JournalHeader> = {}): JournalHeader {
  const now = Date.now()
  return {
    fingerprint: 'fingerprint',
    stage: 'development',
    regions: ['NA'],
    template: 'template',
    recipients: { size: 1_000, sha256: 'sha256' },
    shard: undefined,
    timestamp: new Date(now).toISOString(),
    expiryTime: new Date(now + 3_600_000).toISOString(),
    ...change,
  }
}

/** The body of a Unicast that the simulator accepts. */
export function bodyFor({ user, index }: CampaignRecipient, header: JournalHeader): Uint8Array {
  const body = {
    timestamp: header.timestamp,
    referenceId: `reference${index}`,
    expiryTime: header.expiryTime,
    event: {
      name: 'AMAZON.WeatherAlert.Activated',
      payload: { weatherAlert: { source: 'localizedattribute:source', alertType: 'TORNADO' } },
    },
    localizedAttributes: [{ locale: 'en-US', source: 'Canal météo' }],
    relevantAudience: { type: 'Unicast', payload: { user } },
  }
  return new TextEncoder().encode(JSON.stringify(body))
}

/** Subscribes recipients in the stage they are sent to. */
export function subscribersOf(recipients: readonly CampaignRecipient[]): readonly Subscriber[] {
  return recipients.map(({ user, region }) => ({
    user,
    region,
    stage: 'development',
    locale: 'en-US',
  }))
}

export interface Server {
  readonly authUrl: string
  readonly apiUrl: string
  readonly credentials: Credentials
}

export interface Sent {
  /** With what follows from it: whether nobody lacks it, and how many of those already sent came with an earlier request of this campaign. */
  readonly result: CampaignResult & { readonly complete: boolean; readonly confirmed: number }
  readonly steps: readonly CampaignStep[]
  readonly notes: readonly string[]
}

export type CampaignChange = Partial<CampaignJob> & {
  readonly list?: readonly CampaignRecipient[]
  readonly signal?: AbortSignal
  readonly world?: Partial<World>
  readonly proxy?: ProxySettings
  readonly onStep?: (step: CampaignStep) => void
  readonly clock?: Clock
}

/** Carries out a campaign against a server, with its journal in a folder. */
export async function sendCampaign(
  folder: string,
  server: Server,
  change: CampaignChange,
): Promise<Sent> {
  const {
    header = headerOf(),
    list = recipientsOf(10),
    signal,
    world,
    proxy,
    onStep,
    clock,
    ...rest
  } = change
  const steps: CampaignStep[] = []
  const job: CampaignJob = {
    header,
    recipients: () => batchesOf(list),
    total: list.length,
    bodiesOf: times => recipient => bodyFor(recipient, { ...header, ...times }),
    credentials: { ...server.credentials },
    authUrl: server.authUrl,
    apiUrl: server.apiUrl,
    rate: undefined,
    concurrency: 16,
    retries: 4,
    timeout: 30_000,
    journal: join(folder, 'journal'),
    isForgotten: false,
    resume: false,
    failedFile: join(folder, 'failed.jsonl'),
    simulated: true,
    userAgent: 'alexa-proactive/test',
    ...rest,
  }
  const sent = await deliverCampaign(
    job,
    { ...nodeWorld(path => path, proxy ?? noProxy), ...world },
    signal ?? new AbortController().signal,
    step => {
      steps.push(step)
      onStep?.(step)
    },
    clock,
  )
  const { counts, reasons } = sent
  const unconfirmed = reasons.find(({ outcome }) => outcome === 'already-sent')?.count ?? 0
  const result = {
    ...sent,
    complete: counts.rejected + counts.failed + counts.notSent === 0,
    confirmed: counts.alreadySent - unconfirmed,
  }
  const notes = steps.flatMap(step => (step.kind === 'note' ? [step.note] : []))
  return { result, steps, notes }
}

export function journalLines(folder: string): readonly string[] {
  return readFileSync(join(folder, 'journal'), 'utf8').trimEnd().split('\n')
}

/** Starts a simulator where all recipients are subscribed. */
export async function simulatorFor(
  recipients: readonly CampaignRecipient[],
  options: SimulatorOptions = {},
) {
  return startSimulator({
    subscribers: subscribersOf(recipients),
    requestsKept: 1_000_000,
    ...options,
  })
}
