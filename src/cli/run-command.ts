import { readProxies } from '../core/delivery/proxy.ts'
import { nodeWorld } from '../core/node-world.ts'
import { run } from '../core/run.ts'
import { parseSettings, type RawSettings } from '../core/settings.ts'
import { userAgent } from '../core/version.ts'
import type { World } from '../core/world.ts'
import { readSurroundings } from '../github/context.ts'
import type { Invocation } from './invocation.ts'
import type { CampaignShow } from './show-campaign.ts'
import { showRun } from './show-run.ts'
import type { Terminal } from './terminal.ts'

/**
 * Carries out `validate`, `preview` or `send` and shows it.
 *
 * @returns the exit code
 */
export async function runCommand(
  invocation: Extract<Invocation, { kind: 'run' }>,
  terminal: Terminal,
): Promise<number> {
  const { environment, interruption } = terminal
  const world = withInput(
    nodeWorld(path => path, readProxies(environment)),
    terminal,
  )

  const raw = withEnvironment(invocation.settings, environment)
  const parsed = await parseSettings(raw)
  const show = showRun(
    invocation,
    terminal,
    parsed.settings?.campaign === undefined ? undefined : await campaignShow(terminal),
  )
  const surroundings = readSurroundings(environment, invocation.ref)
  if ('problem' in surroundings) {
    show.problem(surroundings.problem)
    return 2
  }
  if (parsed.settings === undefined) {
    show.refused(parsed.diagnostics)
    return 2
  }
  const result = await run(parsed.settings, surroundings.context, world, {
    signal: interruption.signal,
    userAgent,
    diagnostics: parsed.diagnostics,
    observe: show.step,
    findRelease: async query => (await import('../github/release.ts')).findRelease(query),
    async openSimulation(...of) {
      const { openSimulation } = await import('../simulator/start.ts')
      return openSimulation(...of)
    },
  })
  show.result(result)
  return interruption.exitCode() ?? (result.failed ? 1 : 0)
}

async function campaignShow(terminal: Terminal): Promise<CampaignShow> {
  const { showCampaign } = await import('./show-campaign.ts')
  return showCampaign(terminal)
}

function withInput(world: World, { input }: Terminal): World {
  if (input === undefined) return world
  return {
    ...world,
    async keepInput(signal) {
      const { keepInput } = await import('../core/campaign/list.ts')
      return keepInput(input(signal))
    },
  }
}

function withEnvironment(raw: RawSettings, environment: Terminal['environment']): RawSettings {
  const known = {
    ...raw,
    'github-token':
      given(raw['github-token']) ?? given(environment['GITHUB_TOKEN']) ?? environment['GH_TOKEN'],
    repository: given(raw.repository) ?? environment['GITHUB_REPOSITORY'],
  }
  if (raw.command !== 'send') return known
  return {
    ...known,
    'client-id': given(raw['client-id']) ?? environment['ALEXA_CLIENT_ID'],
    'client-secret': given(raw['client-secret']) ?? environment['ALEXA_CLIENT_SECRET'],
  }
}

function given(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text
}
