import { join } from 'node:path'
import type { Stage } from '../alexa.ts'
import { amazonTokenUrl } from '../delivery/deliver.ts'
import { type Diagnostic, finding, type RuleOf, type Severity } from '../diagnostic.ts'
import { visibleLine } from '../escape.ts'
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  parsedJson,
  property,
  textAt,
  valueAt,
} from '../json.ts'
import { placeholderIn } from '../manifest/address.ts'
import { notificationPermission } from '../manifest/events.ts'
import { type Manifest, projectOf } from '../manifest/manifest.ts'
import type { Settings } from '../settings.ts'
import { listed } from '../wording.ts'
import type { World } from '../world.ts'
import { manifestAtStage } from './smapi.ts'

/** What is compared: the skill at hand, and where its events go. */
export interface DriftSubject {
  readonly manifest: Manifest | undefined
  readonly stage: Stage
  /** The name of the event that is to be sent; undefined where there is none, or none that could be. */
  readonly event: string | undefined
}

/**
 * Compares the manifest at hand with the one that Amazon holds for the stage, in what decides whether an
 * event arrives. Does nothing where `drift` is off, and where the simulator takes the place of Amazon.
 *
 * @returns an error only for what would be sent to nobody; what Amazon does not tell is a warning
 */
export async function driftFindings(
  settings: Settings,
  subject: DriftSubject,
  world: Pick<World, 'readFile' | 'openHttp' | 'now' | 'random' | 'sleep' | 'mask'>,
  { signal, userAgent }: { readonly signal: AbortSignal; readonly userAgent: string },
): Promise<readonly Diagnostic[]> {
  const isSending = settings.command === 'send' && !settings.dryRun
  if (settings.drift === 'off' || (settings.command === 'send' && settings.simulate)) return []
  const { names, developerAccess: access, missingAccess } = settings
  const { stage, manifest } = subject
  const notCompared = (problem: string, help: string) => {
    const reason = problem.replace(/\.$/, '')
    const message = `The manifest was not compared with the one at the ${stage} stage: ${reason}.`
    return [finding('drift/not-compared', undefined, message, help)]
  }
  const skillId = settings.skillId ?? (await skillIdOf(manifest, world))
  if (skillId === undefined) {
    const help = `Set ${names.of('skill-id')}; the ASK CLI keeps it in .ask/ask-states.json.`
    return notCompared('the id of the skill is not known', help)
  }
  if (access === undefined) {
    const missing = missingAccess.map(name => name.toUpperCase().replaceAll('-', '_'))
    const lack = `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} missing or empty`
    const help =
      'Set these environment variables to the refresh token of a developer and the Login with Amazon client it was made with; docs/drift.md explains how.'
    return notCompared(lack, help)
  }
  const { authUrl = amazonTokenUrl, smapiUrl, timeout } = settings
  const question = { skillId, stage, access, authUrl, smapiUrl, timeout, userAgent }
  const answer = await manifestAtStage(question, world, signal)
  if ('problem' in answer) return notCompared(answer.problem, answer.help)
  const weight = isSending || settings.drift === 'error' ? 'error' : 'warning'
  return differences(subject, answer.manifest, weight)
}

/**
 * The id that the ASK CLI noted: `profiles.<name>.skillId` of `.ask/ask-states.json`, of an older one in
 * `ask-resources.json`. The profile `default`, as the ASK CLI does; without one, the only one there is.
 */
async function skillIdOf(
  manifest: Manifest | undefined,
  world: Pick<World, 'readFile'>,
): Promise<string | undefined> {
  const folder = manifest === undefined ? '.' : projectOf(manifest.file)
  for (const file of [
    join(folder, '.ask', 'ask-states.json'),
    join(folder, 'ask-resources.json'),
  ]) {
    const bytes = await world.readFile(file, 1024 * 1024).catch(() => undefined)
    const profiles = valueAt(parsedJson(new TextDecoder().decode(bytes)), ['profiles'])
    if (!isObject(profiles)) continue
    const chosen = property(profiles, 'default')
    const ids = (chosen === undefined ? Object.values(profiles) : [chosen]).flatMap(idOf)
    if (ids.length === 1) return ids[0]
  }
  return undefined
}

