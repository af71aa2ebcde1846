/** A workflow command as GitHub's runner reads it from a line of the log. */
export interface WorkflowCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** An error, warning or notice that the runner attaches to the run. */
export interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly title: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly endLine: number | undefined
  readonly endColumn: number | undefined
}

/** A line of output: the command it is, or the text it shows. */
export type LogLine = { readonly command: WorkflowCommand } | { readonly text: string }

/**
 * Reads a step's output the way the runner does: `::name key=value::data` behind any whitespace at
 * the start of a line, and the old `##[name]data` anywhere in one.
 */
export function readLog(output: string): readonly LogLine[] {
  return output
    .replace(/\r?\n$/, '')
    .split(/\r\n|\r|\n/)
    .map(line => {
      const command = readCommand(line) ?? readOldCommand(line)
      return command === undefined ? { text: line } : { command }
    })
}

/** The annotation a command makes; undefined for commands that make none. */
export function annotationOf({ name, properties, data }: WorkflowCommand): Annotation | undefined {
  if (name !== 'error' && name !== 'warning' && name !== 'notice') return undefined
  return {
    kind: name,
    message: data,
    title: properties['title'],
    file: properties['file'],
    line: numberOf(properties['line']),
    column: numberOf(properties['col']),
    endLine: numberOf(properties['endLine']),
    endColumn: numberOf(properties['endColumn']),
  }
}

function readCommand(line: string): WorkflowCommand | undefined {
  const [, name, properties = '', data] = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/.exec(line) ?? []
  if (name === undefined || data === undefined) return undefined
  const entries = properties
    .split(',')
    .map(pair => /^([^=]+)=(.*)$/.exec(pair.trim()))
    .map(found => [found?.[1] ?? '', unescapeProperty(found?.[2] ?? '')])
    .filter(([key]) => key !== '')
  return { name, properties: Object.fromEntries(entries), data: unescapeData(data) }
}

function readOldCommand(line: string): WorkflowCommand | undefined {
  const [, name, data] = /##\[([^\s\]]+)[^\]]*\](.*)$/.exec(line) ?? []
  return name === undefined ? undefined : { name: `##[${name}]`, properties: {}, data: data ?? '' }
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','))
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}
