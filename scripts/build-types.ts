import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Writes the declarations of the library when it is packed, once for each module system: a CommonJS caller may not
// import types from an ES module, so the same files stand again in a folder that says "commonjs". The plugin is
// CommonJS alone, and its declaration one file.

const root = fileURLToPath(new URL('..', import.meta.url))
const types = join(root, 'types')

rmSync(types, { recursive: true, force: true })
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.types.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) throw new Error('The declarations could not be written.')

for (const name of readdirSync(join(types, 'esm'), { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const file = join(types, 'esm', name)
  // Compilers before 5.7 do not take `./name.ts` in a declaration.
  const text = readFileSync(file, 'utf8').replace(/(from '\.{1,2}\/[^']*)\.ts'/g, "$1.js'")
  writeFileSync(file, text)
}
writeFileSync(join(types, 'esm', 'package.json'), '{"type":"module"}\n')
cpSync(join(types, 'esm'), join(types, 'cjs'), { recursive: true })
writeFileSync(join(types, 'cjs', 'package.json'), '{"type":"commonjs"}\n')
writeFileSync(join(types, 'plugin.d.cts'), pluginDeclaration())

/** For serverless.ts: the class, and the settings as a type in its namespace. */
function pluginDeclaration(): string {
  const generated = readFileSync(join(root, 'plugin', 'generated', 'settings-types.ts'), 'utf8')
  const settings = generated
    .replace(/^.*Generated from.*$/m, '')
    .replace('export interface AlexaProactiveSettings', 'interface Settings')
    .trim()
  if (!settings.includes('interface Settings {')) throw new Error('There are no settings to type.')
  return [
    'declare class AlexaProactive {',
    '  constructor(serverless: object, options: object, logging: object)',
    '  readonly commands: object',
    '  readonly hooks: { readonly [name: string]: () => Promise<void> }',
    '}',
    '',
    'declare namespace AlexaProactive {',
    ...settings.split('\n').map(line => (line === '' ? '' : `  ${line}`)),
    '}',
    '',
    'export = AlexaProactive',
    '',
  ].join('\n')
}
