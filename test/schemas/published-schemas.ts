import { Ajv } from 'ajv'
import { readSchemas, type Schemas } from '../../scripts/generate-schemas.ts'

/** Keywords that only describe: the project's own, and those that editors know. */
const annotations = [
  ...['x-localizable', 'x-unverified', 'x-english-only', 'x-time', 'x-form', 'x-help'],
  ...['patternErrorMessage', 'deprecationMessage', 'doNotSuggest'],
]

/** The hand-written schemas. */
export function publishedSchemas(): Promise<Schemas> {
  return readSchemas(new URL('../../schemas/', import.meta.url))
}

/** A validator as strict as ajv can be about keywords it does not know, holding all schemas. */
export function ajvWith(schemas: Schemas): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
  })
  ajv.addVocabulary(annotations)
  for (const schema of schemas.values()) ajv.addSchema(schema)
  return ajv
}
