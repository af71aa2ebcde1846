import { describe, expect, it } from 'vitest'
import { type Context, type Trigger, unknownContext } from '../../src/core/context.ts'
import { announcementOf, isShipping, silenceOf } from '../../src/core/occasion.ts'
import { tableNames } from '../../src/core/setting-names.ts'

type Asked = Parameters<typeof silenceOf>[0]

const settings: Asked = {
  command: 'send',
  simulate: false,
  dryRun: false,
  credentials: undefined,
  release: undefined,
  releaseLevel: 'patch',
  names: tableNames,
}

const credentials = { clientId: 'id', clientSecret: 'secret' }

const release = { tagName: 'v1.2.3', prerelease: false, draft: false }

function trigger(event: string, more: Partial<Trigger> = {}): Partial<Context> {
  return {
    trigger: {
      event,
      action: undefined,
      state: undefined,
      deleted: false,
      upstream: undefined,
      ...more,
    },
  }
}

function afterWorkflow(
  action: string | undefined,
  conclusion: string | undefined,
): Partial<Context> {
  return trigger('workflow_run', { action, upstream: { event: 'push', conclusion } })
}

function reasonOf(context: Partial<Context>, changed: Partial<Asked> = {}): string | undefined {
  return silenceOf({ ...settings, ...changed }, { ...unknownContext, ...context })?.message
}

describe('a run that announces nothing', () => {
  it.each<[Partial<Context>, string]>([
    [
      { ...trigger('release', { action: 'edited' }), release },
      'The release v1.2.3 was edited, not published, so there is nothing to announce.',
    ],
    [
      trigger('release', { action: 'deleted' }),
      'The release was deleted, not published, so there is nothing to announce.',
    ],
    [
      trigger('release'),
      'The release was changed, not published, so there is nothing to announce.',
    ],
    [
      { ...trigger('release', { action: 'published' }), release: { ...release, draft: true } },
      'Release v1.2.3 is a draft, so it is not announced.',
    ],
    [
      { release: { ...release, draft: true } },
      'Release v1.2.3 is a draft, so it is not announced.',
    ],
    [
      trigger('deployment_status', { state: 'failure' }),
      "The deployment's state is failure, so there is nothing to announce yet.",
    ],
    [
      trigger('deployment_status'),
      "The deployment's state is not known, so there is nothing to announce yet.",
    ],
    [
      afterWorkflow('completed', 'cancelled'),
      'The workflow before this one ended with cancelled, so there is nothing to announce.',
    ],
    [
      afterWorkflow('completed', undefined),
      'The workflow before this one ended with no conclusion, so there is nothing to announce.',
    ],
    [
      afterWorkflow('requested', undefined),
      'The workflow before this one is requested, so there is nothing to announce yet.',
    ],
    [
      afterWorkflow(undefined, 'success'),
      'The workflow before this one is in an unknown state, so there is nothing to announce yet.',
    ],
    [
      { ...trigger('delete'), ref: 'refs/heads/main' },
      'A branch or tag was deleted, so there is nothing to announce.',
    ],
    [
      { ...trigger('push', { deleted: true }), ref: 'refs/tags/v1.2.3' },
      'refs/tags/v1.2.3 was deleted, so there is nothing to announce.',
    ],
    [
      trigger('push', { deleted: true }),
      'A branch or tag was deleted, so there is nothing to announce.',
    ],
    [
      { ...trigger('push'), fromFork: true },
      'This run is about code of a fork, so nothing is sent.',
    ],
    [
      { ...trigger('push'), byDependabot: true },
      'This run was started by Dependabot, which gets no secrets, so nothing is sent.',
    ],
  ])('%#: %j', (context, reason) => {
    expect(reasonOf(context)).toBe(reason)
    expect(reasonOf(context, { command: 'validate' })).toBeUndefined()
    expect(reasonOf(context, { command: 'preview' })).toBeUndefined()
  })

  it.each<[string, Asked['releaseLevel'], string | undefined]>([
    ['v1.2.3', 'minor', 'v1.2.3 is below the release-level minor, so it is not announced.'],
    ['v1.2.0', 'major', 'v1.2.0 is below the release-level major, so it is not announced.'],
    ['v1.2.0', 'minor', undefined],
    ['v2.0.0', 'major', undefined],
    ['v1.2.3', 'patch', undefined],
    ['nightly', 'major', undefined],
  ])('the tag %s at the level %s', (tagName, releaseLevel, reason) => {
    const context = {
      ...trigger('release', { action: 'published' }),
      release: { ...release, tagName },
    }
    expect(reasonOf(context, { releaseLevel })).toBe(reason)
    // The release that the settings name is looked up before its level counts.
    expect(reasonOf(context, { releaseLevel, release: 'latest' })).toBeUndefined()
  })
})

