import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readRecord, recordLine } from '../../../src/core/campaign/journal.ts'
import { openBitmap } from '../../../src/core/recipients/duplicates.ts'

const read = (line: string) => readRecord(line.slice(0, -1))

describe('a record', () => {
  it('is a short line', () => {
    const line = recordLine({ index: 17, code: '202', attempts: 1, requestId: undefined })
    expect(line).toMatch(/^17 202 1 [0-9a-f]{8}\n$/)
    const text = line.slice(0, -10)
    expect(Number.parseInt(line.slice(-9), 16)).toBe(crc32(text))
  })

  it.each([
    ['202', 'arrived'],
    ['200', 'arrived'],
    ['409', 'arrived'],
    ['400', 'refused'],
    ['403', 'refused'],
    ['404', 'open'],
    ['429', 'open'],
    ['432', 'open'],
    ['500', 'open'],
    ['?', 'open'],
    ['ECONNRESET', 'open'],
    ['unmade', 'open'],
  ])('with the code %s is %s when the campaign goes on', (code, settlement) => {
    for (const requestId of [undefined, 'a-b-c']) {
      const line = recordLine({ index: 4_000_000_000, code, attempts: 3, requestId })
      expect(read(line)).toEqual({ index: 4_000_000_000, settlement })
    }
  })

  it('is not believed when a single character of it has changed', () => {
    const line = recordLine({ index: 123, code: '202', attempts: 1, requestId: 'abc' })
    for (let place = 0; place < line.length - 1; place += 1) {
      const changed = `${line.slice(0, place)}${line[place] === '7' ? '8' : '7'}${line.slice(place + 1)}`
      expect(read(changed)).toBeUndefined()
      expect(read(`${line.slice(0, place)}${line.slice(place + 1)}`)).toBeUndefined()
    }
  })

  it.each(['', '\n', ' \n', '12\n', '00000000\n', ' 00000000\n'])('is not %j', text => {
    expect(read(text)).toBeUndefined()
  })

  it('holds no line end that came from outside', () => {
    const line = recordLine({ index: 1, code: '500', attempts: 1, requestId: 'a\nb c' })
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(read(line)?.index).toBe(1)
  })
})

describe('a bitmap', () => {
  it('knows what is in it, and grows', () => {
    const bitmap = openBitmap()
    const numbers = [0, 7, 8, 63, 1_000, 5_000_000]
    for (const number of [...numbers, ...numbers]) bitmap.add(number)
    expect(bitmap.size).toBe(numbers.length)
    expect(numbers.every(number => bitmap.has(number))).toBe(true)
    expect([1, 6, 9, 999, 5_000_001, 90_000_000].some(number => bitmap.has(number))).toBe(false)
  })
})
