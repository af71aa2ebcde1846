import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { headerLine, openJournal, recordLine } from '../../src/core/campaign/journal.ts'
import { CampaignError } from '../../src/core/campaign/lock.ts'
import { unknownContext } from '../../src/core/context.ts'
import { deliver } from '../../src/core/delivery/deliver.ts'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import { type Json, parsedJson } from '../../src/core/json.ts'
import { RecipientsError } from '../../src/core/recipients/recipient.ts'
import { survey } from '../../src/core/recipients/survey.ts'
import { reportText } from '../../src/core/report/report.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings } from '../../src/core/settings.ts'
import type { CampaignFiles, HttpResponse, World } from '../../src/core/world.ts'
import { cleanEvent, cleanManifest } from '../cli/folder.ts'
import { headerOf } from '../core/campaign/campaign-case.ts'
import { planOf } from '../core/delivery/delivery-case.ts'
import { noFiles } from '../support/no-campaign.ts'
import { liquidWords, listWords, mutatedBytes, mutatedJson, soup, yamlWords } from './inputs.ts'

/** A part of the program that is given inputs nobody thought of. */
export interface Target {
  readonly name: string
  /** What holds for every input; the thrown error shows the smallest one that it does not hold for. */
  property(): fc.IAsyncProperty<[unknown]>
}

let slowest = 0

/** The most processor time that an input took since this was asked last, milliseconds. */
export function takeSlowest(): number {
  const most = slowest
  slowest = 0
  return most
}

async function timed(once: () => Promise<void>): Promise<void> {
  const before = process.cpuUsage()
  await once()
  const { user, system } = process.cpuUsage(before)
  slowest = Math.max(slowest, (user + system) / 1_000)
}

