import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type EventName, eventNames, isLocaleShaped } from '../core/alexa.ts'
import { noProxy } from '../core/delivery/proxy.ts'
import { jsonText, plainText } from '../core/escape.ts'
import { makeFolderOf } from '../core/file-system.ts'
import { starters } from '../core/generated/starters.ts'
import { isObject, textAt, valueAt } from '../core/json.ts'
import { chosenSkill, inlineSkills, withoutTags } from '../core/manifest/inline.ts'
import { readManifest, usualPlaces } from '../core/manifest/manifest.ts'
import { nodeWorld } from '../core/node-world.ts'
import { rows, type Style } from '../core/report/layout.ts'
import { readText } from '../core/source/read.ts'
import { didYouMean, listed, nearest } from '../core/wording.ts'
import { codeOf, messageOf } from '../core/world.ts'
import type { OtherInvocation } from './command-line.ts'
import { Refusal, type Terminal } from './output.ts'
import {
  eventFileText,
  fileNameOf,
  isAboutRelease,
  pluginLines,
  workflowText,
} from './starter-files.ts'

/** Configuration of the Serverless Framework. */
interface Service {
  readonly file: string
  readonly text: string
}

/** What is around the files to be written. Paths are from this folder. */
type Surroundings = Awaited<ReturnType<typeof surroundings>>

/** What is to be written. */
type Beginning = Awaited<ReturnType<typeof decide>>

/**
 * Writes an event file for one of the eight events and a workflow that sends it, or shows the plugin's lines in a
 * service of the Serverless Framework. Asks on a terminal what the options leave open. Returns the exit code.
 */
export async function initCommand(
  { options, json }: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { out } = terminal
  const around = await surroundings(options.get('manifest'))
  const beginning = await decide(options, around, terminal)
  const { eventFile, workflow } = beginning
  const isOfRelease = workflow !== undefined && isAboutRelease(beginning.event)
  const written = [eventFile, ...(workflow === undefined ? [] : [workflow])]
  // Where one of the files has no place, none is written.
  for (const file of written) {
    await placed(file, `${dirname(file)} is not a folder`, async () => makeFolderOf(file))
  }
  await write(eventFile, eventFileText(beginning.event, around.locales, isOfRelease, new Date()))
  if (workflow !== undefined) {
    // The files that it names, as it sees them.
    const fromRoot = (path: string) => slashed(relative(around.root, resolve(path)))
    const manifest = around.manifest && fromRoot(around.manifest)
    const paths = { eventFile: fromRoot(eventFile), manifest: unlessUsual(manifest) }
    await write(workflow, workflowText(beginning.event, paths))
  }
  out.write(
    json
      ? `${jsonText({ event: beginning.event, written })}\n`
      : writtenText(beginning, around, options.get('manifest'), out.style),
  )
  return 0
}

async function surroundings(path: string | undefined) {
  const reading = await readManifest(
    path,
    nodeWorld(file => file, noProxy),
    { sending: false },
  )
  if (path !== undefined && reading.manifest === undefined) {
    throw new Refusal(2, `The manifest cannot be read. ${reading.diagnostics[0]?.message ?? ''}`)
  }
  let service: Service | undefined
  for (const ending of ['yml', 'yaml', 'json', 'ts', 'js', 'cjs', 'mjs']) {
    const file = `serverless.${ending}`
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined) service ??= { file, text }
  }
  const inline = service && path === undefined ? await localesIn(service) : []
  const locales = inline.length > 0 ? inline : (reading.manifest?.locales ?? [])
  return {
    /** Folder of the git repository, else this one. */
    root: repositoryOf(process.cwd()),
    service,
    locales: locales.length === 0 ? ['en-US'] : locales,
    manifest: reading.manifest?.file,
    /** A manifest that was found, but cannot be read. */
    unreadable: reading.manifest === undefined ? reading.file : undefined,
  }
}

/** The locales of the skill whose manifest stands in serverless.yml, as the plugin finds it. */
async function localesIn({ file, text }: Service): Promise<readonly string[]> {
  if (!/\.(?:ya?ml|json)$/.test(file)) return []
  const { document } = await readText(file, withoutTags(text))
  const custom = valueAt(document?.value, ['custom'])
  if (!isObject(custom)) return []
  const skills = inlineSkills(custom)
  const manifest = chosenSkill(skills, textAt(custom, 'alexaProactive', 'skillId'))?.manifest
  const whole = valueAt(manifest, ['manifest']) ?? manifest
  const locales = valueAt(whole, ['publishingInformation', 'locales'])
  // Variables stand there as they are written.
  return isObject(locales) ? Object.keys(locales).filter(isLocaleShaped) : []
}

