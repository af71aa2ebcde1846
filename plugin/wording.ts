import type { Diagnostic } from '../src/core/diagnostic.ts'
import { pathText } from '../src/core/json.ts'
import { settingNames } from '../src/core/settings-table.ts'
import { settingsPath } from './secrets.ts'
import type { ChosenEvent, PluginSettings } from './settings.ts'

/** Options of the commands that stand for a setting. */
const optionOf: Readonly<Record<string, string>> = {
  'event-file': 'event-file',
  variables: 'variables',
  regions: 'endpoint-regions',
  stage: 'skill-stage',
  'dry-run': 'dry-run',
  simulate: 'simulate',
}

/** A setting by its name, whatever else that may mean. */
const stated = new RegExp(`\\bThe setting (${settingNames.join('|')})(?![\\w-])`, 'g')

/** Names that are no words of English. */
const compound = new RegExp(
  `\\b(?:${settingNames.filter(name => name.includes('-')).join('|')})\\b`,
  'g',
)

/** Puts a text about settings into the words of serverless.yml. */
export interface ServerlessWords {
  /** Where the text speaks of "the setting x". */
  stated(text: string): string
  /** There, and wherever a name stands that can be nothing else. */
  all(text: string): string
}

/**
 * Makes the words for settings: where the core knows `expires-in`, users of the plugin wrote
 * `expiresIn` below `custom.alexaProactive`, below one event there, or an option of a command.
 *
 * @param options of the command
 * @param event undefined for none
 */
export function serverlessWords(
  { credentials }: Pick<PluginSettings, 'credentials'>,
  options: Readonly<Record<string, unknown>>,
  event: Pick<ChosenEvent, 'name' | 'raw'> | undefined,
): ServerlessWords {
  const optionFor = (name: string): string | undefined => {
    const option = optionOf[name]
    return option === undefined || options[option] === undefined ? undefined : `--${option}`
  }
  const pathOf = (name: string): string => {
    const isOfEvent = event?.name !== undefined && Object.hasOwn(event.raw, name)
    return pathText([
      ...settingsPath,
      ...(isOfEvent ? ['events', event.name] : []),
      camelCase(name),
    ])
  }
  const nameOf = (name: string): string => {
    if (name === 'client-id') return credentials.clientId
    if (name === 'client-secret') return credentials.clientSecret
    if (name === 'event-file' && event?.name !== undefined) {
      return pathText([...settingsPath, 'events', event.name, 'file'])
    }
    return optionFor(name) ?? camelCase(name)
  }
  const ofSetting = (_: string, name: string): string => {
    const option = optionFor(name)
    if (option !== undefined) return `The option ${option}`
    return /^client-/.test(name) ? `The variable ${nameOf(name)}` : pathOf(name)
  }
  return {
    stated: text => text.replace(stated, ofSetting),
    all: text => text.replace(stated, ofSetting).replace(compound, nameOf),
  }
}

/** A finding in the words of serverless.yml. */
export function inServerlessWords(diagnostic: Diagnostic, words: ServerlessWords): Diagnostic {
  // Findings about events quote texts of the user, in which such a name may mean something else.
  const isAboutSettings = /^(?:settings|delivery)\//.test(diagnostic.rule)
  const change = isAboutSettings ? words.all : words.stated
  return { ...diagnostic, message: change(diagnostic.message), help: change(diagnostic.help) }
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
