import { describe, expect, it } from 'vitest'
import { type CsvRow, emptyRow, readRowLine } from '../../../src/core/recipients/csv.ts'
import { longestLine, RecipientsError } from '../../../src/core/recipients/recipient.ts'
import { randomNumbers } from '../../support/random.ts'
import { readList, userOf } from './lists.ts'

function rowOf(text: string, separator = ','): readonly string[] | string {
  let row: CsvRow | string = emptyRow()
  for (const line of text.split('\n')) {
    if (typeof row !== 'string') row = readRowLine(row, line, separator)
  }
  if (typeof row === 'string') return row
  return row.open === undefined ? row.cells : 'open'
}

describe('a row of CSV', () => {
  it.each([
    ['aaa,bbb,ccc', ['aaa', 'bbb', 'ccc']],
    ['"aaa","bbb","ccc"', ['aaa', 'bbb', 'ccc']],
    ['"aaa","b\nbb","ccc"', ['aaa', 'b\nbb', 'ccc']],
    ['"aaa","b""bb","ccc"', ['aaa', 'b"bb', 'ccc']],
    ['', ['']],
    [',', ['', '']],
    ['a,', ['a', '']],
    [',"a"', ['', 'a']],
    ['"a",', ['a', '']],
    ['""', ['']],
    ['"",""', ['', '']],
    ['""""', ['"']],
    ['"a, b",c', ['a, b', 'c']],
    ['"\n\n"', ['\n\n']],
    ['"a""\nb",c', ['a"\nb', 'c']],
    ['a, b', ['a', ' b']],
    ["it's,ok", ["it's", 'ok']],
  ])('%j', (text, cells) => {
    expect(rowOf(text)).toEqual(cells)
  })

  it.each([
    ['a"b,c', 'field 1'],
    ['a,b"', 'field 2'],
    ['"a"b,c', 'field 1'],
    ['a,"b" ,c', 'field 2'],
    ['a, "b"', 'field 2'],
    ['"a\nb"c', 'field 1'],
  ])('%j has a stray quote', (text, says) => {
    expect(rowOf(text)).toContain(says)
  })

  it.each(['"', '"a', 'a,"', '"a""', '"a","b', '"a\nb'])('%j goes on', text => {
    expect(rowOf(text)).toBe('open')
  })

  it('may have another separator', () => {
    expect(rowOf('"a;b";c,d', ';')).toEqual(['a;b', 'c,d'])
    expect(rowOf('a\t"b\tc"', '\t')).toEqual(['a', 'b\tc'])
  })

  it('is read as it was written, whatever the fields hold', () => {
    const next = randomNumbers(1)
    const parts = ['"', ',', '\n', 'a', 'é', '😀', ' ', '""', '",', ',"', '\t', "'"]
    for (let round = 0; round < 3000; round += 1) {
      const cells = Array.from({ length: 1 + next(5) }, () =>
        Array.from({ length: next(6) }, () => parts[next(parts.length)]).join(''),
      )
      const quoteAll = next(2) === 0
      const written = cells.map(cell =>
        quoteAll || /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
      )
      expect(rowOf(written.join(','))).toEqual(cells)
    }
  })
})

const [a, b] = [userOf('A'), userOf('B')]

/** What a user reads about a list of which nothing is read. */
async function refusal(content: string): Promise<string> {
  try {
    await readList(content, 'users.csv')
  } catch (error) {
    if (!(error instanceof RecipientsError)) throw error
    const { severity, rule, place, message, help } = error.finding
    return `${severity} ${rule}, ${place?.file}:${place?.line}: ${message} ${help}`
  }
  return 'nothing'
}