function repositoryOf(folder: string): string {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here
    if (here === dirname(here)) return folder
  }
}

function refuseExisting(path: string, option: string): void {
  if (!existsSync(path)) return
  const help = `Name another file with ${option}.`
  throw new Refusal(1, `${path} exists already, and init never overwrites. ${help}`)
}

/** Takes what the options say, and asks for the rest where somebody can answer. */
async function decide(
  options: ReadonlyMap<string, string>,
  { root, service }: Surroundings,
  terminal: Terminal,
) {
  const named = options.get('event')
  const event = named === undefined ? await askForEvent(terminal) : eventCalled(named)
  const file = `announcements/${fileNameOf(event)}.yaml`
  const eventFile =
    options.get('event-file') ?? (await answer(`Event file [${file}] `, file, terminal))
  if (!/\.(?:ya?ml)$/.test(eventFile)) {
    throw new Refusal(2, `--event-file is "${eventFile}"; its name has to end with .yaml or .yml.`)
  }
  refuseExisting(eventFile, '--event-file')
  const usual = slashed(relative(process.cwd(), join(root, '.github/workflows/announce.yml')))
  const given = options.get('workflow')
  if (given !== undefined && options.has('no-workflow')) {
    throw new Refusal(2, 'Both --workflow and --no-workflow are given; keep one of them.')
  }
  if (given !== undefined) refuseExisting(given, '--workflow')
  if (given !== undefined || options.has('no-workflow')) {
    return { event, eventFile, workflow: given, kept: undefined }
  }
  // A workflow that is there already stays.
  if (existsSync(usual)) return { event, eventFile, workflow: undefined, kept: usual }
  // A service announces its deploys by itself.
  const otherwise = service === undefined ? 'y' : 'n'
  const choice = service === undefined ? '[Y/n]' : '[y/N]'
  const wanted = await answer(`GitHub workflow ${usual}? ${choice} `, otherwise, terminal)
  const workflow = /^y(?:es)?$/i.test(wanted) ? usual : undefined
  return { event, eventFile, workflow, kept: undefined }
}

/** The answer to a question; `otherwise` where it is empty, and where nobody can be asked. */
async function answer(
  question: string,
  otherwise: string,
  { ask, interruption }: Terminal,
): Promise<string> {
  if (ask === undefined) return otherwise
  const text = await ask(plainText(question), interruption.signal)
  interruption.signal.throwIfAborted()
  if (text === undefined) throw new Refusal(1, 'Nothing was written.')
  return text.trim() || otherwise
}

async function askForEvent(terminal: Terminal): Promise<EventName> {
  const { ask, error } = terminal
  if (ask === undefined) {
    throw new Refusal(2, `There is no event: give --event ${listed(shortNames, 'or')}.`)
  }
  const choices = eventNames.map((name, index) => ({
    label: `${index + 1}  ${fileNameOf(name)}`,
    text: `"${starters[name].says}"`,
  }))
  error.write(`What is it about?\n${rows(choices, error.style.columns, error.style.colors.cyan)}\n`)
  for (;;) {
    const text = await answer('Number or name: ', '', terminal)
    const event = eventNames[Number(text) - 1] ?? knownEvent(text)
    if (event !== undefined) return event
    error.write(`Type a number from 1 to ${eventNames.length}, or Ctrl-C to leave.\n`)
  }
}

function eventCalled(name: string): EventName {
  const event = knownEvent(name)
  if (event !== undefined) return event
  const near = nearest(name, [...eventNames, ...shortNames])
  const guess = didYouMean(near, `: there are ${listed(shortNames)}.`)
  throw new Refusal(2, `There is no event "${name}"${guess}`)
}

const shortNames = eventNames.map(fileNameOf)

/** Also where only the middle is given, in any spelling: `media-content`. */
function knownEvent(text: string): EventName | undefined {
  const letters = text.toLowerCase().replace(/[^a-z]/g, '')
  return eventNames.find(name => name === text || fileNameOf(name).replaceAll('-', '') === letters)
}

