import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommentsApi, startCommentsApi } from '../support/comments-api.ts'
import { exampleOf } from '../support/webhooks.ts'
import { changed, triggerOf } from './support/payloads.ts'
import { githubToken, runStep, type Step } from './support/runner.ts'
import { announcement, checkout } from './support/skill.ts'

let api: CommentsApi

beforeEach(async () => {
  api = await startCommentsApi()
})
afterEach(() => api.close())

const payload = exampleOf('pull_request')

/** Shows on a pull request what would be sent. */
function commenting(step: Step = {}): Step {
  return {
    trigger: triggerOf('pull_request', payload),
    files: checkout(announcement),
    ...step,
    inputs: {
      command: 'preview',
      'event-file': 'announce.yaml',
      variables: 'title: Two',
      comment: 'true',
      ...step.inputs,
    },
    environment: { GITHUB_API_URL: api.url, GITHUB_JOB: 'check', ...step.environment },
  }
}

test('a pull request has one comment with what would be said, to whom and why', async () => {
  await runStep(commenting())
  const run = await runStep(commenting({ inputs: { variables: 'title: Three' } }))
  expect(run.exitCode).toBe(0)
  expect(run.annotations).toEqual([])
  expect(api.tokens).toEqual(new Set([`token ${githubToken}`]))
  expect(api.comments).toHaveLength(1)
  const body = api.comments[0]?.body ?? ''
  expect(body).toMatch(/^<!-- alexa-proactive [0-9a-f]{16} -->\n## Alexa notification: checked/)
  expect(body).toMatch(/\| en-US \| .*Star Quest Three/)
  expect(body).toMatch(/^- Stage: \*\*development\*\*, because a pull&#95;request event/m)
  expect(body).toMatch(/^- Regions: \*\*NA, EU\*\*, because /m)
  expect(body).toContain('https://github.com/octo/skill/actions/runs/4711/attempts/1')
})

test('two events of a job have a comment each', async () => {
  const files = { ...checkout(announcement), 'other.yaml': announcement }
  await runStep(commenting({ files }))
  await runStep(commenting({ files, inputs: { 'event-file': 'other.yaml' } }))
  expect(api.comments).toHaveLength(2)
})

test('findings are shown, and the step fails as it would without the comment', async () => {
  const broken = announcement.replace('contentType: GAME', 'contentType: AUDIOBOOK')
  const run = await runStep(commenting({ files: checkout(broken) }))
  expect(run.exitCode).toBe(1)
  expect(api.comments[0]?.body).toMatch(
    /\| \*\*error\*\* \| <code>announce\.yaml:\d+:\d+<\/code> \|/,
  )
})

test('no text gets out of its cell, mentions anybody or closes anything', async () => {
  const title = `'| a | @octocat closes #1, fixes octo/skill#2, GH-3 <img src=x> \`code\` https://evil.example'`
  await runStep(commenting({ inputs: { variables: `title: ${title}` } }))
  const body = api.comments[0]?.body ?? ''
  expect(body).toContain('octocat')
  expect(body).not.toMatch(/@octocat|(?<!&)#\d|GH-3|<img|`|https:\/\/evil/)
  const rows = body.split('\n').filter(line => line.startsWith('| en-US'))
  expect(rows.map(line => line.split('|').length)).toEqual([5])
})

test('without the permission there is a notice, and the step ends well', async () => {
  api.refuse = { method: 'POST', status: 403 }
  const run = await runStep(commenting())
  expect(run.exitCode).toBe(0)
  expect(run.annotations).toMatchObject([
    { kind: 'notice', message: expect.stringContaining('pull-requests: write') },
  ])
})

test.each([
  [
    'a fork',
    triggerOf(
      'pull_request',
      changed(payload, 'pull_request', { head: { repo: { full_name: 'x/skill' } } }),
    ),
  ],
  ['a push', triggerOf('push', exampleOf('push'))],
])('%s gets no comment', async (_, trigger) => {
  const run = await runStep(commenting({ trigger }))
  expect(run.exitCode).toBe(0)
  expect(run.log).toContain('No comment is written')
  expect(api.requests).toEqual([])
})
