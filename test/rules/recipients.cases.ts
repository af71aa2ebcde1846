import { gzipSync } from 'node:zlib'
import type { RuleOf } from '../../src/core/diagnostic.ts'

/** One list of recipients, for an event that goes to EU. */
export interface RecipientsCase {
  readonly name: string
  /** The path of the list; `users.txt` unless given. */
  readonly file?: string
  readonly list: string | Uint8Array
  readonly strict?: true
  readonly shard?: string
}

export interface FoundRecipientsCase extends RecipientsCase {
  /** `file:line` of the finding; `none` where it has no place. */
  readonly at: string
  /** A part of the message or of the help that this case is about. */
  readonly says: string
  readonly severity: 'error' | 'warning' | 'notice'
}

const user = 'amzn1.ask.account.A'
const packed = gzipSync(`${user}\n`.repeat(50))

export const recipientsCases: Readonly<
  Record<
    RuleOf<'recipients'>,
    { readonly found: readonly FoundRecipientsCase[]; readonly clean: readonly RecipientsCase[] }
  >
> = {
  'recipients/none': {
    found: [
      { name: 'an empty file', list: '', at: 'none', says: 'users.txt names', severity: 'error' },
      ...(
        [
          ['users.txt', 'Check the path'],
          ['<stdin>', 'Check what is written to standard input'],
          ['<users>', 'Write one user id per line'],
          ['<subscribers>', 'Nobody in the table is subscribed to the event'],
        ] as const
      ).map(([file, says]) => ({
        name: `nobody in ${file}`,
        file,
        list: '',
        at: 'none',
        says,
        severity: 'error' as const,
      })),
      {
        name: 'bad records alone',
        list: 'mary@example.com\n',
        at: 'none',
        says: 'that is understood',
        severity: 'error',
      },
      {
        name: 'an empty share',
        list: user,
        shard: '1/8',
        at: 'none',
        says: 'shard 1/8',
        severity: 'notice',
      },
    ],
    clean: [{ name: 'one recipient', list: user }],
  },
  'recipients/bad-record': {
    found: [
      {
        name: 'one of two',
        list: `${user}\n"${user}B"\n`,
        at: 'users.txt:2',
        says: '1 record of users.txt is left out. Line 2: There are quotes',
        severity: 'warning',
      },
      {
        name: 'many',
        list: `user\n${'x\n'.repeat(1200)}${user}`,
        file: 'users.csv',
        at: 'users.csv:2',
        says: 'And 1,197 more.',
        severity: 'warning',
      },
      {
        name: 'when nothing may be wrong',
        list: `{"user":"${user}"}\n{"user":"${user}B","region":"NA"}\n`,
        strict: true,
        at: 'users.txt:2',
        says: 'nothing is sent before',
        severity: 'error',
      },
    ],
    clean: [{ name: 'comments and blank lines', list: `# all\n\n${user}\n` }],
  },
  'recipients/duplicate': {
    found: [
      {
        name: 'a user three times',
        list: `${user}\n${user}\n${user}\n`,
        at: 'none',
        says: '2 records of users.txt name users',
        severity: 'notice',
      },
    ],
    clean: [{ name: 'ids that differ in case', list: `${user}\n${user.replace('.A', '.a')}\n` }],
  },
  'recipients/other-duplicate': {
    found: [
      {
        name: 'a second order of a user',
        list: `user,order\n${user},1\n${user}B,1\n${user},2\n${user},1\n`,
        file: 'orders.csv',
        at: 'orders.csv:4',
        says: '1 record of orders.csv names a user listed before with other values',
        severity: 'warning',
      },
    ],
    clean: [
      { name: 'the same order twice', list: `user,order\n${user},1\n${user},1\n` },
      {
        name: 'the same order with its variables the other way round',
        list: `{"user":"${user}","variables":{"a":1,"b":2}}\n{"user":"${user}","variables":{"b":2,"a":1}}\n`,
      },
    ],
  },
  'recipients/columns': {
    found: [
      {
        name: 'a misspelled column',
        list: `usr,name\n${user},x\n`,
        file: 'users.csv',
        at: 'users.csv:1',
        says: 'Rename the column "usr" to "user".',
        severity: 'error',
      },
      {
        name: 'none that is near',
        list: `name,mail\nx,y\n`,
        file: 'users.csv',
        at: 'users.csv:1',
        says: 'The first line has "name" and "mail".',
        severity: 'error',
      },
      {
        name: 'no header',
        list: `\n${user},EU\n`,
        file: 'users.csv',
        at: 'users.csv:2',
        says: 'user,region',
        severity: 'error',
      },
    ],
    clean: [
      { name: 'another common name', list: `userId;name\n${user};x\n`, file: 'users.csv' },
      { name: 'plain ids in a file called CSV', list: `${user}\n`, file: 'users.csv' },
    ],
  },
  'recipients/form': {
    found: [
      {
        name: 'a JSON array',
        list: `[\n  "${user}"\n]\n`,
        at: 'users.txt:1',
        says: 'ids alone with jq -r',
        severity: 'error',
      },
      {
        name: 'CR alone',
        list: `user\r${user}\r`,
        at: 'users.txt:1',
        says: 'LF or CRLF',
        severity: 'error',
      },
    ],
    clean: [{ name: 'CRLF', list: `user\r\n${user}\r\n` }],
  },
  'recipients/encoding': {
    found: [
      {
        name: 'UTF-16',
        list: Buffer.from(`\uFEFF${user}`, 'utf16le'),
        at: 'none',
        says: 'UTF-16',
        severity: 'error',
      },
    ],
    clean: [{ name: 'UTF-8 with a mark', list: `\uFEFF${user}` }],
  },
  'recipients/damaged': {
    found: [
      {
        name: 'half a file',
        list: packed.subarray(0, packed.length / 2),
        at: 'none',
        says: 'too early',
        severity: 'error',
      },
    ],
    clean: [{ name: 'a whole file', list: packed }],
  },
}
