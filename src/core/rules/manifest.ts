import type { RuleTable } from './rule.ts'

export const manifestRules = {
  'manifest/not-found': {
    severity: 'error',
    title: 'There is no skill manifest',
    why: 'The manifest decides whether a skill may send an event at all. If none is found in the usual places, the event is checked alone and this is a notice. It is an error if there is no event either, or if you set the path.',
    fix: 'Set `manifest` to the path of `skill.json`. In a workflow, run `actions/checkout` before this step.',
  },
  'manifest/root-key': {
    severity: 'error',
    title: 'The outermost key is not "manifest"',
    why: 'Skill management reads everything from the key `manifest`. `skillManifest` is the name of very old skills; without either, nothing of the file is read.',
    fix: 'Put the content into `{ "manifest": { … } }`.',
  },
  'manifest/structure': {
    severity: 'error',
    title: 'A part of the manifest has the wrong type',
    why: 'Skill management refuses a manifest that has something else where an object, a list or a text is expected.',
    fix: 'Write what the message asks for, for example `"permissions": [{ "name": "alexa::devices:all:notifications:write" }]`.',
  },
  'manifest/not-custom': {
    severity: 'warning',
    title: 'The skill is not a custom skill',
    why: 'Only custom skills may use the Proactive Events API, according to Amazon’s reference. If `apis` has other kinds only, such as `smartHome`, this is reported in place of everything else the manifest lacks. It is an error where there is an event to send that the skill does not publish.',
    fix: 'Check the path of the manifest. For a custom skill add `custom` to `apis`.',
  },
  'manifest/version': {
    severity: 'error',
    title: 'The manifest version is not the text "1.0"',
    why: 'The only version is the text `"1.0"`. The number `1.0` has the wrong type (an error); any other text is unknown (a warning).',
    fix: 'Write `"manifestVersion": "1.0"`, with quotes.',
  },
  'manifest/permission-missing': {
    severity: 'error',
    title: 'The notification permission is missing',
    why: 'Without `alexa::devices:all:notifications:write` customers cannot turn notifications on, and Login with Amazon answers `invalid_scope` when a token is asked for.',
    fix: 'Add `{ "name": "alexa::devices:all:notifications:write" }` to `manifest.permissions` and deploy the manifest.',
  },
  'manifest/permission-unknown': {
    severity: 'error',
    title: 'A permission is unknown or misspelt',
    why: 'Permissions are a fixed list of names, and skill management refuses others ("Please validate the enums in the request"). A name close to a known one is an error; any other is a warning, as it may be newer than this list.',
    fix: 'Correct the name. Mind the double colon after `alexa`.',
  },
  'manifest/events-missing': {
    severity: 'error',
    title: 'The manifest has no events',
    why: 'A skill that does not declare proactive events cannot send any: Login with Amazon answers `invalid_scope`. Events cannot be set in the developer console, only in the manifest. Without an event to check, this is only a warning, and nothing else that proactive events need is reported.',
    fix: 'Add `events` to the manifest, with `publications`, `subscriptions` and `endpoint`, and deploy it with the ASK CLI or the Skill Management API.',
  },
  'manifest/publications-missing': {
    severity: 'error',
    title: 'No event is published',
    why: 'Only events listed under `events.publications` can be sent, and customers subscribe to exactly those. Without an event to check, this is only a warning, and nothing else that proactive events need is reported.',
    fix: 'Add `"publications": [{ "eventName": "AMAZON.MediaContent.Available" }]` to `events`, with the events the skill sends.',
  },
  'manifest/publications-shape': {
    severity: 'error',
    title: 'The publications are not a list of event names',
    why: 'In the manifest, `publications` is a list of objects with an `eventName` each. In `ask-resources.json`, `skillEvents.publications` is a list of plain texts, from which the ASK CLI makes the objects.',
    fix: 'Write `[{ "eventName": "AMAZON.MediaContent.Available" }]` in `skill.json`, and `["AMAZON.MediaContent.Available"]` in `ask-resources.json`.',
  },
  'manifest/publication-unknown': {
    severity: 'error',
    title: 'A publication is not one of the eight proactive events',
    why: 'There are eight schemas and no way to add one. Amazon’s tools accept any text as a name, so you notice a misspelt one only when nothing can be sent.',
    fix: 'Use one of the eight names of Amazon’s "Schemas for Proactive Events", in exact case.',
  },
  'manifest/publication-duplicate': {
    severity: 'warning',
    title: 'A publication is listed twice',
    why: 'A skill can have one instance of each schema. What Amazon does with the second is not documented.',
    fix: 'Remove one of them.',
  },
  'manifest/endpoint-missing': {
    severity: 'error',
    title: 'The events have no endpoint',
    why: 'As soon as a manifest has `events`, it needs `events.endpoint.uri`, and an endpoint in each entry of `events.regions`: skill management refuses it otherwise. With `skillEvents` in `ask-resources.json` the ASK CLI writes them at deploy.',
    fix: 'Add `"endpoint": { "uri": "arn:aws:lambda:…" }`: the same function that serves `apis.custom` will do.',
  },
  'manifest/endpoint-placeholder': {
    severity: 'warning',
    title: 'An endpoint is a placeholder',
    why: 'The address is not filled in yet. Many teams do that at deploy, so this is a warning while checking and an error when sending. A complete ARN is never a placeholder, whatever its function is called.',
    fix: 'Fill in the address before the manifest is deployed.',
  },
  'manifest/endpoint-unreachable': {
    severity: 'warning',
    title: 'Alexa cannot call an https endpoint',
    why: 'Alexa calls from the internet, on port 443. `localhost`, names and addresses of private networks and other ports cannot be reached.',
    fix: 'Write an address that is reachable from the internet, such as `https://example.com/alexa`.',
  },
  'manifest/endpoint-uri': {
    severity: 'error',
    title: 'An endpoint is neither an ARN nor an https address',
    why: 'Skill management accepts addresses that begin with `arn` or `https://`. The bare name of a function, or `http://`, is refused.',
    fix: 'Write the full ARN of the Lambda function, or an `https://` address.',
  },
  'manifest/endpoint-arn': {
    severity: 'error',
    title: 'The ARN of an endpoint is not complete',
    why: 'A cut-off ARN is refused with "Lambda ARN length is outside permissible range" or an error about enums, neither of which names the place.',
    fix: 'Write it in full: `arn:aws:lambda:us-east-1:123456789012:function:my-skill`, followed by the alias if there is one.',
  },
  'manifest/endpoint-region': {
    severity: 'error',
    title: 'The function is in an AWS region without Alexa trigger',
    why: 'Alexa can call functions in us-east-1, us-west-2, eu-west-1 and ap-northeast-1 only. For others skill management answers "The trigger setting for the Lambda … is invalid".',
    fix: 'Deploy the function to one of these regions, or use an https endpoint.',
  },
  'manifest/certificate-missing': {
    severity: 'warning',
    title: 'An https endpoint has no sslCertificateType',
    why: 'Amazon’s manifest schema has `sslCertificateType` for https endpoints. What happens without it is not known; some manifests leave it out.',
    fix: 'Add `"sslCertificateType": "Trusted"`, or `Wildcard` for a certificate of the parent domain.',
  },
  'manifest/certificate-unknown': {
    severity: 'error',
    title: 'sslCertificateType has an unknown value',
    why: 'The values are `SelfSigned`, `Wildcard` and `Trusted`, in this case; others are refused. For certification the certificate must be trusted.',
    fix: 'Write `"sslCertificateType": "Trusted"`.',
  },
  'manifest/certificate-on-arn': {
    severity: 'warning',
    title: 'An ARN has an sslCertificateType',
    why: 'Certificates belong to https endpoints. A Lambda function has none.',
    fix: 'Remove `sslCertificateType` from this endpoint.',
  },
  'manifest/region-unknown': {
    severity: 'error',
    title: 'A region is not one of Alexa’s',
    why: 'The keys of `events.regions` are Alexa’s regions NA, EU and FE, not AWS regions or countries. `default` exists in the ASK CLI’s own files only; in the manifest its place is `events.endpoint`. A key of `events` that looks like a misspelt `regions` is a warning: what Amazon does with it is not documented.',
    fix: 'Use NA (Americas), EU (Europe and India) or FE (Far East and Australia).',
  },
  'manifest/subscription-missing': {
    severity: 'notice',
    title: 'The skill does not hear who subscribes',
    why: 'Alexa tells a skill with `SKILL_PROACTIVE_SUBSCRIPTION_CHANGED` which customers turned notifications on, with the user id that a Unicast needs. A Multicast works without it.',
    fix: 'Add `{ "eventName": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED" }` to `events.subscriptions`, and answer the request `AlexaSkillEvent.ProactiveSubscriptionChanged`.',
  },
  'manifest/subscription-unknown': {
    severity: 'error',
    title: 'A subscription is unknown or misspelt',
    why: 'Subscriptions are a fixed list of names, and skill management refuses others. A name close to a known one is an error; any other is a warning, as it may be newer than this list.',
    fix: 'Correct the name, for example `SKILL_PROACTIVE_SUBSCRIPTION_CHANGED`. Names that begin with `AMAZON.` belong to `publications`.',
  },
  'manifest/subscription-request-type': {
    severity: 'error',
    title: 'A request type is used as a subscription',
    why: '`AlexaSkillEvent.…` is the type of the request that a skill receives. The manifest subscribes with another name, in capitals.',
    fix: 'Write `SKILL_PROACTIVE_SUBSCRIPTION_CHANGED` for `AlexaSkillEvent.ProactiveSubscriptionChanged`, and so on.',
  },
  'manifest/locales-missing': {
    severity: 'warning',
    title: 'The manifest names no locale',
    why: 'Which customers can hear an event, and which regions it goes to, is taken from `publishingInformation.locales`. Without it, no language can be checked.',
    fix: 'Add `publishingInformation.locales` with an entry for each language of the skill.',
  },
  'manifest/locale-unknown': {
    severity: 'warning',
    title: 'A locale is not one that skills are known to have',
    why: 'Locales are written `en-US`, with a hyphen and capitals. Others than the seventeen in Amazon’s "Develop Skills in Multiple Languages" may be newer than this list.',
    fix: 'Correct the locale, for example `en-GB` in place of `en_GB` or `en-UK`.',
  },
} satisfies RuleTable

export type ManifestRuleId = keyof typeof manifestRules
