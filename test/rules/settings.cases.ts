import type { RuleOf } from '../../src/core/diagnostic.ts'
import type { RuleCases } from './rule-case.ts'

const manifest = JSON.stringify({
  manifest: {
    manifestVersion: '1.0',
    permissions: [{ name: 'alexa::devices:all:notifications:write' }],
    events: {
      endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:skill' },
      publications: [{ eventName: 'AMAZON.WeatherAlert.Activated' }],
      subscriptions: [{ eventName: 'SKILL_PROACTIVE_SUBSCRIPTION_CHANGED' }],
    },
    publishingInformation: { locales: { 'en-US': { name: 'Weather' } } },
  },
})

const event = `event:
  name: AMAZON.WeatherAlert.Activated
  payload:
    weatherAlert:
      source: localizedattribute:source
      alertType: TORNADO
localizedAttributes:
  en-US: { source: Weather Channel }
`

const files = { 'skill.json': manifest, 'alert.yaml': event }
const pair = {
  'client-id': `amzn1.application-oa2-client.${'0'.repeat(32)}`,
  'client-secret': '0'.repeat(64),
}
const send = { command: 'send', 'event-file': 'alert.yaml', ...pair }

const forkPayload = {
  repository: { full_name: 'org/skill', default_branch: 'main' },
  pull_request: {
    head: { repo: { full_name: 'someone/skill' } },
    base: { repo: { full_name: 'org/skill' } },
  },
}
const ownPayload = {
  ...forkPayload,
  pull_request: { ...forkPayload.pull_request, head: { repo: { full_name: 'org/skill' } } },
}
const pullRequest = {
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_SHA: 'abc',
  GITHUB_REPOSITORY: 'org/skill',
}
const releaseOf = (draft: boolean, tag = 'v1', action = 'published') => ({
  action,
  repository: { full_name: 'org/skill', default_branch: 'main' },
  release: { tag_name: tag, target_commitish: 'main', prerelease: false, draft },
})
const onRelease = { GITHUB_EVENT_NAME: 'release', GITHUB_REPOSITORY: 'org/skill' }
const refusal = {
  missing: false,
  problem: 'GitHub refuses the token (HTTP 401).',
  help: 'Pass another one.',
}
const speaking = event.replace('Weather Channel', '"{{ release.name }}"')
const unicast = `${event}relevantAudience:
  type: Unicast
  payload: { user: amzn1.ask.account.ABC }
`

