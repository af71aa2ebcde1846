import { type EventName, isEnglish } from '../core/alexa.ts'
import { starters } from '../core/generated/starters.ts'

/** The beginning of an event file, which has no finding as it is. One of a release can name it in its texts. */
export function eventFileText(
  event: EventName,
  locales: readonly string[],
  isOfRelease: boolean,
  now: Date,
): string {
  const { says, payload, texts } = starters[event]
  const week = new Date(now.getTime() + 7 * 24 * 3_600_000)
  const time = isOfRelease
    ? '{{ release.published_at }}'
    : `${week.toISOString().slice(0, 11)}18:00:00Z`
  const ofRelease = isOfRelease ? " {{ release.tag_name | remove_first: 'v' }}" : ''
  const isCommented = texts.every(({ isOptional }) => isOptional)
  const entries = locales.flatMap(locale => [
    `  ${locale}:`,
    ...texts.map(({ key, text, isOptional }) => {
      const ending = key === 'contentName' ? ofRelease : ''
      return `    ${isOptional && !isCommented ? '# ' : ''}${key}: ${JSON.stringify(`${text}${ending}`)}`
    }),
  ])
  const lines = ['localizedAttributes:', ...entries]
  return [
    '# yaml-language-server: $schema=https://unpkg.com/alexa-proactive@1/schemas/editor/event-file.schema.json',
    '',
    `# Alexa says something like: "${says}"`,
    'event:',
    `  name: ${event}`,
    '  payload:',
    ...payload.map(line => line.replace('SOON', time)),
    ...(texts.length === 0
      ? []
      : [
          '',
          `# What each locale hears instead of localizedattribute:… above.${locales.every(isEnglish) ? '' : ' Translate it.'}`,
          ...lines.map(line => (isCommented ? `# ${line}` : line)),
        ]),
    '',
    '# How long it may be heard, from 5 minutes (5m) to 24 hours.',
    'expiresIn: 24h',
    '',
    '# To one customer instead of every subscriber:',
    '# relevantAudience:',
    '#   type: Unicast',
    '#   payload: { user: amzn1.ask.account.AEXAMPLE }',
    '',
  ].join('\n')
}

/** A workflow that checks in pull requests, and sends for a release or by hand; paths from the repository's folder. */
export function workflowText(
  event: EventName,
  { eventFile, manifest }: { readonly eventFile: string; readonly manifest: string | undefined },
): string {
  const isOfRelease = isAboutRelease(event)
  const trigger = isOfRelease
    ? `release:
    types: [published, released] # a prerelease that is promoted arrives as released`
    : `workflow_dispatch:
    inputs:
      stage:
        description: Who hears it
        type: choice
        options: [development, live]
        default: development`
  const settings = [
    `event-file: ${yamlText(eventFile)}`,
    ...(manifest === undefined ? [] : [`manifest: ${yamlText(manifest)}`]),
    ...(isOfRelease ? [] : [`stage: \${{ inputs.stage }}`]),
  ]
  return `# Checks the announcement in pull requests, and sends it ${isOfRelease ? 'when a release is published' : 'by hand'}.
name: Announce
on:
  pull_request:
  ${trigger}
permissions:
  contents: read
jobs:
  announce:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - uses: alexa-proactive/alexa-proactive@v1
        with:
          command: \${{ github.event_name == 'pull_request' && 'validate' || 'send' }}
          ${settings.join('\n          ')}
          client-id: \${{ secrets.ALEXA_CLIENT_ID }}
          client-secret: \${{ secrets.ALEXA_CLIENT_SECRET }}
`
}

/** The lines that the configuration of a service, `text`, still needs for an event. */
export function pluginLines(
  event: EventName,
  {
    eventFile,
    manifest,
    text,
  }: { readonly eventFile: string; readonly manifest: string | undefined; readonly text: string },
): readonly string[] {
  const lines = [
    `      ${fileNameOf(event)}:`,
    `        file: ${yamlText(eventFile)}`,
    '        on: demand # or deploy: after each deploy that changed something',
  ]
  if (/\balexaProactive\b/.test(text))
    return ['custom:', '  alexaProactive:', '    events:', ...lines]
  return [
    'plugins:',
    '  - alexa-proactive',
    '',
    'custom:',
    '  alexaProactive:',
    ...(manifest === undefined ? [] : [`    manifest: ${yamlText(manifest)}`]),
    '    stages:',
    '      prod: live # the service stage that notifies live customers; all others are development',
    '    events:',
    ...lines,
  ]
}

/** Whether the event is sent when a release is published; the others are sent by hand. */
export function isAboutRelease(event: EventName): boolean {
  return event === 'AMAZON.MediaContent.Available'
}

/** `media-content` for `AMAZON.MediaContent.Available`. */
export function fileNameOf(event: EventName): string {
  const [, middle = ''] = event.split('.')
  return middle.replace(/\B[A-Z]/g, '-$&').toLowerCase()
}

/** A path as a value in YAML. */
function yamlText(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : JSON.stringify(path)
}
