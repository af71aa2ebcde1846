import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { exampleOf } from '../support/webhooks.ts'
import { changed, triggerOf } from './support/payloads.ts'
import { runStep } from './support/runner.ts'
import { announcement, checkout } from './support/skill.ts'

/** Over 10 kB, with what people type and paste. */
const longText = [
  'Two 🚀 "quoted" \'quoted\' `code` {{ braces }} 100 %',
  ...Array.from(
    { length: 200 },
    (_, index) => `- line ${index} of “many” | 日本語 | ${'x'.repeat(30)}`,
  ),
].join('\r\n')

const texts: readonly (readonly [
  event: string,
  path: string,
  change: (text: string) => JsonObject,
])[] = [
  [
    'release',
    'release.body',
    text => changed(exampleOf('release'), 'release', { body: text, prerelease: true }),
  ],
  [
    'push',
    'github.payload.head_commit.message',
    text => changed(exampleOf('push'), 'head_commit', { message: text }),
  ],
  [
    'pull_request',
    'github.payload.pull_request.title',
    text => changed(exampleOf('pull_request'), 'pull_request', { title: text }),
  ],
  [
    'workflow_dispatch',
    'github.payload.inputs.title',
    text => ({ ...exampleOf('workflow_dispatch'), inputs: { title: text } }),
  ],
  [
    'deployment',
    'github.payload.deployment.description',
    text => changed(exampleOf('deployment'), 'deployment', { description: text }),
  ],
]

describe('a text of 10 kB with emoji, quotes and CRLF', () => {
  expect(Buffer.byteLength(longText)).toBeGreaterThan(10_000)

  test.each(texts)(
    'in the payload of %s is heard as far as it fits: %s',
    async (event, path, change) => {
      const run = await runStep({
        trigger: triggerOf(event, change(longText)),
        inputs: { command: 'preview', 'event-file': 'announce.yaml' },
        files: checkout(announcement.replaceAll('{{ title }}', `{{ ${path} | speakable: 40 }}`)),
      })
      expect(run.annotations).toEqual([])
      expect(run.exitCode).toBe(0)
      const [{ speech }] = JSON.parse(run.outputs['preview'] ?? '')
      expect(speech).toMatch(
        /^Star Quest Two "quoted" 'quoted' code \{\{ braces \}\} will be released on/,
      )
    },
  )

  test.each(texts)('in the payload of %s is taken whole: %s', async (event, path, change) => {
    const run = await runStep({
      trigger: triggerOf(event, change(longText)),
      inputs: { command: 'preview', 'event-file': 'announce.yaml' },
      files: checkout(announcement.replaceAll('{{ title }}', `{{ ${path} }}`)),
    })
    expect(run.exitCode).toBe(0)
    const [{ speech }] = JSON.parse(run.outputs['preview'] ?? '')
    expect(speech).toContain(longText)
    expect(run.lines.filter(line => line.startsWith('- line'))).toEqual([])
  })
})

test.each([
  ['CRLF', (json: string) => json.replaceAll('\n', '\r\n')],
  ['a byte order mark', (json: string) => `\ufeff${json}`],
])('an event file of the runner with %s is read', async (_, written) => {
  const payload = changed(exampleOf('deployment'), 'deployment', { environment: 'production' })
  const run = await runStep({
    trigger: {
      ...triggerOf('deployment', payload),
      payload: written(JSON.stringify(payload, undefined, 2)),
    },
    files: checkout(),
  })
  expect(run.annotations).toEqual([])
  expect(run.outputs['stage-reason']).toContain('environment production')
})
