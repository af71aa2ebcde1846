import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { projectFolder } from '../cli/child.ts'
import { newest } from './support/frameworks.ts'
import { openScenario, type Scenario } from './support/scenario.ts'

const guide = readFileSync(join(projectFolder, 'docs/serverless.md'), 'utf8')

/** The commands of the block that holds this text, without the program's name and comments. */
function commandsWith(text: string): readonly string[] {
  const blocks = [...guide.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)
  const [block = ''] = blocks.filter(one => one.includes(text))
  return [...block.matchAll(/^serverless (.*?) *(?:#.*)?$/gm)].map(([, words = '']) => words)
}

/** A service with an event that is called as in the guide. */
async function openService(): Promise<Scenario> {
  const opened = await openScenario(newest, 'announced')
  await opened.service.replace('serverless.yml', '      storm:', '      release:')
  return opened
}

describe('the guide', { timeout: 90_000 }, () => {
  let scenario: Scenario
  afterEach(() => scenario.close())

  test('its commands', async () => {
    scenario = await openService()
    const commands = commandsWith('alexa-proactive validate')
    expect(commands).toHaveLength(4)
    const heard: number[] = []
    for (const words of commands) {
      const ran = await scenario.run(words)
      expect(ran.exitCode, ran.output).toBe(0)
      heard.push(ran.heard.length)
    }
    expect(heard).toEqual([0, 0, 1, 0])
  })

  test('what the manifest lacks is shown, then written', async () => {
    scenario = await openService()
    const [show = '', write = ''] = commandsWith('--write  # writes it')
    const { service } = scenario
    await service.replace(
      'skill/prod.json',
      '"AMAZON.WeatherAlert.Activated"',
      '"AMAZON.Occasion.Updated"',
    )
    const before = await service.read('skill/prod.json')
    const shown = await scenario.run(show)
    expect(shown.exitCode, shown.output).toBe(0)
    expect(shown.output).toMatch(/^\+.*AMAZON\.WeatherAlert\.Activated/m)
    expect(await service.read('skill/prod.json')).toBe(before)
    const written = await scenario.run(write)
    expect(written.exitCode, written.output).toBe(0)
    expect(await service.read('skill/prod.json')).toContain('AMAZON.WeatherAlert.Activated')
  })

  test('an announcement by a name of its own', async () => {
    scenario = await openService()
    const [, name = ''] = /^ {4}(announcement: .*\$\{param:version\})$/m.exec(guide) ?? []
    await scenario.service.replace(
      'serverless.yml',
      '    retries: 0\n',
      `    retries: 0\n    ${name}\n`,
    )
    const ids: unknown[] = []
    for (const version of ['1.2', '1.3', '1.3']) {
      const ran = await scenario.run(
        `alexa-proactive send --event release --param version=${version}`,
      )
      expect(ran.exitCode, ran.output).toBe(0)
      ids.push(...ran.heard.map(({ body }) => body['referenceId']))
    }
    expect(new Set(ids).size).toBe(2)
    expect(ids).toHaveLength(2)
  })
})
