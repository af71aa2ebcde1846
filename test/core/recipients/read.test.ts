import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { readRecipients } from '../../../src/core/recipients/read.ts'
import { longestLine, type Recipient } from '../../../src/core/recipients/recipient.ts'
import { randomNumbers } from '../../support/random.ts'
import { readList, userOf } from './lists.ts'

const [a, b, c] = [userOf('A'), userOf('B'), userOf('C')]

/** `A EU {"x":1} 0:3` stands for user A, region, variables, index and line. */
function shown({ user, region, variables, index, line }: Recipient): string {
  const name = user.replace('amzn1.ask.account.', '')
  const own = variables === undefined ? [] : [JSON.stringify(variables)]
  return [name, ...(region === undefined ? [] : [region]), ...own, `${index}:${line}`].join(' ')
}

async function good(content: string | Uint8Array, name?: string, size?: number) {
  const { recipients, bad } = await readList(content, name, size)
  expect(bad).toEqual([])
  return recipients.map(shown)
}

describe('plain text', () => {
  it.each([
    ['an id per line', `${a}\n${b}\n`],
    ['CRLF', `${a}\r\n${b}\r\n`],
    ['a byte order mark', `\uFEFF${a}\n${b}`],
    ['spaces around', `  ${a}\t\n\t${b} `],
    ['commas', `${a}, ${b},\n`],
  ])('%s', async (name, text) => {
    expect(await good(text)).toEqual(name === 'commas' ? ['A 0:1', 'B 1:1'] : ['A 0:1', 'B 1:2'])
  })

  it('has comments and empty lines', async () => {
    const text = `# all of them\n\n${a}\n  # no\n${b} # the second\n#${c}\n`
    expect(await good(text)).toEqual(['A 0:3', 'B 1:5'])
  })

  it.each(['users.csv', 'users.jsonl', 'users.txt.gz', '-'])(
    'is known for what it is when it is called %s',
    async name => {
      expect(await good(`${a}\n${b}`, name)).toEqual(['A 0:1', 'B 1:2'])
    },
  )

  it.each(['users.csv.txt', 'users.json.txt', 'users.csv.gzip'])(
    'is what %s holds, whatever its first line',
    async name => {
      const { recipients, bad } = await readList(`x\n${a}\n`, name)
      expect(recipients.map(shown)).toEqual(['A 1:2'])
      expect(bad.map(({ line }) => line)).toEqual([1])
    },
  )

  it('may begin with a line that is not UTF-8', async () => {
    const { recipients, bad } = await readList(Buffer.from(`\xfc\n${a}\n`, 'latin1'))
    expect(recipients.map(shown)).toEqual(['A 1:2'])
    expect(bad).toEqual([{ index: 0, line: 1, problem: expect.stringContaining('not UTF-8') }])
  })
})

