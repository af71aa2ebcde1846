import { describe, expect, it } from 'vitest'
import type { StageChoice } from '../../plugin/settings.ts'
import { decideSkillStage } from '../../plugin/skill-stage.ts'

interface Case {
  readonly name: string
  readonly serviceStage: string
  readonly stages?: Readonly<Record<string, StageChoice>>
  readonly stage?: 'auto' | StageChoice
  readonly proposal?: string
  readonly liveRefs?: readonly string[]
  readonly ref?: string
  readonly prerelease?: boolean
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
    name: 'a branch of liveRefs',
    serviceStage: 'prod',
    liveRefs: ['main', 'release/**'],
    ref: 'refs/heads/release/2/1',
    says: 'live, because service stage prod matches stages "prod", and refs/heads/release/2/1 matches liveRefs "release/**"',
  },
  {
    name: 'another branch',
    serviceStage: 'prod',
    liveRefs: ['main'],
    ref: 'refs/heads/topic',
    says: 'development, because refs/heads/topic matches no pattern of liveRefs "main"',
  },
  {
    name: 'another branch, whatever the setting stage says',
    serviceStage: 'dev',
    stage: 'live',
    liveRefs: ['main'],
    ref: 'refs/heads/topic',
    says: 'development, because refs/heads/topic matches no pattern of liveRefs "main"',
  },
  {
    name: 'another branch, but the option',
    serviceStage: 'prod',
    liveRefs: ['main'],
    ref: 'refs/heads/topic',
    wish: 'live',
    says: 'live, because the option --skill-stage says so',
  },
  {
    name: 'no branch that is known',
    serviceStage: 'prod',
    liveRefs: ['main'],
    says: 'development, because no branch or tag is known that could match liveRefs "main"',
  },
  {
    name: 'a branch of liveRefs makes nothing live',
    serviceStage: 'dev',
    liveRefs: ['main'],
    ref: 'refs/heads/main',
    says: 'development, because service stage dev matches no pattern of stages "prod", "production", "live"',
  },
  {
    name: 'a tag of a prerelease',
    serviceStage: 'prod',
    ref: 'refs/tags/v2.0.0-rc.1',
    says: 'development, because the tag v2.0.0-rc.1 is that of a prerelease',
  },
  {
    name: 'a release that is marked as a prerelease',
    serviceStage: 'prod',
    ref: 'refs/tags/v2.0.0',
    prerelease: true,
    says: 'development, because release v2.0.0 is a prerelease',
  },
  {
    name: 'a prerelease that is to be live',
    serviceStage: 'prod',
    stage: 'live',
    ref: 'refs/tags/v2.0.0-rc.1',
    says: 'live, because the setting stage says so',
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
  it.each(cases)('$name', one => {
    const { ref, prerelease, says, silent } = one
    const release =
      prerelease === undefined
        ? undefined
        : { tagName: 'v2.0.0', targetCommitish: 'main', prerelease, draft: false }
    const { decision, silentBecause } = decideSkillStage(
      one.serviceStage,
      {
        stage: one.stage ?? 'auto',
        stages: one.stages && new Map(Object.entries(one.stages)),
        liveRefs: one.liveRefs,
      },
      { proposal: one.proposal, ref, release },
      one.wish,
    )
    expect(`${decision.stage}, because ${decision.reason}`).toBe(says)
    expect(silentBecause).toBe(silent)
  })
})
