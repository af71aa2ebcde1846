import { expect, test } from 'vitest'
import { runCli } from '../cli/child.ts'
import { cleanManifest } from '../cli/folder.ts'
import { newest } from './support/frameworks.ts'
import { openScenario } from './support/scenario.ts'

const bare = `service: storms
frameworkVersion: "*"

provider:
  name: aws
  runtime: ${newest.runtime}
  region: us-east-1

functions:
  alexa:
    handler: handler.alexa
    events:
      - alexaSkill: amzn1.ask.skill.11111111-2222-3333-4444-555555555555
`

test('the lines that init shows are what the framework and the plugin understand', {
  timeout: 120_000,
}, async () => {
  const scenario = await openScenario(newest, 'announced', {
    'serverless.yml': bare,
    'skill.json': cleanManifest,
  })
  try {
    const { path: folder, write } = scenario.service
    const { code, stdout } = await runCli(['init', '--event', 'weather-alert'], { folder })
    expect(code, stdout).toBe(0)
    const [, lines = ''] = /Add to serverless\.yml:\n((?: {5}.*\n|\n)+)/.exec(stdout) ?? []
    expect(lines).toContain('alexaProactive:')
    await write('serverless.yml', `${bare}\n${lines.replace(/^ {5}/gm, '')}`)

    const commands = [...stdout.matchAll(/^ {5}serverless (.*)$/gm)].map(([, words = '']) => words)
    expect(commands).toEqual([
      'alexa-proactive manifest',
      'alexa-proactive preview --event weather-alert',
    ])
    const [manifest, preview] = [
      await scenario.run(commands[0] ?? ''),
      await scenario.run(commands[1] ?? ''),
    ]
    expect(manifest.exitCode, manifest.output).toBe(0)
    expect(preview.exitCode, preview.output).toBe(0)
    expect(preview.output).toContain('What customers hear')
    const sent = await scenario.run('alexa-proactive validate --stage prod')
    expect(sent.exitCode, sent.output).toBe(0)
    expect(sent.output).not.toMatch(/\b(error|warning)\b/i)
    const packaged = await scenario.run('package')
    expect(packaged.exitCode, packaged.output).toBe(0)
  } finally {
    await scenario.close()
  }
})
