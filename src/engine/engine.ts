import { settledOf } from '../core/campaign/report.ts'
import type { Engine, EngineReport } from '../core/engine.ts'
import { explained } from './clients.ts'
import { costOf } from './costs.ts'
import { begin } from './cut.ts'
import { isOver, type Machine } from './executions.ts'
import { follow, look } from './follow.ts'

/** An engine on a state machine. */
export function engineOf(machine: Machine): Engine {
  return {
    settings: machine.settings,
    costOf: work => costOf(work, machine.settings.workers),
    async carryOut(
      { detach, failedFile, ...order },
      world,
      signal,
      observe,
    ): Promise<EngineReport> {
      try {
        const begun = await begin(
          { ...order, detach, failedFile },
          machine,
          world.now(),
          signal,
          observe,
        )
        const wasOver = begun.isKnown && isOver(begun.run.execution)
        if (begun.isKnown) {
          const what = wasOver ? 'has ended' : 'is under way'
          observe({
            kind: 'note',
            note: `the campaign ${begun.name} ${what}; it is not begun again`,
          })
        }
        if (detach && !wasOver) return await look(begun, machine, world.now())
        const ended = await follow(begun, machine, { world, failedFile, signal, observe })
        return wasOver ? { ...ended, report: asEarlier(ended.report) } : ended
      } catch (error) {
        throw explained(error, machine.arn)
      }
    },
  }
}

/** What was done before this run is no news. */
function asEarlier(report: EngineReport['report']): EngineReport['report'] {
  return { ...report, earlier: settledOf(report), requests: 0, perSecond: 0 }
}
