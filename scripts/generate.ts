/**
 * Makes validators, types and the catalog from the schemas, and the severities from the rules: `npx tsx scripts/generate.ts`.
 * With `--check` nothing is written, and the exit code is 1 if a committed file is not what the
 * schemas give.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { JsonObject } from '../src/core/json.ts'
import { rules } from '../src/core/rules/index.ts'
import { catalogModule, type EventSchema, eventSchemas } from './generate-catalog.ts'
import { editorSchema } from './generate-editor.ts'
import { manifestNamesModule } from './generate-manifest-names.ts'
import { pluginFiles } from './generate-plugin.ts'
import { readSchemas, resolved, type Schemas, schemaOf } from './generate-schemas.ts'
import { moduleOfTypes, payloadTypes } from './generate-types.ts'
import {
  fastValidator,
  thoroughValidator,
  withAnyPayload,
  withoutPayloads,
} from './generate-validators.ts'

const schemaFolder = new URL('../schemas/', import.meta.url)
const generatedFolder = new URL('../src/core/generated/', import.meta.url)
const pluginFolder = new URL('../plugin/generated/', import.meta.url)
const editorFile = new URL('editor/event-file.schema.json', schemaFolder)

const fastDeclaration = `/** Tells whether nothing in a body is known to be refused. */
export declare function validate(body: unknown): boolean
`

const thoroughDeclaration = `import type { Json } from '../json.ts'
import type { SchemaError } from '../schema/problems.ts'

export declare const validate: {
  (value: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}
export declare const schema: Json
`

const schemas = await readSchemas(schemaFolder)
const editor = `${JSON.stringify(editorSchema(schemas), undefined, 2)}\n`

if (process.argv.includes('--check')) {
  const committed = await readFile(editorFile, 'utf8').catch(() => '')
  if (committed !== editor) {
    console.error(
      'schemas/editor/event-file.schema.json is stale. Run "npx tsx scripts/generate.ts" and commit it.',
    )
    process.exitCode = 1
  }
} else {
  await mkdir(new URL('./', editorFile), { recursive: true })
  await writeFile(editorFile, editor)
  await writeGenerated(generatedFolder, await generatedFiles(schemas))
  await writeGenerated(pluginFolder, await pluginFiles(schemas))
}

async function generatedFiles(schemas: Schemas): Promise<ReadonlyMap<string, string>> {
  const events = eventSchemas(schemas)
  const eventFile = resolved(schemas, 'event-file.schema.json')
  const files = new Map<string, string>()
  for (const { kebab, body, payload } of events) {
    files.set(`${kebab}.body.js`, await fastValidator(body))
    files.set(`${kebab}.body.d.ts`, fastDeclaration)
    files.set(`${kebab}.problems.js`, await thoroughValidator(payload))
    files.set(`${kebab}.problems.d.ts`, thoroughDeclaration)
  }
  files.set('body.problems.js', await thoroughValidator(anyBody(events, eventFile)))
  files.set('body.problems.d.ts', thoroughDeclaration)
  files.set('manifest-names.ts', manifestNamesModule(schemaOf(schemas, 'manifest.schema.json')))
  files.set('severities.ts', severitiesModule())
  files.set('body-validators.ts', loadersModule(events))
  files.set('catalog.ts', catalogModule(events))
  files.set('payloads.ts', await payloadTypes(events))
  files.set('event-file.ts', await moduleOfTypes(withoutPayloads(eventFile), 'EventFile'))
  files.set(
    'result.ts',
    await moduleOfTypes(resolved(schemas, 'result.schema.json'), 'PublishedResult'),
  )
  return files
}

/** The part of a body that is the same for all events. */
function anyBody(events: readonly EventSchema[], eventFile: JsonObject): JsonObject {
  const [first] = events
  if (first === undefined) throw new Error('There are no events')
  return withAnyPayload(first.body, eventFile)
}

/** Each event's validators stand in modules of their own, so that only what is needed is loaded. */
function loadersModule(events: readonly EventSchema[]): string {
  const table = (kind: string) =>
    events.map(({ name, kebab }) => `  '${name}': () => import('./${kebab}.${kind}.js'),`)
  return [
    'export const fast = {',
    ...table('body'),
    '}',
    'export const thorough = {',
    ...table('problems'),
    '}',
    '',
  ].join('\n')
}

/**
 * The ids of the rules, and how much those weigh that are no errors, without their prose: a run needs
 * only this, and loads it at every start.
 */
function severitiesModule(): string {
  const lighter = Object.entries(rules).filter(([, { severity }]) => severity !== 'error')
  return [
    'export type RuleId =',
    ...Object.keys(rules).map(id => `  | '${id}'`),
    '',
    "export const lighter: Readonly<Partial<Record<RuleId, 'warning' | 'notice'>>> = {",
    ...lighter.map(([id, { severity }]) => `  '${id}': '${severity}',`),
    '}',
    '',
  ].join('\n')
}

/** Files that are right stay untouched, so that nothing is missing while something else reads them. */
async function writeGenerated(folder: URL, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, text] of files) {
    const file = new URL(name, folder)
    const current = await readFile(file, 'utf8').catch(() => undefined)
    if (current !== text) await writeFile(file, text)
  }
  for (const name of await readdir(folder)) {
    if (!files.has(name)) await rm(new URL(name, folder), { recursive: true })
  }
}