function target<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  hold: (input: Input) => Promise<void>,
): Target {
  return { name, property: () => fc.asyncProperty(inputs, input => timed(() => hold(input))) }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function hasWords(diagnostics: readonly Diagnostic[]): void {
  for (const { message, help } of diagnostics) {
    if (message.trim() === '' || /\n\s+at |\[object |undefined|NaN\b/.test(message + help)) {
      throw new Error(`These are no words for people: ${message} ${help}`)
    }
  }
}

const clock = new Date('2026-05-01T12:00:00.000Z')

function worldOf(files: ReadonlyMap<string, Uint8Array>): World {
  return {
    readFile: async (path, most) => files.get(path)?.subarray(0, (most ?? 2 ** 30) + 1),
    writeFile: async () => {},
    identityOf: async path => ({ ids: [path], kind: 'missing', start: '' }),
    now: () => clock,
    random: () => 0.5,
    sleep: async () => {},
    openHttp: () => Promise.reject(new Error('Nothing may be sent.')),
    openFiles: noFiles,
  }
}

/** Previews an event with a manifest: everything up to what would be sent, and the reports about it. */
async function previewed(manifest: Uint8Array, event: Uint8Array, name: string): Promise<void> {
  const variables = '{release: {name: "2.0 *new*", tag_name: v2}, x: 1}'
  const raw = { command: 'preview', manifest: 'skill.json', 'event-file': name, variables } as const
  const { understood } = await parseSettings(raw)
  const files = new Map([
    ['skill.json', manifest],
    [name, event],
  ])
  const result = await run(understood, unknownContext, worldOf(files), {
    signal: new AbortController().signal,
    userAgent: 'fuzz',
    diagnostics: [],
    observe() {},
    openSimulation: () => Promise.reject(new Error('Nothing may be sent.')),
  })
  hasWords(result.diagnostics)
  for (const report of ['report.json', 'report.sarif']) {
    if (parsedJson(reportText(report, result)) === undefined) throw new Error('No JSON')
  }
}

const manifest: Json = JSON.parse(cleanManifest)
const amazonForm: Json = JSON.parse(JSON.stringify(planOf({}).body))

const user = (number: number): string => `amzn1.ask.account.${'ABCDEFGH'[number % 8]}${number}`
const lists = {
  'users.txt': Array.from({ length: 20 }, (_, at) => user(at)).join('\n'),
  'users.csv': `user,region\n${Array.from({ length: 20 }, (_, at) => `${user(at)},EU`).join('\n')}`,
  'users.jsonl': Array.from({ length: 20 }, (_, at) => JSON.stringify({ user: user(at) })).join(
    '\n',
  ),
}
const listNames = [...Object.keys(lists), 'users.csv.gz']
const listSamples = [
  ...Object.values(lists).map(bytesOf),
  ...Object.values(lists).map(text => new Uint8Array(gzipSync(text))),
]

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const header = headerOf({ timestamp: clock.toISOString(), expiryTime: clock.toISOString() })
const recorded = [0, 1, 2, 5, 8].map(index => ({
  ...{ index, code: index === 2 ? '403' : '202', attempts: 1, requestId: `id-${index}` },
}))
const journalSample = bytesOf(headerLine(header) + recorded.map(recordLine).join(''))

const secret = 'Atza|IQEBLjAsAhRmHiNgHpi0U'

function answer(): fc.Arbitrary<HttpResponse> {
  const words = [secret, '{', '}', '"', ':', 'access_token', 'error', '<html>', '\u001b[2J', '\r\n']
  return fc.record({
    status: fc.oneof(fc.constantFrom(200, 202, 400, 401, 403, 409, 429, 500), fc.nat(599)),
    headers: fc.dictionary(
      fc.constantFrom('retry-after', 'x-amzn-requestid', 'location'),
      fc.oneof(fc.string(), fc.constantFrom('0', '-1', '99999999999999', 'Sat, 01 May 2027')),
    ),
    body: fc.oneof(
      soup(words),
      mutatedJson([
        { access_token: secret, token_type: 'bearer', expires_in: 3600 },
        { error: 'invalid_client', error_description: secret },
        { message: 'no' },
      ]).map(value => JSON.stringify(value)),
    ),
  })
}

export const targets: readonly Target[] = [
  target('manifests, as values', mutatedJson([manifest]), value =>
    previewed(bytesOf(JSON.stringify(value)), bytesOf(cleanEvent), 'event.yaml'),
  ),
  target('manifests, as bytes', mutatedBytes([bytesOf(cleanManifest)]), bytes =>
    previewed(bytes, bytesOf(cleanEvent), 'event.yaml'),
  ),
  target('event files, as values', mutatedJson([amazonForm]), value =>
    previewed(bytesOf(cleanManifest), bytesOf(JSON.stringify(value)), 'event.json'),
  ),
  target('event files, as bytes', mutatedBytes([bytesOf(cleanEvent)]), bytes =>
    previewed(bytesOf(cleanManifest), bytes, 'event.yaml'),
  ),
  target('YAML', soup(yamlWords), text =>
    previewed(bytesOf(cleanManifest), bytesOf(text), 'event.yaml'),
  ),
  target('templates', soup(liquidWords), text =>
    previewed(
      bytesOf(cleanManifest),
      bytesOf(
        JSON.stringify({
          event: { name: text, payload: { weatherAlert: { alertType: text, source: text } } },
          localizedAttributes: { 'en-US': { source: text } },
          referenceId: text,
        }),
      ),
      'event.json',
    ),
  ),
  target(
    'lists of users',
    fc.tuple(
      fc.oneof(mutatedBytes(listSamples), soup(listWords).map(bytesOf)),
      fc.constantFrom(...listNames),
      fc.constantFrom(1, 7, 4_096, 2 ** 18),
    ),
    async ([bytes, name, size]) => {
      const least = Math.max(size, Math.ceil(bytes.length / 500))
      try {
        const found = await survey(piecesOf(bytes, least), {
          name,
          shard: undefined,
          regions: ['EU'],
        })
        if (found.recipients > bytes.length) throw new Error('More users than bytes')
      } catch (error) {
        if (!(error instanceof RecipientsError)) throw error
        hasWords([error.finding])
      }
    },
  ),
  target('journals', mutatedBytes([journalSample]), async bytes => {
    const none = await noFiles()
    const files: CampaignFiles = {
      ...none,
      read: async () => piecesOf(bytes, 4_096),
      append: async () => ({ append() {}, sync: async () => {}, close: async () => {} }),
    }
    try {
      const { arrived, refused } = await openJournal('a.journal', header, false, files)
      for (let index = 0; index < 10; index += 1) {
        const written = recorded.find(one => one.index === index)?.code
        const isTrue =
          (!arrived.has(index) || written === '202') && (!refused.has(index) || written === '403')
        if (!isTrue) throw new Error(`What the journal tells of ${index} was never written.`)
      }
    } catch (error) {
      if (!(error instanceof CampaignError)) throw error
    }
  }),
  target('answers of both servers', fc.tuple(answer(), answer()), async ([login, api]) => {
    const post = async ({ url }: { readonly url: string }): Promise<HttpResponse> =>
      url.endsWith('/token') ? login : api
    const world: World = {
      ...worldOf(new Map()),
      openHttp: async () => ({ post, get: post, send() {}, prepare() {}, close: async () => {} }),
    }
    const { deliveries, diagnostics } = await deliver(
      planOf({}),
      {
        credentials: { clientId: 'amzn1.application-oa2-client.x', clientSecret: 'hush' },
        authUrl: 'https://127.0.0.1/token',
        apiUrl: 'https://127.0.0.1/{region}',
        retries: 1,
        timeout: 1,
        userAgent: 'fuzz',
        simulated: false,
      },
      world,
      new AbortController().signal,
      () => {},
    )
    hasWords(diagnostics)
    if (login.status !== 200 && JSON.stringify([deliveries, diagnostics]).includes('IQEBLj')) {
      throw new Error('A token is shown.')
    }
  }),
]
