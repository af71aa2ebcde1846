import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A source file: its path from the root with `/`, and what it imports of ours. */
export interface Source {
  readonly file: string
  readonly lines: number
  /** Types count. */
  readonly imports: readonly string[]
  /** What is still imported when the types are gone. */
  readonly loads: readonly string[]
}

/** All sources of `src` and `plugin` but the generated ones. */
export function readSources(): readonly Source[] {
  const files = ['src', 'plugin']
    .flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        name => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter(name => name.endsWith('.ts') && !name.includes('/generated/'))
  return files.map(file => {
    const text = readFileSync(join(root, file), 'utf8')
    const found = (pattern: RegExp): readonly string[] => {
      const targets = [...text.matchAll(pattern)].map(([, target = '']) => target)
      const paths = targets.map(target => relative(root, resolve(root, dirname(file), target)))
      return [...new Set(paths.map(path => path.replaceAll('\\', '/')))].filter(path =>
        files.includes(path),
      )
    }
    return {
      file,
      lines: text.split('\n').length - 1,
      imports: found(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+)['"]/g),
      // Biome writes `import type` wherever all names are types.
      loads: [
        ...found(/^(?:import|export) (?!type\b)[^'"]*?from ['"](\.[^'"]+)['"]/gm),
        ...found(/\bimport\(\s*['"](\.[^'"]+)['"]/g),
      ],
    }
  })
}

/** A graph: what each node points to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Which files import which. */
export function graphOfFiles(sources: readonly Source[]): Graph {
  return new Map(sources.map(({ file, imports }) => [file, new Set(imports)]))
}

/** Which files load which at run time. */
export function graphOfLoading(sources: readonly Source[]): Graph {
  return new Map(sources.map(({ file, loads }) => [file, new Set(loads)]))
}

/** For each folder: how its own files and folders, each taken as a whole, import each other. */
export function graphsOfSiblings(sources: readonly Source[]): ReadonlyMap<string, Graph> {
  const graphs = new Map<string, Map<string, Set<string>>>()
  for (const { file, imports } of sources) {
    for (const target of imports) {
      const folder = commonFolder(file, target)
      const graph = graphs.get(folder) ?? new Map<string, Set<string>>()
      const from = childOf(folder, file)
      graph.set(from, (graph.get(from) ?? new Set<string>()).add(childOf(folder, target)))
      graphs.set(folder, graph)
    }
  }
  return graphs
}

function commonFolder(one: string, other: string): string {
  let folder = posix.dirname(one)
  while (folder !== '.' && !other.startsWith(`${folder}/`)) folder = posix.dirname(folder)
  return folder
}

function childOf(folder: string, file: string): string {
  const rest = folder === '.' ? file : file.slice(folder.length + 1)
  return rest.split('/')[0] ?? rest
}

/** The circles of a graph: each a list of nodes that reach each other. */
export function circlesOf(graph: Graph): readonly (readonly string[])[] {
  const reach = new Map([...graph.keys()].map(node => [node, reachableFrom(node, graph)]))
  const circles = new Map<string, readonly string[]>()
  for (const node of graph.keys()) {
    if (reach.get(node)?.has(node) !== true) continue
    const circle = [...graph.keys()].filter(
      other => reach.get(node)?.has(other) === true && reach.get(other)?.has(node) === true,
    )
    circles.set(circle.join(' '), circle)
  }
  return [...circles.values()]
}

function reachableFrom(node: string, graph: Graph): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...(graph.get(node) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    open.push(...(graph.get(next) ?? []))
  }
  return found
}

/** How many floors a graph without circles has: the length of its longest path, in nodes. */
export function floorsOf(graph: Graph): number {
  const floors = new Map<string, number>()
  const floorOf = (node: string): number => {
    const known = floors.get(node)
    if (known !== undefined) return known
    const floor = 1 + Math.max(0, ...[...(graph.get(node) ?? [])].map(floorOf))
    floors.set(node, floor)
    return floor
  }
  return Math.max(0, ...[...graph.keys()].map(floorOf))
}
