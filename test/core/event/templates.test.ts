import { describe, expect, test } from 'vitest'
import { renderTemplates } from '../../../src/core/event/templates.ts'
import type { Json, JsonObject } from '../../../src/core/json.ts'

const scope = {
  release: {
    tag_name: 'v1.2.0',
    name: null,
    body: '# New\n- **Maps** & more',
    assets: ['a', 'b'],
    prerelease: false,
    published_at: '2026-04-30T23:30:00Z',
  },
  n: 3,
  half: 0.5,
  template: '{{ n }} and {% if n %}',
  now: '2026-05-01T12:00:00.000Z',
}

async function rendered(value: Json): Promise<Json> {
  const { value: result, diagnostics } = await renderTemplates(value, scope)
  expect(diagnostics).toEqual([])
  return result
}

describe('a value that is one expression keeps its type', () => {
  test.each([
    ['{{ n }}', 3],
    ['{{ half }}', 0.5],
    ['{{ release.prerelease }}', false],
    ['{{ n | plus: 1 }}', 4],
    ['{{ n | append: "" }}', '3'],
    ['{{ release.tag_name }}', 'v1.2.0'],
    [' {{ n }}', ' 3'],
    ['{{ n }}{{ n }}', '33'],
    ['{% if n %}{{ n }}{% endif %}', '3'],
    ['{{ release.prerelease }}!', 'false!'],
    ['{{ n }}{% if release.name %}x{% endif %}', '3'],
  ])('%j is %j', async (text, value) => {
    expect(await rendered(text)).toBe(value)
  })
})

describe('filters', () => {
  test.each([
    ['{{ release.tag_name | remove_first: "v" }}', '1.2.0'],
    ['{{ release.body | speakable }}', 'New. Maps & more'],
    ['{{ release.body | speakable: 3 }}', 'New'],
    ['{{ n | speakable }}', '3'],
    ['{{ release.body | speakable: 1 }}', 'N'],
    ['{{ release.name | speakable | default: "x" }}', 'x'],
    ['{{ nosuch | default: "x" }}', 'x'],
    ['{% if nosuch %}x{% endif %}y', 'y'],
    // In UTC, whatever zone the machine is in.
    ['{{ release.published_at | date: "%Y-%m-%dT%H:%MZ" }}', '2026-04-30T23:30Z'],
  ])('%j is %j', async (text, value) => {
    expect(await rendered(text)).toBe(value)
  })
})

test('texts that speakable has cut are told, as they are now', async () => {
  const value = ['{{ release.body | speakable: 3 }}!', '{{ release.body | speakable }}', '{{ n }}']
  expect((await renderTemplates(value, scope)).shortened).toEqual(['New!'])
})

describe('structure', () => {
  test('keys, other values and the form around stay as they are', async () => {
    const value = { '{{ n }}': ['{{ n }}', null, 7, { deep: 'v{{ n }}' }], plain: '{ n }' }
    expect(await rendered(value)).toEqual({
      '{{ n }}': [3, null, 7, { deep: 'v3' }],
      plain: '{ n }',
    })
  })

  test('what is put in is not rendered again', async () => {
    expect(await rendered('{{ template }}')).toBe('{{ n }} and {% if n %}')
  })

  test('what one value assigns is unknown in the next', async () => {
    const { diagnostics } = await renderTemplates(['{% assign x = 1 %}', '{{ x }}'], scope)
    expect(diagnostics.map(({ rule, path }) => [rule, path])).toEqual([
      ['event/template-variable', [1]],
    ])
  })

  test('a failed template stays as it is written, and is known as failed', async () => {
    const { value, isFailed, isTemplate } = await renderTemplates(
      ['{{ x }}', '{{ n }}', 'n'],
      scope,
    )
    expect(value).toEqual(['{{ x }}', 3, 'n'])
    expect([isFailed([0]), isFailed([1]), isFailed([2])]).toEqual([true, false, false])
    expect([isTemplate([0]), isTemplate([1]), isTemplate([2])]).toEqual([true, true, false])
  })
})