describe('the header of a CSV', () => {
  const none = 'The header of the CSV has no column "user".'
  const names = (has: string) =>
    `${none} Name the column of user ids "user". The first line has ${has}.`
  const rename = (name: string) => `${none} Rename the column "${name}" to "user".`
  const twice = 'Remove or rename one of them, so that it is clear which one counts.'

  it.each<[string, string]>([
    ['name,mail', names('"name" and "mail"')],
    ['name;mail;a,b', names('"name", "mail" and "a,b"')],
    ['a,b;c', names('"a" and "b;c"')],
    ['user,"x', names('a stray quote')],
    ['name\tmail', names('"name" and "mail"')],
    ['c1,c2,c3,c4,c5,c6,c7,c8,c9', names('"c1", "c2", "c3", "c4", "c5", "c6", "c7" and "c8"')],
    [`${'x'.repeat(30)},y`, names(`"${'x'.repeat(19)}…" and "y"`)],
    ['superuser,mail', rename('superuser')],
    ['user account,mail', rename('user account')],
    ['$user,mail', names('"$user" and "mail"')],
    ['usr!,mail', names('"usr!" and "mail"')],
    ['us!r,mail', names('"us!r" and "mail"')],
    ['mail;usr', rename('usr')],
    ['mail;"usr,1";usr', rename('usr')],
    ['mail,users', rename('users')],
    [
      `${a},EU`,
      `The CSV has no header: its first line holds a user id. Begin it with a line of column names, such as user,region.`,
    ],
    ['user,User_ID', `The columns "user" and "User_ID" of the CSV mean the same. ${twice}`],
    ['user,Region,region', `The columns "Region" and "region" of the CSV mean the same. ${twice}`],
    ['user,x,x', `The column "x" is listed twice in the header of the CSV. ${twice}`],
  ])('%j is refused', async (header, says) => {
    expect(await refusal(`\n${header}\n${a},x\n`)).toBe(
      `error recipients/columns, users.csv:2: ${says}`,
    )
  })

  it.each(['user,"x', 'user,x"y', '"user"s,x'])('%j has a wrong quote', async header => {
    expect(await refusal(`${header}\n${a},x\n`)).toContain(
      `error recipients/columns, users.csv:1: ${none}`,
    )
  })

  it.each(['user,subregion,regions', 'subregion;regions;UserId'])(
    '%j has no region',
    async header => {
      const separator = header.includes(';') ? ';' : ','
      const cells = header.split(separator).map(name => (/^user/i.test(name) ? a : 'EU'))
      const { recipients, bad } = await readList(`${header}\n${cells.join(separator)}\n`)
      expect({ recipients, bad }).toEqual({
        recipients: [
          {
            user: a,
            region: undefined,
            variables: { subregion: 'EU', regions: 'EU' },
            index: 0,
            line: 2,
          },
        ],
        bad: [],
      })
    },
  )
})

it('a text with a quote is no header of a CSV', async () => {
  const { recipients, bad } = await readList(`mail,"x\n${a}\n`, 'users.txt')
  expect(recipients.map(({ user, line }) => [user, line])).toEqual([[a, 2]])
  expect(bad.map(({ line }) => line)).toEqual([1, 1])
})

describe('the rows of a CSV', () => {
  it('may have spaces around the user, and empty fields at the end', async () => {
    const { recipients, bad } = await readList(`user,name\n ${a}\t,x,,\n${b},y,\n`)
    expect(bad).toEqual([])
    expect(recipients.map(({ user, variables }) => [user, variables])).toEqual([
      [a, { name: 'x' }],
      [b, { name: 'y' }],
    ])
  })

  it.each([
    ['', 'The row has 1 fields, the header 2.'],
    [',x,,y', 'The row has 4 fields, the header 2.'],
    [
      ',5"',
      'There is a stray quote in field 2; quote the whole field, and double the quotes inside it.',
    ],
    [',"x', 'A quote is opened in this line and not closed at the end of a field.'],
  ])('say what is wrong after the user: %j', async (rest, problem) => {
    const { recipients, bad } = await readList(`user,name\n${a}${rest}\n${b},x\n`)
    expect(recipients.map(({ user }) => user)).toEqual([b])
    expect(bad).toEqual([{ index: 0, line: 2, problem }])
  })

  it.each([
    [0, 'is read'],
    [1, 'is left out'],
  ])('of the longest length and %i more %s, line ends included', async more => {
    const first = `${a},"x`
    const rest = longestLine + more - first.length - 1
    const last = `${'y'.repeat(rest - 10)}"`
    const text = `user,name\n${first}\n${'y'.repeat(8)}\n${last}\n${b},x\n`
    const { recipients, bad } = await readList(text)
    const isRead = more === 0
    expect(recipients.map(({ user }) => user)).toEqual(isRead ? [a, b] : [b])
    expect(bad.map(({ line }) => line)).toEqual(isRead ? [] : [2, 3, 4])
  })
})
