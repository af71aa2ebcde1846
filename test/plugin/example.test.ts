import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { exampleFolder } from './support/example-service.ts'
import { newest } from './support/frameworks.ts'
import { openScenario } from './support/scenario.ts'

/** Instead of settings: those of the example are what users copy, and lead to Amazon. */
const amazon = fileURLToPath(new URL('support/amazon.cjs', import.meta.url))

const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

test('examples/serverless is deployed and announced as it stands', {
  timeout: 90_000,
}, async () => {
  const framework = { ...newest, preloaded: [...newest.preloaded, amazon] }
  const scenario = await openScenario(framework, exampleFolder)
  try {
    const { exitCode, output, heard, trace } = await scenario.run('deploy --stage prod')

    expect(exitCode, output).toBe(0)
    expect(output).toContain('Service deployed to stack star-quest-prod')
    expect(output).not.toMatch(/\b(error|warning)\b/i)
    expect(output).toContain('live, because service stage prod matches stages "prod"')
    // The regions are served at the same time.
    expect(heard.map(({ region }) => region).sort()).toEqual(['EU', 'NA'])
    for (const { stage, eventName, body } of heard) {
      expect({ stage, eventName }).toEqual({
        stage: 'live',
        eventName: 'AMAZON.MediaContent.Available',
      })
      expect(body['localizedAttributes']).toEqual([
        { locale: 'en-US', contentName: 'Star Quest 2.1.0' },
        { locale: 'de-DE', contentName: 'Star Quest 2.1.0' },
      ])
    }
    expect(trace).toContain('Alexa POST /EU/v1/proactiveEvents')
    expect(await scenario.placesOf(scenario.secrets())).toEqual([])

    const silent = await scenario.run('deploy --stage pr-7')
    expect(silent.exitCode, silent.output).toBe(0)
    expect(silent.output).toContain('nothing was sent, because service stage pr-7 matches')
    expect(silent.heard).toEqual([])
  } finally {
    await scenario.close()
  }
})

test.skipIf(process.platform === 'win32')(
  'its README: two commands, from a folder without modules',
  {
    timeout: 120_000,
  },
  async () => {
    // What `npx serverless` starts.
    const program = join('node_modules', '.bin', 'serverless')
    // On the Node of these tests, as the others run on 24.
    const node = process.execPath
    const scenario = await openScenario(
      { ...newest, node, preloaded: [...newest.preloaded, amazon], program },
      exampleFolder,
    )
    try {
      const { path, read, replace } = scenario.service
      expect(await read('README.md')).toMatch(
        /npm install\n[\s\S]*npx serverless deploy --stage prod/,
      )
      await rm(join(path, 'node_modules'), { recursive: true })
      const npm = (cwd: string, ...words: readonly string[]) =>
        promisify(execFile)('npm', [...words, '--ignore-scripts'], { cwd })
      const packed = await npm(projectFolder, 'pack', '--silent', '--pack-destination', path)
      const osls = join(projectFolder, 'test/plugin/frameworks/node_modules/osls4')
      await replace('package.json', '"^1.0.0"', `"file:${packed.stdout.trim()}"`)
      await replace('package.json', '"^4.3.1"', `"file:${osls}"`)
      await npm(path, 'install', '--offline', '--no-audit', '--no-fund')

      const { exitCode, output, heard } = await scenario.run('deploy --stage prod', {
        ownProcess: true,
      })
      expect(exitCode, output).toBe(0)
      expect(output).toContain('Service deployed to stack star-quest-prod')
      expect(heard.map(({ region, stage }) => `${region} ${stage}`).sort()).toEqual([
        'EU live',
        'NA live',
      ])
    } finally {
      await scenario.close()
    }
  },
)