function idOf(profile: Json): readonly string[] {
  const id = textAt(profile, 'skillId') ?? ''
  return /^[\w.-]+$/.test(id) ? [id] : []
}

/** The names in a list of a manifest. */
function namesIn(manifest: JsonObject, path: Path, key: string): readonly string[] {
  const list = valueAt(manifest, path)
  return isArray(list) ? list.flatMap(entry => textAt(entry, key) ?? []) : []
}

/**
 * Compares a manifest with that of a stage, as the Skill Management API gives it. Sorted keys, signed links
 * and added defaults are in what is not looked at.
 *
 * @param weight of what keeps the event from everybody
 */
function differences(
  { manifest, stage, event }: DriftSubject,
  atStage: JsonObject,
  weight: Severity,
): readonly Diagnostic[] {
  const publications = namesIn(atStage, ['events', 'publications'], 'eventName')
  const hasPermission = namesIn(atStage, ['permissions'], 'name').includes(notificationPermission)
  const found: Diagnostic[] = []
  const add = (rule: RuleOf<'drift'>, message: string, help: string, severity?: Severity) =>
    found.push(finding(rule, undefined, message, help, severity))
  const deploy =
    stage === 'live'
      ? 'Submit the skill for certification with it: the live stage gets a manifest in no other way.'
      : 'Deploy the manifest ("ask deploy"), and wait until that has succeeded.'

  const needed: readonly string[] = event === undefined ? (manifest?.publications ?? []) : [event]
  const decisive = needed.filter(name => !publications.includes(name))
  for (const name of decisive) {
    const message = `The ${stage} stage of the skill does not publish ${shown(name)}, so nobody hears it, even where Amazon accepts it.`
    add('drift/publication-missing', message, deploy, weight)
  }
  if (!hasPermission) {
    const message = `The ${stage} stage of the skill does not have the permission ${notificationPermission}, so nobody can turn its notifications on.`
    add('drift/permission-missing', message, deploy, weight)
  }
  if (manifest === undefined) return found

  const { file, subscriptions } = manifest
  const compare = (what: string, here: readonly string[], other: readonly string[]) => {
    const missing = here.filter(name => !other.includes(name))
    const added = other.filter(name => !here.includes(name))
    if (missing.length + added.length === 0) return
    const parts = [
      ...(missing.length === 0 ? [] : [`${listed(missing.map(shown))} only in ${file}`]),
      ...(added.length === 0 ? [] : [`${listed(added.map(shown))} only at the stage`]),
    ]
    const message = `The ${what} of ${file} and of the ${stage} stage differ: ${parts.join(', ')}.`
    add('drift/differs', message, `${deploy} If the stage is right, change ${file}.`)
  }
  // Where the file that may list them cannot be understood, nothing is known of them.
  if (subscriptions !== undefined) {
    // Of those that are decisive the other finding speaks.
    const others = manifest.publications.filter(name => !decisive.includes(name))
    compare('publications', others, publications)
    const there = namesIn(atStage, ['events', 'subscriptions'], 'eventName')
    compare('subscriptions', subscriptions, there)
  }
  if (hasPermission && !manifest.hasPermission) {
    const message = `The ${stage} stage has the permission ${notificationPermission}, but ${file} does not: the next deploy takes it away.`
    add('drift/differs', message, `Add it to "permissions" of ${file}.`)
  }
  const locales = valueAt(atStage, ['publishingInformation', 'locales'])
  compare('locales', manifest.locales, isObject(locales) ? Object.keys(locales) : [])
  for (const { of, uri, place } of manifest.endpoints) {
    const way = of === 'default' ? [] : ['regions', of]
    const other = textAt(atStage, 'events', ...way, 'endpoint', 'uri')
    if (placeholderIn(uri) !== undefined || other === uri) continue
    const which = of === 'default' ? 'endpoint of the events' : `endpoint of the events for ${of}`
    const message =
      other === undefined
        ? `The ${stage} stage has no ${which}; ${file} has ${shown(uri)}.`
        : `The ${which} is ${shown(uri)} in ${file}, but ${shown(other)} at the ${stage} stage.`
    found.push(finding('drift/differs', place, message, deploy))
  }
  return found
}

/** As messages show it; ARNs often differ at their end alone, so they are not cut. */
function shown(text: string): string {
  return `"${visibleLine(text, 300)}"`
}
