import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RolldownOutput } from 'rolldown'

/** The licenses of the packages whose code is in a bundle, as these ask for; the same text stands once. */
export function licensesOf(output: readonly RolldownOutput['output'][number][]): string {
  const modules = output.flatMap(file => (file.type === 'chunk' ? file.moduleIds : []))
  const packages = modules.flatMap(id => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [])
  const namesByText = new Map<string, readonly string[]>()
  for (const folder of [...new Set(packages)].sort()) {
    const { name, text } = licenseOf(folder)
    namesByText.set(text, [...(namesByText.get(text) ?? []), name])
  }
  return [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`).join('\n\n')
}

function licenseOf(folder: string): { readonly name: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  // Some packages state their license in the readme alone.
  const files = readdirSync(folder).filter(entry => /^(licen[cs]e|readme)(\.|$)/i.test(entry))
  const file = files.toSorted((one, other) => one.localeCompare(other))[0]
  if (file === undefined) throw new Error(`${name} has no license file.`)
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
  return { name: `${name} ${version} (${license})`, text }
}
