/**
 * Makes validators, types and the catalog from the schemas, the rules from their page, and the inbox's page: `npx tsx scripts/generate.ts`.
 * With `--check` nothing is written, and the exit code is 1 if a committed file is not what the
 * schemas give.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { JsonObject } from '../src/core/json.ts'
import {
  catalogModule,
  type EventSchema,
  eventSchemas,
  manifestNamesModule,
} from './generate-catalog.ts'
import { editorSchema } from './generate-editor.ts'
import { engineFiles } from './generate-engine.ts'
import { pluginFiles } from './generate-plugin.ts'
import { rulesModule, rulesOf, severitiesModule } from './generate-rules.ts'
import { readSchemas, resolved, type Schemas, schemaOf } from './generate-schemas.ts'
import { startersModule } from './generate-starters.ts'
import { moduleOfTypes, payloadTypes } from './generate-types.ts'
import {
  acceptingValidators,
  explainingValidators,
  withAnyPayload,
  withoutPayloads,
} from './generate-validators.ts'
import { pageModule } from './page.ts'

const rulesPage = new URL('../docs/rules.md', import.meta.url)
const schemaFolder = new URL('../schemas/', import.meta.url)
const generatedFolder = new URL('../src/core/generated/', import.meta.url)
const pluginFolder = new URL('../plugin/generated/', import.meta.url)
const pageFolder = new URL('../src/simulator/generated/', import.meta.url)
const editorFile = new URL('editor/event-file.schema.json', schemaFolder)

const acceptsDeclaration = `import type { EventName } from '../alexa.ts'

/** Tells whether nothing in a body is known to be refused, by the name of the event. */
export declare const accepts: Readonly<Record<EventName, (body: unknown) => boolean>>
`

const explainsDeclaration = `import type { EventName } from '../alexa.ts'
import type { Explaining } from '../schema/problems.ts'

/** Explain what is wrong with the payload of an event, or with what is around it. */
export declare const explains: Readonly<Record<EventName | 'envelope', Explaining>>
`

const reportDeclaration = `import type { PublishedResult } from './result.ts'

export declare const accepts: {
  /** Tells whether a value is a report as \`report\` writes it. */
  report(value: unknown): value is PublishedResult
}
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
  await writeGenerated(pageFolder, new Map([['page.ts', await pageModule()]]))
}

async function generatedFiles(schemas: Schemas): Promise<ReadonlyMap<string, string>> {
  const events = eventSchemas(schemas)
  const eventFile = resolved(schemas, 'event-file.schema.json')
  const result = resolved(schemas, 'result.schema.json')
  const model = await readFile(
    new URL('index.d.ts', import.meta.resolve('ask-smapi-model')),
    'utf8',
  )
  const names = manifestNamesModule(schemaOf(schemas, 'manifest.schema.json'), model)
  const rules = rulesOf(await readFile(rulesPage, 'utf8'))
  const bodies = new Map(events.map(({ name, body }) => [name, body]))
  const parts = new Map(events.map(({ name, payload }) => [name, payload]))
  parts.set('envelope', anyBody(events, eventFile))
  return new Map([
    ['accepts.js', acceptingValidators(bodies)],
    ['accepts.d.ts', acceptsDeclaration],
    ['explains.js', explainingValidators(parts)],
    ['explains.d.ts', explainsDeclaration],
    ['manifest-names.ts', names],
    ['rules.ts', rulesModule(rules)],
    ['severities.ts', severitiesModule(rules)],
    ['catalog.ts', catalogModule(events)],
    ['starters.ts', startersModule(events)],
    ['payloads.ts', await payloadTypes(events)],
    ['event-file.ts', await moduleOfTypes(withoutPayloads(eventFile), 'EventFile')],
    ['result.ts', await moduleOfTypes(result, 'PublishedResult')],
    ['report.js', acceptingValidators(new Map([['report', result]]))],
    ['report.d.ts', reportDeclaration],
    ...engineFiles,
  ])
}

/** The part of a body that is the same for all events. */
function anyBody(events: readonly EventSchema[], eventFile: JsonObject): JsonObject {
  const [first] = events
  if (first === undefined) throw new Error('There are no events')
  return withAnyPayload(first.body, eventFile)
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
