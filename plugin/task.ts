import { stages } from '../src/core/alexa.ts'
import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import type { RawSettings } from '../src/core/settings.ts'
import { quoted } from '../src/core/source/document.ts'
import { didYouMean, listed } from '../src/core/wording.ts'
import type { CommandName } from './commands.ts'
import { type Environment, type Preparation, prepare, type Refusal } from './preparation.ts'
import type { Service } from './service.ts'
import type { ChosenEvent, EventSettings } from './settings.ts'

/** What a command is about, with everything that is known beforehand. */
export interface Task {
  readonly command: CommandName
  readonly preparation: Preparation
  /** None: the manifest alone is checked. */
  readonly events: readonly ChosenEvent[]
  /** Options of the command that stand for settings. */
  readonly raw: RawSettings
}

/** Puts together what a command was asked to do, or says what is not clear about it. */
export async function taskOf(
  command: CommandName,
  service: Service,
  environment: Environment,
): Promise<Task | Refusal> {
  const { options } = service
  const skillStage = options['skill-stage']
  const wish = typeof skillStage === 'string' ? skillStage.trim() : undefined
  if (wish !== undefined && !stageChoices.includes(wish)) return refusal(wrongStage(wish))
  const preparation = await prepare(service, environment, {
    sending: command === 'send' && options['dry-run'] !== true,
    hasEvent: true,
    skillStage: wish,
  })
  if (!('settings' in preparation)) return preparation
  const events = chooseEvents(command, preparation.settings.events, options)
  if ('rule' in events) return refusal(events)
  const raw = optionsOf(service)
  const { silentBecause } = preparation.stage
  const { simulate, 'dry-run': dryRun } = { ...preparation.settings.raw, ...raw }
  const notifies = command === 'send' && simulate !== 'true' && dryRun !== 'true'
  if (notifies && silentBecause !== undefined) return refusal(silentStage(silentBecause))
  return { command, preparation, events, raw }
}

const stageChoices: readonly string[] = ['auto', ...stages]

function refusal(diagnostic: Diagnostic): Refusal {
  return { diagnostics: [diagnostic], sources: [] }
}

function wrongStage(wish: string): Diagnostic {
  return finding(
    'settings/value',
    undefined,
    `The option --skill-stage is ${quoted(wish)}${didYouMean(wish, stageChoices) || '.'}`,
    `Use one of: ${stageChoices.join(', ')}. The service stage is the framework's option --stage.`,
  )
}

function silentStage(because: string): Diagnostic {
  return finding(
    'settings/value',
    undefined,
    `Nothing is sent here, because ${because}.`,
    'To send all the same, add --skill-stage development or --skill-stage live.',
  )
}

function optionsOf({ options }: Service): RawSettings {
  const regions = options['endpoint-regions']
  return {
    ...(typeof regions === 'string' ? { regions } : {}),
    ...(options['dry-run'] === true ? { 'dry-run': 'true' } : {}),
    ...(options['simulate'] === true ? { simulate: 'true' } : {}),
  }
}

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
