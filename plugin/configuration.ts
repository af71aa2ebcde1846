import { type Diagnostic, finding, type Place, type RuleId } from '../src/core/diagnostic.ts'
import {
  isArray,
  isAtOrBelow,
  isObject,
  type Json,
  type JsonObject,
  leavesOf,
  type Path,
  pathText,
  valueAt,
} from '../src/core/json.ts'
import { withoutTags } from '../src/core/manifest/inline.ts'
import type { Document } from '../src/core/source/document.ts'
import { openFile, readText, type SourceText } from '../src/core/source/read.ts'
import type { Environment, World } from '../src/core/world.ts'
import type { Service } from './service.ts'

/** serverless.yml, with the files that its variables stand for. */
export interface Configuration extends Document {
  readonly sources: readonly SourceText[]
}

/**
 * The text of serverless.yml, for places in it. Its values are not used: those of the framework have
 * the variables resolved. What comes from a file, `${file(settings.yml):alexa}`, has its place there.
 *
 * @returns undefined where it is a program (serverless.ts) or cannot be read
 */
export async function readConfiguration(
  { configurationFile, stage }: Pick<Service, 'configurationFile' | 'stage'>,
  world: Pick<World, 'readFile'>,
): Promise<Configuration | undefined> {
  const own = await documentIn(configurationFile, world)
  if (own === undefined || !isObject(own.value)) return undefined
  /** By the variable, as it is written. */
  const included = new Map<string, Included>()
  const include = async (value: Json | undefined): Promise<void> => {
    if (isArray(value)) await Promise.all(value.map(include))
    if (isObject(value)) await Promise.all(Object.values(value).map(include))
    const file = typeof value === 'string' ? fileOf(value, stage) : undefined
    if (file === undefined || typeof value !== 'string' || included.has(value)) return
    const document = await documentIn(file.path, world)
    if (document === undefined) return
    included.set(value, { document, address: file.address })
    await include(document.value)
  }
  await include(own.value['custom'])
  const place = (at: Included, part?: 'value' | 'key', hops = 0): Place => {
    const ways = at.address.map((_, index) => at.address.slice(0, index + (part === 'key' ? 0 : 1)))
    for (const way of ways) {
      const value = valueAt(at.document.value, way)
      const next = typeof value === 'string' ? included.get(value) : undefined
      if (next === undefined || hops > included.size) continue
      const address = [...next.address, ...at.address.slice(way.length)]
      return place({ document: next.document, address }, part, hops + 1)
    }
    return at.document.place(at.address, part)
  }
  return {
    ...own,
    place: (address, part) => place({ document: own, address }, part),
    sources: [own, ...new Set([...included.values()].map(({ document }) => document))],
  }
}

/** A place in a file that a variable stands for. */
interface Included {
  readonly document: Document
  readonly address: Path
}

/** The file that a variable stands for as a whole, and which part of it. */
function fileOf(
  variable: string,
  stage: string,
): { readonly path: string; readonly address: Path } | undefined {
  const ofStage = /\$\{(?:sls:stage|opt:stage|self:provider\.stage)[^{}]*\}/g
  const match = /^\$\{file\(([^(){}]+)\)(?::([\w.-]+))?(?:,[^{}]*)?\}$/.exec(
    variable.trim().replace(ofStage, stage),
  )
  const [, path, address] = match ?? []
  return path === undefined ? undefined : { path: path.trim(), address: address?.split('.') ?? [] }
}

async function documentIn(
  file: string,
  world: Pick<World, 'readFile'>,
): Promise<Document | undefined> {
  if (!/\.(?:ya?ml|json)$/.test(file)) return undefined
  const opened = await openFile(file, world)
  if (opened?.file === undefined) return undefined
  const text = new TextDecoder().decode(opened.bytes)
  const { document } = await readText(file, withoutTags(text))
  return document && { ...document, text }
}

/**
 * Problems of the configuration as findings. Where a secret is among them none has a place: the lines
 * that would be shown around it may hold the secret.
 */
export function problemFindings(
  problems: readonly Problem[],
  configuration: Document | undefined,
): readonly Diagnostic[] {
  const hasSecret = problems.some(({ rule }) => rule === 'serverless/secret')
  const shown = hasSecret ? undefined : configuration
  return problems.map(({ rule, path, part, message, help }) =>
    finding(rule, shown?.place(path, part), message, help),
  )
}

