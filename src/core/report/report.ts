import { countOf, documentationOf, type RuleId, type Severity } from '../diagnostic.ts'
import { jsonText } from '../escape.ts'
import type { PublishedResult } from '../generated/result.ts'
import { rules } from '../generated/rules.ts'
import { withoutAbsent } from '../json.ts'
import type { CampaignReport, CampaignStop, Delivery, Outcome, Result, Spoken } from '../result.ts'
import { secondsOf } from '../speech/speak.ts'
import { version } from '../version.ts'
import { placeText } from './words.ts'

/** The text of a report file: SARIF (the findings alone) where its name ends so, else the whole result as JSON. */
export function reportText(path: string, result: Result): string {
  const report = /\.sarif(?:\.json)?$/i.test(path)
    ? sarifLog(result, version)
    : resultObject(result)
  return `${jsonText(report)}\n`
}

/**
 * The published form of a result: what `report` writes and `--json` prints, as
 * `schemas/result.schema.json` describes it. Its keys are always in the same order.
 */
export function resultObject(result: Result): PublishedResult {
  const { event, origin, diagnostics, deliveries, campaign } = result
  const countOutcomes = (outcome: Outcome): number =>
    deliveries.filter(delivery => delivery.outcome === outcome).length
  return withoutAbsent({
    version,
    time: result.time,
    run: origin && { ...origin.run },
    actor: origin?.actor,
    command: result.command,
    event: event && { ...event },
    status: result.status,
    stage: result.stage,
    stageReason: result.stageReason,
    regions: [...result.regions],
    regionsReason: result.regionsReason,
    referenceId: result.referenceId,
    diagnostics: diagnostics.map(({ rule, severity, message, help, place }) => ({
      rule,
      severity,
      message,
      ...place,
      help,
      docs: documentationOf(rule),
    })),
    preview: result.preview.map(publishedSpoken),
    deliveries: deliveries.map(withoutAbsent<Delivery>),
    campaign: campaign && publishedCampaign(campaign),
    simulated: result.simulated,
    counts: {
      accepted: campaign?.counts.accepted ?? countOutcomes('accepted'),
      alreadySent: campaign?.counts.alreadySent ?? countOutcomes('already-sent'),
      rejected: campaign?.counts.rejected ?? countOutcomes('rejected'),
      failed: campaign?.counts.failed ?? countOutcomes('failed'),
      errors: countOf(diagnostics, 'error'),
      warnings: countOf(diagnostics, 'warning'),
    },
    skippedReason: result.skippedReason,
  })
}

function publishedSpoken(spoken: Spoken): PublishedResult['preview'][number] {
  const { locale, speech, wording, heard, parts, notes } = spoken
  return withoutAbsent({
    locale,
    speech,
    wording,
    heard: heard ?? ('sentence' as const),
    seconds: secondsOf(speech),
    screen: speech,
    parts: parts?.map(part => ({ ...part })),
    notes: [...notes],
  })
}

function publishedCampaign(campaign: CampaignReport): NonNullable<PublishedResult['campaign']> {
  const reasons = campaign.reasons.map(reason => ({ ...reason, examples: [...reason.examples] }))
  return { ...campaign, reasons, stops: campaign.stops.map(withoutAbsent<CampaignStop>) }
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
  const results: object[] = []
  const notifications: object[] = []
  for (const { rule, severity, message, help, place } of diagnostics) {
    const index = ids.indexOf(rule)
    const level = levels[severity]
    const text = `${message} ${help}`.trim()
    // Text given in place has a name in angle brackets instead of a path.
    if (place === undefined || place.file.startsWith('<')) {
      const where = place === undefined ? '' : `${placeText(place)}: `
      notifications.push({
        descriptor: { id: rule },
        associatedRule: { id: rule, index },
        level,
        message: { text: `${where}${text}` },
      })
    } else {
      const { file, line: startLine, column: startColumn, endLine, endColumn } = place
      const artifactLocation = { uri: uriOf(file) }
      const region = { startLine, startColumn, endLine, endColumn }
      results.push({
        ruleId: rule,
        ruleIndex: index,
        level,
        message: { text },
        locations: [{ physicalLocation: { artifactLocation, region } }],
      })
    }
  }
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
          { executionSuccessful: !result.failed, toolExecutionNotifications: notifications },
        ],
        results,
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
