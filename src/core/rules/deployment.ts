import type { RuleTable } from './rule.ts'

export const deploymentRules = {
  'deployment/permission-missing': {
    severity: 'error',
    title: 'Alexa has no permission to call the function',
    why: 'The manifest sends events to a function that this service deploys, but the template has no permission of `alexa-appkit.amazon.com` for it. Skill management then answers "The trigger setting for the Lambda … is invalid". It is only a warning where a nested stack, a macro or another tool may add the permission.',
    fix: 'Write `events: - alexaSkill: amzn1.ask.skill.…` under the function in serverless.yml.',
  },
  'deployment/permission-disabled': {
    severity: 'error',
    title: 'The permission does not let Alexa call the function',
    why: '`enabled: false` makes the framework write `lambda:DisableInvokeFunction` in place of `lambda:InvokeFunction`: a permission that allows nothing.',
    fix: 'Remove `enabled: false` from the event `alexaSkill`. In `resources`, write `Action: lambda:InvokeFunction`.',
  },
  'deployment/permission-any-skill': {
    severity: 'warning',
    title: 'Any skill may call the function',
    why: 'A permission of `alexa-appkit.amazon.com` without `EventSourceToken` lets every skill of every developer call the function, not only your own.',
    fix: 'Give the event the skill id, `alexaSkill: amzn1.ask.skill.…`, or `EventSourceToken` where the permission is written in `resources`.',
  },
  'deployment/permission-other-skill': {
    severity: 'error',
    title: 'The permission is for another skill',
    why: 'Only the skill named by `EventSourceToken` may call the function. It is not the skill being deployed, so its events cannot reach the function.',
    fix: 'Write the same id in `custom.alexaProactive.skillId` and in the event `alexaSkill`. A function may have one such event for each of several skills.',
  },
  'deployment/permission-qualifier': {
    severity: 'error',
    title: 'The permission is for another alias or version',
    why: 'A permission counts for one alias or version, or for the function without either: one for `skill:live` does not let Alexa call `skill`, and the other way round. It is only a warning where the template does not make what the manifest names, so that something else may give it the permission.',
    fix: 'Let `events.endpoint` of the manifest name the alias that has the permission, or give a permission to the alias that the manifest names.',
  },
  'deployment/skill-id': {
    severity: 'warning',
    title: 'A permission has no valid skill id',
    why: 'Skill ids begin with `amzn1.ask.skill.`; a permission for anything else admits no skill. It is an error where the id is a placeholder that was never filled in.',
    fix: 'Copy the id from the developer console, or from `.ask/ask-states.json` of the ASK CLI.',
  },
  'deployment/endpoint-placeholder': {
    severity: 'warning',
    title: 'An endpoint is still a placeholder when the function is deployed',
    why: 'Alexa calls the address in the manifest, and a placeholder is none. Before the first deploy there is nothing else to write, so the deploy continues, but no event is sent. The ARN follows from service, stage, account and region, so it can be filled in now.',
    fix: 'Write the ARN that the message gives, or an `https://` address; `serverless alexa-proactive manifest --write` does it.',
  },
  'deployment/endpoint-https': {
    severity: 'notice',
    title: 'An endpoint is an https address',
    why: 'Events go to that address, not to a function of this service, so function permissions do not apply and nothing more can be checked.',
    fix: 'Nothing, if the address is right. Otherwise write the ARN of the function.',
  },
  'deployment/endpoint-region': {
    severity: 'warning',
    title: 'The manifest names no function in the region being deployed',
    why: 'All endpoints of the manifest are functions in other AWS regions, so no function of this deploy receives an event.',
    fix: 'Deploy to the region of the endpoint with `provider.region` or `--region`, or correct `events.endpoint`.',
  },
  'deployment/endpoint-account': {
    severity: 'warning',
    title: 'An endpoint names a function in another AWS account',
    why: 'The function that is deployed is not the one that Alexa calls. The account is known before the upload. The deploy continues, but no event is sent.',
    fix: 'Correct the account number in the endpoint, or deploy with the credentials of its account.',
  },
  'deployment/endpoint-function': {
    severity: 'warning',
    title: 'An endpoint names a function that this service does not have',
    why: 'It may belong to another service or service stage, which is why this is mostly a warning. It is an error where the name begins like all names of this service and stage: no such function will exist after the deploy.',
    fix: 'Write the ARN of the function that answers the events.',
  },
  'deployment/endpoint-version': {
    severity: 'warning',
    title: 'An endpoint names a version that is not the one deployed',
    why: 'A version of a function never changes, so an ARN that ends in its number calls old code after every deploy.',
    fix: 'Leave out the version, or make an alias and name that.',
  },
  'deployment/subscribers-subscription': {
    severity: 'error',
    title: 'The table of subscribers is not told who subscribes',
    why: 'With `subscribers: true` the stack has a table, and `withSubscribers` writes what Alexa tells the skill. Alexa tells it only what the manifest subscribes to: `SKILL_PROACTIVE_SUBSCRIPTION_CHANGED` for who wants which events, `SKILL_DISABLED` for ids that are dead. It is a warning where only the second is missing.',
    fix: 'Add both to `events.subscriptions` of the manifest, and deploy it.',
  },
  'deployment/subscribers-role': {
    severity: 'warning',
    title: 'A function may not be allowed to write the table of subscribers',
    why: 'The plugin adds the permission to the role that functions of a service share. A function with a role of its own (`role`, `provider.iam.role`, serverless-iam-roles-per-function) does not have it. Without it nothing is recorded, and the log of the function says `AccessDeniedException`.',
    fix: 'Allow `dynamodb:UpdateItem` on the table in that role: `Resource: !GetAtt AlexaSubscribersTable.Arn`.',
  },
  'deployment/region-without-trigger': {
    severity: 'error',
    title: 'The region being deployed has no Alexa trigger',
    why: 'Alexa can call functions in us-east-1, us-west-2, eu-west-1 and ap-northeast-1 only. For others skill management answers "The trigger setting for the Lambda … is invalid".',
    fix: 'Deploy the service to one of these regions.',
  },
} satisfies RuleTable

