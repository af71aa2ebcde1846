import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runResident } from '../support/resident.ts'
import { frameworks, newest } from './support/frameworks.ts'
import { openScenario, type ScenarioRun } from './support/scenario.ts'

// Most tests run a framework in a process that has run others before. It must be as if it had not.

/** What a user sees, but for times, random ids and what Node says of itself, and what was asked of others. */
const seen = ({ exitCode, stdout, stderr, trace }: ScenarioRun) => ({
  exitCode,
  stdout: steady(stdout),
  stderr: steady(stderr),
  trace,
})

function steady(text: string): string {
  return text
    .replace(/\(\d+s\)|request id [\w-]+|\(node:\d+\).*/g, '')
    .replace(/^(It will no longer|Please migrate|For more inf|\(Use `node).*/gm, '')
    .trim()
}

const refused = 'alexa-proactive validate --event nowhere'

test.each(frameworks)(
  'a deploy after other commands is as one alone, on $name',
  {
    timeout: 180_000,
  },
  async framework => {
    const scenarios = [
      await openScenario(framework, 'announced'),
      await openScenario(framework, 'announced'),
    ] as const
    const [other, own] = scenarios
    try {
      const alone = await own.run('deploy', { ownProcess: true })
      expect(alone.exitCode, alone.output).toBe(0)
      expect(alone.heard).toHaveLength(1)
      expect((await other.run('package --verbose')).output).toContain('alexa-proactive: read')
      expect((await other.run(refused)).exitCode).toBe(1)
      expect(seen(await other.run('deploy'))).toEqual(seen(alone))
    } finally {
      for (const scenario of scenarios) await scenario.close()
    }
  },
)

// On one of them: all come to the same end where something is refused.
test('a refusal after other commands is as one alone', { timeout: 180_000 }, async () => {
  const scenario = await openScenario(newest, 'announced')
  try {
    const alone = await scenario.run(refused, { ownProcess: true })
    expect(alone.exitCode, alone.output).toBe(1)
    expect((await scenario.run('package --verbose')).exitCode).toBe(0)
    expect(seen(await scenario.run(refused))).toEqual(seen(alone))
  } finally {
    await scenario.close()
  }
})

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
