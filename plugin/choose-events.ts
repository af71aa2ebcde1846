import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { listed } from '../src/core/listed.ts'
import { didYouMean } from '../src/core/nearest.ts'
import { quoted } from '../src/core/source/document.ts'
import type { CommandName } from './commands.ts'
import type { ChosenEvent } from './run-event.ts'
import type { EventSettings } from './settings.ts'

/**
 * Finds the events that a command is about: the one that its options name; else, for `validate`, all
 * of the settings, and for the others the only one there is.
 *
 * @returns a finding where it is not clear which event is meant
 */
export function chooseEvents(
  command: CommandName,
  events: readonly EventSettings[],
  options: Readonly<Record<string, unknown>>,
): readonly ChosenEvent[] | Diagnostic {
  const name = textOf(options['event'])
  const file = textOf(options['event-file'])
  if (name !== undefined && file !== undefined) {
    return unclear('Both --event and --event-file are given.', 'Keep one of them.')
  }
  if (file !== undefined) return [{ name: undefined, file, variables: {}, raw: {} }]
  const names = events.map(event => event.name)
  if (name !== undefined) {
    const event = events.find(candidate => candidate.name === name)
    if (event !== undefined) return [event]
    return unclear(
      `There is no event ${quoted(name)} in custom.alexaProactive.events${didYouMean(name, names) || '.'}`,
      names.length === 0
        ? 'Define it there, or give the path of an event file with --event-file.'
        : `Use ${listed(names, 'or')}, or give the path of an event file with --event-file.`,
    )
  }
  if (command === 'validate' || events.length === 1) return events
  return events.length === 0
    ? unclear(
        `There is no event to ${command}: custom.alexaProactive.events is empty.`,
        'Give the path of an event file with --event-file, or define an event there.',
      )
    : unclear(
        `There are ${events.length} events, and ${command} is about one.`,
        `Add --event ${names.join(' or --event ')}.`,
      )
}

function unclear(message: string, help: string): Diagnostic {
  return finding('serverless/event-name', undefined, message, help)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
