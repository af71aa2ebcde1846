import { ruleTable } from './rule.ts'

export const recipientsRules = ruleTable({
  'recipients/none': {
    severity: 'error',
    title: 'The list names no recipient',
    why: 'An announcement to nobody is most likely a wrong file, or an export that failed. A share of a list that is empty only because the list is short is no mistake.',
    fix: 'Check the path, and look at the list. Plain text has a user id a line; CSV begins with a header that has a column `user`; JSON Lines has an object a line: `{"user": "amzn1.ask.account.…"}`.',
  },
  'recipients/bad-record': {
    severity: 'warning',
    title: 'Records of the list are not understood',
    why: 'A record without a usable user id, or of which the region is not known, gets nothing. The others are not held back by it unless `strict` is set; then nothing is sent at all.',
    fix: 'Correct the lines the message names. User ids begin with `amzn1.ask.account.` and have at most 255 characters; every request to the skill carries one in `context.System.user.userId`. The region is `NA`, `EU` or `FE`, in a column `region` or for all recipients in the setting `regions`.',
  },
  'recipients/duplicate': {
    severity: 'notice',
    title: 'Users stand in the list more than once',
    why: 'Nobody is told the same thing twice: the first record of a user counts, the others are left out.',
    fix: 'Nothing is to be done. If the number is a surprise, look at the query that made the list.',
  },
  'recipients/other-duplicate': {
    severity: 'warning',
    title: 'Users stand in the list more than once, with different values',
    why: 'Within one list a user is told one thing: the first record counts. A second one with another order number, say, is left out, and that customer would hear nothing of the second order.',
    fix: 'Put the second record of a user into a list of its own and send that too: where a value the event uses differs, it is another announcement. Leave columns out of the list that no template needs.',
  },
  'recipients/columns': {
    severity: 'error',
    title: 'The columns of the CSV are not clear',
    why: 'The first line of a CSV names its columns. One of them, `user`, holds the user ids; `region` is optional, and all others become variables of templates. Without these names, or with one of them twice, texts might go to the wrong people.',
    fix: 'Begin the file with a header such as `user,region,orderNumber`.',
  },
  'recipients/form': {
    severity: 'error',
    title: 'The list is in a form that cannot be read line by line',
    why: 'Lists of millions of recipients are read as a stream, a record at a time. A JSON array has to be read as a whole, and text whose lines end with CR alone is one long line.',
    fix: 'Write JSON Lines, one object a line (`jq -c ".[]"` makes them of an array), or plain text or CSV with LF or CRLF.',
  },
  'recipients/encoding': {
    severity: 'error',
    title: 'The list is not text in UTF-8',
    why: 'Lists are read as UTF-8. UTF-16 is what some spreadsheets save as "Unicode text"; a workbook (`.xlsx`) is a ZIP archive.',
    fix: 'Save the list as UTF-8, with or without byte order mark: "CSV UTF-8" in Excel. It may be packed with gzip, but not with ZIP.',
  },
  'recipients/damaged': {
    severity: 'error',
    title: 'The gzip data of the list is damaged',
    why: 'Gzip holds a checksum. Where it does not match, or the end is missing, recipients are missing or wrong, mostly after a download that broke off. Nothing is sent then, rather than to a part of the list.',
    fix: 'Download or pack the file again; `gzip --test` tells whether it is whole.',
  },
})

export type RecipientsRuleId = keyof typeof recipientsRules

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
