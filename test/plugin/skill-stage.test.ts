import { describe, expect, it } from 'vitest'
import type { StageChoice } from '../../plugin/settings.ts'
import { decideSkillStage } from '../../plugin/skill-stage.ts'

interface Case {
  readonly name: string
  readonly serviceStage: string
  readonly stages?: Readonly<Record<string, StageChoice>>
  readonly stage?: 'auto' | StageChoice
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
    silent: 'service stage pr-7 matches stages "pr-*" (none)',
  },
  {
    name: 'none whatever the setting stage says',
    serviceStage: 'pr-7',
    stages: { 'pr-*': 'none' },
    stage: 'live',
    says: 'live, because the setting stage says so',
    silent: 'service stage pr-7 matches stages "pr-*" (none)',
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
    proposal: 'a pull_request event',
    wish: 'development',
    says: 'development, because the option --skill-stage says so',
  },
  {
    name: 'the setting none',
    serviceStage: 'prod',
    stage: 'none',
    says: 'development, because the setting stage says so',
    silent: 'the setting stage says so (none)',
  },
  {
    name: 'the option where the setting is none',
    serviceStage: 'prod',
    stage: 'none',
    wish: 'live',
    says: 'live, because the option --skill-stage says so',
  },
  {
    name: 'a pull request whatever the setting says',
    serviceStage: 'dev',
    stage: 'live',
    proposal: 'a pull request of GitLab CI/CD',
    says: 'development, because a pull request of GitLab CI/CD is about code that is not merged yet',
  },
  {
    name: 'a pull request whatever the option says',
    serviceStage: 'prod',
    proposal: 'a pull_request event',
    wish: 'live',
    says: 'development, because a pull_request event is about code that is not merged yet',
  },
  {
    name: 'a pull request is never live',
    serviceStage: 'prod',
    proposal: 'a pull_request event',
    wish: 'auto',
    says: 'development, because a pull_request event is about code that is not merged yet',
  },
]

describe('the stage of the skill', () => {
  it.each(cases)('$name', ({ serviceStage, stages, stage, proposal, wish, says, silent }) => {
    const { decision, silentBecause } = decideSkillStage(
      serviceStage,
      { stage: stage ?? 'auto', stages: stages && new Map(Object.entries(stages)) },
      { proposal },
      wish,
    )
    expect(`${decision.stage}, because ${decision.reason}`).toBe(says)
    expect(silentBecause).toBe(silent)
  })
})
