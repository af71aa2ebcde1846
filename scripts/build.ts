import { readFileSync, writeFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

// Builds everything that is published. Each door becomes one file, because every further file that
// is loaded at a start costs about a millisecond. What a run may not need (an `import()` in the
// sources) becomes a file of its own in `lazy`, shared by all doors.

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Packages of which no file does anything when it is merely loaded. They do not say so in their
 * package.json; told so, the bundler keeps what is called instead of everything
 * (`@actions/core`: 2 KB instead of 430 KB).
 */
const withoutSideEffects = /node_modules[\\/]@actions[\\/]/

const dropUnused: Plugin = {
  name: 'drop-unused',
  setup(context) {
    context.onResolve({ filter: /.*/ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'resolved') return undefined
      const { importer, resolveDir, kind, namespace } = rest
      const found = await context.resolve(path, {
        importer,
        resolveDir,
        kind,
        namespace,
        pluginData: 'resolved',
      })
      return withoutSideEffects.test(found.path) ? { ...found, sideEffects: false } : found
    })
  },
}

/**
 * Takes Node's own modules from `process.getBuiltinModule`. An `import` of one reads every export to
 * make its namespace, and so loads what stands behind lazy exports: 30 ms for `node:http` on Node 24
 * (its WebSocket), 5 ms for `node:crypto`, paid at each start.
 */
const builtinsWithoutNamespace: Plugin = {
  name: 'builtins-without-namespace',
  setup(context) {
    context.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      isBuiltin(path)
        ? {
            path: path.replace(/^(?:node:)?/, 'node:'),
            // A file of its own, which `splitting` would make of it, could have no exports by name.
            external: kind === 'dynamic-import' && context.initialOptions.splitting === true,
            // Of an `import()` all exports may be used, so none must be read ahead.
            namespace: kind === 'import-statement' ? 'imported-builtin' : 'required-builtin',
          }
        : undefined,
    )
    context.onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: loadedLate.has(path) ? lateBuiltin(path) : `module.exports = ${builtin(path)}`,
    }))
    context.onLoad({ filter: /.*/, namespace: 'imported-builtin' }, ({ path }) => ({
      contents: importedBuiltin(path),
    }))
  },
}

/** Loaded when something of it is used: commander asks for it at each start, for a feature of few. */
const loadedLate = new Set(['node:child_process'])

function lateBuiltin(path: string): string {
  const getters = exportsOf(path).map(name => `get ${name}() { return ${builtin(path)}.${name} }`)
  return `module.exports = { ${getters.join(', ')} }`
}

/** Each export is read by a call that is marked pure, so that those nobody imports are dropped. */
function importedBuiltin(path: string): string {
  const read = (what: string) => `/* @__PURE__ */ (() => ${builtin(path)}${what})()`
  return [
    `export default ${read('')}`,
    ...exportsOf(path).map(name =>
      // The toolkit of actions wants this alone; to load the rest of it asks the system for its name.
      path === 'node:os' && name === 'EOL'
        ? "export const EOL = process.platform === 'win32' ? '\\r\\n' : '\\n'"
        : `export const ${name} = ${read(`.${name}`)}`,
    ),
  ].join('\n')
}

function exportsOf(path: string): readonly string[] {
  return Object.keys(process.getBuiltinModule(path) ?? {}).filter(name => name !== 'default')
}

function builtin(path: string): string {
  return `process.getBuiltinModule(${JSON.stringify(path)})`
}

/**
 * Lazy modules that are always needed together, each group in one file: every further file takes a
 * millisecond or two to be found and loaded.
 */
const together: Readonly<Record<string, readonly string[]>> = {
  event: ['src/core/event/read.ts', 'src/core/speech/speak.ts'],
  deliver: ['src/core/delivery/deliver.ts', 'src/core/delivery/http-client.ts'],
  files: ['src/core/campaign/node-files.ts', 'src/core/campaign/garbage.ts'],
}