function write(path: string, text: string): Promise<void> {
  return placed(path, 'it exists already', () => writeFile(path, text, { flag: 'wx' }))
}

/** Does something to put a file in its place; `taken` is why it cannot where something else is there. */
async function placed(path: string, taken: string, put: () => Promise<void>): Promise<void> {
  await put().catch((failure: unknown) => {
    const reason = codeOf(failure) === 'EEXIST' ? taken : messageOf(failure)
    throw new Refusal(1, `${path} cannot be written: ${reason}.`)
  })
}

function writtenText(
  beginning: Beginning,
  { service, manifest, unreadable }: Surroundings,
  given: string | undefined,
  { colors, columns }: Style,
): string {
  const { event, eventFile, workflow, kept } = beginning
  const steps: readonly Step[] = [
    { text: `Write your own texts into ${eventFile}.` },
    ...(service === undefined
      ? stepsOfCommandLine(eventFile, { manifest, unreadable }, given)
      : stepsOfPlugin(event, eventFile, given, service)),
    ...(kept === undefined
      ? []
      : [{ text: `${kept} exists already, so it stays as it is: name ${eventFile} in it.` }]),
    {
      text: `Set ALEXA_CLIENT_ID and ALEXA_CLIENT_SECRET, ${workflow === undefined && kept === undefined ? 'in the environment' : 'as secrets of the repository'}. The developer console has them: your skill, Build, Permissions, Alexa Skill Messaging.`,
    },
  ]
  return [
    ...[eventFile, workflow ?? []].flat().map(file => colors.green(`Wrote ${plainText(file)}`)),
    '',
    colors.bold('Next'),
    ...steps.flatMap(({ text, lines = [] }, index) => [
      rows([{ label: `${index + 1}`, text: plainText(text) }], columns, colors.cyan),
      ...lines.map(line => `     ${plainText(line)}`.trimEnd()),
    ]),
    '',
  ].join('\n')
}

/** What is to be done, and the lines to type or to copy for it. */
interface Step {
  readonly text: string
  readonly lines?: readonly string[]
}

function stepsOfCommandLine(
  eventFile: string,
  { manifest, unreadable }: Pick<Surroundings, 'manifest' | 'unreadable'>,
  given: string | undefined,
): readonly Step[] {
  const missing =
    unreadable === undefined
      ? `Copy the manifest of the skill to ${usualPlaces[0]}: none was found here.`
      : `Correct ${unreadable}, which cannot be read; the next command shows where.`
  const named = given === undefined ? '' : ` --manifest ${shellText(given)}`
  const command = (name: string, more = '') =>
    `npx alexa-proactive ${name} --event-file ${shellText(eventFile)}${named}${more}`
  return [
    ...(manifest === undefined ? [{ text: missing }] : []),
    {
      text: 'Correct the manifest, if it does not allow the event yet:',
      lines: [command('validate', ' --fix')],
    },
    { text: 'See what customers will hear:', lines: [command('preview')] },
  ]
}

/** The plugin finds the manifest by the settings of the service. */
function stepsOfPlugin(
  event: EventName,
  eventFile: string,
  given: string | undefined,
  { file, text }: Service,
): readonly Step[] {
  const manifest = unlessUsual(given && slashed(given))
  const lines = pluginLines(event, { eventFile: slashed(eventFile), manifest, text })
  return [
    { text: 'Install the plugin:', lines: ['npm install --save-dev alexa-proactive'] },
    { text: `Add to ${file}${underKeys(text)}:`, lines },
    {
      text: 'See what the manifest lacks; --write adds it:',
      lines: ['serverless alexa-proactive manifest'],
    },
    {
      text: 'See what customers will hear:',
      lines: [`serverless alexa-proactive preview --event ${fileNameOf(event)}`],
    },
  ]
}

/** Where lines go whose first words the configuration has already: YAML has each of them once. */
function underKeys(text: string): string {
  const there = ['plugins', 'custom'].filter(key => new RegExp(`^${key}:`, 'm').test(text))
  return there.length === 0 ? '' : `, under the ${listed(there)} that it has`
}

/** A manifest is found at the usual places without being named. */
function unlessUsual(manifest: string | undefined): string | undefined {
  return manifest !== undefined && usualPlaces.includes(manifest) ? undefined : manifest
}

function slashed(path: string): string {
  return path.replaceAll(sep, '/')
}

/** A path as a word of a shell. */
function shellText(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : JSON.stringify(path)
}
