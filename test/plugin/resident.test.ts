import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runResident } from '../support/resident.ts'
import { newest } from './support/frameworks.ts'

// That a framework finds the process of others as one of its own is shown by deploy.test.ts.

// Of any program: the process ends all the same, whoever ends it.
test('a command that ends its process is followed by another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resident-'))
  try {
    const program = join(folder, 'program.cjs')
    await writeFile(
      program,
      `const [word] = process.argv.slice(2)
       const tls = require('node:tls')
       console.log(word, typeof tls.connect)
       if (word === 'change') tls.connect = undefined
       if (word === 'leave') process.exit(7)
       if (word === 'hang') setInterval(() => {}, 1000)`,
    )
    const run = async (word: string, longest = 30_000) => {
      let printed = ''
      const command = { program, preloaded: [], words: [word], folder, environment: {} }
      const end = await runResident(
        newest.node,
        undefined,
        command,
        (_, text) => {
          printed += text
        },
        longest,
      )
      return { ...end, printed }
    }
    const stayed = { exitCode: 0, signal: null, printed: 'stay function\n' }
    expect(await run('stay')).toEqual(stayed)
    // What a command changed of a module of Node, others find as it was.
    expect(await run('change')).toMatchObject({ exitCode: 0 })
    expect(await run('stay')).toEqual(stayed)
    expect(await run('leave')).toMatchObject({ exitCode: 7, signal: null })
    expect(await run('stay')).toEqual(stayed)
    expect(await run('hang', 1000)).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
    expect(await run('stay')).toEqual(stayed)
  } finally {
    await rm(folder, { recursive: true })
  }
})
