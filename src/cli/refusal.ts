import type { CommanderError } from 'commander'
import { listed } from '../core/listed.ts'
import { commandHelp } from './help.ts'
import { type Invocation, joinOptions, simulateOptions } from './invocation.ts'
import { settingOptions } from './options.ts'

const commandNames: readonly string[] = Object.keys(commandHelp)

/**
 * Says what is wrong with the arguments.
 *
 * @param error what commander found
 * @param words the arguments it was given
 */
export function refusal(error: CommanderError, words: readonly string[]): Invocation {
  const command = words.find(word => commandNames.includes(word))
  const help = ['alexa-proactive', ...(command === undefined ? [] : [command]), '--help'].join(' ')
  const refuse = (message: string, hint = `"${help}" shows what can be given.`): Invocation => ({
    kind: 'refusal',
    message,
    hint,
  })
  const [, quoted = ''] = /'([^']*)'/.exec(error.message) ?? []
  switch (error.code) {
    case 'commander.help':
      return refuse(
        words[0] === 'help' ? `There is no command "${words[1] ?? ''}".` : 'There is no command.',
        `Use ${listed(commandNames, 'or')}; "${help}" shows more.`,
      )
    case 'commander.unknownCommand':
      return refuse(`There is no command "${quoted}"${guessOf(error)}`)
    case 'commander.unknownOption': {
      // What stands behind "=" may be a secret.
      const flag = quoted.replace(/=.*/s, '')
      return refuse(
        misplacedOption(flag, command, words) ?? `There is no option ${flag}${guessOf(error)}`,
      )
    }
    case 'commander.optionMissingArgument':
      return refuse(`The option ${quoted.replace(/ .*/, '')} has no value.`)
    case 'value-missing':
      return refuse(valueMissing(error.message, words))
    case 'commander.missingArgument':
      return refuse('There is no report to join.', 'Name the reports: join reports/*.json')
    case 'commander.excessArguments':
      return refuse(
        'There is a word too many.',
        'Files are named by options, such as --event-file and --manifest; a value with blanks needs quotes.',
      )
    default:
      return refuse('The arguments are not understood.')
  }
}

/** An option that exists, but not here. */
function misplacedOption(
  flag: string,
  command: string | undefined,
  words: readonly string[],
): string | undefined {
  if (command === undefined) return undefined
  if (words.findIndex(word => word.startsWith(flag)) < words.indexOf(command)) {
    return `${flag} stands before ${command}; options follow the command.`
  }
  const elsewhere = commandNames.filter(name => optionsOf(name).includes(flag))
  if (elsewhere.length === 0) return undefined
  return `${flag} means nothing to ${command}; it is an option of ${listed(elsewhere)}.`
}

function optionsOf(command: string): readonly string[] {
  const own =
    command === 'simulate'
      ? simulateOptions
      : command === 'join'
        ? joinOptions
        : settingOptions
            .filter(option => option.commands.some(name => name === command))
            .map(option => option.name)
  return own.map(name => `--${name}`)
}

function valueMissing(value: string, words: readonly string[]): string {
  const option = words[words.indexOf(value) - 1]
  return option === undefined
    ? `An option has no value: "${value}" is an option itself.`
    : `The option ${option} has no value: "${value}" is an option itself.`
}

/** The end of a sentence about an unknown word: what commander takes it for. */
function guessOf({ message }: CommanderError): string {
  const [, guess] = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message) ?? []
  return guess === undefined ? '.' : `; did you mean ${guess.replace(/, (?=[^,]*$)/, ' or ')}?`
}
