import { longestLifetime, shortestLifetime, stages } from './alexa.ts'
import {
  address,
  choice,
  commands,
  duration,
  flag,
  list,
  number,
  regionList,
  type Setting,
  shardOf,
  text,
  withDefault,
} from './setting-kinds.ts'

export type FailOn = SettingValues['fail-on']

const everyDoor = ['action', 'cli', 'plugin'] as const
const sending = ['send'] as const
const planning = ['preview', 'send'] as const
const mostConnections = 512

const what = {
  command: choice('<command>', commands, 'validate', {
    doors: ['action'],
    description:
      'What to do. `validate` checks the manifest, and the event if one is given; `preview` also shows what customers will hear; `send` does both and then notifies them.',
  }),
  manifest: text('<path>', {
    description:
      'Path of the skill manifest. `ask-resources.json` beside it is taken into account.',
    otherwise: '`skill-package/skill.json`, else `skill.json`',
  }),
  'event-file': text('<path>', {
    description:
      'Path of the event file, YAML or JSON (`-` on the command line: standard input). `preview` and `send` need it, or `event`.',
  }),
  event: text('<text>', {
    verbatim: true,
    description: 'The event itself, YAML or JSON, instead of `event-file`.',
  }),
  variables: text('<map>', {
    description:
      'Values for templates, a YAML or JSON map: `{name: value}`. In a workflow pass text that other people wrote through `env:` or `toJSON()`, so that it cannot change the map.',
  }),
  release: text('<tag>', {
    doors: everyDoor,
    description: 'GitHub release to announce: a tag, or `latest`.',
    otherwise: 'the release that started the run, or the one of its tag',
  }),
  'release-level': choice('<level>', ['patch', 'minor', 'major'], 'patch', {
    doors: everyDoor,
    description:
      'Lowest release to announce: `patch`, `minor` or `major`. `minor` skips `1.4.7`, `major` skips `1.5.0` too.',
  }),
  repository: text(
    '<owner/name>',
    {
      doors: ['cli'],
      description: 'Repository of the release.',
      otherwise: '`GITHUB_REPOSITORY`',
      variables: ['GITHUB_REPOSITORY'],
    },
    /^[\w.-]+\/[\w.-]+$/,
    'Write owner and name, such as octocat/star-quest.',
  ),
  'github-token': text('<token>', {
    secret: true,
    description:
      'Token to look releases up and to comment. `contents: read` is enough to look up; comments need `pull-requests: write`.',
    actionDefault: '$'.concat('{{ github.token }}'),
    otherwise: '`GITHUB_TOKEN`, else `GH_TOKEN`, from the environment',
    variables: ['GITHUB_TOKEN', 'GH_TOKEN'],
  }),
  announcement: text('<name>', {
    doors: everyDoor,
    description:
      'Name of this announcement, any text: the same name is sent once. Not together with `reference-id`.',
    otherwise: 'the release, the tag, the commit or the run',
  }),
  'reference-id': text('<id>', {
    doors: everyDoor,
    description:
      "Amazon's id of this announcement, letters and digits only. The same id again notifies nobody twice.",
    otherwise: 'derived from the announcement and the event',
  }),
  'expires-in': duration(
    { least: shortestLifetime, most: longestLifetime },
    'Amazon refuses events that live shorter or longer.',
    {
      doors: everyDoor,
      description:
        'How long the notification waits for its customers, 5 minutes to 24 hours: `90m`, `12h`, `PT12H`.',
      otherwise: 'what the event file says, else 24 hours',
    },
  ),
}

