import type { RuleTable } from './rule.ts'

export const settingsRules = {
  'settings/value': {
    severity: 'error',
    title: 'A setting has an invalid value',
    why: 'An invalid value is never replaced by the default, because the default might notify the wrong customers.',
    fix: 'Use one of the values that the message lists. [All settings](inputs.md) are in one table.',
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
    why: 'With both `event-file` and `event`, it is not clear which one to send.',
    fix: 'Keep one of `event-file` and `event`.',
  },
  'settings/event-missing': {
    severity: 'error',
    title: 'There is no event to preview or send',
    why: '`preview` and `send` need an event, and none is given.',
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
    why: 'GitHub gives no secrets to workflows started by a fork or by Dependabot. The author did nothing wrong, so the run does not fail.',
    fix: 'Nothing. The announcement goes out when the change is merged and the workflow runs for the branch.',
  },
  'settings/no-occasion': {
    severity: 'notice',
    title: 'There is nothing to announce',
    why: 'A workflow also starts for events that are no news: a release that is edited or deleted, a deployment that failed, a workflow that was cancelled, a branch that is gone, a release below `release-level`. Nobody is notified then, and the run does not fail.',
    fix: 'Nothing. [Who is notified](stages.md) lists what is an occasion.',
  },
  'settings/not-live': {
    severity: 'warning',
    title: 'A release, version or production environment is announced to development only',
    why: 'This looks like an announcement to all customers, but no pattern makes it live, so only testers are notified. That is easy to miss, as the run is green.',
    fix: 'Set what the finding names, such as `live-refs: main, refs/tags/skill-v*` or `live-environments: production, production-eu`. The value replaces the default, so it repeats what is live already. If development is right, set `stage: development`.',
  },
  'settings/live-refs-pattern': {
    severity: 'warning',
    title: 'A pattern of live-refs can match nothing',
    why: '`live-refs` takes glob patterns: names of branches or tags, or full refs. Regular expressions, exclusions with `!` and half refs such as `tags/v*` match nothing, so what they should make live stays development.',
    fix: 'Write `main`, `release/**`, `v*` or `refs/tags/skill-v*`.',
  },
  'settings/release-lookup': {
    severity: 'error',
    title: 'The release cannot be looked up',
    why: 'The run announces a GitHub release that does not exist or cannot be read. Without it, neither its texts nor whether it is a prerelease is known. `validate` and `preview` continue without it.',
    fix: 'Do what the finding says: correct the tag, or give the job `permissions: contents: read`.',
  },
  'settings/release-stand-in': {
    severity: 'notice',
    title: 'There is no release yet, so another one is shown',
    why: 'An event that speaks of a release can be checked before there is one: the latest release of the repository takes its place, or a sample where there is none. Nobody is notified of either.',
    fix: 'Nothing. Set `release` to a tag to see another one.',
  },
  'settings/job-environment': {
    severity: 'notice',
    title: 'The environment of the job is not known',
    why: 'A job with `id-token: write` can ask GitHub which environment it runs in. GitHub did not answer, so the stage is decided without it.',
    fix: 'Set `environment` to the same name as the `environment:` of the job.',
  },
  'settings/proxy-unused': {
    severity: 'warning',
    title: 'A proxy is named that is not used',
    why: 'Proxies for sending are read from `HTTPS_PROXY`. `ALL_PROXY` often names one that speaks SOCKS, which cannot be used, so it is left aside, and requests go to their servers directly.',
    fix: 'Set `HTTPS_PROXY` to `http://host:port`, or take `ALL_PROXY` out of the environment of the step.',
  },
  'settings/draft-release': {
    severity: 'notice',
    title: 'A draft release is never announced',
    why: 'A draft is not public yet.',
    fix: 'Publish the release; the workflow runs again with `types: [published]`.',
  },
} satisfies RuleTable
