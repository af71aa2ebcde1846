import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { builtCli, projectFolder } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { checkout } from './support/skill.ts'

const page = readFileSync(join(projectFolder, 'docs/recipes.md'), 'utf8')
const blockWith = (title: string): string => {
  const [, text = ''] =
    new RegExp(`\`\`\`\\w+\\n((?:# |// )${title}\\n.*?)\`\`\``, 's').exec(page) ?? []
  expect(text).not.toBe('')
  return text
}

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ anybody: { locale: 'en-US' } })
})
afterAll(() => simulator.close())

/** Runs a script with `npx` leading to the built command line, and Amazon to the simulator. */
async function sh(script: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderWith({
    ...checkout(),
    'announcements/version.yaml': blockWith('announcements/version.yaml'),
  })
  const npx = 'npx() { shift 2; "$NODE" "$CLI" "$@" --auth-url "$AUTH_URL" --api-url "$API_URL"; }'
  return new Promise((resolve, reject) => {
    const env = {
      NODE: process.execPath,
      CLI: builtCli,
      AUTH_URL: simulator.authUrl,
      API_URL: simulator.apiUrl,
      ALEXA_CLIENT_ID: simulator.credentials.clientId,
      ALEXA_CLIENT_SECRET: simulator.credentials.clientSecret,
      ...variables,
    }
    execFile('sh', ['-euc', `${npx}\n${script}`], { cwd: folder, env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout + stderr) : reject(new Error(stdout + stderr)),
    )
  })
}

describe.skipIf(process.platform === 'win32')('other CI services', { timeout: 30_000 }, () => {
  const services = [
    {
      service: 'GitLab',
      script: () => String(parse(blockWith('.gitlab-ci.yml')).announce.script[0]),
      variables: { CI_COMMIT_TAG: 'v1.2.0', CI_PROJECT_PATH: 'octo/skill' },
    },
    {
      service: 'Jenkins',
      script: () => /'''(.*?)'''/s.exec(blockWith('Jenkinsfile'))?.[1] ?? '',
      variables: { TAG_NAME: 'v1.2.0' },
    },
  ]
  test.each(services)('$service announces a tag to live customers, once', async one => {
    const before = simulator.inbox().length
    const first = await sh(one.script(), one.variables)
    const again = await sh(one.script(), one.variables)

    expect(first).not.toMatch(/\b(?:warning|error)\b/i)
    expect(again).toMatch(/already sent/i)
    const heard = simulator.inbox().slice(before)
    expect(heard.map(({ region, stage }) => `${region} ${stage}`).sort()).toEqual([
      'EU live',
      'NA live',
    ])
    expect(heard[0]?.body['localizedAttributes']).toContainEqual({
      locale: 'en-US',
      contentName: 'Star Quest 1.2.0',
    })
  })
})

test('names only workflows that exist', () => {
  const paths = [...page.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path)
  expect(paths.length).toBeGreaterThan(8)
  expect(paths.filter(path => !existsSync(join(projectFolder, path)))).toEqual([])
})
