import { type Stage, stages } from '../src/core/alexa.ts'
import type { Context } from '../src/core/context.ts'
import type { StageDecision } from '../src/core/plan.ts'
import type { PluginSettings, StageChoice } from './settings.ts'

/** The stage of the skill, and whether a deploy may send anything to it. */
export interface SkillStage {
  readonly decision: StageDecision
  /** Why a deploy sends nothing; undefined where it may. */
  readonly silentBecause: string | undefined
}

const defaultStages: ReadonlyMap<string, StageChoice> = new Map([
  ['prod', 'live'],
  ['production', 'live'],
  ['live', 'live'],
])

/**
 * Decides the stage of the skill: the command's option, the setting `stage`, what is not merged yet,
 * then the service stage. Anything not known to be live is development.
 *
 * @param wish `--skill-stage`; undefined or `auto` where it is left to decide
 */
export async function decideSkillStage(
  serviceStage: string,
  { stage, stages: given }: Pick<PluginSettings, 'stage' | 'stages'>,
  { proposal }: Pick<Context, 'proposal'>,
  wish: string | undefined,
): Promise<SkillStage> {
  const byService = await choiceFor(serviceStage, given ?? defaultStages)
  const silentBecause = byService.choice === 'none' ? byService.reason : undefined
  const wished = stages.find(candidate => candidate === wish)
  if (wished !== undefined) {
    return decided(wished, 'the option --skill-stage says so', undefined)
  }
  if (stage !== 'auto') return decided(stage, 'the setting stage says so', silentBecause)
  if (proposal !== undefined) {
    const reason = `a ${proposal} event is about code that is not merged yet`
    return decided('development', reason, silentBecause)
  }
  const chosen = byService.choice === 'none' ? 'development' : byService.choice
  return decided(chosen, byService.reason, silentBecause)
}

function decided(stage: Stage, reason: string, silentBecause: string | undefined): SkillStage {
  return { decision: { stage, reason }, silentBecause }
}

/** An exact name says more than a pattern, wherever it stands; of patterns the first one counts. */
async function choiceFor(
  serviceStage: string,
  choices: ReadonlyMap<string, StageChoice>,
): Promise<{ readonly choice: StageChoice; readonly reason: string }> {
  const named = `service stage ${serviceStage}`
  const exact = choices.get(serviceStage)
  if (exact !== undefined) {
    return { choice: exact, reason: `${named} matches stages "${serviceStage}"` }
  }
  for (const [pattern, choice] of choices) {
    if (await matches(serviceStage, pattern)) {
      return { choice, reason: `${named} matches stages "${pattern}"` }
    }
  }
  const list = [...choices.keys()].map(pattern => `"${pattern}"`).join(', ')
  return {
    choice: 'development',
    reason: `${named} matches ${list === '' ? 'nothing, since stages is empty' : `no pattern of stages ${list}`}`,
  }
}

/** Most patterns are a name with a `*`, for which the code of all others need not be loaded. */
async function matches(serviceStage: string, pattern: string): Promise<boolean> {
  if (/^[\w-]*\*?[\w-]*$/.test(pattern)) {
    return new RegExp(`^${pattern.replace('*', '[^/]*')}$`).test(serviceStage)
  }
  const { matchesGlob } = await import('../src/core/glob.ts')
  return matchesGlob(serviceStage, pattern)
}
