import { describe, expect, test } from 'vitest'
import { readSurroundings } from '../../src/core/surroundings.ts'

function files(contents: Readonly<Record<string, string>>) {
  return {
    readFile: async (path: string) =>
      contents[path] === undefined ? undefined : new TextEncoder().encode(contents[path]),
  }
}

const workflow = {
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_EVENT_PATH: '/event.json',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'org/skill',
  GITHUB_SHA: 'abc',
}

describe('outside a workflow', () => {
  test.each([
    { ref: undefined, full: undefined },
    { ref: ' ', full: undefined },
    { ref: 'main', full: 'refs/heads/main' },
    { ref: 'feature/x', full: 'refs/heads/feature/x' },
    { ref: 'refs/tags/v1', full: 'refs/tags/v1' },
  ])('--ref $ref is $full', async ({ ref, full }) => {
    expect(await readSurroundings({}, ref, files({}))).toMatchObject({ context: { ref: full } })
  })

  test('two tags are two announcements', async () => {
    const [one, two] = await Promise.all(
      ['refs/tags/v1', 'refs/tags/v2'].map(ref => readSurroundings({}, ref, files({}))),
    )
    expect(one).toHaveProperty('context.announcement')
    expect(one).not.toHaveProperty(
      'context.announcement',
      two && 'context' in two ? two.context.announcement : [],
    )
  })

  test("the runner's variables count only on a runner", async () => {
    const surroundings = await readSurroundings(
      { ...workflow, GITHUB_ACTIONS: undefined },
      undefined,
      files({}),
    )
    expect(surroundings).toMatchObject({ context: { ref: undefined, announcement: [] } })
  })
})

describe('in a workflow', () => {
  test('comes from the runner and its event', async () => {
    const payload = JSON.stringify({ repository: { default_branch: 'trunk' } })
    expect(
      await readSurroundings(workflow, undefined, files({ '/event.json': payload })),
    ).toMatchObject({
      context: { ref: 'refs/heads/main', defaultBranch: 'trunk' },
    })
  })

  test('--ref cannot hide that the code is proposed by a fork', async () => {
    const payload = JSON.stringify({
      pull_request: {
        head: { repo: { full_name: 'stranger/skill' } },
        base: { repo: { full_name: 'org/skill' } },
      },
    })
    const environment = { ...workflow, GITHUB_EVENT_NAME: 'pull_request' }
    const found = await readSurroundings(
      environment,
      'refs/tags/v1',
      files({ '/event.json': payload }),
    )
    expect(found).toMatchObject({
      context: { ref: 'refs/tags/v1', proposal: 'pull_request', fromFork: true },
    })
  })

  test.each([
    { name: 'missing', contents: {} },
    { name: 'no JSON', contents: { '/event.json': '{' } },
  ])('an event that is $name stops the run', async ({ contents }) => {
    const found = await readSurroundings(workflow, undefined, files(contents))
    expect(found).toEqual({ problem: expect.stringContaining('/event.json') })
  })
})
