import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { listen } from '../../support/loopback-server.ts'
import { runResident } from '../../support/resident.ts'
import type { Framework } from './frameworks.ts'
import { compileCache, longestRun } from './run-framework.ts'

/** What stands for the program of a framework in the folder of a path. */
export interface Launcher {
  /** The text of a `serverless`: a script of the shell. */
  readonly script: string
  close(): Promise<void>
}

const launch = fileURLToPath(new URL('launch.cjs', import.meta.url))

/**
 * Starts what carries out the commands of a `serverless` that another program starts, with the folder and
 * the environment it gives, in a process that has run others before: see {@link runResident}.
 */
export async function startLauncher({ node, program, preloaded }: Framework): Promise<Launcher> {
  const server = createServer({ allowHalfOpen: true }, async socket => {
    let asked = ''
    socket.setEncoding('utf8').on('data', piece => {
      asked += piece
    })
    await once(socket, 'end')
    const { words, folder, environment } = JSON.parse(asked)
    const printed = { stdout: '', stderr: '' }
    const { exitCode } = await runResident(
      node,
      compileCache,
      { program, preloaded, words, folder, environment },
      (stream, piece) => {
        printed[stream] += piece
      },
      longestRun,
    )
    socket.end(JSON.stringify({ ...printed, exitCode: exitCode ?? 1 }))
  })
  const port = await listen(server)
  return {
    script: `#!/bin/sh\nexec '${node}' '${launch}' ${port} "$@"\n`,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
