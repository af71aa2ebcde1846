import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import {
  isRenderedForEach,
  usedVariables,
  variableUseOf,
} from '../../../src/core/recipients/variable-use.ts'
import { readText } from '../../../src/core/source/read.ts'

async function useOf(text: string) {
  const { document } = await readText('<event>', JSON.stringify({ event: { name: text } }))
  if (document === undefined) throw new Error('The event cannot be read.')
  return variableUseOf(document)
}

describe('an event file', () => {
  it.each<[string, readonly string[] | undefined, boolean]>([
    ['Example Store', ['name'], false],
    ['a name', ['name'], false],
    ['{{ shop }}', ['name'], false],
    ['a name for {{ shop }}', ['name'], false],
    ['{{ name }}', ['name'], true],
    ['{{-name-}}', ['name'], true],
    ['{{ name.first }}', ['name'], true],
    ['{{ name }}', [], false],
    ['{{ shop }}', undefined, true],
    ['Example Store', undefined, false],
    ['{% if name %}x{% endif %}', ['name'], true],
    ['{{ variables["na" | append: "me"] }}', ['name'], true],
    ['{{ variables[key] }}', ['name'], true],
    ['{{ [key] }}', ['name'], true],
    ['{% for one in variables %}{{ one }}{% endfor %}', ['name'], true],
    ['{{ variables.name }}', ['name'], true],
    ['{{ variables.shop }}', ['name'], false],
    ['{{ variables["shop"] }}', ['name'], false],
    ['{{ variables["order no."] }}', ['order no.'], true],
    ['{{ größe }}', ['größe'], true],
    ['{{ nickname }}', ['name'], false],
  ])('%s with the variables %j needs rendering: %s', async (template, names, expected) => {
    const known = names === undefined ? undefined : new Set(names)
    expect(isRenderedForEach(await useOf(template), known)).toBe(expected)
  })
})

describe('of the variables of a recipient', () => {
  it.each<[string, JsonObject | undefined, JsonObject | undefined]>([
    ['{{ order }}', { order: 1, exported: 'now' }, { order: 1 }],
    ['{{ order }}', { exported: 'now' }, undefined],
    ['{{ order }}', undefined, undefined],
    ['{{ variables | json }}', { order: 1, exported: 'now' }, { order: 1, exported: 'now' }],
  ])('%s uses of %j: %j', async (template, variables, expected) => {
    const isUsed = await useOf(template)
    if (isUsed === undefined) throw new Error('There is a template.')
    expect(usedVariables(variables, isUsed)).toEqual(expected)
  })
})
