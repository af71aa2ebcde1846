import { cleanEvent } from '../cli/folder.ts'
import type { RuleCases } from './rule-case.ts'

const event = cleanEvent.replace('Example Weather', '"{{ station }}"')
const list = 'user,station\namzn1.ask.account.ABC,Tower 1\namzn1.ask.account.DEF,Tower 2\n'
const files = { 'alert.yaml': event, 'users.csv': list }
const settings = { command: 'preview', 'event-file': 'alert.yaml', 'users-file': 'users.csv' }
const regions = { ...settings, regions: 'NA' }

const many = Array.from({ length: 100 }, (_, index) => `amzn1.ask.account.U${index}`).join('\n')
const slowly = {
  ...regions,
  'users-file': 'users.txt',
  command: 'send',
  'dry-run': 'true',
  'expires-in': '5m',
  variables: '{station: Tower 1}',
}

/** Those rules about lists of users that can be found before anything is sent. */
export const campaignCases = {
  'campaign/audience': {
    found: [
      {
        name: 'the event is for every subscriber',
        files: {
          ...files,
          'alert.yaml': `${event}relevantAudience: { type: Multicast, payload: {} }\n`,
        },
        settings: regions,
        at: 'alert.yaml:9:19',
        says: 'every subscriber',
        severity: 'error',
      },
      {
        name: 'the event is for a user of its own',
        files: {
          ...files,
          'alert.yaml': `${event}relevantAudience: { type: Unicast, payload: { user: amzn1.ask.account.XYZ } }\n`,
        },
        settings: regions,
        at: 'alert.yaml:9:19',
        says: 'only as one of the list',
        severity: 'warning',
      },
    ],
    clean: [
      { name: 'the event does not say who it is for', files, settings: regions },
      {
        name: 'the event is for one user, whoever that is',
        files: {
          ...files,
          'alert.yaml': `${event}relevantAudience: { type: Unicast, payload: { user: "{{ user }}" } }\n`,
        },
        settings: regions,
      },
    ],
  },
  'campaign/reference-id': {
    found: [
      {
        name: 'a column of the list is in it',
        files: { ...files, 'alert.yaml': `${event}referenceId: "at{{ station }}"\n` },
        settings: regions,
        at: 'alert.yaml:9:14',
        says: 'Leave referenceId out',
      },
    ],
    clean: [
      {
        name: 'a variable of the run is in it',
        files: { ...files, 'alert.yaml': `${event}referenceId: "at{{ version }}"\n` },
        settings: { ...regions, variables: '{version: 7}' },
      },
      {
        name: 'the setting has the say',
        files: { ...files, 'alert.yaml': `${event}referenceId: "at{{ station }}"\n` },
        settings: { ...regions, 'reference-id': 'tower' },
      },
    ],
  },
  'campaign/too-slow': {
    found: [
      {
        name: 'the rate is too low for the list',
        files: { ...files, 'users.txt': many },
        settings: { ...slowly, rate: '0.1' },
        at: 'none',
        says: 'With 0.1 requests per second to each region the list takes 16m 40s, but the notification expires after 5m: 70 users would not get it.',
        severity: 'warning',
      },
    ],
    clean: [
      {
        name: 'the rate is high enough',
        files: { ...files, 'users.txt': many },
        settings: { ...slowly, rate: '1' },
      },
      {
        name: 'nobody has set a rate',
        files: { ...files, 'users.txt': many },
        settings: slowly,
      },
    ],
  },
} satisfies Partial<RuleCases>
