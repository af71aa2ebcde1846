import { type Diagnostic, finding } from '../src/core/diagnostic.ts'
import { isObject, type Json, type Path } from '../src/core/json.ts'
import type { Document } from '../src/core/source/document.ts'
import { openFile, readText } from '../src/core/source/read.ts'
import type { World } from '../src/core/world.ts'
import type { Problem } from './secrets.ts'
import type { Service } from './service.ts'

/**
 * The text of serverless.yml, for places in it. Its values are not used: those of the framework have
 * the variables resolved.
 *
 * @returns undefined where it is a program (serverless.ts) or cannot be read
 */
export async function readConfiguration(
  { configurationFile }: Pick<Service, 'configurationFile'>,
  world: Pick<World, 'readFile'>,
): Promise<Document | undefined> {
  if (!/\.(?:ya?ml|json)$/.test(configurationFile)) return undefined
  const opened = await openFile(configurationFile, world)
  if (opened?.file === undefined) return undefined
  const text = new TextDecoder().decode(opened.bytes)
  const { document } = await readText(opened.file, withoutTags(text))
  return document !== undefined && isObject(document.value) ? { ...document, text } : undefined
}

/** Tags of CloudFormation (`!Ref`, `!Sub`) become blanks, which leaves every place where it is. */
function withoutTags(text: string): string {
  return text.replace(/(?<=(?:^|[\s[,])[-:]? *)![A-Za-z]+(?=[\s[{]|$)/gm, tag =>
    ' '.repeat(tag.length),
  )
}

/**
 * A value of serverless.yml as a document of its own, whose places are those in the file; what a
 * variable stands for is at the variable.
 *
 * @param value with variables resolved
 * @param path of the value in the file
 * @param inside where `path` is in `value`: what is around it was added
 */
export function partOfConfiguration(
  file: string,
  configuration: Document | undefined,
  { value, path, inside }: { readonly value: Json; readonly path: Path; readonly inside: Path },
): Document {
  return {
    file,
    text: configuration?.text ?? '',
    value,
    place: (wanted, part) =>
      configuration?.place([...path, ...wanted.slice(inside.length)], part) ?? {
        file,
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 2,
      },
  }
}

/**
 * Problems of the configuration as findings. Where a secret is among them none has a place: the lines
 * that would be shown around it may hold the secret.
 *
 * @param configuration serverless.yml, if it can be read
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
