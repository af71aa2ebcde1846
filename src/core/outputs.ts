import { type Diagnostic, finding } from './diagnostic.ts'
import { usualPlaces } from './manifest/locate.ts'
import type { Settings } from './settings.ts'
import type { SettingName } from './settings-table.ts'
import { quoted } from './source/document.ts'
import type { FileIdentity, World } from './world.ts'

/** Where a campaign writes to; of the settings, or made from what the campaign is. */
export interface CampaignPaths {
  readonly journal: string | undefined
  readonly failedFile: string | undefined
}

interface Named extends FileIdentity {
  readonly name: SettingName
  readonly path: string
}

/** What the files of this program begin with. A journal is told when it is read: nothing overwrites one. */
const beginnings: Partial<Record<SettingName, { readonly form: RegExp; readonly what: string }>> = {
  report: {
    form: /^\{\s*"version": ?"[^"]*",\s*"(?:time|run|actor|command|event|status)":|^\{\s*"\$schema": ?"[^"]*sarif[^"]*",[\s\S]*"name": ?"alexa-proactive"/,
    what: 'a report of this program',
  },
  'failed-file': {
    form: /^\{"user":"[^"]*","region":"(?:NA|EU|FE)"/,
    what: 'a list that this program wrote',
  },
}

/**
 * Finds outputs that would destroy something: one that is an input or another output, by whatever link or
 * spelling, and one that would overwrite a file of somebody else.
 *
 * @param paths of a campaign; absent: those of the settings
 */
export async function outputFindings(
  settings: Settings,
  world: Pick<World, 'identityOf'>,
  paths: CampaignPaths = settings.campaign ?? { journal: undefined, failedFile: undefined },
): Promise<readonly Diagnostic[]> {
  const { event, manifest, campaign, report, command, names } = settings
  const { recipients } = campaign ?? {}
  const isList = typeof recipients === 'object' && 'file' in recipients
  const isSending = campaign !== undefined && command === 'send'
  const outputs = await identified(world, [
    ...(isSending ? [['journal', paths.journal] as const] : []),
    ...(isSending ? [['failed-file', paths.failedFile] as const] : []),
    ['report', report],
  ])
  if (outputs.length === 0) return []
  const inputs = await identified(world, [
    ['event-file', event !== undefined && 'file' in event ? event.file : undefined],
    ...(manifest === undefined ? usualPlaces : [manifest]).map(path => ['manifest', path] as const),
    ['users-file', isList ? recipients.file : undefined],
  ])
  return outputs.flatMap((output, index) => {
    const { name, path, kind, start } = output
    const subject = `${names.subject(name)} is ${quoted(path)}`
    const help = `Name another path with ${names.of(name)}.`
    const other = [...inputs, ...outputs.slice(0, index)].find(one => isSame(one, output))
    if (other !== undefined) {
      const message = `${subject}, and ${names.of(other.name)} is the same file.`
      return [finding('settings/value', undefined, message, help)]
    }
    if (name === 'journal' && (kind === 'folder' || kind === 'other')) {
      const message = `${subject}, which is ${kind === 'folder' ? 'a folder' : 'no regular file'}.`
      return [finding('settings/value', undefined, message, help)]
    }
    const beginning = beginnings[name]
    if (kind !== 'file' || start === '' || beginning === undefined) return []
    if (start !== undefined && beginning.form.test(start)) return []
    const message = `${subject}, which is there already and is not ${beginning.what}, so it is not overwritten.`
    return [finding('settings/value', undefined, message, `${help} Or remove the file first.`)]
  })
}

async function identified(
  world: Pick<World, 'identityOf'>,
  paths: readonly (readonly [SettingName, string | undefined])[],
): Promise<readonly Named[]> {
  const named: Named[] = []
  for (const [name, path] of paths) {
    if (path !== undefined) named.push({ name, path, ...(await world.identityOf(path)) })
  }
  return named
}

/** What is neither a file nor missing loses nothing by being written to. */
function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.kind !== 'other' && one.ids.some(id => other.ids.includes(id))
}