/** Warns of numbers that are not what was written: of `version: 1.10`, templates and releases would say 1.1. */
export function changedNumbers(
  value: Json | undefined,
  path: Path,
  document: Pick<Configuration, 'place' | 'sources'>,
): readonly Diagnostic[] {
  const leaves = value === undefined ? [] : leavesOf(value, path)
  return leaves
    .filter(leaf => mayHaveChanged(leaf.value))
    .flatMap(leaf => {
      const place = document.place(leaf.path)
      const source = document.sources.find(({ file }) => file === place.file)
      const line = source?.text.split('\n')[place.line - 1] ?? ''
      const written = line.slice(place.column - 1, place.endColumn - 1)
      const number = String(leaf.value)
      if (!/^\d+\.\d+$/.test(written) || written === number) return []
      const message = `${pathText(leaf.path)} is written as ${written}, but without quotes that is the number ${number}.`
      return [finding('serverless/number', place, message, `Put it in quotes: "${written}".`)]
    })
}

/** Whether there is a number in a value, or what the frameworks make of one where a text is expected. */
export function mayHaveChanged(value: Json = null): boolean {
  return leavesOf(value).some(leaf => /^\d+(?:\.\d+)?$/.test(String(leaf.value)))
}

export interface Problem {
  readonly rule: RuleId
  /** From the root of serverless.yml: `['custom', 'alexaProactive', 'retries']`. */
  readonly path: Path
  /** Whether the value is wrong, or the name it stands under. */
  readonly part: 'value' | 'key'
  readonly message: string
  readonly help: string
}

/** Settings that hold names of environment variables, with their defaults. */
export const variableSettings = {
  clientId: 'ALEXA_CLIENT_ID',
  clientSecret: 'ALEXA_CLIENT_SECRET',
} as const

export const settingsPath: Path = ['custom', 'alexaProactive']

/** Secrets of Amazon's developer console, as they begin since 2023. */
const amazonSecret = /amzn1\.oa2-cs\.v1\.[0-9a-f]{16,}/

/** Shorter values stand in texts by chance. */
const shortestSecret = 8

/**
 * Finds secrets that stand in the configuration: in the two settings that take names of variables,
 * and the client secret of this environment anywhere below `custom`. Nothing it says holds a value.
 */
export function secretProblems(
  custom: JsonObject,
  settings: JsonObject,
  environment: Environment,
): readonly Problem[] {
  const ofSettings = (['clientId', 'clientSecret'] as const).flatMap(name => {
    const value = settings[name]
    if (value === undefined || isVariableName(value)) return []
    const what = 'is not the name of an environment variable, so it seems to be the value itself'
    return [secretProblem([...settingsPath, name], what, helpFor(name, value, environment))]
  })
  const named = settings['clientSecret']
  const secrets = [variableSettings.clientSecret, typeof named === 'string' ? named : '']
    .map(name => environment[name]?.trim() ?? '')
    .filter(value => value.length >= shortestSecret)
  const isSecret = (text: string) =>
    amazonSecret.test(text) || secrets.some(secret => text.includes(secret))
  const help = 'Take it out. What needs the secret reads it from the environment.'
  const elsewhere = pathsOfSecrets(custom, ['custom'], isSecret)
    .filter(path => !ofSettings.some(problem => isAtOrBelow(path, problem.path)))
    .map(path => secretProblem(path, 'holds the client secret of a skill', help))
  return [...ofSettings, ...elsewhere]
}

/** Names as environments have them; 32 or more digits of hexadecimal are a secret in capitals. */
function isVariableName(value: Json): boolean {
  return (
    typeof value === 'string' &&
    /^[A-Z_][A-Z0-9_]{0,99}$/.test(value) &&
    !/^[A-F0-9]{32,}$/.test(value)
  )
}

function pathsOfSecrets(
  value: Json,
  path: Path,
  isSecret: (text: string) => boolean,
): readonly Path[] {
  if (typeof value === 'string') return isSecret(value) ? [path] : []
  if (!isArray(value) && !isObject(value)) return []
  // A path through a name that is a secret would tell it.
  if (!isArray(value) && Object.keys(value).some(isSecret)) return [path]
  return Object.entries(value).flatMap(([key, item]) =>
    pathsOfSecrets(item, [...path, isArray(value) ? Number(key) : key], isSecret),
  )
}

/** @param what after the name of the setting: "is not …" */
export function secretProblem(path: Path, what: string, help: string): Problem {
  const message = `${pathText(path)} ${what}. ${whyNot}`
  return { rule: 'serverless/secret', path, part: 'value', message, help }
}

const whyNot =
  'Values below "custom" are written in clear into the state file that a deploy uploads to S3, also those that come from variables such as env.'

/** Where the value is that of a variable, `${env:…}` was written around the name that is wanted. */
function helpFor(
  name: keyof typeof variableSettings,
  value: Json,
  environment: Environment,
): string {
  const source = Object.keys(environment).find(
    key => isVariableName(key) && environment[key] === value,
  )
  const variable = source ?? variableSettings[name]
  const reset = 'If it was deployed or committed, make a new one in the developer console.'
  return source === undefined
    ? `Put it into the environment variable ${variable} and leave the line out, or write the name of another variable. ${reset}`
    : `Write the name instead of the value: "${name}: ${variable}". ${reset}`
}
