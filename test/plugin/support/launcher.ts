import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import type { Framework } from './frameworks.ts'
import { compileCache, longestRun } from './run-framework.ts'

const launch = fileURLToPath(new URL('launch.cjs', import.meta.url))

/**
 * The text of a `serverless` in the folder of a path: a script of the shell. Whoever starts it has the
 * command carried out, with the folder and the environment it gives, by a process that has run others
 * before, see `resident.server.ts`.
 */
export function launcherOf({ node, program, preloaded }: Framework): string {
  const command = { program, preloaded }
  const request = JSON.stringify({ node, cache: compileCache, command, longest: longestRun })
  return `#!/bin/sh\nexec '${node}' '${launch}' ${inject('residents')} '${request}' "$@"\n`
}
