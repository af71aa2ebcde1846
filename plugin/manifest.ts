import { resolve } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { type EventName, isEventName } from '../src/core/alexa.ts'
import { isObject, type Path, property, textAt, valueAt } from '../src/core/json.ts'
import { changesFor, editedText } from '../src/core/manifest/edit.ts'
import { findRoot } from '../src/core/manifest/manifest.ts'
import type { Document } from '../src/core/source/document.ts'
import { readFile } from '../src/core/source/read.ts'
import { replaceFile } from '../src/core/source/replace.ts'
import { listed } from '../src/core/wording.ts'
import type { Environment } from '../src/core/world.ts'
import { readConfiguration } from './configuration.ts'
import type { Framework, Utils } from './framework.ts'
import { findingsErrorText, userError } from './log.ts'
import { type Preparation, prepare } from './run-event.ts'
import { accountOf, mapAt, type Service, serviceOf } from './service.ts'
import { skillsOf } from './skill.ts'
import { functionArn } from './template/resolve.ts'

/**
 * Carries out `serverless alexa-proactive manifest`: shows what the manifest lacks for the events of
 * the settings to arrive at the function of this service, and with `--write` puts it there.
 *
 * @throws the framework's error where there is no manifest that could be changed
 */
export async function completeManifest(
  framework: Framework,
  utils: Utils,
  environment: Environment,
): Promise<void> {
  const refuse = (text: string) => userError(framework, 'ALEXA_PROACTIVE_CHECK_FAILED', text)
  const service = serviceOf(framework)
  const prepared = await prepare(service, environment)
  if (!('settings' in prepared)) {
    throw refuse(findingsErrorText('Nothing was done', prepared.diagnostics, prepared.sources))
  }
  const { manifest } = prepared.skill
  const source = await sourceOf(prepared)
  if (source === undefined) {
    throw refuse(findingsErrorText('Nothing was done', manifest.diagnostics, manifest.sources))
  }
  if ('problem' in source) throw refuse(source.problem)

  const { document, root } = source
  const endpoint = await endpointOf(framework, service, prepared.skill.id)
  if ('problem' in endpoint) utils.log.warning(`${endpoint.problem} So endpoints stay as they are.`)
  const named = await eventsOf(prepared, utils)
  const isListedElsewhere = manifest.manifest?.publishedIn !== document.file
  const changes = changesFor(valueAt(document.value, root) ?? {}, {
    publications: named,
    endpoint: 'arn' in endpoint ? endpoint.arn : undefined,
  }).filter(({ path }) => !(isListedElsewhere && path[0] === 'events'))
  if (isListedElsewhere && manifest.manifest !== undefined) {
    const file = manifest.manifest.publishedIn
    utils.log.notice(
      `The ASK CLI takes events and their endpoints from ${file}, so they stay as they are here.`,
    )
  }
  const { file } = document
  if (changes.length === 0) {
    utils.writeText(`${file} has all that the events need.`)
    return
  }
  const text = await editedText(document, root, changes)
  const patch = createTwoFilesPatch(file, file, document.text, text)
  utils.writeText(patch.slice(patch.indexOf('---')).trimEnd())
  if (service.options['write'] === true) {
    const problem = await replaceFile(resolve(service.folder, file), {
      file,
      before: document.text,
      after: text,
    })
    if (problem !== undefined) throw refuse(problem)
    utils.log.notice(`${file} was written.`)
  } else {
    utils.log.notice(`Nothing was changed: add --write to write this into ${file}.`)
  }
}

/** The file that holds the manifest, and where in it. */
interface Source {
  readonly document: Document
  readonly root: Path
}

/** @returns undefined where there is no manifest; the findings say why */
async function sourceOf({
  service,
  skill,
  world,
}: Preparation): Promise<Source | { readonly problem: string } | undefined> {
  if (skill.path !== undefined) {
    const document = await readConfiguration(service, world)
    if (document !== undefined && isObject(valueAt(document.value, skill.path))) {
      return { document, root: skill.path }
    }
    return {
      problem: `The manifest in custom.alexa.skills is not written in ${service.configurationFile} itself, so it cannot be changed from here.`,
    }
  }
  const { file } = skill.manifest
  const document = file === undefined ? undefined : (await readFile(file, world))?.document
  const manifest = document === undefined ? undefined : findRoot(document)
  return manifest && { document: manifest.document, root: manifest.path }
}

/** Aliases that the framework makes for a function, and gives the permission of Alexa to. */
const aliasOf: Readonly<Record<string, string>> = {
  durableConfig: 'durable',
  provisionedConcurrency: 'provisioned',
  snapStart: 'snapstart',
}

/** The address of the function that answers the events, or why it is not known. */
async function endpointOf(
  framework: Framework,
  { isAws, functions, region }: Service,
  skillId: string | undefined,
): Promise<{ readonly arn: string } | { readonly problem: string }> {
  if (!isAws || region === undefined) return { problem: 'The provider of the service is not AWS.' }
  const keys = Object.keys(functions)
  const ofSkill = keys.filter(key =>
    skillsOf(mapAt(functions, key)).some(
      id => id === undefined || skillId === undefined || id === skillId,
    ),
  )
  const [key, ...others] = ofSkill.length > 0 ? ofSkill : keys
  if (key === undefined) return { problem: 'The service has no function.' }
  if (others.length > 0) {
    return {
      problem: `It is not clear which function answers the events: ${listed([key, ...others])}. Give one of them the event alexaSkill.`,
    }
  }
  const accountId = await accountOf(framework)
  if (accountId === undefined) {
    return { problem: 'The AWS account is not known, because there are no valid credentials.' }
  }
  const written = mapAt(functions, key)
  const name = property(written, 'name')
  if (typeof name !== 'string') return { problem: `The function ${key} has no name yet.` }
  const alias = Object.keys(aliasOf).find(
    kind => written[kind] !== undefined && written[kind] !== false,
  )
  const arn = functionArn(name, { region, accountId })
  return { arn: alias === undefined ? arn : `${arn}:${aliasOf[alias]}` }
}

async function eventsOf(
  { settings, world }: Preparation,
  { log }: Utils,
): Promise<readonly EventName[]> {
  const names = new Set<EventName>()
  for (const { name, file } of settings.events) {
    const event = textAt((await readFile(file, world))?.document?.value, 'event', 'name')
    if (event !== undefined && isEventName(event)) names.add(event)
    else log.warning(`The event ${name} is left out: ${file} names none of the eight events.`)
  }
  return [...names]
}
