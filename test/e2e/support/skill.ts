/** A skill that may announce media, in four languages. */
export const skillManifest = {
  manifest: {
    manifestVersion: '1.0',
    publishingInformation: {
      locales: {
        'en-US': { name: 'Star Quest' },
        'de-DE': { name: 'Sternensuche' },
      },
    },
    apis: { custom: {} },
    permissions: [{ name: 'alexa::devices:all:notifications:write' }],
    events: {
      endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:star-quest' },
      regions: {
        EU: {
          endpoint: { uri: 'arn:aws:lambda:eu-west-1:123456789012:function:star-quest' },
        },
      },
      publications: [{ eventName: 'AMAZON.MediaContent.Available' }],
      subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
    },
  },
}

/** When the announced game comes out: later than any run of these tests. */
const startTime = new Date(Date.now() + 6 * 3_600_000).toISOString()

/** Announces whatever the release is called, with its notes where the text is made fit to be spoken. */
export const announcement = `event:
  name: AMAZON.MediaContent.Available
  payload:
    availability:
      startTime: "${startTime}"
      method: RELEASE
      provider: { name: "localizedattribute:providerName" }
    content:
      name: "localizedattribute:contentName"
      contentType: GAME
localizedAttributes:
  en-US: { providerName: Example Games, contentName: "Star Quest {{ title }}" }
  de-DE: { providerName: Beispielspiele, contentName: "Sternensuche {{ title }}" }
`

/** The announcement of something that is called the same whatever started the run. */
export const plainAnnouncement = announcement.replaceAll('{{ title }}', 'Two')

/** The announcement of a release by its name. */
export const releaseAnnouncement = announcement.replaceAll('{{ title }}', '{{ release.name }}')

/** A checked-out repository with the manifest and one event file, `announce.yaml`. */
export function checkout(
  event: string = plainAnnouncement,
  manifest: unknown = skillManifest,
): Readonly<Record<string, string>> {
  return {
    'skill-package/skill.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'announce.yaml': event,
  }
}

/** Line and column, from 1, of the first place where a text stands. */
export function placeOf(text: string, part: string): { line: number; column: number } {
  const offset = text.indexOf(part)
  if (offset === -1) throw new Error(`there is no "${part}"`)
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
