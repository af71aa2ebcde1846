import { refusedResult } from '../src/core/result.ts'
import type { Step } from '../src/core/run.ts'
import type { CommandName } from './commands.ts'
import type { Voices } from './framework.ts'
import { interruptible } from './interruption.ts'
import { type ChosenEvent, type EventRun, reportedBefore, runEvent } from './run-event.ts'
import { withProgress } from './say.ts'
import type { Task } from './task.ts'

/** Runs a command with each of its events; what was found in all of them is one result. */
export async function runTask(
  { command, preparation, events, raw }: Task,
  voices: Voices,
  observe: (step: Step) => void,
): Promise<EventRun> {
  const { manifest } = preparation.skill
  const runs: EventRun[] = []
  for (const event of events.length === 0 ? [undefined] : events) {
    const run = await withProgress(messageOf(command, event), voices, () =>
      interruptible(signal =>
        runEvent(command, event, preparation, {
          manifest: runs.length === 0 ? manifest : reportedBefore(manifest),
          raw,
          signal,
          observe,
        }),
      ),
    )
    runs.push(run)
  }
  return merged(runs)
}

function messageOf(command: CommandName, event: ChosenEvent | undefined): string {
  const verb = command === 'send' ? 'Sending' : 'Checking'
  return `${verb} the Alexa ${event === undefined ? 'skill manifest' : `event ${event.name ?? event.file}`}`
}

/** Only `validate` has several events, and of these only the findings count. */
function merged(runs: readonly EventRun[]): EventRun {
  const [first, ...rest] = runs
  if (first === undefined) return { result: refusedResult([]), sources: [] }
  if (rest.length === 0) return first
  const results = runs.map(({ result }) => result)
  const failed = results.find(result => result.failed)
  return {
    result: {
      ...(failed ?? first.result),
      diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
      regions: [...new Set(results.flatMap(({ regions }) => regions))],
      regionsReason: undefined,
      referenceId: undefined,
      preview: [],
    },
    sources: runs.flatMap(({ sources }) => sources),
  }
}
