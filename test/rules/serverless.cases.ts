import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { RuleOf } from '../../src/core/diagnostic.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Command } from '../../src/core/setting-kinds.ts'

/** A command of the plugin in the example service. */
export interface ServerlessCase {
  readonly name: string
  /** `custom` of serverless.yml. */
  readonly custom: JsonObject
  readonly command?: Command | 'deploy'
  /** The service stage; absent: dev. */
  readonly stage?: string
  /** Absent: that of the example service. */
  readonly folder?: string
  readonly options?: Readonly<Record<string, string>>
  /** A part of the message or the help; for cases in which the rule is found. */
  readonly says?: string
}

type Cases = Readonly<
  Record<
    RuleOf<'serverless'>,
    { readonly found: readonly ServerlessCase[]; readonly clean: readonly ServerlessCase[] }
  >
>

/** Where serverless.yml has numbers. */
const numbersFolder = fileURLToPath(new URL('numbers', import.meta.url))

const release = { file: 'events/release.yaml' }
const manifest = { manifestVersion: '1.0' }

export const serverlessCases: Cases = {
  'serverless/setting': {
    found: [
      {
        name: 'a misspelled name',
        custom: { alexaProactive: { stagse: {} } },
        says: 'did you mean stages?',
      },
      {
        name: 'a value that is none',
        custom: { alexaProactive: { onMissingCredentials: 'sikp' } },
        says: 'did you mean skip?',
      },
    ],
    clean: [
      { name: 'settings as they should be', custom: { alexaProactive: { failOn: 'warning' } } },
      { name: 'settings of others', custom: { alexaProactve: { stagse: 1 } } },
    ],
  },
  'serverless/secret': {
    found: [
      {
        name: 'a secret instead of a name',
        custom: { alexaProactive: { clientSecret: 'a1b2c3d4'.repeat(8) } },
        says: 'ALEXA_CLIENT_SECRET',
      },
    ],
    clean: [{ name: 'a name', custom: { alexaProactive: { clientSecret: 'MY_SECRET' } } }],
  },
  'serverless/event-name': {
    found: [
      {
        name: 'a misspelled event',
        custom: { alexaProactive: { events: { release } } },
        options: { event: 'relaese' },
        says: 'did you mean release?',
      },
    ],
    clean: [
      {
        name: 'an event of the settings',
        custom: { alexaProactive: { events: { release } } },
        options: { event: 'release' },
      },
    ],
  },
  'serverless/skill': {
    found: [
      {
        name: 'two skills',
        custom: {
          alexa: {
            skills: [
              { id: 'one', manifest },
              { id: 'two', manifest },
            ],
          },
        },
        says: 'one, two',
      },
    ],
    clean: [
      {
        name: 'two skills, one of them named',
        custom: {
          alexaProactive: { skillId: 'amzn1.ask.skill.two' },
          alexa: { skills: [{ manifest }, { id: 'amzn1.ask.skill.two', manifest }] },
        },
      },
      {
        name: 'two skills, and a manifest in a file',
        custom: {
          alexaProactive: { manifest: 'skill-package/skill.json' },
          alexa: { skills: [{ manifest }, { manifest }] },
        },
      },
    ],
  },
  'serverless/reference-id-shared': {
    found: [
      {
        name: 'two events',
        custom: { alexaProactive: { referenceId: 'One', events: { a: release, b: release } } },
        says: 'of 2 events',
      },
    ],
    clean: [
      {
        name: 'two events, one with its own',
        custom: {
          alexaProactive: {
            referenceId: 'One',
            events: { a: release, b: { ...release, referenceId: 'Two' } },
          },
        },
      },
    ],
  },
  'serverless/commit-unknown': {
    found: [
      {
        name: 'no checkout',
        folder: tmpdir(),
        command: 'send',
        custom: { alexaProactive: { events: { release } } },
        says: 'Deploy from a git checkout',
      },
    ],
    clean: [
      {
        name: 'a checkout',
        command: 'send',
        custom: { alexaProactive: { events: { release } } },
      },
      {
        name: 'no checkout, and a reference id',
        folder: tmpdir(),
        command: 'send',
        custom: { alexaProactive: { events: { release: { ...release, referenceId: 'One' } } } },
      },
    ],
  },
  'serverless/live-by-default': {
    found: [
      {
        name: 'a service whose stage is live by its name',
        command: 'deploy',
        stage: 'prod',
        custom: { alexaProactive: { events: { release: { ...release, on: 'deploy' } } } },
        says: '"stages: { prod: live }"',
      },
    ],
    clean: [
      {
        name: 'a service whose settings say so',
        command: 'deploy',
        stage: 'prod',
        custom: {
          alexaProactive: {
            stages: { prod: 'live' },
            events: { release: { ...release, on: 'deploy' } },
          },
        },
      },
      {
        name: 'a deploy that names the stage',
        command: 'deploy',
        stage: 'prod',
        options: { stage: 'prod' },
        custom: { alexaProactive: { events: { release: { ...release, on: 'deploy' } } } },
      },
      {
        name: 'a deploy that sends nothing',
        command: 'deploy',
        stage: 'prod',
        custom: { alexaProactive: { events: { release } } },
      },
    ],
  },
  'serverless/number': {
    found: [
      {
        name: 'a version without quotes',
        folder: numbersFolder,
        custom: { alexaProactive: { variables: { version: 1.1 }, events: { release } } },
        says: 'Put it in quotes: "1.10".',
      },
      {
        name: 'a release, of which the framework makes a text',
        folder: numbersFolder,
        custom: { alexaProactive: { events: { release: { ...release, referenceId: '2' } } } },
        options: { event: 'release' },
        says: 'written as 2.0',
      },
    ],
    clean: [
      {
        name: 'a version in quotes, and numbers that stay',
        folder: numbersFolder,
        custom: {
          alexaProactive: {
            variables: { quoted: '1.10', count: 3, share: 1.5 },
            events: { release },
          },
        },
      },
    ],
  },
}
