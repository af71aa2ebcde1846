// The library: `import { run } from 'alexa-proactive/core'`. What stands here keeps to semantic
// versioning; what is not here may change at any time.

export type { EventBody, LocalizedAttributes, RelevantAudience } from './alexa.ts'
export {
  bodyText,
  type CatalogEntry,
  catalog,
  type EventName,
  eventNames,
  isEventName,
  type Region,
  regions,
  type Stage,
  stages,
} from './alexa.ts'
export {
  type Context,
  type Release,
  type Trigger,
  type Upstream,
  unknownContext,
} from './context.ts'
export { type DeliveryOptions, type DeliveryStep, deliver } from './delivery/deliver.ts'
export type { ProxySettings } from './delivery/proxy.ts'
export {
  type Diagnostic,
  documentationOf,
  type Place,
  type Rule,
  type RuleId,
  type Severity,
} from './diagnostic.ts'
export { isValidBody, problemsOfBody } from './event/payload.ts'
export { type EventOptions, readEvent } from './event/read.ts'
export type { EventFile } from './generated/event-file.ts'
export type {
  MediaContentPayload,
  MessageAlertPayload,
  OccasionPayload,
  OrderStatusPayload,
  PayloadByEvent,
  SocialGameInvitePayload,
  SportsEventPayload,
  TrashCollectionAlertPayload,
  WeatherAlertPayload,
} from './generated/payloads.ts'
export type { PublishedResult } from './generated/result.ts'
export { rules } from './generated/rules.ts'
export type { Json, JsonArray, JsonObject, Path } from './json.ts'
export type { ManifestEndpoint } from './manifest/endpoints.ts'
export { type Manifest, readManifest } from './manifest/manifest.ts'
export { nodeWorld } from './node-world.ts'
export type { Plan, PlannedCampaign, RegionDecision, StageDecision } from './plan.ts'
export { decideRegions } from './plan.ts'
export { codeFrame } from './report/code-frame.ts'
export { summaryMarkdown } from './report/markdown.ts'
export { resultObject, sarifLog } from './report/report.ts'
export type {
  CampaignCounts,
  CampaignProgress,
  CampaignReason,
  CampaignReport,
  CampaignStep,
  Delivery,
  Outcome,
  Result,
  Spoken,
  Status,
} from './result.ts'
export { run } from './run.ts'
export type { SchemaProblem } from './schema/words.ts'
export type { Command } from './setting-kinds.ts'
export type { CampaignSettings } from './settings.ts'
export { type Credentials, parseSettings, type RawSettings, type Settings } from './settings.ts'
export type { FailOn, SettingName } from './settings-table.ts'
export type { Document } from './source/document.ts'
export { type Reading, readDocument, readText } from './source/read.ts'
export { speak } from './speech/speak.ts'
export { decideStage, matchesGlob, type StageSettings } from './stage.ts'
export type { RunOptions, Simulation, Step } from './steps.ts'
export { version } from './version.ts'
export type { KeptInput, World } from './world.ts'
export {
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  TransportError,
} from './world.ts'