describe('CSV', () => {
  it.each(['user', 'User', 'USERID', 'userId', 'user_id', '"user"', ' user ', 'User ID'])(
    'has its users under %s',
    async name => {
      expect(await good(`${name}\n${a}\n${b}\n`)).toEqual(['A 0:2', 'B 1:3'])
    },
  )

  it.each([',', ';', '\t'])('may be separated by %j', async separator => {
    const text = `name|user|Region\nMary|${a}|eu\n"x|y"|${b}|\n`.replaceAll('|', separator)
    expect(await good(text)).toEqual([
      'A EU {"name":"Mary"} 0:2',
      `B ${JSON.stringify({ name: `x${separator}y` })} 1:3`,
    ])
  })

  it('may begin with empty lines and comments', async () => {
    const text = `\n \t\n# all of them\nuser,name\n${a},x\n`
    expect(await good(text)).toEqual(['A {"name":"x"} 0:5'])
  })

  it('has quotes, commas and line ends in fields', async () => {
    const text = `user,note\r\n${a},"He said ""no"",\r\nand left"\r\n"${b}",""\r\n`
    for (const size of [1, 7, 1000]) {
      expect(await good(text, 'x.csv', size)).toEqual([
        'A {"note":"He said \\"no\\",\\nand left"} 0:2',
        'B {"note":""} 1:4',
      ])
    }
  })

  it('leaves out what spreadsheets put around', async () => {
    const text = `user,name,,\n,,,\n${a},x,,\n\n${b},y,,\n,,,,,\n`
    expect(await good(text)).toEqual(['A {"name":"x"} 0:3', 'B {"name":"y"} 1:5'])
  })

  it('keeps a column that is named like a part of every object', async () => {
    const { recipients } = await readList(`user,__proto__\n${a},x\n`)
    expect(Object.entries(recipients[0]?.variables ?? {})).toEqual([['__proto__', 'x']])
  })

  it.each([
    ['too few fields', `user,name\n${a}\n${b},x\n`, 'has 1 fields, the header 2'],
    ['too many fields', `user,name\n${a},x,y\n${b},x\n`, 'has 3 fields'],
    ['a stray quote', `user,name\n${a},5" tube\n${b},x\n`, 'stray quote in field 2'],
    ['no user', `user,name\n,y\n${b},x\n`, 'user id is empty'],
    ['a wrong region', `user,name,region\n${a},y,XX\n${b},x,\n`, 'region "XX" is unknown'],
    ['a quote that stays open', `user,name\n${a},"y\n${b},x\n`, 'opened in this line'],
    ['a quote that ends wrongly', `user,name\n${a},"y\n${b},"x"\n`, 'opened in this line'],
    ['too long a field', `user,name\n${a},"${'y'.repeat(longestLine)}"\n${b},x\n`, 'characters'],
  ])('loses no other row to %s', async (_, text, says) => {
    for (const size of [64, 1_000_000]) {
      const { recipients, bad } = await readList(text, 'x.csv', size)
      expect(recipients.map(shown)).toEqual(['B {"name":"x"} 1:3'])
      expect(bad).toEqual([{ index: 0, line: 2, problem: expect.stringContaining(says) }])
    }
  })

  it('gives up on a quote that stays open for longer than a record may be', async () => {
    const rows = Array.from(
      { length: 2000 },
      (_, index) => `${userOf(`N${index}`)},${'x'.repeat(40)}`,
    )
    const { recipients, bad } = await readList(`user,name\n${a},"y\n${rows.join('\n')}\n`)
    expect(bad.map(({ line }) => line)).toEqual([2])
    expect(recipients.map(({ index, line }) => line - index)).toEqual(Array(2000).fill(2))
  })

  it('is not read twice and twice again where every line opens a quote', async () => {
    const text = `user,name\n${`${a},"y\n"x\n`.repeat(20_000)}`
    const { recipients, bad } = await readList(text)
    expect(recipients).toEqual([])
    expect(bad).toHaveLength(40_000)
  })
})