describe('a run that announces', () => {
  it.each<[Partial<Context>]>([
    [{}],
    ...['published', 'released', 'prereleased', 'created'].map((action): [Partial<Context>] => [
      { ...trigger('release', { action }), release },
    ]),
    [trigger('deployment_status', { state: 'success' })],
    [trigger('deployment')],
    [afterWorkflow('completed', 'success')],
    [trigger('push')],
    [{ ...trigger('push'), ref: 'refs/heads/main' }],
    [trigger('schedule')],
  ])('%#: %j', context => {
    expect(reasonOf(context)).toBeUndefined()
  })

  it('is one by Dependabot where it was given credentials', () => {
    expect(reasonOf({ byDependabot: true }, { credentials })).toBeUndefined()
  })

  it.each([{ simulate: true }, { dryRun: true }])('is one of a fork that only tries: %j', trial => {
    expect(reasonOf({ fromFork: true }, trial)).toBeUndefined()
    expect(reasonOf({ byDependabot: true }, trial)).toBeUndefined()
    expect(reasonOf(trigger('push', { deleted: true }), trial)).toContain('was deleted')
  })
})

describe('isShipping', () => {
  it.each([
    ['push', true],
    ['release', true],
    ['deployment', true],
    ['deployment_status', true],
    ['workflow_dispatch', true],
    ['repository_dispatch', true],
    ['workflow_call', true],
    ['schedule', true],
    ['create', false],
    ['issues', false],
    ['watch', false],
  ])('%s: %s', (event, shipping) => {
    const { trigger: direct } = { ...unknownContext, ...trigger(event) }
    const upstream = { event, conclusion: 'success' }
    const after = { ...unknownContext, ...trigger('workflow_run', { upstream }) }
    expect(isShipping(direct)).toBe(shipping)
    expect(isShipping(after.trigger)).toBe(shipping)
  })

  it('holds where nothing is known of what started the run', () => {
    expect(isShipping(undefined)).toBe(true)
  })

  it('holds after a workflow of which only the run is known', () => {
    const upstream = { event: undefined, conclusion: 'success' }
    const { trigger: after } = { ...unknownContext, ...trigger('workflow_run', { upstream }) }
    expect(isShipping(after)).toBe(true)
  })
})

describe('announcementOf', () => {
  const context = { repository: 'org/skill', commit: 'c0ffee', runId: '7' }
  const of = (more: Partial<Context>, chosen: Parameters<typeof announcementOf>[0] | object = {}) =>
    announcementOf(
      { announcement: undefined, repository: undefined, ...chosen },
      { ...unknownContext, ...more },
    )

  it.each<[string, Partial<Context>, readonly string[]]>([
    [
      'a release',
      { ...context, ...trigger('release'), release },
      ['org/skill', 'release', 'v1.2.3'],
    ],
    [
      'a tag that was pushed',
      { ...context, ...trigger('push'), ref: 'refs/tags/v1.2.3' },
      ['org/skill', 'release', 'v1.2.3'],
    ],
    ...['push', 'create', 'deployment', 'deployment_status', 'pull_request', 'merge_group'].map(
      (event): [string, Partial<Context>, readonly string[]] => [
        `the commit of a ${event}`,
        { ...context, ...trigger(event), ref: 'refs/heads/main' },
        ['org/skill', 'commit', 'c0ffee'],
      ],
    ),
    [
      'the commit of the workflow before',
      {
        ...context,
        ...trigger('workflow_run', { upstream: { event: 'push', conclusion: 'success' } }),
      },
      ['org/skill', 'commit', 'c0ffee'],
    ],
    ...['schedule', 'workflow_dispatch', 'repository_dispatch'].map(
      (event): [string, Partial<Context>, readonly string[]] => [
        `the run of a ${event}`,
        { ...context, ...trigger(event) },
        ['org/skill', 'run', '7'],
      ],
    ),
    [
      'a push whose commit is not known',
      { ...context, ...trigger('push'), commit: undefined },
      ['org/skill', 'run', '7'],
    ],
    ['a run without a number', { ...trigger('schedule') }, ['', 'run', '']],
    ['a branch on a laptop', { ref: 'refs/heads/main' }, ['ref', 'refs/heads/main']],
    ['a laptop without git', {}, []],
    ['what the door knows', { ...context, release, announcement: ['svc', 'dev'] }, ['svc', 'dev']],
  ])('is %s', (_, more, words) => {
    expect(of(more)).toEqual(words)
  })

  it('is the name that was chosen, whatever else is known', () => {
    const named = { announcement: 'spring sale' }
    expect(of({ ...context, release }, named)).toEqual(['announcement', 'spring sale'])
    expect(of({ announcement: ['svc'] }, named)).toEqual(['announcement', 'spring sale'])
  })

  it('is of the repository that the setting names, where the run has none', () => {
    const chosen = { repository: 'org/other' }
    expect(of({ ...trigger('release'), release }, chosen)).toEqual([
      'org/other',
      'release',
      'v1.2.3',
    ])
    expect(of({ ...context, release }, chosen)).toEqual(['org/skill', 'release', 'v1.2.3'])
  })
})
