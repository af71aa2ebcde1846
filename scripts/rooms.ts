import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is not ours to draw. */
const isForeign = /generated|node_modules/
const root = fileURLToPath(new URL('../', import.meta.url))

/**
 * The folders of the sources as a Mermaid picture, an arrow from each to those it imports from, types too.
 * Arrows that follow from others are left out, which is possible because nothing imports in a circle; so are
 * those of the core's folders to the leaves beside them, which all of them import.
 */
export function picture(): string {
  const imported = readImports()
  const reaches = (from: string, to: string): boolean =>
    [...(imported.get(from) ?? [])].some(next => next === to || reaches(next, to))
  const arrows = [...imported].flatMap(([from, targets]) =>
    [...targets]
      .filter(to => ![...targets].some(other => other !== to && reaches(other, to)))
      .map(to => `  ${from} --> ${to}`),
  )
  return ['```mermaid', 'flowchart TD', ...arrows.sort(), '```'].join('\n')
}

function readImports(): ReadonlyMap<string, ReadonlySet<string>> {
  const imported = new Map<string, Set<string>>()
  for (const top of ['src', 'plugin']) {
    for (const name of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      const file = join(top, name)
      if (!file.endsWith('.ts') || file.includes('generated')) continue
      const text = readFileSync(join(root, file), 'utf8')
      for (const [, target = ''] of text.matchAll(/(?:\bfrom |\bimport\()'(\.[^']+)'/g)) {
        const [from, to] = [roomOf(file), roomOf(join(dirname(file), target))]
        const isLeaf = to === 'core' && file.startsWith(join('src', 'core'))
        if (from === to || isForeign.test(target) || isLeaf) continue
        imported.set(from, (imported.get(from) ?? new Set()).add(to))
      }
    }
  }
  return imported
}

/** `src/core/event/times.ts` is in `event`, `src/core/run.ts` in `core`, `plugin/skill.ts` in `plugin`. */
function roomOf(file: string): string {
  const folders = file.split(sep).slice(0, -1)
  return folders.filter(name => name !== 'src').at(-1) ?? ''
}
