import { oneLine } from '../core/escape.ts'
import type { Terminal } from './terminal.ts'

const issues = 'https://github.com/alexa-proactive/alexa-proactive/issues'
const secretVariables = [
  'ALEXA_CLIENT_ID',
  'ALEXA_CLIENT_SECRET',
  'GITHUB_TOKEN',
  'GH_TOKEN',
] as const
const secretOptions = ['--client-id', '--client-secret', '--github-token'] as const

/**
 * Says that the program itself is broken: one line that asks to report it, and the stack only where
 * `ALEXA_PROACTIVE_DEBUG` is 1.
 *
 * @param failure what was thrown
 */
export function programError(
  failure: unknown,
  { environment, words }: Pick<Terminal, 'environment' | 'words'>,
): string {
  const isDebugging = environment['ALEXA_PROACTIVE_DEBUG'] === '1'
  const message = failure instanceof Error ? failure.message : String(failure)
  const stack = failure instanceof Error ? failure.stack : undefined
  const line = `alexa-proactive itself failed: ${oneLine(message, 300)}. Please report this at ${issues}`
  const text =
    isDebugging && stack !== undefined
      ? `${line}\n${stack}\n`
      : `${line} (with what ALEXA_PROACTIVE_DEBUG=1 shows).\n`
  const secrets = [
    ...secretVariables.map(name => environment[name]),
    ...secretOptions.map(name => givenFor(name, words)),
  ]
  return secrets.reduce<string>(without, text)
}

function givenFor(option: string, words: readonly string[]): string | undefined {
  const joined = words.find(word => word.startsWith(`${option}=`))
  if (joined !== undefined) return joined.slice(option.length + 1)
  const index = words.indexOf(option)
  return index < 0 ? undefined : words[index + 1]
}

function without(text: string, secret: string | undefined): string {
  const value = secret?.trim() ?? ''
  return value === '' ? text : text.replaceAll(value, '***')
}
