// Builds everything that is published, the same bytes from the same sources: npx tsx scripts/build.ts [folder]
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'rolldown'
import { leaveOut } from './bundler-plugins.ts'
import { bundleDispatcher } from './dispatcher.ts'
import { licensesOf } from './licenses.ts'
import { bundlePage } from './page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, process.argv[2] ?? 'dist')
const fresh = `${folder}.new` // A build that fails leaves what is there.
rmSync(fresh, { recursive: true, force: true })
const keptNames = { class: true, function: false }

/** What all bundles have in common. */
const common = {
  cwd: root,
  // Clients of AWS are those of the Lambda runtime, or of whoever installs them.
  external: [/^@aws-sdk\//],
  platform: 'node',
  resolve: {
    // One copy: the toolkits would bring an older one along, twice.
    alias: { undici: join(root, 'node_modules/undici') },
    mainFields: ['module', 'main'], // Some packages have a CommonJS form that no bundler can follow.
  },
  transform: { target: 'node20.18' },
  logLevel: 'warn',
} satisfies BuildOptions

/** How all bundles are written. */
const written = {
  format: 'cjs',
  exports: 'named',
  // Only `require` finds the clients of AWS that the Lambda runtime has.
  dynamicImportInCjs: false,
  entryFileNames: '[name].js',
  // Frameworks name plugins by their class.
  minify: { compress: { keepNames: keptNames }, mangle: { keepNames: keptNames } },
  comments: false,
} satisfies BuildOptions['output']

/**
 * All doors and the library, as CommonJS modules that share their code: Node loads these faster than ES
 * modules, and all frameworks load a plugin that is one. What is imported on demand is a file of its own.
 */
const { output } = await build({
  ...common,
  input: {
    action: 'src/action/index.ts',
    cli: 'src/cli/index.ts',
    core: 'src/core/index.ts',
    plugin: 'plugin/index.ts',
    subscribers: 'src/subscribers/index.ts',
  },
  plugins: [leaveOut('./oidc-utils.js')],
  // The toolkit imports what starts programs, and Node's modules for it; nobody here does.
  treeshake: {
    moduleSideEffects: [
      { test: /@actions\/(exec|io)\//, sideEffects: false },
      { external: true, sideEffects: false },
    ],
  },
  output: {
    ...written,
    dir: fresh,
    chunkFileNames: 'shared/[name]-[hash].js',
    // `module.exports = class`: the one form that all four frameworks load.
    footer: ({ name }) => (name === 'plugin' ? 'module.exports=exports.AlexaProactive;' : ''),
  },
})

const dispatcher = await bundleDispatcher(common, written)
writeFileSync(join(fresh, 'dispatcher.zip'), dispatcher.zip)

/** The libraries as ES modules: the same code, so that its classes are the same for all callers. */
for (const name of ['core', 'subscribers']) {
  const names = Object.keys(await import(join(root, 'src', name, 'index.ts'))).sort()
  const wrapper = `import library from './${name}.js'\nexport const { ${names.join(', ')} } = library\n`
  writeFileSync(join(fresh, `${name}.mjs`), wrapper)
}

chmodSync(join(fresh, 'cli.js'), 0o755)
writeFileSync(join(fresh, 'package.json'), '{"type":"commonjs"}\n')
const bundled = [...output, ...dispatcher.output, ...(await bundlePage()).output]
writeFileSync(join(fresh, 'licenses.txt'), licensesOf(bundled))
rmSync(folder, { recursive: true, force: true })
renameSync(fresh, folder)
