import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The path of a Node 24, on which GitHub's runner carries out actions of `using: node24`.
 *
 * @throws Error where none is installed, with the command that installs it
 */
export function node24(): string {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  const found = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`]
    .map(name => new URL(`../runner-node/node_modules/${name}/${binary}`, import.meta.url))
    .map(url => fileURLToPath(url))
    .find(path => existsSync(path))
  if (found !== undefined) return found
  if (process.versions.node.startsWith('24.')) return process.execPath
  throw new Error(
    'Node 24 is not installed: run "npm ci --prefix test/e2e/runner-node --no-audit --no-fund"',
  )
}