export const settingsCases = {
  'settings/value': {
    found: [
      {
        name: 'a misspelled command',
        files,
        settings: { command: 'sent' },
        at: 'none',
        says: 'did you mean send?',
      },
      {
        name: 'a stage that is none',
        files,
        settings: { stage: 'prod' },
        at: 'none',
        says: 'live',
      },
      {
        name: 'a flag that is neither true nor false',
        files,
        settings: { 'dry-run': 'yes' },
        at: 'none',
        says: 'dry-run',
      },
      {
        name: 'a region that does not exist',
        files,
        settings: { regions: 'NA, APAC' },
        at: 'none',
        says: '"APAC"',
      },
      {
        name: 'no duration',
        files,
        settings: { 'expires-in': 'tomorrow' },
        at: 'none',
        says: '90m',
      },
      {
        name: 'longer than a day',
        files,
        settings: { 'expires-in': '25h' },
        at: 'none',
        says: 'Amazon refuses',
      },
      {
        name: 'too many retries',
        files,
        settings: { retries: '11' },
        at: 'none',
        says: '0 to 10',
      },
      {
        name: 'plain http to another machine',
        files,
        settings: { 'api-url': 'http://proxy.example/{region}' },
        at: 'none',
        says: 'in clear',
      },
      {
        name: 'a password in an address',
        files,
        settings: { 'auth-url': 'https://name:word@example.com' },
        at: 'none',
        says: 'user name or password',
      },
    ],
    clean: [
      {
        name: 'every setting with a good value',
        files,
        settings: {
          ...send,
          command: 'preview',
          stage: 'live',
          'dry-run': 'TRUE',
          regions: 'na\nEU # Europe and India',
          'expires-in': 'PT12H',
          retries: '0',
          timeout: '500ms',
          'api-url': 'http://127.0.0.1:8080/{region}',
          'auth-url': 'http://[::1]:8080/auth/o2/token',
        },
      },
    ],
  },
  'settings/variables': {
    found: [
      {
        name: 'a list',
        files,
        settings: { variables: '- one\n- two' },
        at: '<variables>:1:1',
        says: 'name: value',
      },
      { name: 'a string', files, settings: { variables: 'v1.2.0' }, at: '<variables>:1:1' },
    ],
    clean: [
      { name: 'a YAML map', files, settings: { variables: 'version: v1.2.0' } },
      { name: 'a JSON object', files, settings: { variables: '{"version": "v1.2.0"}' } },
    ],
  },
  'settings/event-twice': {
    found: [
      {
        name: 'a file and a text',
        files,
        settings: { 'event-file': 'alert.yaml', event },
        at: 'none',
      },
    ],
    clean: [
      {
        name: 'a file and an empty text',
        files,
        settings: { 'event-file': 'alert.yaml', event: ' ' },
      },
    ],
  },
  'settings/event-missing': {
    found: [
      { name: 'nothing to send', files, settings: { command: 'send', ...pair }, at: 'none' },
      { name: 'nothing to preview', files, settings: { command: 'preview' }, at: 'none' },
    ],
    clean: [
      { name: 'validate needs none', files, settings: { command: 'validate' } },
      { name: 'an event in place', files, settings: { command: 'preview', event } },
    ],
  },
  'settings/event-file-missing': {
    found: [
      {
        name: 'a misspelled path',
        files,
        settings: { 'event-file': 'alarm.yaml' },
        at: 'none',
        says: 'alarm.yaml',
      },
      {
        name: 'standard input where there is none',
        files,
        settings: { 'event-file': '-' },
        at: 'none',
        says: 'only the command line of alexa-proactive reads it',
      },
    ],
    clean: [{ name: 'the file is there', files, settings: { 'event-file': 'alert.yaml' } }],
  },
  'settings/file-unreadable': {
    found: [
      {
        name: 'the event file is a folder',
        files,
        unreadable: ['alert.yaml'],
        settings: { 'event-file': 'alert.yaml' },
        at: 'none',
        says: 'alert.yaml',
      },
      {
        name: 'the report cannot be written',
        files,
        unwritable: ['report.json'],
        settings: { ...send, report: 'report.json' },
        at: 'none',
        says: 'report.json',
      },
    ],
    clean: [
      {
        name: 'both are fine',
        files,
        settings: { 'event-file': 'alert.yaml', report: 'report.json' },
      },
    ],
  },
  'settings/credentials-missing': {
    found: [
      {
        name: 'none at all',
        files,
        settings: { command: 'send', 'event-file': 'alert.yaml' },
        at: 'none',
        says: 'client-id and client-secret are',
      },
      {
        name: 'a secret that does not exist in GitHub arrives empty',
        files,
        settings: { ...send, 'client-secret': '' },
        at: 'none',
        says: 'client-secret is',
      },
      {
        name: 'skipping them is allowed',
        files,
        settings: { ...send, 'client-secret': '', 'on-missing-credentials': 'skip' },
        at: 'none',
        severity: 'notice',
      },
    ],
    clean: [
      { name: 'both are there', files, settings: send },
      {
        name: 'a dry run needs none',
        files,
        settings: { command: 'send', 'event-file': 'alert.yaml', 'dry-run': 'true' },
      },
      {
        name: 'the simulator needs none',
        files,
        settings: { command: 'send', 'event-file': 'alert.yaml', simulate: 'true' },
      },
    ],
  },
  'settings/credentials-whitespace': {
    found: [
      {
        name: 'a newline at the end',
        files,
        settings: { ...send, 'client-secret': `${pair['client-secret']}\n` },
        at: 'none',
        says: 'client-secret has',
      },
    ],
    clean: [{ name: 'none', files, settings: send }],
  },
  'settings/credentials-shape': {
    found: [
      {
        name: 'the id of something else',
        files,
        settings: { ...send, 'client-id': 'amzn1.ask.skill.1234' },
        at: 'none',
        says: 'Alexa Skill Messaging',
      },
    ],
    clean: [{ name: 'the id of a skill', files, settings: send }],
  },
  'settings/unicast-regions': {
    found: [
      {
        name: 'one customer, two regions',
        files: { ...files, 'alert.yaml': unicast },
        settings: { 'event-file': 'alert.yaml', regions: 'NA, EU' },
        at: 'none',
        says: 'NA, EU',
      },
    ],
    clean: [
      {
        name: 'one customer, one region',
        files: { ...files, 'alert.yaml': unicast },
        settings: { 'event-file': 'alert.yaml', regions: 'EU' },
      },
      {
        name: 'everybody in two regions',
        files,
        settings: { 'event-file': 'alert.yaml', regions: 'NA, EU' },
      },
    ],
  },
  'settings/without-secrets': {
    found: [
      {
        name: 'a pull request of a fork, even with credentials',
        files,
        settings: send,
        environment: pullRequest,
        payload: forkPayload,
        at: 'none',
        says: 'fork',
      },
      {
        name: 'Dependabot without credentials',
        files,
        settings: { command: 'send', 'event-file': 'alert.yaml' },
        environment: { ...pullRequest, GITHUB_ACTOR: 'dependabot[bot]' },
        payload: ownPayload,
        at: 'none',
        says: 'Dependabot',
      },
      {
        name: 'a workflow after the pull request of a fork',
        files,
        settings: send,
        environment: { ...pullRequest, GITHUB_EVENT_NAME: 'workflow_run' },
        payload: {
          repository: { full_name: 'org/skill', default_branch: 'main' },
          workflow_run: {
            event: 'pull_request',
            conclusion: 'success',
            head_branch: 'main',
            head_repository: { full_name: 'someone/skill' },
          },
        },
        at: 'none',
        says: 'fork',
      },
    ],
    clean: [
      {
        name: 'a pull request of the repository itself',
        files,
        settings: send,
        environment: pullRequest,
        payload: ownPayload,
      },
      {
        name: 'Dependabot with credentials of its own',
        files,
        settings: send,
        environment: { ...pullRequest, GITHUB_ACTOR: 'dependabot[bot]' },
        payload: ownPayload,
      },
      {
        name: 'a fork that only validates',
        files,
        settings: { 'event-file': 'alert.yaml' },
        environment: pullRequest,
        payload: forkPayload,
      },
    ],
  },
  'settings/users-file-missing': {
    found: [
      {
        name: 'there is no such file',
        files,
        settings: { ...send, 'users-file': 'users.csv', 'dry-run': 'true' },
        at: 'none',
        says: 'users.csv',
      },
      {
        name: 'there is no standard input',
        files,
        settings: { ...send, 'users-file': '-', 'dry-run': 'true' },
        at: 'none',
        says: 'standard input',
      },
    ],
    clean: [
      {
        name: 'it is there',
        files: { ...files, 'users.txt': 'amzn1.ask.account.ABC\n' },
        settings: { ...send, 'users-file': 'users.txt', 'dry-run': 'true' },
      },
    ],
  },
  'settings/subscribers': {
    found: [
      {
        name: 'there is no way to a table',
        files,
        settings: { ...send, subscribers: 'star-quest', 'dry-run': 'true' },
        at: 'none',
        says: 'The subscribers in "star-quest" cannot be read here',
      },
      {
        name: 'the event has no known name',
        files: { ...files, 'alert.yaml': event.replace('WeatherAlert', 'Weather') },
        settings: { ...send, subscribers: 'star-quest', 'dry-run': 'true' },
        at: 'none',
        says: 'the name of the event is not one of the eight',
      },
    ],
    clean: [
      {
        name: 'a list takes its place',
        files: { ...files, 'users.txt': 'amzn1.ask.account.ABC\n' },
        settings: { ...send, 'users-file': 'users.txt', 'dry-run': 'true' },
      },
    ],
  },
  'settings/no-occasion': {
    found: [
      {
        name: 'a release that was deleted',
        files: {},
        settings: send,
        environment: onRelease,
        payload: releaseOf(false, 'v1', 'deleted'),
        at: 'none',
        says: 'The release v1 was deleted',
      },
      {
        name: 'a release below the level',
        files,
        settings: { ...send, 'release-level': 'minor' },
        environment: onRelease,
        payload: releaseOf(false, 'v1.4.7'),
        at: 'none',
        says: 'v1.4.7 is below',
      },
    ],
    clean: [
      {
        name: 'a release that was published',
        files,
        settings: { ...send, 'release-level': 'minor' },
        environment: onRelease,
        payload: releaseOf(false, 'v1.4.0'),
      },
      {
        name: 'a deleted one that is only checked',
        files,
        settings: { 'event-file': 'alert.yaml' },
        environment: onRelease,
        payload: releaseOf(false, 'v1', 'deleted'),
      },
    ],
  },
  'settings/not-live': {
    found: [
      {
        name: 'a release of one package of many',
        files,
        settings: { 'event-file': 'alert.yaml' },
        environment: onRelease,
        payload: releaseOf(false, 'skill-v1.2.0'),
        at: 'none',
        says: 'live-refs: main, refs/tags/v[0-9]*, refs/tags/[0-9]*.*, refs/tags/skill-v*"',
      },
      {
        name: 'an environment like production',
        files,
        settings: { 'event-file': 'alert.yaml', environment: 'production-eu' },
        at: 'none',
        says: 'live-environments: production, prod, live, production-eu"',
      },
    ],
    clean: [
      {
        name: 'it is meant so',
        files,
        settings: { 'event-file': 'alert.yaml', stage: 'development' },
        environment: onRelease,
        payload: releaseOf(false, 'skill-v1.2.0'),
      },
    ],
  },
  'settings/live-refs-pattern': {
    found: [
      {
        name: 'a regular expression',
        files,
        settings: { 'event-file': 'alert.yaml', 'live-refs': '^main$' },
        at: 'none',
        says: 'Write "main"',
      },
    ],
    clean: [
      {
        name: 'globs',
        files,
        settings: { 'event-file': 'alert.yaml', 'live-refs': 'main\nrefs/tags/skill-v*' },
      },
    ],
  },
  'settings/release-lookup': {
    found: [
      {
        name: 'a token that is refused',
        files,
        settings: { ...send, release: 'v1', repository: 'org/skill' },
        answer: refusal,
        at: 'none',
        says: 'refuses the token',
      },
      {
        name: 'no repository',
        files,
        settings: { ...send, release: 'latest' },
        answer: refusal,
        at: 'none',
        says: 'Set repository',
      },
      {
        name: 'a preview goes on',
        files,
        settings: { ...send, command: 'preview', release: 'v1', repository: 'org/skill' },
        answer: refusal,
        at: 'none',
        severity: 'notice',
      },
      {
        name: 'so does a tag, of which no more is asked',
        files,
        settings: { ...send, 'github-token': 'ghs_1' },
        environment: {
          GITHUB_EVENT_NAME: 'push',
          GITHUB_REPOSITORY: 'o/s',
          GITHUB_REF: 'refs/tags/v1',
        },
        payload: {},
        answer: refusal,
        at: 'none',
        severity: 'warning',
      },
    ],
    clean: [
      {
        name: 'the release is there',
        files,
        settings: { ...send, release: 'v1', repository: 'org/skill' },
        answer: {
          release: { tagName: 'v1', prerelease: false, draft: false },
          json: { tag_name: 'v1' },
        },
      },
    ],
  },
  'settings/release-stand-in': {
    found: [
      {
        name: 'a sample',
        files: { ...files, 'alert.yaml': speaking },
        settings: { 'event-file': 'alert.yaml' },
        at: 'none',
        says: 'a sample',
      },
      {
        name: 'the latest one',
        files: { ...files, 'alert.yaml': speaking },
        settings: { 'event-file': 'alert.yaml', repository: 'org/skill' },
        answer: {
          release: { tagName: 'v7', prerelease: false, draft: false },
          json: { tag_name: 'v7', name: 'Seven' },
        },
        at: 'none',
        says: 'v7',
      },
    ],
    clean: [
      { name: 'no word of a release', files, settings: { 'event-file': 'alert.yaml' } },
      {
        name: 'a release among the variables',
        files: { ...files, 'alert.yaml': speaking },
        settings: { 'event-file': 'alert.yaml', variables: 'release: {name: Seven}' },
      },
    ],
  },
  'settings/job-environment': {
    found: [
      {
        name: 'GitHub does not answer',
        files,
        settings: { 'event-file': 'alert.yaml' },
        jobEnvironment: { environment: undefined, problem: 'HTTP 500' },
        at: 'none',
        says: 'HTTP 500',
      },
    ],
    clean: [
      {
        name: 'a job without an environment',
        files,
        settings: { 'event-file': 'alert.yaml' },
        jobEnvironment: { environment: undefined },
      },
      {
        name: 'an environment that is set',
        files,
        settings: { 'event-file': 'alert.yaml', environment: 'prod' },
        jobEnvironment: { environment: undefined, problem: 'HTTP 500' },
      },
    ],
  },
  'settings/proxy-unused': {
    found: [
      {
        name: 'a proxy for everything',
        files,
        settings: send,
        proxies: { ALL_PROXY: 'socks5://user:geheim@proxy:1080' },
        at: 'none',
        says: 'HTTPS_PROXY',
      },
      {
        name: 'one in lowercase',
        files,
        settings: send,
        proxies: { all_proxy: 'http://proxy:3128' },
        at: 'none',
      },
      {
        name: 'one beside a list of hosts that does not name Amazon',
        files,
        settings: send,
        proxies: { ALL_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost,.example' },
        at: 'none',
      },
    ],
    clean: [
      { name: 'no proxy', files, settings: send },
      {
        name: 'one for HTTPS too',
        files,
        settings: send,
        proxies: { ALL_PROXY: 'socks5://proxy:1080', HTTPS_PROXY: 'http://proxy:3128' },
      },
      {
        name: 'hosts that are reached directly',
        files,
        settings: send,
        proxies: { ALL_PROXY: 'socks5://proxy:1080', NO_PROXY: '*' },
      },
      {
        name: 'nothing that is sent',
        files,
        settings: { ...send, 'dry-run': 'true' },
        proxies: { ALL_PROXY: 'socks5://proxy:1080' },
      },
      {
        name: 'a simulation',
        files,
        settings: { ...send, simulate: 'true' },
        proxies: { ALL_PROXY: 'socks5://proxy:1080' },
      },
    ],
  },
  'settings/draft-release': {
    found: [
      {
        name: 'a draft',
        files,
        settings: send,
        environment: { GITHUB_EVENT_NAME: 'release', GITHUB_REF: 'refs/tags/v1' },
        payload: releaseOf(true),
        at: 'none',
        says: 'v1',
      },
    ],
    clean: [
      {
        name: 'a published release',
        files,
        settings: send,
        environment: { GITHUB_EVENT_NAME: 'release', GITHUB_REF: 'refs/tags/v1' },
        payload: releaseOf(false),
      },
    ],
  },
} satisfies RuleCases<RuleOf<'settings'>>
