import {
  countOf,
  type Diagnostic,
  documentationOf,
  finding,
  type Place,
  type RuleId,
  type Severity,
} from '../diagnostic.ts'
import { jsonText } from '../escape.ts'
import type { PublishedResult } from '../generated/result.ts'
import { rules } from '../generated/rules.ts'
import type { CampaignReport, Delivery, Outcome, Result, Spoken } from '../result.ts'
import type { Settings } from '../settings.ts'
import { secondsOf } from '../speech/listening.ts'
import { version } from '../version.ts'
import { messageOf, type World } from '../world.ts'
import { previewPage } from './preview-page.ts'
import { placeText } from './words.ts'

/**
 * Writes the report of a run and the page of its preview, where they are wanted.
 *
 * @returns the same result, or one that says what cannot be written and why
 */
export async function reported(
  {
    report,
    html,
    failOn,
  }: Pick<Settings, 'report' | 'failOn'> & { readonly html?: string | undefined },
  result: Result,
  world: Pick<World, 'writeFile'>,
): Promise<Result> {
  const outputs = [
    { what: 'report', path: report, text: reportText },
    { what: 'page', path: html, text: (_: string, shown: Result) => previewPage(shown) },
  ]
  let ended = result
  for (const { what, path, text } of outputs) {
    if (path === undefined) continue
    try {
      await world.writeFile(path, text(path, ended))
    } catch (error) {
      const refused = finding(
        'settings/file-unreadable',
        undefined,
        `The ${what} cannot be written to ${path}: ${messageOf(error)}.`,
        'Check that the folder exists and may be written to.',
      )
      const diagnostics = [...ended.diagnostics, refused]
      ended = { ...ended, diagnostics, failed: failOn !== 'never' }
    }
  }
  return ended
}

/** The text of a report file: SARIF (the findings alone) where its name ends so, else the whole result as JSON. */
export function reportText(path: string, result: Result): string {
  const report = /\.sarif(?:\.json)?$/i.test(path)
    ? sarifLog(result, version)
    : resultObject(result)
  return `${jsonText(report)}\n`
}

type Published<Part extends 'diagnostics' | 'deliveries'> = PublishedResult[Part][number]

/**
 * The published form of a result: what `report` writes and `--json` prints, as
 * `schemas/result.schema.json` describes it. Its keys are always in the same order.
 */
export function resultObject(result: Result): PublishedResult {
  const { time, command, event, origin } = result
  return {
    version,
    ...(time === undefined ? {} : { time }),
    ...(origin === undefined ? {} : { run: { ...origin.run }, actor: origin.actor }),
    ...(command === undefined ? {} : { command }),
    ...(event === undefined ? {} : { event: { ...event } }),
    status: result.status,
    ...(result.stage === undefined ? {} : { stage: result.stage }),
    ...(result.stageReason === undefined ? {} : { stageReason: result.stageReason }),
    regions: [...result.regions],
    ...(result.regionsReason === undefined ? {} : { regionsReason: result.regionsReason }),
    ...(result.referenceId === undefined ? {} : { referenceId: result.referenceId }),
    diagnostics: result.diagnostics.map(publishedDiagnostic),
    preview: result.preview.map(publishedSpoken),
    deliveries: result.deliveries.map(publishedDelivery),
    ...(result.campaign === undefined ? {} : { campaign: publishedCampaign(result.campaign) }),
    simulated: result.simulated,
    counts: {
      accepted: result.campaign?.counts.accepted ?? outcomes(result, 'accepted'),
      alreadySent: result.campaign?.counts.alreadySent ?? outcomes(result, 'already-sent'),
      rejected: result.campaign?.counts.rejected ?? outcomes(result, 'rejected'),
      failed: result.campaign?.counts.failed ?? outcomes(result, 'failed'),
      errors: countOf(result.diagnostics, 'error'),
      warnings: countOf(result.diagnostics, 'warning'),
    },
    ...(result.skippedReason === undefined ? {} : { skippedReason: result.skippedReason }),
  }
}

function publishedSpoken({
  locale,
  speech,
  wording,
  parts,
  heard,
  notes,
}: Spoken): PublishedResult['preview'][number] {
  return {
    locale,
    speech,
    wording,
    heard: heard ?? 'sentence',
    seconds: secondsOf(speech),
    screen: speech,
    ...(parts === undefined ? {} : { parts: parts.map(part => ({ ...part })) }),
    notes: [...notes],
  }
}

function publishedDiagnostic(diagnostic: Diagnostic): Published<'diagnostics'> {
  const { rule, severity, message, help, place } = diagnostic
  return { rule, severity, message, ...place, help, docs: documentationOf(rule) }
}

function publishedDelivery(delivery: Delivery): Published<'deliveries'> {
  const { region, audience, outcome, httpStatus, requestId, attempts, inDoubt, message } = delivery
  return {
    region,
    audience,
    outcome,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(requestId === undefined ? {} : { requestId }),
    attempts,
    inDoubt,
    message,
  }
}

function publishedCampaign(campaign: CampaignReport): NonNullable<PublishedResult['campaign']> {
  const reasons = campaign.reasons.map(reason => ({ ...reason, examples: [...reason.examples] }))
  const stops = campaign.stops.map(({ region, ...stop }) =>
    region === undefined ? stop : { region, ...stop },
  )
  return { ...campaign, reasons, stops }
}

function outcomes(result: Result, outcome: Outcome): number {
  return result.deliveries.filter(delivery => delivery.outcome === outcome).length
}

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
}

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
          message: { text: sentencesOf(diagnostic) },
          locations: [{ physicalLocation: locationOf(diagnostic.place) }],
        })),
      },
    ],
  }
}

function descriptorOf(id: RuleId): object {
  const { title, why, fix, severity } = rules[id]
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

function sentencesOf(diagnostic: Diagnostic): string {
  return `${diagnostic.message} ${diagnostic.help}`.trim()
}

function withPlace(diagnostic: Diagnostic): string {
  const place = diagnostic.place === undefined ? '' : `${placeText(diagnostic.place)}: `
  return `${place}${sentencesOf(diagnostic)}`
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
