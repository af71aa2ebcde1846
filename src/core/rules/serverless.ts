import { ruleTable } from './rule.ts'

export const serverlessRules = ruleTable({
  'serverless/setting': {
    severity: 'error',
    title: 'A setting in serverless.yml is not what it can be',
    why: 'What stands below `custom.alexaProactive` decides who is notified, so nothing in it is guessed: a value that is not understood is never replaced by a default, and a name that is not known is never left out in silence.',
    fix: 'Write what the message says. All settings are in [docs/serverless.md](serverless.md).',
  },
  'serverless/secret': {
    severity: 'error',
    title: 'A secret stands in serverless.yml',
    why: 'Every value below `custom`, also one that a variable such as `env` or `ssm` was replaced by, is written in clear into `.serverless/serverless-state.json`, which a deploy uploads to the deployment bucket, and `serverless print` shows it.',
    fix: 'Take the value out. The credentials are read from the environment variables `ALEXA_CLIENT_ID` and `ALEXA_CLIENT_SECRET`; `clientId` and `clientSecret` may hold the names of others. If the value was deployed or committed, make a new secret where the skill got it, under Build and Permissions.',
  },
  'serverless/event-name': {
    severity: 'error',
    title: 'It is not clear which event is meant',
    why: 'A command is about one event: one of `custom.alexaProactive.events`, or an event file.',
    fix: 'Give `--event` a name that stands in `custom.alexaProactive.events`, or `--event-file` a path.',
  },
  'serverless/skill': {
    severity: 'error',
    title: 'It is not clear which skill is meant',
    why: '`custom.alexa.skills` lists several skills, and events are sent for one of them.',
    fix: 'Set `custom.alexaProactive.skillId` to the id of one of them, or `custom.alexaProactive.manifest` to the path of its manifest.',
  },
  'serverless/reference-id-shared': {
    severity: 'error',
    title: 'Several events have the same reference id',
    why: 'By the reference id Amazon tells one announcement from another: the second event of the same id would be refused as a repetition of the first.',
    fix: 'Write `referenceId` into each event, or leave it out to have one derived for each.',
  },
  'serverless/commit-unknown': {
    severity: 'warning',
    title: 'Nobody tells which commit is deployed',
    why: 'The reference id is made from service, service stage and commit, so that one commit is told once wherever it is deployed from. Without a commit, two deploys whose event file and variables are the same are one announcement: Amazon answers the second with "already sent".',
    fix: 'Deploy from a git checkout, with git installed, or in a CI service that tells the commit. Else set `announcement` to a text that changes with each announcement, such as one with the version.',
  },
})
