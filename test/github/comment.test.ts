import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { unknownContext } from '../../src/core/context.ts'
import { type CommentsApi, commentOf, startCommentsApi } from '../support/comments-api.ts'
import { closedPort } from '../support/loopback-server.ts'

let api: CommentsApi
let github: typeof import('../../src/github/api.ts')

beforeAll(async () => {
  api = await startCommentsApi()
  // The toolkit reads the address once, when it is loaded.
  vi.stubEnv('GITHUB_API_URL', api.url)
  github = await import('../../src/github/api.ts')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await api.close()
})
beforeEach(() => {
  api.comments.length = 0
  api.requests.length = 0
  api.refuse = undefined
})

const marker = '<!-- alexa-proactive 0123456789abcdef -->'
const place = { repository: 'octo/skill', pullRequest: 7, token: 'a-token', marker }

describe('a comment', () => {
  test('is written once and then kept up to date', async () => {
    expect(await github.writeComment(place, 'One')).toBeUndefined()
    expect(await github.writeComment(place, 'Two')).toBeUndefined()
    expect(api.comments.map(({ body }) => body)).toEqual([`${marker}\nTwo`])
    expect(api.tokens).toEqual(new Set(['token a-token']))
  })

  test('that says the same is left alone', async () => {
    await github.writeComment(place, 'One')
    await github.writeComment(place, 'One')
    expect(api.requests.map(request => request.split(' ')[0])).toEqual(['GET', 'POST', 'GET'])
  })

  test('is found on a later page', async () => {
    for (let id = 1; id <= 250; id++) api.comments.push(commentOf(id, 'Looks good'))
    api.comments[230] = commentOf(231, `${marker}\nOne`)
    await github.writeComment(place, 'Two')
    expect(api.comments).toHaveLength(250)
    expect(api.comments[230]?.body).toBe(`${marker}\nTwo`)
  })

  test('of another step stays', async () => {
    await github.writeComment(place, 'One')
    await github.writeComment({ ...place, marker: '<!-- alexa-proactive fedc -->' }, 'Other')
    expect(api.comments).toHaveLength(2)
  })

  test('that a stranger forged, or that quotes ours, is not taken for ours', async () => {
    api.comments.push(
      commentOf(1, `${marker}\nForged`, 'User'),
      commentOf(2, `> ${marker}\nQuoted`),
    )
    await github.writeComment(place, 'One')
    expect(api.comments.map(({ body }) => body)).toEqual([
      `${marker}\nForged`,
      `> ${marker}\nQuoted`,
      `${marker}\nOne`,
    ])
  })

  test('by the token of a member is ours', async () => {
    api.comments.push(commentOf(1, `${marker}\nOne`, 'User', 'MEMBER'))
    await github.writeComment(place, 'Two')
    expect(api.comments.map(({ body }) => body)).toEqual([`${marker}\nTwo`])
  })
})

test.each([
  ['POST', 403, /pull-requests: write/],
  ['GET', 404, /pull-requests: write/],
  ['GET', 401, /github-token/],
  ['POST', 500, /HTTP 500/],
])('%s answered with %i is a sentence, not an error', async (method, status, sentence) => {
  api.refuse = { method, status }
  expect(await github.writeComment(place, 'One')).toMatch(sentence)
})

describe('the marker', () => {
  const environment = {
    GITHUB_WORKFLOW_REF: 'octo/skill/.github/workflows/check.yml@refs/pull/7/merge',
    GITHUB_JOB: 'check',
    GITHUB_ACTION: '__octo_skill',
  }
  const parts = ['preview', undefined, 'announce.yaml']

  test('is hidden, and the same in every run', () => {
    const again = {
      ...environment,
      GITHUB_WORKFLOW_REF: 'octo/skill/.github/workflows/check.yml@x',
    }
    const first = github.commentMarker(environment, parts)
    expect(first).toMatch(/^<!-- alexa-proactive [0-9a-f]{16} -->$/)
    expect(github.commentMarker(again, parts)).toBe(first)
  })

  test('differs by workflow, job, step, event and skill', () => {
    const markers = [
      github.commentMarker(environment, parts),
      github.commentMarker({ ...environment, GITHUB_WORKFLOW_REF: 'octo/skill/x.yml@x' }, parts),
      github.commentMarker({ ...environment, GITHUB_JOB: 'other' }, parts),
      github.commentMarker({ ...environment, GITHUB_ACTION: '__octo_skill_2' }, parts),
      github.commentMarker(environment, ['preview', undefined, 'other.yaml']),
      github.commentMarker(environment, ['preview', 'other/skill.json', 'announce.yaml']),
    ]
    expect(new Set(markers).size).toBe(markers.length)
  })
})

test('only a pull request of the same repository has a comment', () => {
  const context = {
    ...unknownContext,
    proposal: 'pull_request',
    scope: { github: { payload: { pull_request: { number: 7 } } } },
  }
  expect(github.pullRequestOf(context)).toBe(7)
  expect(github.pullRequestOf({ ...context, fromFork: true })).toBeUndefined()
  expect(github.pullRequestOf({ ...context, proposal: 'merge_group' })).toBeUndefined()
  expect(github.pullRequestOf(unknownContext)).toBeUndefined()
})

test('a comment says where GitHub was not reached', async () => {
  vi.stubEnv('GITHUB_API_URL', `http://127.0.0.1:${await closedPort()}`)
  try {
    expect(await github.writeComment(place, 'One')).toMatch(/GitHub was not reached/)
  } finally {
    vi.stubEnv('GITHUB_API_URL', api.url)
  }
})
