import type { RuleId } from '../diagnostic.ts'
import { type Diagnostic, documentationOf, type Place, type Severity } from '../diagnostic.ts'
import type { Result } from '../result.ts'
import { rules } from '../rules/index.ts'
import type { Rule } from '../rules/rule.ts'
import { placeText } from './words.ts'

const levels = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
} as const satisfies Record<Severity, string>

/**
 * The findings of a result as a SARIF 2.1.0 log, fit for GitHub code scanning. A finding in a file is a
 * result; one without a file (settings, the network, an event given in place) is a notification of the
 * run, because code scanning refuses results without a location. `version` is this program's own.
 */
export function sarifLog(result: Result, version: string): object {
  const { diagnostics } = result
  const ids = [...new Set(diagnostics.map(({ rule }) => rule))]
  const located = diagnostics.flatMap(diagnostic => {
    const { place } = diagnostic
    return place !== undefined && isFile(place) ? [{ ...diagnostic, place }] : []
  })
  const others = diagnostics.filter(({ place }) => place === undefined || !isFile(place))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'alexa-proactive',
            version,
            semanticVersion: version,
            informationUri: 'https://github.com/alexa-proactive/alexa-proactive',
            rules: ids.map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: !result.failed,
            toolExecutionNotifications: others.map(diagnostic => ({
              descriptor: { id: diagnostic.rule },
              associatedRule: { id: diagnostic.rule, index: ids.indexOf(diagnostic.rule) },
              level: levels[diagnostic.severity],
              message: { text: withPlace(diagnostic) },
            })),
          },
        ],
        results: located.map(diagnostic => ({
          ruleId: diagnostic.rule,
          ruleIndex: ids.indexOf(diagnostic.rule),
          level: levels[diagnostic.severity],
          message: { text: messageOf(diagnostic) },
          locations: [{ physicalLocation: locationOf(diagnostic.place) }],
        })),
      },
    ],
  }
}

function descriptorOf(id: RuleId): object {
  const { title, why, fix, severity }: Rule = rules[id]
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${fix}`, markdown: `${why}\n\n${fix}` },
    helpUri: documentationOf(id),
    defaultConfiguration: { level: levels[severity] },
  }
}

function messageOf(diagnostic: Diagnostic): string {
  return `${diagnostic.message} ${diagnostic.help}`.trim()
}

function withPlace(diagnostic: Diagnostic): string {
  const place = diagnostic.place === undefined ? '' : `${placeText(diagnostic.place)}: `
  return `${place}${messageOf(diagnostic)}`
}

function locationOf(place: Place): object {
  return {
    artifactLocation: { uri: uriOf(place.file) },
    region: {
      startLine: place.line,
      startColumn: place.column,
      endLine: place.endLine,
      endColumn: place.endColumn,
    },
  }
}

/** Text given in place has a name in angle brackets instead of a path. */
function isFile(place: Place): boolean {
  return !place.file.startsWith('<')
}

/** A relative path as a relative URI with forward slashes; an absolute path as a file URI. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  // Half a character cannot be encoded in a URI.
  const encoded = path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(4)}`
  return path.startsWith('/') ? `file://${encoded}` : encoded
}