describe('JSON Lines', () => {
  const deepest = `${'['.repeat(63)}${']'.repeat(63)}`

  it.each<[string, string, string]>([
    ['a user', `{"user":"${a}"}`, 'A 0:1'],
    ['a region', `{"user":"${a}","region":"fe"}`, 'A FE 0:1'],
    ['a region among spaces', `{"user":"${a}","region":" EU "}`, 'A EU 0:1'],
    ['nothing said in words', `{"user":"${a}","region":null,"variables":null}`, 'A 0:1'],
    ['variables', `{"variables":{"n":[1,{"x":"é"}]},"user":"${a}"}`, 'A {"n":[1,{"x":"é"}]} 0:1'],
    ['no value', `{"user":"${a}","variables":{"n":null}}`, 'A {"n":null} 0:1'],
    [
      'the largest numbers',
      `{"user":"${a}","variables":{"n":-9007199254740991}}`,
      'A {"n":-9007199254740991} 0:1',
    ],
    ['the deepest value', `{"user":"${a}","variables":{"n":${deepest}}}`, `A {"n":${deepest}} 0:1`],
    ['the reason of a failure', `{"user":"${a}","region":"EU","reason":"x"}`, 'A EU 0:1'],
    ['spaces', `  { "user" : "${a}" } \r`, 'A 0:1'],
  ])('with %s', async (_, text, recipient) => {
    expect(await good(`${text}\n \t\n\n`)).toEqual([recipient])
    expect(await good(text, 'users.csv', 3)).toEqual([recipient])
  })

  it.each([
    ['{"user":"A"', 'ends too early'],
    [' {"user":"A"', 'ends too early'],
    ['{"variables":{},"user":"A"', 'ends too early'],
    ["{'user':'A'}", 'double quotes instead'],
    ["{ 'user':'A'}", 'double quotes instead'],
    ['{user:"A"}', 'keys in double quotes'],
    ['{ user:"A"}', 'keys in double quotes'],
    ['{"user":"A",}', 'comma before'],
    ['{"user":"A", }', 'comma before'],
    ['{"user":"A"},', 'comma after'],
    ['{"user":"A"} x}', 'not valid JSON.'],
    ['{"variables":{},"user":"A"} x}', 'not valid JSON.'],
    ['{"user":"A","variables":{\'n\':1}}', 'not valid JSON.'],
    ['{"user":"A","variables":{n:1}}', 'not valid JSON.'],
    [a, 'not begin with "{"'],
    [`"${a}"`, 'a string, not an object'],
    ['[]', 'a list, not an object'],
    ['{}', 'no "user"'],
    ['{"user":["A"]}', 'a list, not a user id'],
    ['{"user":{"userId":"A"}}', 'an object, not a user id'],
    ['{"user":null}', 'null, not a user id'],
    ['{"userId":"A"}', 'did you mean user?'],
    ['{"user":"A","regoin":"EU"}', 'did you mean region?'],
    ['{"user":"A","orderNumber":1}', 'under "variables"'],
    ['{"user":"A","__proto__":1}', '__proto__'],
    ['{"user":"A","region":1}', '"region" is a number'],
    ['{"user":"A","region":"US"}', 'did you mean NA?'],
    ['{"user":"A","variables":[1]}', '"variables" is a list'],
    ['{"user":"A","variables":{"n":12345678901234567890}}', 'put it in quotes'],
    ['{"user":"A","variables":{"n":1,"m":-9007199254740992}}', 'put it in quotes'],
    [`{"user":"A","variables":{"n":[${deepest}]}}`, '64 levels'],
    [`{"user":"A","variables":{"n":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`, '64 levels'],
    ['{"user":"A"}', 'not a user id'],
  ])('loses no other record to %s', async (line, says) => {
    const { recipients, bad } = await readList(`{"user":"${a}"}\n${line}\n{"user":"${b}"}`)
    expect(recipients.map(shown)).toEqual(['A 0:1', 'B 2:3'])
    expect(bad).toEqual([{ index: 1, line: 2, problem: expect.stringContaining(says) }])
    expect(bad[0]?.problem).toMatch(/^[^\n]{10,200}[.?]$/)
  })

  it('is what a file of this name holds, whatever its first line', async () => {
    const { recipients, bad } = await readList(`x\n{"user":"${a}"}\n`, 'users.ndjson.gz')
    expect(recipients.map(shown)).toEqual(['A 1:2'])
    expect(bad.map(({ problem }) => problem)).toEqual([
      'The line is not valid JSON: it does not begin with "{".',
    ])
  })

  it('may begin with a comment', async () => {
    expect(await good(`# made by a query\n\n{"user":"${a}"}`)).toEqual(['A 0:3'])
  })
})

describe('regions', () => {
  it.each([
    ['us', 'NA'],
    ['USA', 'NA'],
    ['UK', 'EU'],
    ['de-DE', 'EU'],
    ['en_IN', 'EU'],
    ['JP', 'FE'],
    ['https://api.eu.amazonalexa.com', 'EU'],
    ['api.fe.amazonalexa.com', 'FE'],
    ['https://api.amazonalexa.com', 'NA'],
    ['https://api.fe.amazonalexa.com/', 'FE'],
  ])('%s means %s', async (region, guess) => {
    const { bad } = await readList(JSON.stringify({ user: a, region }))
    expect(bad[0]?.problem).toContain(`did you mean ${guess}?`)
  })

  it.each(['everywhere', 'x\u001b[31m'])('%j is unknown', async region => {
    const { bad } = await readList(JSON.stringify({ user: a, region }))
    expect(bad[0]?.problem).toMatch(/^The region "[\x20-\x7e]*" is unknown; it is NA, EU or FE\.$/)
  })
})

