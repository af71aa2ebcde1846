import type { SettingName } from '../core/settings-table.ts'
import type { Invocation } from './invocation.ts'
import { type RunCommand, settingOptions } from './options.ts'

const commands: readonly RunCommand[] = ['validate', 'preview', 'send']

/**
 * Understands the arguments where nothing about them is unusual: a command, then options by their
 * whole names with the values behind them. Nearly all are of this kind, and for them the parser
 * proper, which takes longer than a check, need not be loaded.
 *
 * @returns undefined where the parser has to be asked, which also explains what is wrong
 */
export function readPlainWords(words: readonly string[]): Invocation | undefined {
  const [first, ...rest] = words
  const command = commands.find(name => name === first)
  if (command === undefined) return undefined
  const settings: Partial<Record<SettingName, string>> = { command }
  let ref: string | undefined
  let json = false
  const left = rest.values()
  for (const word of left) {
    if (word === '--json') json = true
    if (word === '--json' || word === '--color' || word === '--no-color') continue
    const option = settingOptions.find(
      ({ name, commands: of }) => word === `--${name}` && of.includes(command),
    )
    if (option === undefined) return undefined
    const text = option.value === undefined ? 'true' : left.next().value
    if (text === undefined || text.startsWith('-')) return undefined
    if (option.name === 'ref') {
      ref = text
      continue
    }
    const earlier = settings[option.name]
    settings[option.name] =
      option.list === true && earlier !== undefined ? `${earlier}\n${text}` : text
  }
  return { kind: 'run', command, settings, ref, json }
}
