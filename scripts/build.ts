// Builds everything that is published, the same bytes from the same sources: npx tsx scripts/build.ts [folder]
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, process.argv[2] ?? 'dist')
const fresh = `${folder}.new` // A build that fails leaves what is there.
rmSync(fresh, { recursive: true, force: true })
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  // One copy: the toolkit would bring an older one along, twice.
  alias: { undici: join(root, 'node_modules/undici') },
  target: 'node20.18',
  mainFields: ['module', 'main'], // Some packages have a CommonJS form that no bundler can follow.
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  outdir: fresh,
} as const satisfies BuildOptions

/** ES modules that share their code; what is imported on demand is a file of its own. */
const modules = await build({
  ...shared,
  format: 'esm',
  entryPoints: {
    action: 'src/action/index.ts',
    cli: 'src/cli/index.ts',
    deployment: 'plugin/deployment.ts',
    command: 'plugin/command.ts',
  },
  splitting: true,
  chunkNames: 'shared/[name]-[hash]',
  // Bundled CommonJS packages ask for Node's modules with `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
  },
})

/** The library for both module systems: one copy of the code, so that its classes are the same for all callers. */
const library = await build({
  ...shared,
  format: 'cjs',
  entryPoints: { core: 'src/core/index.ts' },
  outExtension: { '.js': '.cjs' },
})
const names = Object.keys(await import(join(root, 'src/core/index.ts'))).sort()
const wrapper = `import library from './core.cjs'\nexport const { ${names.join(', ')} } = library\n`
writeFileSync(join(fresh, 'core.js'), wrapper)

/** `module.exports = class`: the one form that all four frameworks load. Its hooks import the rest. */
const plugin = await build({
  ...shared,
  format: 'cjs',
  entryPoints: { plugin: 'plugin/index.ts' },
  keepNames: true, // Frameworks name plugins by their class.
  outExtension: { '.js': '.cjs' },
  plugins: [
    {
      name: 'hooks-beside',
      setup: context =>
        context.onResolve({ filter: /\/(deployment|command)\.ts$/ }, ({ path }) => ({
          path: path.replace(/ts$/, 'js'),
          external: true,
        })),
    },
  ],
  footer: { js: 'module.exports=module.exports.AlexaProactive;' },
})

writeFileSync(join(fresh, 'package.json'), '{"type":"module"}\n')
writeFileSync(join(fresh, 'licenses.txt'), licences([modules, library, plugin]))
rmSync(folder, { recursive: true, force: true })
renameSync(fresh, folder)

/** The licences of the packages whose code is in the bundles, as these ask for. */
function licences(builds: readonly { readonly metafile: Metafile }[]): string {
  const inputs = builds.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(output => Object.keys(output.inputs)),
  )
  const packages = inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [])
  return [...new Set(packages)].sort().map(licenceOf).join('\n\n')
}

function licenceOf(packageFolder: string): string {
  const path = join(root, packageFolder)
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const files = readdirSync(path)
  // Some packages state their licence in the readme alone.
  const file =
    files.find(entry => /^licen[cs]e(\.|$)/i.test(entry)) ??
    files.find(entry => /^readme(\.|$)/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no licence file.`)
  const text = readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim()
  return `${name} ${version} (${license})\n\n${text}\n`
}