const who = {
  stage: choice('<stage>', ['auto', ...stages], 'auto', {
    description:
      'Stage of the skill: `development`, `live` or `auto`. `auto` decides by environment, release, tag and branch, and says why.',
  }),
  ref: text('<ref>', {
    doors: ['cli'],
    description: 'Branch or full ref (`refs/tags/v1.2.0`) that `auto` decides by.',
    otherwise: 'the ref of the workflow',
  }),
  environment: text('<name>', {
    description: 'Name of the deployment environment, which `auto` looks at before the ref.',
    otherwise:
      'that of the deployment that started the workflow, or of the job where it has `id-token: write`',
  }),
  'live-refs': list('<patterns>', {
    description:
      'Branches and tags that are live: glob patterns, one per line: `main`, `v*`, `release/**`, `refs/tags/skill-v*`.',
    otherwise: 'the default branch, and tags that are versions without a prerelease part',
  }),
  'live-environments': withDefault(
    list('<patterns>', { description: 'Environments that are live: glob patterns, one per line.' }),
    'production\nprod\nlive',
  ),
  'require-protected': flag({
    description: 'Take the live stage for protected branches and tags only.',
  }),
  regions: regionList({
    doors: everyDoor,
    description:
      "Regions of Alexa to send to: `auto`, or a list of `NA`, `EU` and `FE`. `auto` takes the regions of the manifest's locales and of `events.regions`.",
  }),
  users: text('<ids>', {
    repeatable: true,
    commands: planning,
    description:
      'User ids to send to, one per line. Each of them gets a request of its own (Unicast) instead of one for all subscribers. For more than a few use `users-file`.',
  }),
  'users-file': text('<path>', {
    commands: planning,
    description:
      'Path of a list of users: text, CSV or JSON Lines, also gzip (`-` on the command line: standard input). Text has one id per line, CSV a column `user`. See `docs/campaigns.md`.',
  }),
  subscribers: text('<table>', {
    commands: planning,
    description:
      'Name of the DynamoDB table of subscribers, or of the stack that has it, instead of a list: those who are subscribed to the event. Needs `@aws-sdk/client-dynamodb`. See `docs/subscribers.md`.',
  }),
  shard: shardOf({
    commands: planning,
    description:
      'Send to a share of the users only: `2/8` is the second of eight. A job matrix can split a list this way.',
  }),
  strict: flag({
    commands: planning,
    description:
      'Send nothing if a line of the list cannot be read. Otherwise such lines are reported and skipped.',
  }),
}

const how = {
  'client-id': text('<id>', {
    secret: true,
    commands: sending,
    description:
      "Client id of the skill's Alexa messaging credentials. Developer console: the skill, Build, Permissions, Alexa Skill Messaging.",
    variables: ['ALEXA_CLIENT_ID'],
  }),
  'client-secret': text('<secret>', {
    secret: true,
    commands: sending,
    description:
      'Client secret that belongs to the client id. Pass a secret, never the value itself.',
    variables: ['ALEXA_CLIENT_SECRET'],
  }),
  'on-missing-credentials': choice('<what>', ['fail', 'skip'], 'fail', {
    doors: everyDoor,
    commands: sending,
    description:
      'What `send` does without credentials: `fail` or `skip`. Pull requests from forks and from Dependabot are always skipped, with a notice.',
  }),
  'dry-run': flag({
    doors: everyDoor,
    commands: sending,
    description: 'Do everything except sending.',
  }),
  simulate: flag({
    doors: everyDoor,
    commands: sending,
    description:
      'Send to the built-in simulator instead of Amazon. It needs no account and notifies nobody.',
  }),
  retries: withDefault(
    number({ least: 0, most: 10 }, 'Use a whole number from 0 to 10.', {
      doors: everyDoor,
      commands: sending,
      description:
        'How often a request is repeated, 0 to 10, if Amazon is busy or cannot be reached.',
    }),
    '4',
  ),
  timeout: withDefault(
    duration({ least: 100, most: 10 * 60_000 }, 'It limits each phase of one request.', {
      doors: everyDoor,
      commands: sending,
      description: 'How long each phase of a request may take: `500ms`, `10s`.',
    }),
    '10s',
  ),
  'auth-url': address({
    doors: everyDoor,
    description: 'Address to get tokens from, for tests.',
    otherwise: 'Login with Amazon',
  }),
  'api-url': address({
    doors: everyDoor,
    commands: sending,
    description: 'Address to send events to, for tests; may hold `{region}`.',
    otherwise: "Amazon's",
  }),
}

const many = {
  rate: number(
    { least: Number.MIN_VALUE, most: 100_000, wanted: /^\d+(?:\.\d+)?$/ },
    'Write the requests per second to each region, such as 40. Without a rate, as many are sent as Amazon accepts.',
    {
      commands: sending,
      description:
        'Most requests per second to each region. The run finds the limit by itself and slows down at HTTP 429.',
      otherwise: 'as many as Amazon accepts',
    },
  ),
  concurrency: withDefault(
    number(
      { least: 1, most: mostConnections },
      `Use a whole number from 1 to ${mostConnections}: the requests that may be under way to each region at once.`,
      {
        commands: sending,
        description: `Most requests under way to each region at once, 1 to ${mostConnections}.`,
      },
    ),
    '64',
  ),
  journal: text('<path>', {
    commands: sending,
    description:
      'Path of the journal, which notes who got the notification. If it exists already, the run continues it.',
    otherwise: 'in `.alexa-proactive`, with a name made from event and list',
  }),
  resume: flag({
    commands: sending,
    description: 'Only continue a journal: without one, send nothing.',
  }),
  'max-failures': withDefault(
    number(
      { least: 0, most: Number.MAX_SAFE_INTEGER },
      'Use a whole number: the users who may be left unnotified without a failure.',
      {
        commands: sending,
        description: 'How many users may be left unnotified without the run failing.',
      },
    ),
    '0',
  ),
  'failed-file': text('<path>', {
    commands: sending,
    description:
      'Path of the list of users who were not notified. It can be given as `users-file`.',
    otherwise: 'beside the journal',
  }),
}

