import { unknownContext } from '../../src/core/context.ts'
import { proxyFinding, readProxies } from '../../src/core/delivery/proxy.ts'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import type { Result } from '../../src/core/result.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings } from '../../src/core/settings.ts'
import type { HttpClient, World } from '../../src/core/world.ts'
import { noCampaign, noFiles } from '../support/no-campaign.ts'
import { contextIn } from '../support/workflow.ts'
import type { RuleCase } from './rule-case.ts'
import { runDeployment } from './run-deployment.ts'

/** What stands in the files a run wrote, by path. */
export type Written = Map<string, string>

/** A world of files in memory, where the clock stands still and Amazon accepts everything. */
function memoryWorld(
  files: Readonly<Record<string, string | Uint8Array>>,
  written: Written = new Map(),
): World {
  return {
    ...noCampaign,
    openFiles: async () => ({
      ...(await noFiles()),
      read: async path => {
        const content = files[path]
        return content === undefined ? undefined : piecesOf(Buffer.from(content))
      },
    }),
    readFile: async path => {
      const content = files[path]
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    writeFile: async (path, text) => {
      written.set(path, text)
    },
    now: () => new Date('2026-05-01T12:00:00.000Z'),
    random: () => 0,
    sleep: async () => {},
    openHttp: async () => acceptingClient,
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function refusing(ruleCase: RuleCase, world: World): World {
  const refuse = (paths: readonly string[] | undefined, path: string) => {
    if (paths?.includes(path)) throw new Error(`EISDIR: illegal operation on a directory, ${path}`)
  }
  const proxies = readProxies(ruleCase.proxies ?? {})
  return {
    ...world,
    proxyFinding: url => proxyFinding(url, proxies),
    readFile: async path => {
      refuse(ruleCase.unreadable, path)
      return world.readFile(path)
    },
    writeFile: async (path, text) => {
      refuse(ruleCase.unwritable, path)
      return world.writeFile(path, text)
    },
  }
}

const acceptingClient: HttpClient = {
  post: async ({ url }) =>
    url.includes('/auth/')
      ? {
          status: 200,
          headers: {},
          body: JSON.stringify({
            access_token: 'Atc|token',
            expires_in: 3600,
            scope: 'alexa::proactive_events',
            token_type: 'bearer',
          }),
        }
      : { status: 202, headers: { 'x-amzn-requestid': 'request-1' }, body: '' },
  get: async () => ({ status: 500, headers: {}, body: '' }),
  send(request, listener) {
    listener.onStart(request)
    void acceptingClient.post(request).then(answer => listener.onEnd(request, answer))
  },
  prepare: () => {},
  close: async () => {},
}

/** Runs a case through settings, context and core, as the doors do. */
export async function runCase(
  ruleCase: RuleCase,
  world: World = refusing(ruleCase, memoryWorld(ruleCase.files)),
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly result: Result | undefined }> {
  if (ruleCase.deployment !== undefined) return runDeployment(ruleCase.deployment, world)
  const { answer, jobEnvironment } = ruleCase
  const { settings, diagnostics } = await parseSettings(ruleCase.settings ?? {})
  if (settings === undefined) return { diagnostics, result: undefined }
  const context =
    ruleCase.environment === undefined
      ? unknownContext
      : contextIn(ruleCase.environment, ruleCase.payload)
  const result = await run(settings, context, world, {
    signal: new AbortController().signal,
    userAgent: 'test',
    diagnostics,
    observe: () => {},
    ...(answer === undefined ? {} : { findRelease: async () => answer }),
    ...(jobEnvironment === undefined ? {} : { jobEnvironment: async () => jobEnvironment }),
    openSimulation: async () => ({
      authUrl: 'http://127.0.0.1/auth/o2/token',
      apiUrl: 'http://127.0.0.1/{region}',
      credentials: { clientId: 'id', clientSecret: 'secret' },
      close: async () => {},
    }),
  })
  return { diagnostics: result.diagnostics, result }
}
