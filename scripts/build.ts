// Builds everything that is published, the same bytes from the same sources: npx tsx scripts/build.ts [folder]
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import { type BuildOptions, build, type Plugin } from 'rolldown'
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

/** The engine's function, in one file that needs nothing but Lambda's runtime. */
const dispatcher = await build({
  ...common,
  external: [],
  input: { dispatcher: 'src/engine/dispatcher.ts' },
  plugins: [loadWhenUsed(/^@aws-sdk\//)],
  write: false,
  output: { ...written, codeSplitting: false },
})
const [{ code }] = dispatcher.output
/** The earliest time a zip can hold, so that it is the same zip every time. */
const mtime = new Date(1980, 0, 1)
const zip = zipSync({ 'dispatcher.js': Buffer.from(code) }, { level: 9, mtime })
writeFileSync(join(fresh, 'dispatcher.zip'), zip)

/** The libraries as ES modules: the same code, so that its classes are the same for all callers. */
for (const name of ['core', 'subscribers']) {
  const names = Object.keys(await import(join(root, 'src', name, 'index.ts'))).sort()
  const wrapper = `import library from './${name}.js'\nexport const { ${names.join(', ')} } = library\n`
  writeFileSync(join(fresh, `${name}.mjs`), wrapper)
}

chmodSync(join(fresh, 'cli.js'), 0o755)
writeFileSync(join(fresh, 'package.json'), '{"type":"commonjs"}\n')
writeFileSync(
  join(fresh, 'licenses.txt'),
  licensesOf([...output, ...dispatcher.output, ...(await bundlePage()).output]),
)
rmSync(folder, { recursive: true, force: true })
renameSync(fresh, folder)

/**
 * Leaves out what a package imports and we do not use: nobody asks the toolkit's entrance for an OIDC
 * token, and its client would bring undici into every run.
 */
function leaveOut(id: string): Plugin {
  return {
    name: 'leave-out',
    resolveId: source =>
      source === id ? { id, external: true, moduleSideEffects: false } : undefined,
  }
}

/** Loads packages from outside the bundle when a module that uses them runs; in one file all would be loaded with it. */
function loadWhenUsed(packages: RegExp): Plugin {
  const outside = '\0outside:'
  return {
    name: 'load-when-used',
    resolveId(source, importer) {
      if (!packages.test(source)) return undefined
      return importer?.startsWith(outside) === true
        ? { id: source, external: true }
        : { id: `${outside}${source}`, moduleSideEffects: false }
    },
    load: id =>
      id.startsWith(outside)
        ? `module.exports = require('${id.slice(outside.length)}')`
        : undefined,
  }
}
