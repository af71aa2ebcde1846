import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * Makes a folder with these files, its name with a space in it; it is gone when the test is over.
 *
 * @param onEnd registers what is to be done when the test has ended; tests that run side by side bring their own
 */
export async function folderWith(
  files: Readonly<Record<string, string>>,
  onEnd: (remove: () => Promise<void>) => void = onTestFinished,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alexa proactive '))
  onEnd(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

/** A manifest without any finding. */
export const cleanManifest = `${JSON.stringify(
  {
    manifest: {
      manifestVersion: '1.0',
      publishingInformation: { locales: { 'en-US': { name: 'Weather' } } },
      apis: { custom: {} },
      permissions: [{ name: 'alexa::devices:all:notifications:write' }],
      events: {
        publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }],
        subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
        endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:weather' },
      },
    },
  },
  undefined,
  2,
)}\n`

/** A manifest that names an event Amazon does not have. */
export const wrongManifest = cleanManifest.replace('WeatherAlert', 'WetherAlert')

/** An event file without any finding. */
export const cleanEvent = `event:
  name: AMAZON.WeatherAlert.Activated
  payload:
    weatherAlert:
      source: localizedattribute:source
      alertType: TORNADO
localizedAttributes:
  en-US: { source: Example Weather }
`

/** An event file whose alert Amazon does not know. */
export const wrongEvent = cleanEvent.replace('TORNADO', 'TORNADOO')
