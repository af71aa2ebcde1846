import { describe, expect, it } from 'vitest'
import type { StageChoice } from '../../plugin/settings.ts'
import { decideSkillStage } from '../../plugin/skill-stage.ts'

interface Case {
  readonly name: string
  readonly serviceStage: string
  readonly stages?: Readonly<Record<string, StageChoice>>
  readonly stage?: 'auto' | 'development' | 'live'
  readonly proposal?: string
  readonly wish?: string
  readonly says: string
  readonly silent?: string
}

const cases: readonly Case[] = [
  {
    name: 'by default prod',
    serviceStage: 'prod',
    says: 'live, because service stage prod matches stages "prod"',
  },
  {
    name: 'by default another one',
    serviceStage: 'Prod',
    says: 'development, because service stage Prod matches no pattern of stages "prod", "production", "live"',
  },
  {
    name: 'own stages replace the default',
    serviceStage: 'prod',
    stages: { main: 'live' },
    says: 'development, because service stage prod matches no pattern of stages "main"',
  },
  {
    name: 'no stages at all',
    serviceStage: 'prod',
    stages: {},
    says: 'development, because service stage prod matches nothing, since stages is empty',
  },
  {
    name: 'a pattern',
    serviceStage: 'eu-prod',
    stages: { '*-prod': 'live' },
    says: 'live, because service stage eu-prod matches stages "*-prod"',
  },
  {
    name: 'an exact name before any pattern',
    serviceStage: 'prod',
    stages: { '*': 'none', prod: 'live' },
    says: 'live, because service stage prod matches stages "prod"',
  },
  {
    name: 'the first of two patterns',
    serviceStage: 'pr-prod',
    stages: { 'pr-*': 'development', '*prod': 'live' },
    says: 'development, because service stage pr-prod matches stages "pr-*"',
  },
  {
    name: 'a pattern that no stage begins with',
    serviceStage: 'my-pr-7',
    stages: { 'pr-*': 'live' },
    says: 'development, because service stage my-pr-7 matches no pattern of stages "pr-*"',
  },
  {
    name: 'a pattern with alternatives',
    serviceStage: 'prod-eu',
    stages: { 'prod-{us,eu}': 'live' },
    says: 'live, because service stage prod-eu matches stages "prod-{us,eu}"',
  },
  {
    name: 'none',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    says: 'development, because service stage pr-7 matches stages "pr-*"',
    silent: 'service stage pr-7 matches stages "pr-*"',
  },
  {
    name: 'none whatever the setting stage says',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    stage: 'live',
    says: 'live, because the setting stage says so',
    silent: 'service stage pr-7 matches stages "pr-*"',
  },
  {
    name: 'the setting',
    serviceStage: 'dev',
    stage: 'live',
    says: 'live, because the setting stage says so',
  },
  {
    name: 'the option before everything',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    stage: 'live',
    proposal: 'pull_request',
    wish: 'development',
    says: 'development, because the option --skill-stage says so',
  },
  {
    name: 'a pull request is never live',
    serviceStage: 'prod',
    proposal: 'pull_request',
    wish: 'auto',
    says: 'development, because a pull_request event is about code that is not merged yet',
  },
]

describe('the stage of the skill', () => {
  it.each(cases)('$name', async ({ serviceStage, stages, stage, proposal, wish, says, silent }) => {
    const { decision, silentBecause } = await decideSkillStage(
      serviceStage,
      { stage: stage ?? 'auto', stages: stages && new Map(Object.entries(stages)) },
      { proposal },
      wish,
    )
    expect(`${decision.stage}, because ${decision.reason}`).toBe(says)
    expect(silentBecause).toBe(silent)
  })
})
