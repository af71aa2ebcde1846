import { type Diagnostic, finding } from './diagnostic.ts'
import { usualPlaces } from './manifest/manifest.ts'
import { previewPage } from './report/preview-page.ts'
import { reportText } from './report/report.ts'
import type { Result } from './result.ts'
import type { SettingNames } from './setting-names.ts'
import type { CampaignSettings, Settings } from './settings.ts'
import type { SettingName } from './settings-table.ts'
import { quoted } from './wording.ts'
import { codeOf, type FileIdentity, messageOf, type World } from './world.ts'

/** Where a journal is without the setting. The name is made from what the campaign is: 16 hexadecimal digits. */
export function defaultJournal(fingerprint: string): string {
  return `${ownFolder}/${fingerprint.slice(0, 16)}.journal`
}

/** Where those who were not notified are listed without the setting. */
export function failedFileBeside(journal: string): string {
  return `${journal.replace(/\.journal$/, '')}.failed.jsonl`
}

const ownFolder = '.alexa-proactive'
const journalName = /^[0-9a-f]{16}\.journal$/
const ownName = /^[0-9a-f]{16}\.(?:journal|failed\.jsonl)$/

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
  html: {
    form: /<meta name="generator" content="alexa-proactive preview">/,
    what: 'a page of this program',
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
  paths: Partial<Pick<CampaignSettings, 'journal' | 'failedFile'>> = settings.campaign ?? {},
): Promise<readonly Diagnostic[]> {
  const { event, manifest, campaign, report, html, command, names } = settings
  const { recipients } = campaign ?? {}
  const isSending = campaign !== undefined && command === 'send'
  const { journal, failedFile = journal && failedFileBeside(journal) } = paths
  const outputs = await identified(world, [
    ['journal', isSending ? journal : undefined],
    ['failed-file', isSending ? failedFile : undefined],
    ['report', report],
    ['html', html],
  ])
  if (outputs.length === 0 && !isSending) return []
  const inputs = await identified(world, [
    ['event-file', event && 'file' in event ? event.file : undefined],
    ...(manifest === undefined ? usualPlaces : [manifest]).map(path => ['manifest', path] as const),
    [
      'users-file',
      typeof recipients === 'object' && 'file' in recipients ? recipients.file : undefined,
    ],
  ])
  const isUnnamed = isSending && journal === undefined
  const folder = isUnnamed ? (await world.identityOf(ownFolder)).ids[0] : undefined
  const mistaken = [...inputs, ...outputs].find(one => hasOwnName(one, folder))
  if (mistaken !== undefined) {
    return refuse(mistaken, ', a name that this program gives to its own files', names)
  }
  return outputs.flatMap((output, index) => {
    const { name, kind, start } = output
    const other = [...inputs, ...outputs.slice(0, index)].find(one => isSame(one, output))
    if (other !== undefined) {
      return refuse(output, `, and ${names.of(other.name)} is the same file`, names)
    }
    if (name === 'journal' && (kind === 'folder' || kind === 'other')) {
      const what = kind === 'folder' ? 'a folder' : 'no regular file'
      return refuse(output, `, which is ${what}`, names)
    }
    const beginning = beginnings[name]
    if (kind !== 'file' || start === '' || beginning === undefined) return []
    if (start !== undefined && beginning.form.test(start)) return []
    const why = `, which is there already and is not ${beginning.what}, so it is not overwritten`
    return refuse(output, why, names, ' Or remove the file first.')
  })
}

function refuse(
  { name, path }: Named,
  why: string,
  names: SettingNames,
  orElse = '',
): readonly Diagnostic[] {
  const message = `${names.subject(name)} is ${quoted(path)}${why}.`
  const help = `Name another path with ${names.of(name)}.${orElse}`
  return [finding('settings/value', undefined, message, help)]
}

/**
 * Tells whether a file may turn out to be the journal of a campaign, or its list of those that got
 * nothing, while their names are not known. Such a list of another campaign can be sent to again.
 */
function hasOwnName({ name, ids }: Named, folder: string | undefined): boolean {
  const [id = ''] = ids
  if (folder === undefined || !id.startsWith(folder)) return false
  const isList = name === 'users-file' || name === 'failed-file'
  return (isList ? journalName : ownName).test(id.slice(folder.length + 1))
}

async function identified(
  world: Pick<World, 'identityOf'>,
  paths: readonly (readonly [SettingName, string | undefined])[],
): Promise<readonly Named[]> {
  const named = paths.flatMap(([name, path]) => (path === undefined ? [] : [{ name, path }]))
  return Promise.all(named.map(async one => ({ ...one, ...(await world.identityOf(one.path)) })))
}

/** What is neither a file nor missing loses nothing by being written to. */
function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return one.kind !== 'other' && one.ids.some(id => other.ids.includes(id))
}

/**
 * Writes the report of a run and the page of its preview, where they are wanted.
 *
 * @returns the same result, or one that says what cannot be written and why
 */
export async function reported(
  { report, html, failOn }: Partial<Pick<Settings, 'report' | 'html' | 'failOn'>>,
  result: Result,
  world: Pick<World, 'writeFile'>,
): Promise<Result> {
  const outputs = [
    { what: 'report', path: report, text: reportText },
    { what: 'page', path: html, text: (_: string, shown: Result) => previewPage(shown) },
  ]
  let ended = result
  for (const { what, path, text } of outputs) {
    if (path === undefined) continue
    try {
      await world.writeFile(path, text(path, ended))
    } catch (error) {
      const refused = finding(
        'settings/file-unreadable',
        undefined,
        `The ${what} cannot be written to ${path}: ${messageOf(error)}.`,
        codeOf(error) === 'EISDIR'
          ? 'Name a file in the folder.'
          : 'Check that the folder exists and may be written to.',
      )
      const diagnostics = [...ended.diagnostics, refused]
      ended = { ...ended, diagnostics, failed: failOn !== 'never' }
    }
  }
  return ended
}