describe('problems', () => {
  test.each([
    ['{{ release.tagname }}', 'event/template-variable', 'did you mean release.tag_name?'],
    ['{{ relase.tag_name }}', 'event/template-variable', 'did you mean release?'],
    ['{{ constructor }}', 'event/template-variable', '"constructor"'],
    ['{{ release.__proto__ }}', 'event/template-variable', '"release.__proto__"'],
    ['{{ process.env.SECRET }}', 'event/template-variable', '"process"'],
    ['{{ release.assets[9] }}', 'event/template-variable', 'release.assets.9'],
    ['{{ release.name }}', 'event/template-value', 'has no value'],
    ['{{ release.name.first }}', 'event/template-value', 'has no value'],
    ['{% echo release.name %}', 'event/template-value', 'has no value'],
    ['{{ release.assets }}', 'event/template-value', 'is a list'],
    ['{{ release }} out', 'event/template-value', 'is a map'],
    ['{{ n', 'event/template-syntax', 'not closed'],
    ['{% if n %}', 'event/template-syntax', 'not closed'],
    ['{{ n | nosuchfilter }}', 'event/template-syntax', 'nosuchfilter'],
    ['{{ release.name | raw }}', 'event/template-syntax', 'raw'],
    ['{% include "a" %}', 'event/template-syntax', 'include'],
    ['{% render "/etc/passwd" %}', 'event/template-syntax', 'render'],
    ['{% layout "a" %}', 'event/template-syntax', 'layout'],
    ['{{ n | speakable: 0 }}', 'event/template-syntax', 'speakable'],
    ['{% for i in (1..99999999) %}{% endfor %}', 'event/template-limit', 'too long'],
  ])('%s', async (text, rule, fragment) => {
    const { diagnostics } = await renderTemplates({ a: text }, scope)
    expect(diagnostics.map(found => [found.rule, found.path])).toEqual([[rule, ['a']]])
    expect(diagnostics[0]?.message).toContain(fragment)
  })

  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}x`, index]))

  test.each<[string, JsonObject, readonly string[]]>([
    [
      '{% include "a" %}',
      scope,
      [
        'The template "{% include "a" %}" cannot be read: tag "include" not found. Write the text in place: templates of event files cannot read other files.',
      ],
    ],
    [
      '{% render "a" %}',
      scope,
      [
        'The template "{% render "a" %}" cannot be read: tag "render" not found. Write the text in place: templates of event files cannot read other files.',
      ],
    ],
    [
      '{% layout "a" %}',
      scope,
      [
        'The template "{% layout "a" %}" cannot be read: tag "layout" not found. Write the text in place: templates of event files cannot read other files.',
      ],
    ],
    [
      '{% block a %}{% endblock %}',
      scope,
      [
        'The template "{% block a %}{% endblock %}" cannot be read: tag "block" not found. Write the text in place: templates of event files cannot read other files.',
      ],
    ],
    [
      '{% nosuch %}',
      scope,
      [
        'The template "{% nosuch %}" cannot be read: tag "nosuch" not found. Correct the template; for braces that are text, write {% raw %}…{% endraw %}.',
      ],
    ],
    [
      '{{ n | speakable: 0 }}',
      scope,
      [
        'The template "{{ n | speakable: 0 }}" cannot be read: speakable takes a whole number of characters. Write for example "speakable: 80".',
      ],
    ],
    [
      '{{ n | upcas }}',
      scope,
      [
        'The template "{{ n | upcas }}" cannot be read: undefined filter: upcas. Did you mean "upcase"?',
      ],
    ],
    [
      '{{ n | zzzzzzzz }}',
      scope,
      [
        'The template "{{ n | zzzzzzzz }}" cannot be read: undefined filter: zzzzzzzz. Use a filter of Liquid, or "speakable", which makes text fit to be spoken.',
      ],
    ],
    [
      `${'\n'.repeat(11)}${' '.repeat(11)}{{ n`,
      scope,
      [
        'The template "\n\n\n\n\n\n\n\n\n\n\n           {{ n" cannot be read: output "{{ n" not closed. Correct the template; for braces that are text, write {% raw %}…{% endraw %}.',
      ],
    ],
    [
      '{{ n',
      scope,
      [
        'The template "{{ n" cannot be read: output "{{ n" not closed. Correct the template; for braces that are text, write {% raw %}…{% endraw %}.',
      ],
    ],
    [
      '{{ release.tagname }}',
      scope,
      [
        'The template names "release.tagname", which is unknown here; did you mean release.tag_name? Correct the name or give it with "variables". "release" has tag_name, name, body, assets, prerelease and published_at.',
      ],
    ],
    [
      '{{ x }}',
      scope,
      [
        'The template names "x", which is unknown here. Correct the name or give it with "variables". Known here are release, n, half, template and now.',
      ],
    ],
    [
      '{{ x }}',
      many(12),
      [
        'The template names "x", which is unknown here. Correct the name or give it with "variables". Known here are v0x, v1x, v2x, v3x, v4x, v5x, v6x, v7x, v8x, v9x, v10x and v11x.',
      ],
    ],
    [
      '{{ x }}',
      many(13),
      [
        'The template names "x", which is unknown here. Correct the name or give it with "variables". Known here are v0x, v1x, v2x, v3x, v4x, v5x, v6x, v7x, v8x, v9x, v10x, v11x and ….',
      ],
    ],
    [
      '{{ x }}',
      {},
      [
        'The template names "x", which is unknown here. Give it with "variables", or correct the name.',
      ],
    ],
    [
      '{{ n.a }}',
      scope,
      [
        'The template names "n.a", which is unknown here. Give it with "variables", or correct the name.',
      ],
    ],
    [
      '{{ github.actor }}',
      scope,
      [
        'The template names "github", which is unknown here. "github" is known only where the run is a GitHub workflow; elsewhere give it with "variables", or test for it with {% if github %}.',
      ],
    ],
    [
      '{{ service }}',
      scope,
      [
        'The template names "service", which is unknown here. "service" is known only where a Serverless service is deployed; elsewhere give it with "variables", or test for it with {% if service %}.',
      ],
    ],
    [
      '{{ release.name }}',
      scope,
      [`The template {{ release.name }} has no value. Give a default: {{ … | default: '…' }}.`],
    ],
    [
      '{{ release.assets }}',
      scope,
      [
        `The template {{ release.assets }} is a list, where one string, number or boolean belongs. Name one part of it, or join a list: {{ … | join: ', ' }}.`,
      ],
    ],
    [
      '{{ release }}',
      scope,
      [
        `The template {{ release }} is a map, where one string, number or boolean belongs. Name one part of it, or join a list: {{ … | join: ', ' }}.`,
      ],
    ],
  ])('what to do about %s', async (text, known, says) => {
    const { diagnostics } = await renderTemplates(text, known)
    expect(diagnostics.map(({ message, help }) => `${message} ${help}`)).toEqual(says)
  })

  test('after a template that takes too long no other is begun', async () => {
    const { diagnostics, isFailed } = await renderTemplates(
      ['{% for i in (1..99999999) %}{% endfor %}', '{{ n }}'],
      scope,
    )
    expect(diagnostics.map(({ path }) => path)).toEqual([[0]])
    expect(isFailed([1])).toBe(true)
  })

  test('as much as may be made, exactly, is made', async () => {
    const most = '{% for i in (1..4096) %}0123456789abcdef{% endfor %}'
    const { diagnostics, isFailed } = await renderTemplates([most, '{% if n %}{% endif %}'], scope)
    expect([diagnostics, isFailed([0]), isFailed([1])]).toEqual([[], false, false])
  })

  test('every value with a problem is named', async () => {
    const { diagnostics } = await renderTemplates(['{{ x }}', '{{ y }}', '{{ n'], scope)
    expect(diagnostics.map(({ path }) => path)).toEqual([[0], [1], [2]])
  })

  test('the output of all templates together is limited, and said once', async () => {
    const big = '{% for i in (1..3000) %}0123456789{% endfor %}'
    const { diagnostics, isFailed } = await renderTemplates([big, big, big, big], scope)
    expect(diagnostics.map(({ rule, path }) => [rule, path])).toEqual([
      ['event/template-limit', [2]],
    ])
    expect([isFailed([1]), isFailed([2]), isFailed([3])]).toEqual([false, true, true])
  })

  test('a context name that is missing in this run is explained', async () => {
    const { diagnostics } = await renderTemplates('{{ release.tag_name }}', {})
    expect(diagnostics[0]?.help).toContain('a release started the run')
  })
})