describe('a list that cannot be read', () => {
  const packed = gzipSync(`${a}\n`.repeat(10_000), { level: 0 })
  const broken = Buffer.from(packed)
  broken.writeUInt32LE(0, broken.length - 8)

  it.each<[string, string | Uint8Array, string, string]>([
    ['UTF-16', Buffer.from(`\uFEFF${a}\n`, 'utf16le'), 'x.txt', 'UTF-16'],
    ['a workbook', Buffer.from('PK\u0003\u0004rest'), 'x.csv', 'ZIP archive'],
    ['a packed workbook', gzipSync(Buffer.from('PK\u0003\u0004')), 'x.gz', 'ZIP archive'],
    ['gzip that ends early', packed.subarray(0, packed.length / 2), 'x.gz', 'ends too early'],
    ['gzip with a wrong checksum', broken, 'x.txt', 'damaged'],
    ['gzip and zeros', Buffer.concat([packed, Buffer.alloc(300_000)]), 'x.gz', 'follows after'],
    ['gzip and a bit', Buffer.concat([packed, Buffer.alloc(1)]), 'x.gz', 'follows after'],
    ['gzip and text', Buffer.concat([packed, Buffer.from(a)]), 'x.gz', 'damaged'],
    ['gzip with a wrong head', Buffer.from([0x1f, 0x8b, 1, 2, 3]), 'x.txt', 'damaged'],
    ['a JSON array', `[{"user":"${a}"}]`, 'x.json', 'JSON array'],
    ['a long JSON array', `[${`"${a}",`.repeat(20_000)}1]`, 'x.json', 'JSON array'],
    ['CR alone', `${a}\r${b}\r`, 'x.txt', 'CR alone'],
    ['no column of users', `name,region\nx,EU\n`, 'x.csv', 'no column "user"'],
    ['a misspelled column', `name,usr\nx,${a}\n`, 'x.txt', 'no column "user"'],
    ['no header', `${a},EU\n`, 'x.csv', 'no header'],
    ['no header, packed', gzipSync(`x;EU\n`), 'x.gz.csv.gz', 'no column "user"'],
    ['two columns of users', `user,userId\n`, 'x.csv', '"user" and "userId"'],
    ['a column twice', `user,x,x\n`, 'x.csv', '"x" is listed twice'],
  ])('is %s', async (_, content, name, says) => {
    for (const size of [1000, 10_000_000]) {
      await expect(readList(content, name, size)).rejects.toMatchObject({
        name: 'RecipientsError',
        message: expect.stringContaining(says),
        finding: { severity: 'error', help: expect.stringMatching(/\.$/) },
      })
    }
  })

  it('is gzip in one chunk, and more in the next', async () => {
    const size = gzipSync(`${a}\n`).length
    for (const more of [Buffer.alloc(1), Buffer.alloc(900_000)]) {
      const list = Buffer.concat([gzipSync(`${a}\n`), more])
      await expect(readList(list, 'x', size)).rejects.toThrow('follows after')
    }
  })

  it('fails as its source does, packed or not', async () => {
    async function* breaking(start: Uint8Array) {
      yield start
      throw new Error('EIO: i/o error')
    }
    for (const start of [Buffer.from(a), packed.subarray(0, 1000)]) {
      const reading = async () => {
        for await (const _ of readRecipients(breaking(start), { name: 'x' }));
      }
      await expect(reading()).rejects.toThrow('EIO')
    }
  })

  it('closes its source when nobody wants more of it', async () => {
    for (const content of [Buffer.from(`${a}\n`), packed]) {
      let isClosed = false
      async function* endless() {
        try {
          for (;;) yield content
        } finally {
          isClosed = true
        }
      }
      for await (const _ of readRecipients(endless(), { name: 'x' })) break
      await expect.poll(() => isClosed).toBe(true)
    }
  })
})

describe('gzip', () => {
  it.each(['users.csv', 'users.csv.gz', '-'])('is unpacked, by the name of %s', async name => {
    const text = `user,x\n${a},1\n${b},2\n`
    const packed = gzipSync(text)
    for (const size of [1, 10, 1000]) {
      expect(await good(packed, name, size)).toEqual(['A {"x":"1"} 0:2', 'B {"x":"2"} 1:3'])
    }
  })

  it('may have several parts', async () => {
    const packed = Buffer.concat([gzipSync(`${a}\n`), gzipSync(`${b}\n`)])
    expect(await good(packed)).toEqual(['A 0:1', 'B 1:2'])
  })

  it('may hold a line of any length', async () => {
    const packed = gzipSync(Buffer.concat([Buffer.alloc(3_000_000, 'x'), Buffer.from(`\n${a}`)]))
    const { recipients, bad } = await readList(packed)
    expect(recipients.map(shown)).toEqual(['A 1:2'])
    expect(bad.map(({ line }) => line)).toEqual([1])
  })
})

