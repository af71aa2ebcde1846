import { ruleTable } from './rule.ts'

export const settingsRules = ruleTable({
  'settings/value': {
    severity: 'error',
    title: 'A setting has a value it cannot have',
    why: 'Each setting takes certain values only. A value that is not understood is never replaced by a default, because the default might notify the wrong customers.',
    fix: 'Use one of the values that the message lists. The README has a table of all settings.',
  },
  'settings/variables': {
    severity: 'error',
    title: 'The variables are not a map',
    why: '`variables` fills templates by name, so it has to be a map of names to values, written in YAML or JSON.',
    fix: 'Write one `name: value` per line, or a JSON object: `{"name": "value"}`.',
  },
  'settings/event-twice': {
    severity: 'error',
    title: 'The event is given twice',
    why: 'With both `event-file` and `event` set it is not clear which of them customers should hear.',
    fix: 'Keep one of `event-file` and `event`.',
  },
  'settings/event-missing': {
    severity: 'error',
    title: 'There is no event to preview or send',
    why: '`preview` and `send` are about one event, and none is given.',
    fix: 'Set `event-file` to the path of an event file, or write the event into `event`.',
  },
  'settings/event-file-missing': {
    severity: 'error',
    title: 'The event file does not exist',
    why: 'The path is looked up from the folder the command runs in; in a workflow that is the checked-out repository.',
    fix: 'Correct the path. In a workflow, run `actions/checkout` before this step.',
  },
  'settings/users-file-missing': {
    severity: 'error',
    title: 'The file of users does not exist',
    why: 'The path is looked up from the folder the command runs in; in a workflow that is the checked-out repository. `-` stands for standard input, which a step of a workflow does not have.',
    fix: 'Correct the path of `users-file`. In a workflow, run the step that makes or downloads the file before this one.',
  },
  'settings/file-unreadable': {
    severity: 'error',
    title: 'A file cannot be read or written',
    why: 'The system refused access, or the path is a folder.',
    fix: 'Check the path and its permissions.',
  },
  'settings/credentials-missing': {
    severity: 'error',
    title: 'The credentials are missing',
    why: 'Amazon hands out a token only for the client id and client secret of the skill. A GitHub secret that does not exist arrives as an empty text, so a misspelt secret name looks the same as none.',
    fix: 'Copy both from the Alexa developer console (the skill, Build, Permissions, "Alexa Skill Messaging") into secrets, and pass them as `client-id` and `client-secret` (or `ALEXA_CLIENT_ID` and `ALEXA_CLIENT_SECRET`). To try without an account, set `simulate: true`.',
  },
  'settings/credentials-whitespace': {
    severity: 'warning',
    title: 'A credential has spaces or a newline around it',
    why: 'A secret that was pasted with a newline is refused by Login with Amazon with `invalid_client`. The spaces are left out for this run.',
    fix: 'Store the secret again without them.',
  },
  'settings/credentials-shape': {
    severity: 'warning',
    title: 'The client id does not look like one',
    why: 'Client ids of skills seen so far begin with `amzn1.application-oa2-client.`. Other pairs of the developer console (account linking, security profiles) are refused with `unauthorized_client`.',
    fix: 'Take the pair from the skill, Build, Permissions, "Alexa Skill Messaging".',
  },
  'settings/unicast-regions': {
    severity: 'warning',
    title: 'An event for one customer goes to several regions',
    why: "A customer's account is in one region, and only that one knows the user id. The others answer 403, and the run ends as `partial`.",
    fix: 'Set `regions` to the one of the customer. Every request to the skill carries it in `context.System.apiEndpoint`; store it with the user id.',
  },
  'settings/without-secrets': {
    severity: 'notice',
    title: 'This run has no secrets, so nothing is sent',
    why: 'GitHub gives no secrets to workflows started by a fork or by Dependabot. That is no mistake of the author, so the run does not fail.',
    fix: 'Nothing. The announcement goes out when the change is merged and the workflow runs for the branch.',
  },
  'settings/no-occasion': {
    severity: 'notice',
    title: 'There is nothing to announce',
    why: 'A workflow may start for much that is no news: a release that is edited or deleted, a deployment that failed, a workflow that was cancelled, a branch that is gone, a release below `release-level`. Nobody is notified then, and the run does not fail.',
    fix: 'Nothing. [Who is notified](stages.md) lists what is an occasion.',
  },
  'settings/not-live': {
    severity: 'warning',
    title: 'A release, version or production environment is announced to development only',
    why: 'What looks as if it was for all customers reaches nobody but testers, since no pattern says that it is live. That is easily overlooked, as the run is green.',
    fix: 'Set what the finding names, such as `live-refs: main, refs/tags/skill-v*` or `live-environments: production, production-eu`. The value replaces the default, so it repeats what is live already. Where development is right, say `stage: development`.',
  },
  'settings/live-refs-pattern': {
    severity: 'warning',
    title: 'A pattern of live-refs can match nothing',
    why: '`live-refs` takes glob patterns: names of branches or tags, or full refs. Regular expressions, exclusions with `!` and half refs such as `tags/v*` match nothing, so what they are to make live stays development.',
    fix: 'Write `main`, `release/**`, `v*` or `refs/tags/skill-v*`.',
  },
  'settings/release-lookup': {
    severity: 'error',
    title: 'The release cannot be looked up',
    why: 'The run is about a GitHub release that does not exist, or that GitHub does not tell. Without it, neither its texts nor whether it is a prerelease is known. `validate` and `preview` go on without it.',
    fix: 'Do what the finding says: correct the tag, or give the job `permissions: contents: read`.',
  },
  'settings/release-stand-in': {
    severity: 'notice',
    title: 'Another release stands in for the one that is not there yet',
    why: 'An event that speaks of a release can be checked before there is one: the latest release of the repository takes its place, or a sample where there is none. Nobody is notified of either.',
    fix: 'Nothing. Set `release` to a tag to see another one.',
  },
  'settings/job-environment': {
    severity: 'notice',
    title: 'The environment of the job is not known',
    why: 'A job with `id-token: write` can learn from GitHub which environment it runs in. Where GitHub does not answer, the stage is decided without it.',
    fix: 'Set `environment` to the same name as the `environment:` of the job.',
  },
  'settings/draft-release': {
    severity: 'notice',
    title: 'A draft release is never announced',
    why: 'A draft is not public yet, so nobody should hear of it.',
    fix: 'Publish the release; the workflow runs again with `types: [published]`.',
  },
})
