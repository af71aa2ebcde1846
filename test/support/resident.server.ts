import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'
import { listen } from './loopback-server.ts'
import { type Command, type CommandEnd, endResidents, runResident } from './resident.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The port where {@link runShared} has commands carried out. */
    readonly residents: number
  }
}

/** What a test asks for, as one line. */
export interface Request {
  readonly node: string
  readonly cache: string
  readonly command: Command
  readonly longest: number
}

/** What it gets, line by line. The last is how the command ended, or why it could not be run. */
type Answer =
  | { readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly end: CommandEnd }
  | { readonly error: string }

/**
 * Carries out commands for all workers of a run of the tests. A framework takes four seconds of a
 * processor to load, and seven tenths for a deploy: one process of each framework serves all workers,
 * which wait for their turn.
 */
export default async function serve({ provide }: TestProject): Promise<() => void> {
  const turns = new Map<string, Promise<unknown>>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    // A worker that was ended waits no more.
    socket.on('error', () => {})
    const answer = (line: Answer) => socket.write(`${JSON.stringify(line)}\n`)
    const carryOut = async (line: string) => {
      const { node, cache, command, longest }: Request = JSON.parse(line)
      const key = `${node} ${command.program}`
      const run = () =>
        runResident(node, cache, command, (stream, text) => answer({ stream, text }), longest)
      const end = (turns.get(key) ?? Promise.resolve()).then(run)
      turns.set(
        key,
        end.catch(() => {}),
      )
      await end.then(
        end => answer({ end }),
        (error: Error) => answer({ error: error.message }),
      )
      socket.end()
    }
    createInterface(socket).once('line', carryOut)
  })
  provide('residents', await listen(server))
  return () => {
    server.close()
    endResidents()
  }
}

/** Has the server at a port run a command; see {@link runResident}. */
export async function runShared(
  port: number,
  request: Request,
  onText: (stream: 'stdout' | 'stderr', text: string) => void,
): Promise<CommandEnd> {
  const socket = connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  socket.write(`${JSON.stringify(request)}\n`)
  try {
    for await (const line of createInterface(socket)) {
      const answer: Answer = JSON.parse(line)
      if ('error' in answer) throw new Error(answer.error)
      if ('end' in answer) return answer.end
      onText(answer.stream, answer.text)
    }
  } finally {
    socket.destroy()
  }
  throw new Error('the server of commands ended before the command')
}
