import type { Region, Stage } from '../alexa.ts'
import { regions, stages } from '../alexa.ts'
import { type Diagnostic, finding, type RuleId } from '../diagnostic.ts'
import { isArray, isObject, type Json, type JsonObject, valueAt } from '../json.ts'
import type { CampaignReport, Outcome } from '../result.ts'
import { rules } from '../rules/index.ts'
import { parseShard, type Shard } from '../shard.ts'

/** The part of a report that matters where reports are joined. */
export interface ReportOfShard {
  readonly file: string
  readonly referenceId: string
  readonly stage: Stage
  readonly regions: readonly Region[]
  readonly simulated: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly campaign: CampaignReport
  /** Undefined where the list was not split. */
  readonly shard: Shard | undefined
}

const outcomes: readonly Outcome[] = ['accepted', 'already-sent', 'rejected', 'failed']

/** Reads a report as `report` writes it; undefined where it is none of a list of users. */
export function readReport(file: string, value: Json | undefined): ReportOfShard | undefined {
  const stage = stages.find(name => name === valueAt(value, ['stage']))
  const campaign = valueAt(value, ['campaign'])
  const referenceId = valueAt(value, ['referenceId'])
  if (stage === undefined || !isObject(campaign) || typeof referenceId !== 'string') {
    return undefined
  }
  const shard = campaign['shard']
  return {
    file,
    referenceId,
    stage,
    regions: regions.filter(region => listAt(value, 'regions').includes(region)),
    simulated: valueAt(value, ['simulated']) === true,
    diagnostics: listAt(value, 'diagnostics').flatMap(diagnosticOf),
    campaign: campaignOf(campaign),
    shard: typeof shard === 'string' ? parseShard(shard) : undefined,
  }
}

function campaignOf(campaign: JsonObject): CampaignReport {
  const counts = campaign['counts']
  return {
    recipients: numberAt(campaign, 'recipients'),
    counts: {
      accepted: numberAt(counts, 'accepted'),
      alreadySent: numberAt(counts, 'alreadySent'),
      rejected: numberAt(counts, 'rejected'),
      failed: numberAt(counts, 'failed'),
      notSent: numberAt(counts, 'notSent'),
    },
    earlier: numberAt(campaign, 'earlier'),
    inDoubt: numberAt(campaign, 'inDoubt'),
    badLines: numberAt(campaign, 'badLines'),
    duplicates: numberAt(campaign, 'duplicates'),
    otherShards: numberAt(campaign, 'otherShards'),
    maxFailures: numberAt(campaign, 'maxFailures'),
    reasons: listAt(campaign, 'reasons').flatMap(reasonOf),
    interrupted: campaign['interrupted'] === true,
    requests: numberAt(campaign, 'requests'),
    seconds: numberAt(campaign, 'seconds'),
    perSecond: numberAt(campaign, 'perSecond'),
  }
}

function reasonOf(value: Json): CampaignReport['reasons'] {
  const outcome = outcomes.find(name => name === valueAt(value, ['outcome']))
  const rule = ruleOf(textAt(value, 'rule'))
  if (outcome === undefined) return []
  return [
    {
      outcome,
      ...(rule === undefined ? {} : { rule }),
      reason: textAt(value, 'reason'),
      help: textAt(value, 'help'),
      count: numberAt(value, 'count'),
      examples: listAt(value, 'examples').filter(text => typeof text === 'string'),
    },
  ]
}

function diagnosticOf(value: Json): readonly Diagnostic[] {
  const rule = ruleOf(textAt(value, 'rule'))
  const severity = (['error', 'warning', 'notice'] as const).find(
    name => name === valueAt(value, ['severity']),
  )
  if (rule === undefined || severity === undefined) return []
  return [finding(rule, undefined, textAt(value, 'message'), textAt(value, 'help'), severity)]
}

function ruleOf(text: string): RuleId | undefined {
  return isRule(text) ? text : undefined
}

function isRule(text: string): text is RuleId {
  return Object.hasOwn(rules, text)
}

function numberAt(value: Json | undefined, key: string): number {
  const number = valueAt(value, [key])
  return typeof number === 'number' ? number : 0
}

function textAt(value: Json | undefined, key: string): string {
  const text = valueAt(value, [key])
  return typeof text === 'string' ? text : ''
}

function listAt(value: Json | undefined, key: string): readonly Json[] {
  const list = valueAt(value, [key])
  return isArray(list) ? list : []
}
