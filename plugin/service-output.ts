import { plainText } from '../src/core/escape.ts'
import {
  deliverySentence,
  regionsSentence,
  stageSentence,
  statusSentence,
} from '../src/core/report/words.ts'
import type { Result } from '../src/core/result.ts'
import type { Announced } from './announce.ts'
import type { Framework } from './framework.ts'
import type { SkillStage } from './skill-stage.ts'

/** The lines that a deploy shows at its end: stage and reason, then each event with its regions. */
export function outputLines(
  { decision, silentBecause }: SkillStage,
  announced: readonly Pick<Announced, 'name' | 'result'>[],
): readonly string[] {
  if (silentBecause !== undefined) {
    return [plainText(`nothing was sent, because ${silentBecause} (none)`)]
  }
  return [
    `stage: ${stageSentence(decision)}`,
    ...announced.flatMap(({ name, result }) => [
      `${plainText(name)}: ${statusSentence(result)}`,
      ...regionsLine(result),
      ...result.deliveries.map(delivery => `  ${deliverySentence(delivery)}`),
    ]),
  ]
}

function regionsLine({ regions, regionsReason }: Result): readonly string[] {
  return regionsReason === undefined
    ? []
    : [`  regions: ${regionsSentence({ regions, reason: regionsReason })}`]
}

const title = 'alexa-proactive'

/** Adds a section to the output of a deploy. A title that is taken would be an exception. */
export function addOutput(framework: Framework, lines: readonly string[]): void {
  const taken = framework.servicePluginOutputs
  const titles = [title, `${title} (2)`, `${title} (3)`]
  const free = titles.find(candidate => taken?.has(candidate) !== true)
  if (free === undefined || lines.length === 0) return
  framework.addServiceOutputSection?.(free, lines)
}
