import type { RuleTable } from './rule.ts'

export const driftRules = {
  'drift/publication-missing': {
    severity: 'error',
    title: 'The stage does not publish the event',
    why: 'The manifest that Amazon holds for this stage decides who hears an event, not the file at hand. Where it does not list the event, Amazon may answer 202 all the same, and nobody hears anything. It is an error before a send to that stage, and everywhere with `drift: error`; else a warning.',
    fix: 'Deploy the manifest to the stage, with `ask deploy` or `ask smapi update-skill-manifest`, and wait until it has succeeded. The live stage gets it by certification.',
  },
  'drift/permission-missing': {
    severity: 'error',
    title: 'The stage does not have the notification permission',
    why: 'Customers can turn notifications on only where the manifest that Amazon holds for the stage has the permission `alexa::devices:all:notifications:write`. Without it nobody is subscribed, or there is no token. It is an error before a send to that stage, and everywhere with `drift: error`; else a warning.',
    fix: 'Deploy a manifest with the permission to the stage. The live stage gets it by certification.',
  },
  'drift/differs': {
    severity: 'warning',
    title: 'The manifest at hand is not the one at the stage',
    why: 'Publications, subscriptions, the notification permission, locales and endpoints decide whether an event arrives and who hears it. Checks are of the manifest at hand, and customers live with the one at the stage. What Amazon adds or writes in another way is not compared.',
    fix: 'Deploy the manifest, or take over what was changed at the stage.',
  },
  'drift/not-compared': {
    severity: 'warning',
    title: 'The manifest could not be compared with the one at the stage',
    why: '`drift` asks the Skill Management API for the manifest of the stage. For that it needs the skill id, a refresh token and the Login with Amazon client that the token was made with. What Amazon does not tell never stops a send.',
    fix: 'Do what the finding says. [docs/drift.md](drift.md) tells how to get a token. Leave `drift` out to compare nothing.',
  },
} satisfies RuleTable

export type DriftRuleId = keyof typeof driftRules
