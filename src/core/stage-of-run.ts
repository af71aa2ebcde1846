import type { Context } from './context.ts'
import type { StageDecision } from './plan.ts'
import { decideStage, type StageSettings } from './stage.ts'

/**
 * Decides the stage of a run. Most are decided without patterns, and need not load the code for them.
 */
export async function stageOfRun(
  settings: StageSettings,
  context: Context,
): Promise<StageDecision> {
  let patternsMatter = false
  const byName = decideStage(settings, context, (text, pattern) => {
    const fixed = fixedStart(pattern)
    if (fixed === pattern) return text === pattern
    patternsMatter ||= text.startsWith(fixed)
    return false
  })
  if (!patternsMatter) return byName
  const { matchesGlob } = await import('./glob.ts')
  return decideStage(settings, context, matchesGlob)
}

/** What a text that matches a glob pattern has to begin with. */
function fixedStart(pattern: string): string {
  return /^[\w./ -]*/.exec(pattern)?.[0] ?? ''
}
