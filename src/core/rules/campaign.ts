import type { RuleTable } from './rule.ts'

export const recipientsRules = {
  'recipients/none': {
    severity: 'error',
    title: 'The list names no recipient',
    why: 'An announcement to nobody is most likely a wrong file, or an export that failed. A shard may be empty because the list is short; that is no mistake.',
    fix: 'Check the path, and look at the list. Plain text has one user id per line; CSV begins with a header that has a column `user`; JSON Lines has one object per line: `{"user": "amzn1.ask.account.…"}`.',
  },
  'recipients/bad-record': {
    severity: 'warning',
    title: 'Some records of the list cannot be read',
    why: 'A record without a valid user id or a known region is skipped, and the others are sent. With `strict`, nothing is sent at all.',
    fix: 'Correct the lines the message names. User ids begin with `amzn1.ask.account.` and have at most 255 characters; every request to the skill carries one in `context.System.user.userId`. The region is `NA`, `EU` or `FE`, in a column `region` or for all recipients in the setting `regions`.',
  },
  'recipients/duplicate': {
    severity: 'notice',
    title: 'Users are listed more than once',
    why: 'Nobody is notified twice: the first record of a user counts, and the others are left out.',
    fix: 'Nothing. If the number surprises you, check the query that made the list.',
  },
  'recipients/other-duplicate': {
    severity: 'warning',
    title: 'Users are listed more than once, with different values',
    why: 'Each user of a list gets one notification: the first record counts. A second record, such as another order of the same customer, is left out.',
    fix: 'Put the second records into another list and send that too: with another value in the event, it is another announcement. Leave columns out of the list that no template needs.',
  },
  'recipients/columns': {
    severity: 'error',
    title: 'The columns of the CSV are missing or ambiguous',
    why: 'The first line of a CSV names its columns. One of them, `user`, holds the user ids; `region` is optional, and all others become template variables. If a name is missing or repeated, texts might go to the wrong people.',
    fix: 'Begin the file with a header such as `user,region,orderNumber`.',
  },
  'recipients/form': {
    severity: 'error',
    title: 'The list cannot be read line by line',
    why: 'Lists are read one record at a time, so that they can hold millions. A JSON array has to be read as a whole, and text whose lines end with CR alone is one long line. Reading also stops after 32 MiB without a record: a few bytes of gzip can unpack to empty lines without end.',
    fix: 'Write JSON Lines, one object per line (`jq -c ".[]"` makes them of an array), or plain text or CSV with LF or CRLF.',
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
    why: 'The checksum does not match or the end is missing, mostly after a download that broke off. Recipients may be missing or wrong, so nothing is sent.',
    fix: 'Download or pack the file again; `gzip --test` checks it.',
  },
} satisfies RuleTable

export type RecipientsRuleId = keyof typeof recipientsRules

export const campaignRules = {
  'campaign/audience': {
    severity: 'error',
    title: 'The event file has an audience of its own',
    why: 'With `users` or `users-file` each user of the list gets a request of its own, a Unicast. An event file with `Multicast` means every subscriber instead, and one with a user means that user.',
    fix: 'Leave `relevantAudience` out of the event file: then it fits both. Or leave `users` and `users-file` out.',
  },
  'campaign/reference-id': {
    severity: 'error',
    title: 'The reference id depends on the user',
    why: "Each user's reference id is derived from that of the campaign, so that Amazon recognizes a repeat. An id made from columns of the list would change with the list, and users would be notified twice.",
    fix: 'Leave `referenceId` out of the event file, or use only values in it that are the same for all users.',
  },
  'campaign/not-started': {
    severity: 'error',
    title: 'The campaign cannot start',
    why: 'The journal records who has been notified. If it belongs to another campaign or cannot be written, users might be notified twice, so nothing is sent.',
    fix: 'Do what the message says: use the event and the list of that journal, set another `journal`, or wait for the other run to end.',
  },
  'campaign/stopped': {
    severity: 'error',
    title: 'The campaign was stopped',
    why: 'Nothing is sent that could not be recorded, for example because the disk is full.',
    fix: 'Fix what the message names and run the same command again: it resumes where this run ended.',
  },
  'campaign/list-changed': {
    severity: 'error',
    title: 'The list changed while it was sent to',
    why: 'What is sent has to be what was checked, shown and counted. Each part of the list is compared with what was checked before anybody in it is sent to; a part that differs, is missing or was added stops the run. The journal holds who was sent to.',
    fix: 'Let the step that makes the list end first, or write to another file and rename it. Then run the same command again, with another `journal` if one is named, since a journal belongs to one list: nobody is notified twice.',
  },
  'campaign/unsent': {
    severity: 'error',
    title: 'Some users were not notified',
    why: 'For these users the request could not be made, or no answer came that another rule explains.',
    fix: 'Fix the reason the message gives, then run the same command again, or send to the file of failures.',
  },
  'campaign/shard-missing': {
    severity: 'error',
    title: 'The report of a shard is missing',
    why: 'A split campaign is complete when every shard is. A shard without a report was not sent, or its job ended before the report was written.',
    fix: 'Run the jobs of the missing shards again, and have each upload its report also when it fails (`if: always()`).',
  },
  'campaign/reports-differ': {
    severity: 'error',
    title: 'The reports are of different campaigns',
    why: 'Only reports of the shards of one campaign can be joined: the same event, stage and number of shards, each shard once.',
    fix: 'Pass the reports of one campaign, the latest one of each shard.',
  },
} satisfies RuleTable
