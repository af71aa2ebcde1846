import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { commands } from '../../plugin/commands.ts'
import { frameworkSchema } from '../../plugin/generated/framework-schema.ts'
import { AlexaProactive } from '../../plugin/index.ts'
import { readPluginSettings } from '../../plugin/settings.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { fakeFramework } from './support/fake-framework.ts'

/** Names and shortcuts that belong to the frameworks, on every command of a service. */
const ofFrameworks = [
  ...['stage', 'region', 'config', 'param', 'aws-profile', 'app', 'org', 'use-local-credentials'],
  ...['help', 'version', 'verbose', 'debug', 's', 'r', 'c', 'h', 'v'],
]

describe('the commands', () => {
  const all = Object.values(commands['alexa-proactive'].commands)

  it('have options with types and with names of their own', () => {
    const options = all.flatMap(command => Object.entries(command.options))
    expect(options.length).toBeGreaterThan(10)
    for (const [name, option] of options) {
      expect(['string', 'boolean']).toContain(option.type)
      expect(ofFrameworks).not.toContain(name)
      expect(option).not.toHaveProperty('shortcut')
    }
  })

  it('are each behind a hook', () => {
    const { framework, utils } = fakeFramework()
    const { hooks } = new AlexaProactive(framework, {}, utils)
    for (const name of Object.keys(commands['alexa-proactive'].commands)) {
      expect(Object.keys(hooks)).toContain(`alexa-proactive:${name}:run`)
    }
  })
})

describe('the schema for the framework', () => {
  // As serverless 3, osls 3 and osls 4 compile it.
  const ajv = new Ajv({
    allErrors: true,
    coerceTypes: 'array',
    verbose: true,
    strict: true,
    strictRequired: false,
  })
  const validate = ajv.compile(structuredClone(frameworkSchema))

  it('takes settings that are right, and none at all', () => {
    expect(validate({})).toBe(true)
    expect(
      validate({ regions: 'NA', stages: { prod: 'live' }, events: { a: { file: 'b' } } }),
    ).toBe(true)
  })

  it('is handed over as a copy, since the framework may change it', () => {
    const handed: object[] = []
    const { framework, utils } = fakeFramework()
    const configSchemaHandler = {
      defineCustomProperties: (schema: object) => {
        handed.push(schema)
      },
    }
    for (let time = 0; time < 2; time += 1) {
      new AlexaProactive({ ...framework, configSchemaHandler }, {}, utils)
    }
    expect(handed[0]).toEqual({
      type: 'object',
      properties: { alexaProactive: frameworkSchema },
    })
    expect(handed[0]).not.toBe(handed[1])
  })

  it('leaves mistakes to the plugin, whose words are more than those of the framework', () => {
    const mistakes = { skillid: 'x', stages: { prod: 'public' }, events: { a: { on: 'always' } } }
    expect(validate(mistakes)).toBe(true)
    expect(problemsOf(mistakes).length).toBe(4)
  })

  it('refuses what has another type', () => {
    expect(validate({ events: 'events/release.yaml' })).toBe(false)
  })
})

function problemsOf(alexaProactive: JsonObject) {
  const read = readPluginSettings({ alexaProactive }, {})
  return 'problems' in read ? read.problems : []
}

describe('a framework that is older or newer', () => {
  it('need not know settings, or sections of the output', () => {
    const { framework, utils } = fakeFramework()
    const { configSchemaHandler: _, addServiceOutputSection: __, ...rest } = framework
    expect(() => new AlexaProactive(rest, {}, utils)).not.toThrow()
  })

  it('is not spoken to at the end of a command that is not ours', async () => {
    const { framework, utils, log } = fakeFramework()
    const { hooks } = new AlexaProactive(framework, {}, utils)
    await hooks['finalize']?.()
    expect(log).toEqual([])
  })
})
