import { plainText } from '../core/escape.ts'
import type { Invocation } from './invocation.ts'
import { readPlainWords } from './plain-words.ts'
import { programError } from './program-error.ts'
import { runCommand } from './run-command.ts'
import { styleOf } from './style.ts'
import type { Terminal } from './terminal.ts'

/**
 * The whole command line.
 *
 * @returns the exit code: 0 done, 1 the check or the delivery failed, 2 wrong usage,
 * 130 or 143 interrupted. Never rejects.
 */
export async function main(terminal: Terminal): Promise<number> {
  const { out, error, words } = terminal
  try {
    const invocation = readPlainWords(words) ?? (await parsed(terminal))
    switch (invocation.kind) {
      case 'answer':
        out.write(invocation.text)
        return 0
      case 'refusal':
        error.write(refusalText(invocation, terminal))
        return 2
      case 'run':
        return await runCommand(invocation, terminal)
      case 'simulate': {
        const { simulateCommand } = await import('./simulate-command.ts')
        return await simulateCommand(invocation, terminal)
      }
      case 'join': {
        const { joinCommand } = await import('./join-command.ts')
        return await joinCommand(invocation, terminal)
      }
    }
  } catch (failure) {
    error.write(programError(failure, terminal))
    return terminal.interruption.exitCode() ?? 1
  }
}

async function parsed({ words, out, environment }: Terminal): Promise<Invocation> {
  const { parseCommandLine } = await import('./command-line.ts')
  return parseCommandLine(words, styleOf(out, environment, words))
}

function refusalText(
  { message, hint }: Extract<Invocation, { kind: 'refusal' }>,
  { error, environment, words }: Terminal,
): string {
  const { colors } = styleOf(error, environment, words)
  return `${colors.bold(colors.red('error'))} ${plainText(message)}\n${colors.dim(plainText(hint))}\n`
}
