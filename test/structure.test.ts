import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { version } from '../src/core/version.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Which rooms each room may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  simulator: ['core'],
  subscribers: ['core', 'engine'],
  engine: ['core'],
  github: ['core'],
  action: ['core', 'engine', 'github', 'simulator', 'subscribers'],
  cli: ['core', 'engine', 'github', 'simulator', 'subscribers'],
  plugin: ['core', 'engine', 'github', 'simulator', 'subscribers'],
}

/** Packages each room may import. */
const packages: Readonly<Record<string, readonly string[]>> = {
  core: [
    'entities',
    'fastest-levenshtein',
    'jsonc-parser',
    'liquidjs',
    'picomatch',
    'semver',
    'undici',
    'yaml',
  ],
  simulator: [],
  subscribers: ['@aws-sdk/client-cloudformation', '@aws-sdk/client-dynamodb'],
  engine: [
    '@aws-lambda-powertools/logger',
    '@aws-lambda-powertools/metrics',
    '@aws-lambda-powertools/parameters',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-sfn',
  ],
  github: ['@actions/core', '@actions/github'],
  action: ['@actions/core'],
  cli: ['diff'],
  plugin: ['diff', 'env-ci', 'semver'],
}

/** Packages that are large, and the only modules that may import each. */
const gates: Readonly<Record<string, RegExp>> = {
  liquidjs: /^src\/core\/event\/templates\.ts$/,
  yaml: /^src\/core\/(source\/(yaml|json)|manifest\/edit-yaml)/,
}

interface Import {
  readonly file: string
  readonly room: string
  readonly target: string
}

const imports: readonly Import[] = sources().flatMap(file => {
  const text = withoutComments(readFileSync(join(root, file), 'utf8'))
  const found = text.matchAll(/(?:\bfrom|\bimport\(?)\s*['"]([^'"]+)['"]/g)
  // The toolkit's context has no entrance of its own.
  return [...found].map(([, target = '']) => ({
    file,
    room: roomOf(file),
    target: target.replace(/^.*\/node_modules\//, ''),
  }))
})

describe('imports go one way', () => {
  it('looks at every room', () => {
    expect(Object.keys(allowed)).toEqual(
      expect.arrayContaining([...new Set(imports.map(({ room }) => room))]),
    )
  })

  it.each(Object.keys(allowed))('of %s to other rooms', room => {
    const strays = imports
      .filter(one => one.room === room && one.target.startsWith('.'))
      .map(one => ({
        ...one,
        to: roomOf(relative(root, resolve(root, dirname(one.file), one.target))),
      }))
      .filter(({ to }) => to !== room && allowed[room]?.includes(to) !== true)
    expect(strays).toEqual([])
  })

  it.each(Object.keys(packages))('of %s to packages', room => {
    const strays = imports
      .filter(
        one => one.room === room && /^[@a-z]/.test(one.target) && !one.target.startsWith('node:'),
      )
      .filter(({ target }) => packages[room]?.includes(packageOf(target)) !== true)
    expect(strays).toEqual([])
  })

  it.each(Object.entries(gates))('of %s through its own module', (name, gate) => {
    const importers = imports.filter(({ target }) => packageOf(target) === name)
    expect(importers.length).toBeGreaterThan(0)
    expect(importers.filter(({ file }) => !gate.test(file))).toEqual([])
  })
})

describe('the core', () => {
  /** A lock names the process that has it, and asks whether that is alive. */
  const ofLocks = "import { kill, pid } from 'node:process'"

  it.each([/\bprocess\./, /\bconsole\./, /from 'node:process'/])('does not use %s', forbidden => {
    const users = sources()
      .filter(file => file.startsWith('src/core/'))
      .filter(file => {
        const text = withoutComments(readFileSync(join(root, file), 'utf8'))
        return forbidden.test(file.endsWith('/lock.ts') ? text.replace(ofLocks, '') : text)
      })
    expect(users).toEqual([])
  })
})

describe('the package', () => {
  it('has the version that the program says', () => {
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version).toBe(version)
  })

  it.each([
    'package-lock.json',
    'test/e2e/runner-node/package-lock.json',
    'test/engine/emulators/package-lock.json',
    'test/plugin/bundlers/package-lock.json',
    'test/plugin/frameworks/package-lock.json',
  ])('is installed from wherever npm is set to: %s', file => {
    expect(readFileSync(join(root, file), 'utf8')).not.toContain('"resolved": "http')
  })
})

function sources(): readonly string[] {
  return ['src', 'plugin']
    .flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        name => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter(name => name.endsWith('.ts') && !name.includes('/generated/'))
}

function roomOf(file: string): string {
  const [folder = '', room = ''] = file.replaceAll('\\', '/').split('/')
  return folder === 'src' ? room : folder
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
