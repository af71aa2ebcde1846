import type { RuleId } from '../diagnostic.ts'
import { campaignRules, recipientsRules } from './campaign.ts'
import { deliveryRules } from './delivery.ts'
import { deploymentRules, serverlessRules } from './deployment.ts'
import { driftRules } from './drift.ts'
import { eventRules } from './event.ts'
import { manifestRules } from './manifest.ts'
import type { Rule } from './rule.ts'
import { settingsRules } from './settings.ts'
import { sourceRules } from './source.ts'

/**
 * Every rule, by id. The documentation is made from this table, and each rule has its cases in the
 * tests. A run does not load it: the severities alone are generated from it.
 */
export const rules: Readonly<Record<RuleId, Rule>> = {
  ...sourceRules,
  ...manifestRules,
  ...eventRules,
  ...settingsRules,
  ...recipientsRules,
  ...campaignRules,
  ...deliveryRules,
  ...driftRules,
  ...deploymentRules,
  ...serverlessRules,
}