export type DeploymentRuleId = keyof typeof deploymentRules

export const serverlessRules = {
  'serverless/setting': {
    severity: 'error',
    title: 'A setting in serverless.yml is not valid',
    why: '`custom.alexaProactive` decides who is notified, so nothing in it is guessed: an invalid value is never replaced by a default, and an unknown name is never ignored.',
    fix: 'Do what the message says. All settings are in [docs/serverless.md](serverless.md).',
  },
  'serverless/secret': {
    severity: 'error',
    title: 'serverless.yml contains a secret',
    why: 'Every value below `custom`, including what a variable such as `env` or `ssm` resolves to, is written in clear text to `.serverless/serverless-state.json`. A deploy uploads that file, and `serverless print` shows the value.',
    fix: 'Remove the value. The credentials are read from the environment variables `ALEXA_CLIENT_ID` and `ALEXA_CLIENT_SECRET`; `clientId` and `clientSecret` may hold the names of others. If the value was deployed or committed, create a new secret in the developer console, under Build and Permissions.',
  },
  'serverless/event-name': {
    severity: 'error',
    title: 'The command needs one event',
    why: 'A command is about one event: one of `custom.alexaProactive.events`, or an event file.',
    fix: 'Set `--event` to a name from `custom.alexaProactive.events`, or `--event-file` to a path.',
  },
  'serverless/skill': {
    severity: 'error',
    title: 'It is not clear which skill sends the events',
    why: '`custom.alexa.skills` lists several skills, and events are sent for one of them.',
    fix: 'Set `custom.alexaProactive.skillId` to the id of one of them, or `custom.alexaProactive.manifest` to the path of its manifest.',
  },
  'serverless/reference-id-shared': {
    severity: 'error',
    title: 'Several events have the same reference id',
    why: 'Amazon tells announcements apart by reference id: it would refuse the second event as a repeat of the first.',
    fix: 'Write `referenceId` into each event, or leave it out to have one derived for each.',
  },
  'serverless/commit-unknown': {
    severity: 'warning',
    title: 'The deployed commit is not known',
    why: 'The reference id is made from service, service stage and commit, so that one commit is announced once, wherever it is deployed from. Without a commit, two deploys whose event file and variables are the same are one announcement: Amazon answers the second with "already sent".',
    fix: 'Deploy from a git checkout, with git installed, or in a CI service that provides the commit. Otherwise set `announcement` to a text that changes with each announcement, such as the version.',
  },
  'serverless/live-by-default': {
    severity: 'warning',
    title: 'A plain deploy notifies live customers',
    why: 'The service stage is `prod`, `production` or `live` unless `--stage` says otherwise, and these are live unless `stages` says otherwise. So `serverless deploy`, without any option, tells every customer who subscribed.',
    fix: 'Where that is wanted, write `stages: { prod: live }` below `custom.alexaProactive`. Otherwise let `provider.stage` be another stage, and deploy with `--stage prod`.',
  },
  'serverless/number': {
    severity: 'warning',
    title: 'A number is not what was written',
    why: 'YAML and JSON take `1.10` without quotes for a number, which is 1.1, and `2.0` for 2. So a template or the name of a release would say another version.',
    fix: 'Put the value in quotes: `version: "1.10"`.',
  },
} satisfies RuleTable
