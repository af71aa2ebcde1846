import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { outputsOf } from '../../src/action/run.ts'
import { refusedResult } from '../../src/core/result.ts'
import { parseSettings, settingsOf } from '../../src/core/settings.ts'

interface Entry {
  readonly description?: unknown
  readonly required?: unknown
  readonly default?: unknown
}

interface Metadata {
  readonly name: string
  readonly description: string
  readonly branding: { readonly icon: string; readonly color: string }
  readonly inputs: Readonly<Record<string, Entry>>
  readonly outputs: Readonly<Record<string, Entry>>
  readonly runs: { readonly using: string; readonly main: string }
}

const text = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')
const metadata: Metadata = parse(text)

const inputNames = settingsOf('action')

describe('action.yml', () => {
  test('has every setting of the action as an input', () => {
    expect(Object.keys(metadata.inputs).sort()).toEqual(inputNames.toSorted())
  })

  test('has every output', () => {
    const outputs = outputsOf(refusedResult([]), undefined)
    expect(Object.keys(metadata.outputs).sort()).toEqual(Object.keys(outputs).sort())
  })

  test.each(Object.entries(metadata.inputs))(
    'input %s is described, optional, its default a text',
    (_, input) => {
      expect(input.description).toEqual(expect.stringMatching(/\.$/))
      expect(input.required).toBe(false)
      expect(input.default).toEqual(expect.any(String))
    },
  )

  test.each(Object.entries(metadata.outputs))('output %s is described', (_, output) => {
    expect(output.description).toEqual(expect.stringMatching(/\.$/))
  })

  test('its defaults mean what the program does without them', async () => {
    const defaults = Object.fromEntries(
      inputNames
        .filter(name => name !== 'github-token')
        .map(name => [name, String(metadata.inputs[name]?.default)]),
    )
    expect(await parseSettings(defaults)).toEqual(await parseSettings({}))
    expect(metadata.inputs['github-token']?.default).toMatch(/^\$\{\{ github\.token \}\}$/)
  })

  test('runs on Node 24 and looks as the marketplace wants it', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: 'dist/action.js' })
    expect(metadata.branding).toEqual({ icon: 'bell', color: 'blue' })
    expect(metadata.description.length).toBeLessThanOrEqual(125)
  })
})