const elsewhere = {
  engine: text(
    '<arn>',
    {
      commands: sending,
      description:
        "ARN of the state machine that carries the campaign out in your AWS account, instead of this machine: what the Serverless plugin deploys with `campaigns`. The run uploads the list, starts the campaign and follows it to its end. Needs `@aws-sdk/client-s3` and `@aws-sdk/client-sfn`; the skill's credentials are not needed here.",
      otherwise: 'this machine sends',
    },
    /^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:[\w-]{1,80}$/,
    'Copy the ARN of the state machine, such as arn:aws:states:eu-west-1:123456789012:stateMachine:star-quest-campaigns; "serverless info --verbose" shows it.',
  ),
  detach: flag({
    commands: sending,
    description: 'End as soon as the campaign has begun on the engine. The status is `started`.',
  }),
}

const drift = {
  drift: choice('<level>', ['off', 'warn', 'error'], 'off', {
    doors: everyDoor,
    bare: 'error',
    description:
      'Compare the manifest with the one that Amazon holds for the stage: `off`, `warn` or `error`. `send` stops where the stage lacks the event or the permission; with `error` checks fail for it too. See `docs/drift.md`.',
  }),
  'skill-id': text(
    '<id>',
    {
      description: 'Id of the skill to compare with.',
      otherwise: '`.ask/ask-states.json` of the ASK CLI',
      variables: ['ASK_SKILL_ID'],
    },
    /^[\w.-]+$/,
    'Copy the id from the developer console: amzn1.ask.skill.…',
  ),
  'ask-refresh-token': text('<token>', {
    secret: true,
    description:
      'Refresh token of a developer account that may read the skill, made with a Login with Amazon client of your own.',
    variables: ['ASK_REFRESH_TOKEN'],
  }),
  'ask-lwa-client-id': text('<id>', {
    secret: true,
    description:
      'Client id of your Login with Amazon client, with which the refresh token was made.',
    variables: ['ASK_LWA_CLIENT_ID'],
  }),
  'ask-lwa-client-confirmation': text('<secret>', {
    secret: true,
    description: 'Client secret of your Login with Amazon client.',
    variables: ['ASK_LWA_CLIENT_CONFIRMATION'],
  }),
  'smapi-url': address({
    doors: everyDoor,
    description: 'Address of the Skill Management API, for tests.',
    otherwise: "Amazon's",
  }),
}

const output = {
  'fail-on': choice('<severity>', ['error', 'warning', 'never'], 'error', {
    doors: everyDoor,
    description:
      'Which findings make the run fail: `error`, `warning` (both) or `never`. An event with errors is never sent.',
  }),
  report: text('<path>', {
    doors: everyDoor,
    description:
      'Path to write the result to: JSON, or SARIF if it ends in `.sarif`. The JSON is the whole result; the SARIF holds the findings, for code scanning.',
  }),
  html: text('<path>', {
    commands: planning,
    description:
      'Path to write the preview to as a page: HTML in one file, which loads nothing. It can be kept as an artifact, or mailed to those who decide.',
  }),
  summary: withDefault(
    flag({ doors: ['action'], description: 'Write a summary to the page of the workflow run.' }),
    'true',
  ),
  comment: flag({
    doors: ['action'],
    description:
      'Keep a comment on the pull request that shows what customers will hear. Needs `pull-requests: write`.',
  }),
}

/** The settings by what they are about: the titles under which the help lists them. */
export const settingGroups: Readonly<Record<string, object>> = {
  'What is announced:': what,
  'Who gets it:': who,
  'How it is sent:': how,
  'How it is sent to many users:': many,
  'How it is sent from AWS:': elsewhere,
  'How the manifest is compared with the one at Amazon:': drift,
  'What comes out:': output,
}

/**
 * All settings, in the order in which they are documented. `action.yml`, the options of the command
 * line and their help, the schema of the plugin's settings and the tables of the documentation are
 * made from this.
 */
export const settingsTable = {
  ...what,
  ...who,
  ...how,
  ...many,
  ...elsewhere,
  ...drift,
  ...output,
} satisfies Readonly<Record<string, Setting<unknown, unknown>>>

export type SettingName = keyof typeof settingsTable

/** The type of each setting. */
export type SettingValues = {
  readonly [Name in SettingName]: (typeof settingsTable)[Name] extends Setting<
    infer Value,
    infer Fallback
  >
    ? Value | Fallback
    : never
}

/** The table, each entry with its own type. */
export const settings: {
  readonly [Name in SettingName]: Setting<SettingValues[Name], SettingValues[Name]>
} = settingsTable
