import { randomUUID } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { resolve } from 'node:path'
import { unknownContext } from '../../core/context.ts'
import { noProxy } from '../../core/delivery/proxy.ts'
import type { Diagnostic } from '../../core/diagnostic.ts'
import { readManifest } from '../../core/manifest/manifest.ts'
import { nodeWorld } from '../../core/node-world.ts'
import { statusSentence } from '../../core/report/words.ts'
import { run } from '../../core/run.ts'
import { parseSettings } from '../../core/settings.ts'
import { userAgent } from '../../core/version.ts'
import { messageOf } from '../../core/world.ts'
import type { Simulator } from '../simulator.ts'
import { type ShownFiles, withWording } from './inbox.ts'

/** How often files are looked at, in milliseconds: fast enough for who saves and looks up. */
const interval = 200

/**
 * Checks the files, previews the event and sends it to the simulator: at once, and whenever one of them is
 * saved. Each time is an announcement of its own, with a reference id of its own, on the development stage.
 */
export function watch(
  files: { readonly event: string; readonly manifest?: string },
  simulator: Simulator,
  show: (shown: ShownFiles) => void,
  signal: AbortSignal,
): void {
  const paths = [files.event, ...(files.manifest === undefined ? [] : [files.manifest])]
  let isRunning = false
  let isStale = false

  async function again(): Promise<void> {
    isStale = true
    if (isRunning) return
    isRunning = true
    while (isStale && !signal.aborted) {
      isStale = false
      const time = new Date().toISOString()
      const outcome = await outcomeOf(files, simulator, signal).catch(broken)
      show({ names: paths, time, ...outcome })
    }
    isRunning = false
  }

  for (const path of paths) {
    // Looking at the file again and again sees what editors do that save by renaming another one.
    watchFile(resolve(path), { interval }, (now, before) => {
      // Node tells once of a file that is missing.
      if (now.mtimeMs !== 0 || before.mtimeMs !== 0) void again()
    })
  }
  signal.addEventListener('abort', () => {
    for (const path of paths) unwatchFile(resolve(path))
  })
  void again()
}

type Outcome = Omit<ShownFiles, 'names' | 'time'>

async function outcomeOf(
  files: Parameters<typeof watch>[0],
  simulator: Simulator,
  signal: AbortSignal,
): Promise<Outcome> {
  const world = nodeWorld(path => path, noProxy)
  const { manifest } = await readManifest(files.manifest, world, { sending: false })
  if (manifest !== undefined) simulator.publish(manifest.publications)

  const { authUrl, apiUrl, credentials } = simulator
  const { understood, diagnostics } = await parseSettings({
    command: 'send',
    'event-file': files.event,
    manifest: files.manifest,
    stage: 'development',
    'reference-id': randomUUID().replaceAll('-', ''),
    // So that a sample stands in for the release that an event speaks of.
    simulate: 'true',
  })
  const result = await run(understood, unknownContext, world, {
    signal,
    userAgent,
    diagnostics,
    observe: () => {},
    openSimulation: async () => ({ authUrl, apiUrl, credentials, close: async () => {} }),
  })
  return {
    outcome: statusSentence(result),
    failed: result.failed,
    findings: result.diagnostics.map(one => ({ severity: one.severity, text: textOf(one) })),
    preview: result.preview.map(withWording),
  }
}

function textOf({ rule, place, message, help }: Diagnostic): string {
  // Here there is nothing to set, and nothing wrong.
  if (rule === 'settings/release-stand-in') return message
  const where = place === undefined ? '' : `${place.file}:${place.line} `
  return `${where}${message} ${help}`
}

/** A file that cannot be read must not end the watch: it may be there again with the next save. */
function broken(failure: unknown): Outcome {
  const outcome = `The files could not be checked: ${messageOf(failure)}.`
  return { outcome, failed: true, findings: [], preview: [] }
}
