import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readContext, readSurroundings } from '../../src/github/context.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

/** Makes this process one of a workflow, with an event of this text. */
async function enter(variables: Readonly<Record<string, string>>, event?: string) {
  const path = join(folder, event === undefined ? 'missing.json' : 'event.json')
  if (event !== undefined) await writeFile(path, event)
  const workflow = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: path,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'org/skill',
    GITHUB_SHA: 'abc',
    ...variables,
  }
  for (const [name, value] of Object.entries(workflow)) vi.stubEnv(name, value)
}

describe('outside a workflow', () => {
  test.each([
    { ref: undefined, full: undefined },
    { ref: ' ', full: undefined },
    { ref: 'main', full: 'refs/heads/main' },
    { ref: 'feature/x', full: 'refs/heads/feature/x' },
    { ref: 'refs/tags/v1', full: 'refs/tags/v1' },
  ])('--ref $ref is $full', ({ ref, full }) => {
    const reading = readSurroundings({}, ref)
    expect('context' in reading && { ref: reading.context.ref }).toEqual({ ref: full })
  })

  test("the runner's variables count only on a runner", async () => {
    await enter({ GITHUB_ACTIONS: '' }, '{}')
    const reading = readSurroundings(process.env, undefined)
    expect('context' in reading).toBe(true)
    expect(reading).not.toHaveProperty('context.ref')
    expect(reading).not.toHaveProperty('context.commit')
  })
})

describe('in a workflow', () => {
  test('comes from the runner and its event', async () => {
    await enter({ GITHUB_REF_PROTECTED: 'true' }, '{"repository":{"default_branch":"trunk"}}')
    expect(readSurroundings(process.env, undefined)).toMatchObject({
      context: {
        ref: 'refs/heads/main',
        refProtected: true,
        defaultBranch: 'trunk',
        repository: 'org/skill',
        commit: 'abc',
      },
    })
  })

  test('--ref cannot hide that the code is proposed by a fork', async () => {
    const payload = JSON.stringify({
      pull_request: {
        head: { repo: { full_name: 'stranger/skill' } },
        base: { repo: { full_name: 'org/skill' } },
      },
    })
    await enter({ GITHUB_EVENT_NAME: 'pull_request' }, payload)
    expect(readSurroundings(process.env, 'refs/tags/v1')).toMatchObject({
      context: { ref: 'refs/tags/v1', proposal: 'pull_request', fromFork: true },
    })
  })

  test.each([
    { name: 'missing', text: undefined, reason: 'ENOENT' },
    { name: 'no JSON', text: '{"token": s3cret', reason: 'it is not JSON' },
  ])('an event that is $name: the rest is known', async ({ text, reason }) => {
    await enter({}, text)
    const print = vi.spyOn(process.stdout, 'write')
    const { context, problem } = readContext()
    expect(problem).toContain(reason)
    expect(problem).not.toContain('s3cret')
    expect(context).toMatchObject({ ref: 'refs/heads/main', trigger: { event: 'push' } })
    expect(print).not.toHaveBeenCalled()
  })

  test('a byte order mark does not matter', async () => {
    await enter({}, '\uFEFF{"repository":{"default_branch":"trunk"}}')
    expect(readContext()).toMatchObject({
      context: { defaultBranch: 'trunk' },
      problem: undefined,
    })
  })

  test('for a user who may name the ref, such an event stops the run', async () => {
    await enter({})
    expect(readSurroundings(process.env, undefined)).toEqual({
      problem: expect.stringContaining('missing.json'),
    })
  })

  test('a path that is not set', async () => {
    await enter({ GITHUB_EVENT_PATH: '' })
    expect(readContext().problem).toContain('is not set')
  })
})
