import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFile, type Processes } from '../../../src/core/campaign/lock.ts'
import { temporaryFolder } from './campaign-case.ts'

let folder = temporaryFolder()
const path = (): string => join(folder.path, 'journal')
const now = 1_800_000_000_000

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** A machine on which the processes given are alive, each with the moment it was started at. */
function machine(own: number, alive: Readonly<Record<number, string>>, host = 'here'): Processes {
  return { host, own, startOf: number => alive[number], isAlive: number => number in alive }
}

const leave = (holder: object | string): void =>
  writeFileSync(`${path()}.lock`, typeof holder === 'string' ? holder : JSON.stringify(holder))

describe('a lock', () => {
  it('keeps a second process away, until it is released', () => {
    const alive = { 10: 'a', 11: 'b' }
    const lock = lockFile(path(), machine(10, alive), () => now)
    const second = () => lockFile(path(), machine(11, alive), () => now)
    expect(second).toThrow(/in use by another run \(process 10 on here\)/)
    lock.touch()
    expect(second).toThrow('in use')
    lock.release()
    expect(existsSync(`${path()}.lock`)).toBe(false)
    second().release()
  })

  it('shows when its holder was there last', () => {
    let time = now
    const lock = lockFile(path(), machine(10, { 10: 'a' }), () => time)
    time += 5_000
    lock.touch()
    const text = readFileSync(`${path()}.lock`, 'utf8')
    expect(JSON.parse(text)).toEqual({ process: 10, start: 'a', host: 'here', seen: time })
    lock.release()
  })
})

describe('a lock that was left behind', () => {
  const seen = now - 1_000

  it.each([
    ['a process that has ended', { process: 9, start: 'x', host: 'here', seen }],
    ['a process whose number another one has now', { process: 10, start: 'x', host: 'here', seen }],
    ['a machine that is silent', { process: 9, start: 'x', host: 'there', seen: now - 61_000 }],
    ['nobody: it was not written to its end', '{"process":9,"st'],
    ['nobody: it is empty', ''],
  ])('by %s is taken over', (_name, holder) => {
    leave(holder)
    const lock = lockFile(path(), machine(10, { 10: 'a' }), () => now)
    expect(JSON.parse(readFileSync(`${path()}.lock`, 'utf8'))).toMatchObject({ process: 10 })
    lock.release()
    expect(readdirSync(folder.path)).toEqual([])
  })

  it.each([
    ['a process that is there', { process: 9, start: 'x', host: 'here', seen: now - 900_000 }],
    ['another machine a moment ago', { process: 9, start: 'x', host: 'there', seen }],
  ])('is none where it is of %s', (_name, holder) => {
    leave(holder)
    const { process, host } = holder
    expect(() => lockFile(path(), machine(10, { 9: 'x', 10: 'a' }), () => now)).toThrow(
      `process ${process} on ${host}`,
    )
    expect(JSON.parse(readFileSync(`${path()}.lock`, 'utf8'))).toEqual(holder)
  })

  it('is not taken over by two', () => {
    const holder = { process: 9, start: 'x', host: 'here', seen }
    leave(holder)
    const alive = { 10: 'a', 11: 'b' }
    // The second looks at the lock, then the first takes it over, then the second goes on.
    let first: ReturnType<typeof lockFile> | undefined
    const slow: Processes = {
      ...machine(11, alive),
      isAlive(number) {
        if (number === 9) first ??= lockFile(path(), machine(10, alive), () => now)
        return number in alive
      },
    }
    expect(() => lockFile(path(), slow, () => now)).toThrow('process 10 on here')
    first?.release()
  })
})