describe('a list made to take long', { timeout: 90_000 }, () => {
  // Each of these took minutes or hours where a step looked at the rest of its line again and again.
  it.each([
    ['quotes', `x${'"'.repeat(60_000)}x`],
    ['signs of e-mail addresses', `${'@.'.repeat(30_000)} x`],
    ['comments that do not end', `${' #'.repeat(30_000)}\u2028x`],
    ['spaces', `x${' '.repeat(60_000)}x`],
    ['commas', `,${' ,'.repeat(30_000)}`],
  ])('is read in time: %s', async (_, line) => {
    const { recipients } = await readList(`${a}\n${`${line}\n`.repeat(40)}${b}`)
    expect(recipients.map(({ user }) => user)).toEqual([a, b])
  })

  it('is read in time: a row of many fields over many lines', async () => {
    const row = `${','.repeat(30_000)}"${'\n'.repeat(30_000)}"\n`
    const { recipients } = await readList(`user\n${row.repeat(40)}${b}`)
    expect(recipients.map(({ user }) => user)).toEqual([b])
  })

  it('is read on where records come, however long they are', async () => {
    async function* long() {
      for (let made = 0; made < 600; made += 1) yield Buffer.from(`${'x'.repeat(60_000)}\n`)
    }
    let records = 0
    for await (const batch of readRecipients(long(), { name: 'x' })) records += batch.length
    expect(records).toBe(600)
  })

  it.each([
    ['line ends', `${' '.repeat(99)}\n`, ''],
    ['line ends after a user', `${' '.repeat(99)}\n`, `${a}\n`],
    ['zeros', '\0', ''],
    ['empty rows', `${','.repeat(99)}\n`, `user,x,y\n${a},,\n`],
    ['comments', `#${' '.repeat(99)}\n`, ''],
  ])('is stopped where nothing comes: %s', async (_, nothing, start) => {
    let made = 0
    async function* endless() {
      yield gzipSync(start)
      const part = gzipSync(nothing.repeat(1_000_000 / nothing.length))
      for (; made < 1_000; made += 1) yield part
    }
    const read = async () => {
      for await (const _batch of readRecipients(endless(), { name: 'x.gz' }));
    }
    await expect(read()).rejects.toMatchObject({
      message: 'More than 32 MiB of the list in a row hold no record.',
      finding: { rule: 'recipients/form' },
    })
    expect(made).toBeLessThan(200)
  })
})

describe('an empty list', () => {
  it.each(['', '\n\n', '# nobody', '\uFEFF', 'user\n', gzipSync('')])('%j', async content => {
    expect(await readList(content, 'x.csv')).toEqual({ recipients: [], bad: [] })
  })
})

describe('a list of any kind', () => {
  it('is read as it was written, in chunks of any size', async () => {
    const next = randomNumbers(7)
    const texts = ['', 'x', 'é "q"', 'a,b', 'line\nline', '😀', "it's", ' # no ', '{{ x }}']
    for (let round = 0; round < 60; round += 1) {
      const written = Array.from({ length: 1 + next(20) }, (_, index) => ({
        user: userOf(`N${index}`),
        region: ['NA', 'EU', 'FE'][next(3)] ?? 'NA',
        variables: { one: texts[next(texts.length)] ?? '', two: texts[next(texts.length)] ?? '' },
      }))
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
      const csv = written.map(({ user, region, variables: { one, two } }) =>
        [user, region, one, two].map(quoted).join(','),
      )
      const json = written.map(record => JSON.stringify(record)).join('\n')
      const size = 1 + next(300)
      for (const text of [json, ['user,region,one,two', ...csv].join('\r\n')]) {
        const { recipients, bad } = await readList(text, '<users>', size)
        expect(bad).toEqual([])
        expect(recipients.map(plain)).toEqual(written)
        expect(recipients.map(({ index }) => index)).toEqual(written.map((_, index) => index))
      }
    }
  })
})

function plain({ user, region, variables }: Recipient): {
  readonly user: string
  readonly region: string | undefined
  readonly variables: JsonObject | undefined
} {
  return { user, region, variables }
}
