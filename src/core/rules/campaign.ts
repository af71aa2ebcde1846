import { ruleTable } from './rule.ts'

export const campaignRules = ruleTable({
  'campaign/audience': {
    severity: 'error',
    title: 'The event file names another audience than the list of users',
    why: 'With `users` or `users-file` each user of the list gets a request of its own, a Unicast. An event file that says `Multicast` means every subscriber instead, and one that names a user means that one.',
    fix: 'Leave `relevantAudience` out of the event file: then it fits both. Or leave `users` and `users-file` out.',
  },
  'campaign/reference-id': {
    severity: 'error',
    title: 'The reference id depends on the user',
    why: "Each user's reference id is derived from that of the campaign, so that a repeat for the same user is known as one. One that is made from variables of the list would change whenever the list does, and people would be told twice.",
    fix: 'Leave `referenceId` out of the event file, or make it from what is the same for all users.',
  },
  'campaign/not-started': {
    severity: 'error',
    title: 'The campaign cannot begin',
    why: 'The journal says whom the notification has reached. Without one that belongs to this very campaign and can be written, people might be told twice, so nothing is sent.',
    fix: 'Do what the message says: go on with the event and the list the journal was begun for, name another `journal`, or wait until the other run has ended.',
  },
  'campaign/stopped': {
    severity: 'error',
    title: 'The campaign was stopped',
    why: 'Nothing more is sent where it could not be noted, for example because the disk is full.',
    fix: 'Put right what the message names and run the same command again: it goes on where this run ended.',
  },
  'campaign/unsent': {
    severity: 'error',
    title: 'Users got nothing',
    why: 'For these users no request could be made or none was answered in a way that is explained by a rule of its own.',
    fix: 'Look at the reason; what can be put right is put right, then run the same command again, or send to the file of failures.',
  },
  'campaign/shard-missing': {
    severity: 'error',
    title: 'The report of a shard is missing',
    why: 'A campaign that was split is complete when each share is. A shard without a report was not sent, or its job ended before it wrote one.',
    fix: 'Run the jobs of the missing shards again, and have each upload its report also when it fails (`if: always()`).',
  },
  'campaign/reports-differ': {
    severity: 'error',
    title: 'Reports do not belong together',
    why: 'Only reports of the shards of one campaign can be joined: the same event, stage and number of shards, each shard once.',
    fix: 'Name the reports of one campaign, and of each shard the last one.',
  },
})
