// Builds everything that is published, the same bytes from the same sources: npx tsx scripts/build.ts [folder]
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type OnResolveResult, type Plugin } from 'esbuild'
import { licencesOf } from './licences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, process.argv[2] ?? 'dist')
const fresh = `${folder}.new` // A build that fails leaves what is there.
rmSync(fresh, { recursive: true, force: true })
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  // One copy: the toolkits would bring an older one along, twice.
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
    pool: 'undici/lib/dispatcher/pool.js',
    connect: 'undici/lib/core/connect.js',
  },
  splitting: true,
  // Nobody asks the toolkit's entrance for an OIDC token; its client would bring undici into every run.
  plugins: [
    resolve(/^\.\/oidc-utils\.js$/, path => ({ path, external: true, sideEffects: false })),
  ],
  chunkNames: 'shared/[name]-[hash]',
  // Bundled CommonJS packages ask for Node's modules with `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
  },
})

/** The library for both module systems: one copy of the code, so that its classes are the same for all callers. undici, a quarter of it, is the one from above. */
const library = await build({
  ...shared,
  format: 'cjs',
  entryPoints: { core: 'src/core/index.ts' },
  outExtension: { '.js': '.cjs' },
  plugins: [resolve(/^undici\/lib\//, path => ({ path: `./${basename(path)}`, external: true }))],
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
  plugins: [resolve(/\/(deployment|command)\.ts$/, besideThePlugin)],
  footer: { js: 'module.exports=module.exports.AlexaProactive;' },
})

writeFileSync(join(fresh, 'package.json'), '{"type":"module"}\n')
writeFileSync(join(fresh, 'licenses.txt'), licencesOf([modules, library, plugin], root))
rmSync(folder, { recursive: true, force: true })
renameSync(fresh, folder)

function besideThePlugin(path: string): OnResolveResult {
  return { path: path.replace(/ts$/, 'js'), external: true }
}

/** Takes imports that match to another place. */
function resolve(filter: RegExp, to: (path: string) => OnResolveResult): Plugin {
  const setup: Plugin['setup'] = ({ onResolve }) => onResolve({ filter }, ({ path }) => to(path))
  return { name: String(filter), setup }
}
