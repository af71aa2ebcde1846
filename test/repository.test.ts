import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { projectFolder } from './cli/child.ts'

const listed = (...patterns: readonly string[]): readonly string[] =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: projectFolder, encoding: 'utf8' })
    .split('\n')
    .filter(name => name !== '')
const textOf = (file: string): string => readFileSync(join(projectFolder, file), 'utf8')
const workflows = listed('.github/workflows/*.yml')

describe.each(workflows)('%s', file => {
  const workflow = parse(textOf(file))

  it('grants nothing but what a job asks for', () => {
    expect(workflow.permissions).toEqual({})
  })

  it('pins every action by its commit, with the version beside it', () => {
    const uses = textOf(file).match(/uses: .+/g) ?? []
    expect(uses.length).toBeGreaterThan(0)
    for (const use of uses) expect(use).toMatch(/^uses: (\.\/|\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/)
  })

  it('puts no text of others into a script', () => {
    const scripts = Object.values<{ readonly steps: readonly { readonly run?: string }[] }>(
      workflow.jobs,
    ).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    expect(scripts.length).toBeGreaterThanOrEqual(file.includes('codeql') ? 0 : 1)
    expect(scripts.filter(script => script.includes('${{'))).toEqual([])
  })
})

it('ci-ok waits for every other job', () => {
  const { jobs } = parse(textOf('.github/workflows/ci.yml'))
  const others = Object.keys(jobs).filter(name => name !== 'ci-ok')
  expect(jobs['ci-ok'].needs).toEqual(others)
  expect(jobs['ci-ok'].steps[0].run).toContain(others.map(() => 'success').join(' '))
})

it('Dependabot sees every lock file', () => {
  const { updates } = parse(textOf('.github/dependabot.yml'))
  const folders = listed('*package-lock.json').map(file => `/${dirname(file)}`.replace('/.', '/'))
  expect(updates[0].directories.toSorted()).toEqual(folders.toSorted())
})

describe('release notes', () => {
  const notesOf = (tag: string) =>
    spawnSync(process.execPath, ['scripts/release-notes.mjs', tag], {
      cwd: projectFolder,
      encoding: 'utf8',
    })

  it('are what the changelog says of the version of package.json', () => {
    const { version } = JSON.parse(textOf('package.json'))
    const { status, stdout } = notesOf(`v${version}`)
    expect(status).toBe(0)
    expect(stdout).toContain('- **Check**')
    expect(stdout).not.toContain('Unreleased')
  })

  it('are refused for a tag of another version', () => {
    expect(notesOf('v0.0.9')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('but package.json has version'),
    })
  })
})