/** Leaves `import()` of a module of ours to the run, and notes the module in `found`. */
function lazyModules(from: 'door' | 'lazy', found: Set<string>, extension: string): Plugin {
  return {
    name: 'lazy-modules',
    setup(context) {
      context.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined
        const file = relative(root, resolve(resolveDir, path)).replaceAll('\\', '/')
        found.add(file)
        const folder = from === 'door' ? './lazy/' : './'
        return { path: `${folder}${lazyName(file)}${extension}`, external: true }
      })
    },
  }
}

/** `src/core/event/liquid.ts` → `liquid`; for a module of a group, the group's name. */
function lazyName(file: string): string {
  const group = Object.keys(together).find(name => together[name]?.includes(file))
  return group ?? basename(file).replace(/\.[jt]s$/, '')
}

/** What a lazy file is made of: a module, or all modules of its group. */
function lazyEntry(file: string): string {
  return together[lazyName(file)] === undefined ? file : `${groupPrefix}${lazyName(file)}`
}

const groupPrefix = 'group:'

const groups: Plugin = {
  name: 'groups',
  setup(context) {
    context.onResolve({ filter: /^group:/ }, ({ path }) => ({ path, namespace: 'group' }))
    context.onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => ({
      contents: (together[path.slice(groupPrefix.length)] ?? [])
        .map(file => `export * from ${JSON.stringify(join(root, file))}`)
        .join('\n'),
      resolveDir: root,
    }))
  },
}

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  // ES modules first: of a package that has both, only these let unused parts be dropped.
  mainFields: ['module', 'main'],
  // Escapes keep the files in ASCII: a single character beyond Latin 1 makes the engine read twice the bytes.
  charset: 'ascii',
  legalComments: 'none',
  minify: true,
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions

async function bundle(
  folder: string,
  format: 'esm' | 'cjs',
  from: 'door' | 'lazy',
  entries: Readonly<Record<string, string>>,
  found: Set<string>,
  own: Pick<
    BuildOptions,
    'chunkNames' | 'footer' | 'keepNames' | 'splitting' | 'supported' | 'write'
  > = {},
): Promise<Metafile> {
  const lazyExtension = own.supported?.['dynamic-import'] === false ? '.cjs' : '.js'
  const { metafile } = await build({
    ...shared,
    ...own,
    format,
    entryPoints: { ...entries },
    outdir: folder,
    outExtension: { '.js': format === 'cjs' ? '.cjs' : '.js' },
    plugins: [
      groups,
      lazyModules(from, found, lazyExtension),
      builtinsWithoutNamespace,
      dropUnused,
    ],
  })
  return metafile
}

/**
 * The plugin is CommonJS, and so is the code of its hooks: the first ES module of a process makes Node
 * set up a loader, which inside of a framework takes longer than everything the hooks do. What they in
 * turn load is shared with the other doors.
 */
async function bundlePlugin(folder: string, lazy: Set<string>): Promise<readonly Metafile[]> {
  const hooks = new Set<string>()
  const door = await bundle(folder, 'cjs', 'door', { plugin: 'plugin/index.ts' }, hooks, {
    // The class is the whole module: the one form that every version of the framework takes.
    footer: { js: 'module.exports=module.exports.AlexaProactive;' },
    // Frameworks name plugins by their class.
    keepNames: true,
    supported: { 'dynamic-import': false },
  })
  const entries = [...hooks].map(file => [`lazy/${lazyName(file)}`, file])
  return [door, await bundle(folder, 'cjs', 'lazy', Object.fromEntries(entries), lazy)]
}

/**
 * Lazy files of runs in which milliseconds do not matter: something is wrong, or there are thousands of
 * recipients. What they have in common is kept once, in further files.
 */
const unhurried: ReadonlySet<string> = new Set([
  'check',
  'examine',
  'file',
  'join-command',
  'payload-explanation',
  'run-campaign',
  'show-campaign',
  'simulate-command',
  'simulation',
])

