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
    ...exportsOf(path).map(name => `export const ${name} = ${read(`.${name}`)}`),
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
}

/** Leaves `import()` of a module of ours to the run, and notes the module in `found`. */
function lazyModules(from: 'door' | 'lazy', found: Set<string>): Plugin {
  return {
    name: 'lazy-modules',
    setup(context) {
      context.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined
        const file = relative(root, resolve(resolveDir, path)).replaceAll('\\', '/')
        found.add(file)
        const folder = from === 'door' ? './lazy/' : './'
        return { path: `${folder}${lazyName(file)}.js`, external: true }
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
): Promise<Metafile> {
  const { metafile } = await build({
    ...shared,
    format,
    entryPoints: { ...entries },
    outdir: folder,
    outExtension: { '.js': format === 'cjs' ? '.cjs' : '.js' },
    plugins: [groups, lazyModules(from, found), builtinsWithoutNamespace, dropUnused],
  })
  return metafile
}

async function bundleLazily(folder: string, wanted: Set<string>): Promise<readonly Metafile[]> {
  const built = new Map<string, string>()
  const made: Metafile[] = []
  for (let next = unbuilt(wanted, built); next.size > 0; next = unbuilt(wanted, built)) {
    const entries = [...next].map(([name, entry]) => [`lazy/${name}`, entry])
    made.push(await bundle(folder, 'esm', 'lazy', Object.fromEntries(entries), wanted))
    for (const [name, entry] of next) built.set(name, entry)
  }
  return made
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
      core: 'src/core/index.ts',
    },
    lazy,
  )
  const library = await bundle(fresh, 'cjs', 'door', { core: 'src/core/index.ts' }, lazy)
  const rest = await bundleLazily(fresh, lazy)
  writeFileSync(join(root, fresh, 'package.json'), '{"type":"module"}\n')
  writeFileSync(join(root, fresh, 'licenses.txt'), licences([doors, library, ...rest]))
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
