import { readFileSync } from 'node:fs'
import { parseCommandLine } from '../../src/cli/command-line.ts'
import { styleOf } from '../../src/cli/output.ts'
import { showRun } from '../../src/cli/show.ts'
import type { Context } from '../../src/core/context.ts'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import { nodeWorld } from '../../src/core/node-world.ts'
import { commentMarkdown, summaryMarkdown } from '../../src/core/report/markdown.ts'
import type { Result } from '../../src/core/result.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'
import type { World } from '../../src/core/world.ts'
import { readSurroundings } from '../../src/github/context.ts'
import { startSimulator } from '../../src/simulator/start.ts'

const event = readText('release.yaml')

/** A folder with a manifest and an event, always at the same time. */
const world: World = {
  ...nodeWorld(path => path, noProxy),
  now: () => new Date('2026-04-30T09:00:00Z'),
  async readFile(path) {
    if (path === 'skill-package/skill.json') return Buffer.from(readText('skill.json'))
    if (path === 'announcements/release.yaml') return Buffer.from(event)
    // The change of a pull request that forgets a locale.
    if (path === 'announcements/draft.yaml')
      return Buffer.from(event.replace(/^ {2}fr-FR:.*\n/m, ''))
    return undefined
  },
}

function readText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8').replaceAll('\r\n', '\n')
}

/** What a command line shows on a terminal, with its colors, and its result. */
async function ran(
  line: string,
  more: Partial<Context> = {},
  settings: RawSettings = {},
): Promise<{ readonly shown: string; readonly result: Result }> {
  const words = [...line.split(' ').slice(2), '--color']
  const shown: string[] = []
  const style = styleOf({ columns: 100 }, {}, words)
  const out = { columns: 100, style, write: (text: string) => void shown.push(text) }
  const invocation = parseCommandLine(words, style)
  if (invocation.kind !== 'run') throw new Error(`"${line}" is no run`)
  const { signal } = new AbortController()
  const interruption = { signal, exitCode: () => undefined }
  const terminal = { words, environment: {}, out, error: out, interruption, readerGone: signal }
  const { understood, diagnostics } = await parseSettings({ ...invocation.settings, ...settings })
  const surroundings = readSurroundings({}, invocation.settings.ref)
  if ('problem' in surroundings) throw new Error(surroundings.problem)
  const show = showRun(invocation, terminal, false)
  const result = await run(understood, { ...surroundings.context, ...more }, world, {
    signal,
    userAgent: 'pictures',
    diagnostics,
    observe: show.step,
    openSimulation() {
      throw new Error('A picture has a simulator of its own')
    },
  })
  show.result(result)
  return { shown: shown.join(''), result }
}

/** What a terminal shows of a preview, as it is written with its colors. */
export async function terminalText(): Promise<string> {
  const line =
    'npx alexa-proactive preview --event-file announcements/release.yaml --ref refs/tags/v2.1.0'
  return `$ ${line}\n\n${(await ran(line)).shown.trimEnd()}\n`
}

/** The summary of a job that has sent an event to live customers: those of the built-in simulator. */
export async function summaryText(): Promise<string> {
  const simulator = await startSimulator({ clock: world.now })
  try {
    const { authUrl, apiUrl, credentials } = simulator
    const { result } = await ran(
      'npx alexa-proactive send --event-file announcements/release.yaml --ref refs/tags/v2.1.0',
      {},
      {
        'auth-url': authUrl,
        'api-url': apiUrl,
        'client-id': credentials.clientId,
        'client-secret': credentials.clientSecret,
      },
    )
    // Each request has another id; a picture is current with any.
    let ids = 0
    return summaryMarkdown(result).replace(
      /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g,
      () => `7c0f1d5e-2b4a-4c11-9f3d-0a6f5b1e2c8${ids++}`,
    )
  } finally {
    await simulator.close()
  }
}

/** The comment on a pull request whose event lacks a locale. */
export async function commentText(): Promise<string> {
  const { result } = await ran(
    'npx alexa-proactive preview --event-file announcements/draft.yaml',
    { proposal: 'pull_request', ref: 'refs/pull/7/merge' },
  )
  return commentMarkdown(result)
}