async function bundleLazily(folder: string, wanted: Set<string>): Promise<readonly Metafile[]> {
  const known = new Map<string, string>()
  // Only to find out what there is: each lazy file may ask for further ones.
  for (let next = unbuilt(wanted, known); next.size > 0; next = unbuilt(wanted, known)) {
    await bundle(folder, 'esm', 'lazy', entriesOf([...next]), wanted, { write: false })
    for (const [name, entry] of next) known.set(name, entry)
  }
  const slow = [...known].filter(([name]) => unhurried.has(name))
  const quick = [...known].filter(([name]) => !unhurried.has(name))
  if (slow.length < unhurried.size) throw new Error('A name of an unhurried file is no longer one.')
  return [
    await bundle(folder, 'esm', 'lazy', entriesOf(quick), wanted),
    await bundle(folder, 'esm', 'lazy', entriesOf(slow.sort()), wanted, {
      splitting: true,
      chunkNames: 'lazy/shared-[hash]',
    }),
  ]
}

function entriesOf(
  lazy: readonly (readonly [name: string, entry: string])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(lazy.map(([name, entry]) => [`lazy/${name}`, entry]))
}

/** Names and entries of the lazy files that are still to be built. */
function unbuilt(
  wanted: ReadonlySet<string>,
  built: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const next = new Map<string, string>()
  for (const file of wanted) {
    const name = lazyName(file)
    const entry = lazyEntry(file)
    const other = built.get(name) ?? next.get(name) ?? entry
    if (other !== entry) throw new Error(`Both ${other} and ${entry} would be ${name}.js.`)
    if (!built.has(name)) next.set(name, entry)
  }
  return next
}

/**
 * The library is CommonJS, and a few lines around it are the ES module: its code is there once, and so
 * are its classes and whatever it keeps in mind when both kinds of callers meet in one process.
 */
async function bundleLibrary(folder: string, lazy: Set<string>): Promise<Metafile> {
  const source = { core: 'src/core/index.ts' }
  const library = await bundle(folder, 'cjs', 'door', source, lazy)
  const asModule = await bundle(folder, 'esm', 'door', source, new Set(), { write: false })
  const names = Object.values(asModule.outputs).flatMap(output => output.exports)
  writeFileSync(
    join(root, folder, 'core.js'),
    `import library from './core.cjs'\nexport const { ${names.sort().join(', ')} } = library\n`,
  )
  return library
}

/** Builds everything into `folder`; the same sources give the same bytes. */
async function buildAll(folder: string): Promise<void> {
  // Built beside and then put in place, so that a build that fails leaves what is there.
  const fresh = `${folder}.new`
  await rm(join(root, fresh), { recursive: true, force: true })
  const lazy = new Set<string>()
  const doors = await bundle(
    fresh,
    'esm',
    'door',
    {
      action: 'src/action/index.ts',
      cli: 'src/cli/index.ts',
    },
    lazy,
  )
  const library = await bundleLibrary(fresh, lazy)
  const plugin = await bundlePlugin(fresh, lazy)
  const rest = await bundleLazily(fresh, lazy)
  writeFileSync(join(root, fresh, 'package.json'), '{"type":"module"}\n')
  writeFileSync(join(root, fresh, 'licenses.txt'), licences([doors, library, ...plugin, ...rest]))
  await rm(join(root, folder), { recursive: true, force: true })
  await rename(join(root, fresh), join(root, folder))
}

/** The licences of the packages whose code is in the bundles, as these ask for. */
function licences(metafiles: readonly Metafile[]): string {
  const packages = new Set<string>()
  const bundled = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  )
  for (const input of bundled) {
    const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)
    if (found !== null) packages.add(found[0])
  }
  return [...packages].sort().map(licenceOf).join('\n\n')
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )
  const text = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license'].flatMap(file => {
    try {
      return [
        readFileSync(join(root, folder, file), 'utf8')
          .replaceAll('\r\n', '\n')
          .trim(),
      ]
    } catch {
      return []
    }
  })[0]
  if (text === undefined) throw new Error(`${name} has no licence file.`)
  return `${name} ${version} (${license})\n\n${text}\n`
}

await buildAll(process.argv[2] ?? 'dist')
