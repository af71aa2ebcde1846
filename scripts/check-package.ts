import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Packs the package, installs the tarball into an empty folder and uses it from there: what a user
// gets must not lean on anything of this repository.

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-package-'))
const npm = process.env['npm_execpath']
try {
  runNpm(root, 'pack', '--pack-destination', folder, '--silent')
  const tarball = readdirSync(folder).find(name => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  runNpm(folder, 'install', '--no-audit', '--no-fund', '--silent', join(folder, tarball))

  const installed = join(folder, 'node_modules', 'alexa-proactive')
  const answer = runNpm(
    folder,
    'exec',
    '--offline',
    '--',
    'alexa-proactive',
    'send',
    '--simulate',
    '--json',
    '--manifest',
    join(installed, 'examples', 'skill-package', 'skill.json'),
    '--event-file',
    join(installed, 'examples', 'events', 'weather-alert.yaml'),
  )
  const { status, referenceId } = JSON.parse(answer)
  if (status !== 'sent') throw new Error(`the installed command line answered ${status}`)
  console.log(`The installed command line sent an event (${referenceId}).`)

  const uses = [
    ['import.mjs', "import { version, run } from 'alexa-proactive/core'\n"],
    ['require.cjs', "const { version, run } = require('alexa-proactive/core')\n"],
  ] as const
  for (const [name, statement] of uses) {
    writeFileSync(
      join(folder, name),
      `${statement}if (typeof run !== 'function') throw new Error('no run')\nconsole.log(version)\n`,
    )
    const version = execFileSync(process.execPath, [join(folder, name)], { encoding: 'utf8' })
    console.log(`${name}: alexa-proactive/core ${version.trim()}`)
  }
  checkSubscribers()
  checkPlugin()
  const others = readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.'))
  if (others.length !== 1) throw new Error(`installed more than itself: ${others.join(', ')}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The part for the function of a skill, typed, and without the client that the Lambda runtime has. */
function checkSubscribers(): void {
  const program = `const handler = withSubscribers(async event => ({ echo: event.request.type }))
const answer = await handler({ request: { type: 'LaunchRequest' } }, {})
if (answer.echo !== 'LaunchRequest') throw new Error('another answer')
`
  const programs = {
    'subscribers.mjs': `import { withSubscribers } from 'alexa-proactive/subscribers'\n${program}`,
    'subscribers.cjs': `const { withSubscribers } = require('alexa-proactive/subscribers')\nvoid (async () => {\n${program}})()\n`,
    'handler.mts': `import { withSubscribers } from 'alexa-proactive/subscribers'
interface Answer { readonly version: string }
const answer: Answer = { version: '1.0' }
type Handler = (event: object, context: object) => Promise<Answer>
export const withPromise: Handler = withSubscribers(async (_event: object, _context: object) => answer)
export const withCallback: Handler = withSubscribers(
  (_event: object, _context: object, callback: (error: Error, answer?: Answer) => void) =>
    callback(new Error(), answer),
)
// @ts-expect-error A table that is none.
export const wrong = withSubscribers(async () => answer, { table: 1 })
`,
  }
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), text)
    if (!name.endsWith('ts')) execFileSync(process.execPath, [join(folder, name)])
  }
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--types', '', 'handler.mts']
  execFileSync(process.execPath, [compiler, ...options], { cwd: folder, stdio: 'inherit' })
  console.log('alexa-proactive/subscribers wraps handlers, typed, in both kinds of modules.')
}

/** The plugin, loaded in both ways that frameworks have, and its settings in a `serverless.ts`. */
function checkPlugin(): void {
  const guide = readFileSync(join(root, 'docs', 'serverless.md'), 'utf8')
  const [, example] = /^```ts\n([\s\S]*?)^```/m.exec(guide) ?? []
  if (example === undefined) throw new Error('docs/serverless.md has no settings in TypeScript')
  const programs = {
    'plugin.cjs': "module.exports = require('alexa-proactive')\n",
    // The expression of serverless 4; the others take what \`require\` gives.
    'plugin.mjs': `const loaded = await import('alexa-proactive')
const Plugin = loaded.default || loaded
const required = (await import('./plugin.cjs')).default
if (required !== Plugin) throw new Error('require and import give different classes')
const { commands, hooks } = new Plugin({}, {}, {})
if (commands['alexa-proactive'] === undefined) throw new Error('no commands')
if (hooks['before:package:initialize'] === undefined) throw new Error('no hooks')
console.log(Plugin.name)
`,
    'guide.ts': `${example}export = alexaProactive\n`,
    'serverless.ts': `import type AlexaProactive from 'alexa-proactive'
import type { Settings } from 'alexa-proactive'

const alexaProactive: AlexaProactive.Settings = {
  stages: { prod: 'live', 'pr-*': 'none' },
  regions: ['NA', 'EU'],
  events: { release: { file: 'events/release.yaml', on: 'deploy' } },
}
// @ts-expect-error A stage that is none.
const wrong: Settings = { stages: { prod: 'public' } }

const service = { service: 'star-quest', plugins: ['alexa-proactive'], custom: { alexaProactive, wrong } }
export = service
`,
  }
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text)
  const name = execFileSync(process.execPath, [join(folder, 'plugin.mjs')], { encoding: 'utf8' })
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--types',
    '',
    'serverless.ts',
    'guide.ts',
  ]
  execFileSync(process.execPath, [compiler, ...options], { cwd: folder, stdio: 'inherit' })
  console.log(`The plugin is ${name.trim()}, and a typed serverless.ts compiles.`)
}

function runNpm(cwd: string, ...args: readonly string[]): string {
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }
  return npm === undefined
    ? execFileSync('npm', [...args], options)
    : execFileSync(process.execPath, [npm, ...args], options)
}
