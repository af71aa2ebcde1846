import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { SelectedRecipient } from '../../../src/core/recipients/recipient.ts'
import type { SelectionOptions } from '../../../src/core/recipients/survey.ts'
import {
  recipientsFindings,
  selectedRecipients,
  survey,
} from '../../../src/core/recipients/survey.ts'
import { randomNumbers } from '../../support/random.ts'
import { chunksOf, userOf } from './lists.ts'

const eu: SelectionOptions = { name: '<users>', shard: undefined, regions: ['EU'] }
const two: SelectionOptions = { ...eu, regions: ['NA', 'EU'] }

async function selectedOf(content: string, options: SelectionOptions) {
  const selected: SelectedRecipient[] = []
  const known = await survey(chunksOf(content), options)
  for await (const batch of selectedRecipients(chunksOf(content, 100), options, known)) {
    expect(batch.length).toBeGreaterThan(0)
    selected.push(...batch)
  }
  return selected
}

function line(user: string, region?: string): string {
  return `${JSON.stringify({ user: userOf(user), region })}\n`
}

describe('a survey', () => {
  it('counts', async () => {
    const text = [line('A'), line('B', 'EU'), line('A', 'EU'), 'x\n', line('C', 'NA'), line('A')]
    const found = await survey(chunksOf(text.join('')), eu)
    expect(found).toMatchObject({ recipients: 2, duplicates: 2, otherShards: 0, bad: 2 })
    expect(found.first).toEqual({
      user: userOf('A'),
      region: 'EU',
      variables: undefined,
      index: 0,
      line: 1,
    })
    expect(found.firstBad.map(({ line, index }) => [line, index])).toEqual([
      [4, 3],
      [5, 4],
    ])
    expect(found.firstBad[1]?.problem).toBe(
      'The user is in NA, but the event goes to EU only: add NA to regions.',
    )
  })

  it('does not guess a region', async () => {
    const found = await survey(chunksOf(line('A') + line('B', 'NA')), two)
    expect(found).toMatchObject({ recipients: 1, bad: 1, first: { region: 'NA' } })
    expect(found.firstBad[0]?.problem).toContain('goes to NA and EU: add a region')
  })

  it('takes a user in two regions for two', async () => {
    const text = line('A', 'NA') + line('A', 'EU') + line('A', 'NA')
    const found = await survey(chunksOf(text), two)
    expect(found).toMatchObject({ recipients: 2, duplicates: 1 })
    expect(found.byRegion).toEqual(
      new Map([
        ['NA', 1],
        ['EU', 1],
      ]),
    )
  })

  it('tells records that are nobody’s from those that are of this shard', async () => {
    const text = `${line('A', 'XX')}${line('A', 'FE')}${line('B', 'FE')}x\n`
    const found = await Promise.all(
      [1, 2].map(number => survey(chunksOf(text), { ...eu, shard: { number, of: 2 } })),
    )
    expect(found.map(({ unreadable }) => unreadable)).toEqual([2, 2])
    expect(found.reduce((sum, { bad, unreadable }) => sum + bad - unreadable, 0)).toBe(2)
  })

  it('shows ten bad records at most, in their order', async () => {
    const text = Array.from({ length: 30 }, (_, index) =>
      index % 2 === 0 ? 'x\n' : line(String(index), 'FE'),
    )
    const found = await survey(chunksOf(`${line('A')}${text.join('')}`), eu)
    expect(found.bad).toBe(30)
    expect(found.firstBad.map(one => one.index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it.each([
    ['as it is', Buffer.from(line('A').repeat(1000))],
    ['packed', gzipSync(line('A').repeat(1000))],
  ])('measures the list %s', async (_, bytes) => {
    for (const size of [1000, 65536, 1_000_000]) {
      const found = await survey(chunksOf(bytes, size), eu)
      expect(found.recipients).toBe(1)
      expect(found.bytes).toBe(bytes.length)
      expect(found.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })

  it('knows the names of variables, unless there are very many', async () => {
    const some = `user,name,region,note\n${userOf('A')},x,EU,y\n`
    expect((await survey(chunksOf(some), eu)).variableNames).toEqual(new Set(['name', 'note']))
    const many = Array.from({ length: 200 }, (_, index) =>
      JSON.stringify({ user: userOf(String(index)), variables: { [`name${index}`]: 1 } }),
    )
    expect((await survey(chunksOf(many.join('\n')), eu)).variableNames).toBeUndefined()
    expect((await survey(chunksOf(line('A')), eu)).variableNames).toEqual(new Set())
    const most = (await survey(chunksOf(many.slice(0, 100).join('\n')), eu)).variableNames
    expect(most?.size).toBe(100)
    expect(
      (await survey(chunksOf(many.slice(0, 101).join('\n')), eu)).variableNames,
    ).toBeUndefined()
  })

  it('of nothing finds nothing', async () => {
    expect(await survey(chunksOf(''), eu)).toMatchObject({
      recipients: 0,
      bad: 0,
      bytes: 0,
      first: undefined,
    })
  })
})

describe('what is said of a list', () => {
  const inNa = 'The user is in NA, but the event goes to EU only: add NA to regions.'
  const repeated = 'Nothing to do; a large number may point to a mistake in the list.'
  const other =
    'If each is news, such as a second order, put it in a second list: a different value in the event makes it a different announcement.'
  const again =
    'Correct the records and send them again: who got the announcement is not notified twice.'
  const record = (user: string, order?: number, region?: string) =>
    `${JSON.stringify({ user: userOf(user), region, variables: order && { order } })}\n`
  const ofForm = 'one user id per line, CSV with a column "user", or JSON Lines.'

  it.each<[string, string, Partial<SelectionOptions> & { strict?: true }, readonly string[]]>([
    ['nothing of one user', record('A'), {}, []],
    [
      'nobody in a file',
      '',
      {},
      [`error recipients/none: users.txt names no recipient. Check the path: ${ofForm}`],
    ],
    [
      'nobody in standard input',
      '# nobody',
      { name: '<stdin>' },
      [
        `error recipients/none: <stdin> names no recipient. Check what is written to standard input: ${ofForm}`,
      ],
    ],
    [
      'nobody in a setting',
      '',
      { name: '<users>' },
      [
        'error recipients/none: <users> names no recipient. Write one user id per line, or separate them with commas.',
      ],
    ],
    [
      'no subscriber',
      '',
      { name: '<subscribers>' },
      [
        'error recipients/none: <subscribers> names no recipient. Nobody in the table is subscribed to the event: "alexa-proactive subscribers" counts the subscribers of each.',
      ],
    ],
    [
      'nobody in the region',
      record('A', 1, 'NA'),
      {},
      [
        `warning recipients/bad-record, 1: 1 record of users.txt is left out. Line 1: ${inNa} ${again}`,
        `error recipients/none: users.txt names no recipient that is understood. Check the path: ${ofForm}`,
      ],
    ],
    [
      // The user is number 3 of 8.
      'an empty share',
      record('A'),
      { shard: { number: 1, of: 8 } },
      [
        'notice recipients/none: users.txt has no recipient in shard 1/8; nothing is to be sent here. Nothing to do: a short list may leave a share empty.',
      ],
    ],
    ['nothing of a share with a user', record('A'), { shard: { number: 3, of: 8 } }, []],
    [
      'an empty share of an empty list',
      '',
      { shard: { number: 1, of: 8 } },
      [`error recipients/none: users.txt names no recipient. Check the path: ${ofForm}`],
    ],
    [
      'three of three bad records',
      record('A') + record('B', 1, 'NA').repeat(3),
      {},
      [
        `warning recipients/bad-record, 2: 3 records of users.txt are left out. Line 2: ${inNa} Line 3: ${inNa} Line 4: ${inNa} ${again}`,
      ],
    ],
    [
      'three of 1,203 bad records, where none may be',
      record('A') + record('B', 1, 'NA').repeat(1203),
      { strict: true },
      [
        `error recipients/bad-record, 2: 1,203 records of users.txt are left out. Line 2: ${inNa} Line 3: ${inNa} Line 4: ${inNa} And 1,200 more. Correct the list; with strict set, nothing is sent before.`,
      ],
    ],
    [
      'a user twice',
      record('A', 1).repeat(2),
      {},
      [
        `notice recipients/duplicate: 1 record of users.txt names a user listed before; nobody is notified twice. ${repeated}`,
      ],
    ],
    [
      'a user with another order',
      record('A', 1) + record('A', 2),
      {},
      [
        `warning recipients/other-duplicate, 2: 1 record of users.txt names a user listed before with other values, and is left out: a list notifies each user once. ${other}`,
      ],
    ],
    [
      'users with other orders, and users twice',
      record('A', 1) +
        record('B') +
        record('A', 1).repeat(2) +
        record('A', 2) +
        record('B', 2) +
        record('A', 3),
      {},
      [
        `warning recipients/other-duplicate, 5: 3 records of users.txt name users listed before with other values, and are left out: a list notifies each user once. ${other}`,
        `notice recipients/duplicate: 2 records of users.txt name users listed before; nobody is notified twice. ${repeated}`,
      ],
    ],
  ])('%s', async (_, text, { strict = false, ...given }, expected) => {
    const options = { ...eu, name: 'users.txt', ...given }
    const findings = recipientsFindings(await survey(chunksOf(text), options), {
      ...options,
      strict,
    })
    expect(
      findings.map(({ severity, rule, place, message, help }) => {
        const line = place === undefined ? '' : `, ${place.line}`
        return `${severity} ${rule}${line}: ${message} ${help}`
      }),
    ).toEqual(expected)
  })
})

describe('the second reading', () => {
  const next = randomNumbers(11)
  const regions = [undefined, 'NA', 'EU', 'FE', 'XX']
  const text = Array.from({ length: 3000 }, () => line(`N${next(1500)}`, regions[next(5)])).join('')

  it.each([eu, two, { ...two, shard: { number: 2, of: 3 } }])(
    'selects exactly those who were counted: %j',
    async options => {
      const found = await survey(chunksOf(text), options)
      const selected = await selectedOf(text, options)
      expect(found.recipients).toBeGreaterThan(100)
      expect(selected).toHaveLength(found.recipients)
      expect(selected[0]).toEqual(found.first)
      expect(new Set(selected.map(({ user, region }) => `${user} ${region}`)).size).toBe(
        selected.length,
      )
      expect(found.recipients + found.duplicates + found.otherShards + found.bad).toBe(3000)
    },
  )

  it('gives each recipient to exactly one shard, under the same index', async () => {
    const whole = await selectedOf(text, two)
    const shares = await Promise.all(
      [1, 2, 3].map(number => selectedOf(text, { ...two, shard: { number, of: 3 } })),
    )
    expect(shares.flat().sort((one, other) => one.index - other.index)).toEqual(whole)
  })
})

describe('a list that changes after its survey', () => {
  // Lines of 40 bytes, about 1,600 in each block that is compared.
  const lines = (count: number, mark = 'A') =>
    Array.from({ length: count }, (_, index) => `${userOf(`${mark}${index}`.padEnd(20, 'X'))}\n`)
  const known = lines(10_000)
  const text = known.join('')

  async function sentTo(
    now: string | Uint8Array,
    before: string | Uint8Array = text,
    size = 5_000,
  ) {
    const users: string[] = []
    const found = await survey(chunksOf(before), eu)
    try {
      for await (const batch of selectedRecipients(chunksOf(now, size), eu, found)) {
        users.push(...batch.map(({ user }) => `${user}\n`))
      }
    } catch (error) {
      return { users, error }
    }
    return { users, error: undefined }
  }
  const refusal = (says: string) =>
    expect.objectContaining({
      message: expect.stringContaining(says),
      finding: expect.objectContaining({ rule: 'campaign/list-changed', severity: 'error' }),
    })

  it.each([5, 1_600, 5_000, 9_999])('is sent to up to what is written over: line %i', async at => {
    const { users, error } = await sentTo(known.with(at, lines(1, 'B').join('')).join(''))
    expect(error).toEqual(refusal('something else is written in it'))
    expect(users).toEqual(known.slice(0, users.length))
    expect(at - users.length).toBeLessThan(1_700)
    expect(users.length).toBeLessThanOrEqual(at)
  })

  it.each([0, 1, 1_638, 5_000, 9_999])('is sent to up to its early end: %i lines', async left => {
    const { users, error } = await sentTo(known.slice(0, left).join(''))
    expect(error).toEqual(refusal('of 390,000 bytes'))
    expect(users).toEqual(known.slice(0, users.length))
    expect(users.length).toBeLessThanOrEqual(left)
  })

  it.each([1, 5_000])('is not sent to where it grew: %i lines', async more => {
    const { users, error } = await sentTo(text + lines(more, 'B').join(''))
    expect(error).toEqual(refusal('grown beyond the 390,000 bytes'))
    expect(users).toEqual(known.slice(0, users.length))
  })

  it('is compared at the borders of blocks, too', async () => {
    const whole = text.slice(0, 3 * 65_536)
    expect(await sentTo(whole, whole)).toMatchObject({ error: undefined })
    expect(await sentTo(`${whole}\n`, whole)).toMatchObject({ error: refusal('grown beyond') })
    const shorter = whole.slice(0, 65_536)
    expect(await sentTo(shorter, whole)).toMatchObject({ error: refusal('ends after 65,536 of') })
    expect(await sentTo('', whole)).toMatchObject({ users: [], error: refusal('ends after 0 of') })
    expect(await sentTo('\n', '')).toMatchObject({
      users: [],
      error: refusal('beyond the 0 bytes'),
    })
  })

  it('is compared as it is, packed', async () => {
    const packed = gzipSync(text, { level: 0 })
    const changed = Buffer.concat([packed.subarray(0, 200_000), gzipSync(text).subarray(0, 9_000)])
    for (const size of [1_000, 1_000_000]) {
      const { users, error } = await sentTo(changed, packed, size)
      expect(error).toEqual(refusal('has changed since it was checked'))
      expect(users).toEqual(known.slice(0, users.length))
      expect((await sentTo(packed, packed, size)).users).toEqual(known)
    }
  })

  it('takes 8 bytes of memory for 64 KiB', async () => {
    const { marks } = await survey(chunksOf(text), eu)
    expect(marks).toHaveLength(Math.ceil(390_000 / 65_536))
    expect(marks.every(Number.isSafeInteger)).toBe(true)
    expect((await survey(chunksOf(text.slice(0, 65_536)), eu)).marks).toHaveLength(1)
    expect((await survey(chunksOf(''), eu)).marks).toEqual([])
  })
})
