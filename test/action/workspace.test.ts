import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { annotationPath, workspaceOf } from '../../src/action/workspace.ts'

const workspace = resolve('/', 'home', 'runner', 'skill')

describe('annotationPath', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['skill.json', 'skill.json'],
    ['./skill-package/skill.json', 'skill-package/skill.json'],
    [join('events', '..', 'skill.json'), 'skill.json'],
    [join(workspace, 'events', 'release.yaml'), 'events/release.yaml'],
    ['..skill.json', '..skill.json'],
    ['../skill.json', undefined],
    [resolve('/', 'elsewhere', 'skill.json'), undefined],
    [workspace, undefined],
    ['<event>', undefined],
  ]
  test.each(cases)('%s', (file, path) => {
    expect(annotationPath(workspace, file)).toBe(path)
  })
})

test('the workspace is the repository where there is one', () => {
  expect(workspaceOf({ GITHUB_WORKSPACE: workspace })).toBe(workspace)
  expect(workspaceOf({ GITHUB_WORKSPACE: '' })).toBe(process.cwd())
})
