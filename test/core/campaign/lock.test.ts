import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lockFile, type Machine } from '../../../src/core/campaign/lock.ts'
import type { FileLock } from '../../../src/core/world.ts'
import { bundled } from '../../support/bundled.ts'
import { temporaryFolder } from './campaign-case.ts'
import type { Series } from './lock-contender.ts'

let folder = temporaryFolder()
const path = (): string => join(folder.path, 'journal')
const lockPath = (): string => `${path()}.lock`
const now = 1_800_000_000_000

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** A machine on which the processes given are alive, each with the moment it was started at. */
function machine(own: number, alive: Readonly<Record<number, string>>): Machine {
  return {
    host: 'here',
    own,
    startOf: number => alive[number],
    isAlive: number => number in alive,
    link: linkSync,
    pause: async () => {},
  }
}

/** A machine whose file system has no links. */
function withoutLinks(machine: Machine): Machine {
  return {
    ...machine,
    link() {
      throw Object.assign(new Error('no links'), { code: 'EPERM' })
    },
  }
}

/** Leaves a lock, or what came of one, seen last at a moment. */
function leave(holder: object | string, seen: number, file = lockPath()): string {
  const text = typeof holder === 'string' ? holder : JSON.stringify(holder)
  writeFileSync(file, text)
  utimesSync(file, seen / 1_000, seen / 1_000)
  return text
}

const successorOf = (text: string): string =>
  `${lockPath()}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`

describe('a lock', () => {
  it('keeps a second process away, until it is released', async () => {
    const alive = { 10: 'a', 11: 'b' }
    const lock = await lockFile(path(), machine(10, alive), () => now)
    const second = () => lockFile(path(), machine(11, alive), () => now)
    await expect(second()).rejects.toMatchObject({
      name: 'CampaignError',
      message: `The journal ${path()} is in use by another run (process 10 on here).`,
      help: `Wait until that run has ended, or stop it. Where there is none, remove ${lockPath()}.`,
    })
    lock.touch()
    await expect(second()).rejects.toThrow('in use')
    lock.release()
    expect(readdirSync(folder.path)).toEqual([])
    ;(await second()).release()
  })

  it('that somebody has is looked at once, not for seconds', async () => {
    const lock = await lockFile(path(), machine(10, { 10: 'a' }), () => now)
    let asked = 0
    const second: Machine = {
      ...machine(11, { 10: 'a', 11: 'b' }),
      isAlive() {
        asked += 1
        return true
      },
    }
    await expect(lockFile(path(), second, () => now)).rejects.toThrow('process 10')
    // Whether it is stale, and who has it.
    expect(asked).toBeLessThanOrEqual(2)
    lock.release()
  })

  it('that cannot be read is not taken', async () => {
    mkdirSync(lockPath())
    await expect(lockFile(path())).rejects.toMatchObject({ code: expect.stringMatching(/^E/) })
    expect(readdirSync(folder.path)).toEqual(['journal.lock'])
  })

  it('is a copy where there are no links, and keeps others away as well', async () => {
    const alive = { 10: 'a', 11: 'b' }
    leave({ process: 9, start: 'x', host: 'here' }, now)
    const lock = await lockFile(path(), withoutLinks(machine(10, alive)), () => now)
    expect(readdirSync(folder.path)).toEqual(['journal.lock'])
    const second = () => lockFile(path(), withoutLinks(machine(11, alive)), () => now)
    await expect(second()).rejects.toMatchObject({
      message: expect.stringContaining('process 10 on here'),
    })
    lock.release()
    ;(await second()).release()
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('is not taken where it can neither be linked nor copied', async () => {
    const broken: Machine = {
      ...machine(10, { 10: 'a' }),
      link(file) {
        rmSync(file)
        throw Object.assign(new Error('gone'), { code: 'EIO' })
      },
    }
    await expect(lockFile(path(), broken, () => now)).rejects.toMatchObject({
      code: 'ENOENT',
      syscall: 'copyfile',
    })
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('that stays incomplete is waited for 200 times', async () => {
    leave('', now)
    let pauses = 0
    const waiting: Machine = {
      ...machine(10, { 10: 'a' }),
      async pause() {
        pauses += 1
        if (pauses > 200) throw new Error('It never ends.')
      },
    }
    await expect(lockFile(path(), waiting, () => now)).rejects.toMatchObject({
      message: `The journal ${path()} is in use by another run.`,
    })
    expect(pauses).toBe(200)
  })

  it('that is just being written is waited for', async () => {
    leave('', now - 500)
    let asked = 0
    const clock = () => {
      asked += 1
      if (asked === 4) leave({ process: 12, start: 'c', host: 'here' }, now)
      return now
    }
    const alive = { 11: 'b', 12: 'c' }
    await expect(lockFile(path(), machine(11, alive), clock)).rejects.toMatchObject({
      message: expect.stringContaining('process 12 on here'),
    })
  })

  it('keeps the same process away, too', async () => {
    const lock = await lockFile(path())
    await expect(lockFile(path())).rejects.toThrow(`process ${process.pid} on `)
    lock.release()
  })

  it('shows who has it, and when its holder was there last', async () => {
    let time = now
    const lock = await lockFile(path(), machine(10, { 10: 'a' }), () => time)
    expect(statSync(lockPath()).mtimeMs).toBe(now)
    time += 5_000
    lock.touch()
    expect(statSync(lockPath()).mtimeMs).toBe(time)
    expect(JSON.parse(readFileSync(lockPath(), 'utf8'))).toMatchObject({
      process: 10,
      start: 'a',
      host: 'here',
    })
    expect(statSync(lockPath()).mode & 0o777).toBe(0o600)
    lock.release()
  })

  it('that is gone, with its folder, is released without an error', async () => {
    const lock = await lockFile(path())
    rmSync(folder.path, { recursive: true })
    lock.touch()
    lock.release()
  })

  it('that somebody else has by now is left alone', async () => {
    const lock = await lockFile(path(), machine(10, { 10: 'a' }), () => now)
    leave({ process: 11, start: 'b', host: 'there' }, now)
    lock.touch()
    lock.release()
    expect(readFileSync(lockPath(), 'utf8')).toContain('there')
  })
})

describe('a lock that was left behind', () => {
  const seen = now - 1_000
  const dead = { process: 9, start: 'x', host: 'here' }

  it.each([
    ['a process that has ended', dead, seen],
    ['a process whose number another one has now', { ...dead, process: 10 }, seen],
    ['a machine that is silent', { ...dead, host: 'there' }, now - 61_000],
    [
      'a process of another machine that is silent, with a number and a start that are here, too',
      { process: 10, start: 'a', host: 'there' },
      now - 61_000,
    ],
    ['nobody: it has no number', { process: '9', host: 'there' }, seen],
    ['nobody: it has no machine', { process: 9, host: null }, seen],
    ['nobody: it is a list', [9, 'there'], seen],
    ['nobody: it was not written to its end', '{"process":9,"st', seen],
    ['nobody: it is empty', '', seen],
  ])('by %s is taken over', async (_name, holder, last) => {
    leave(holder, last)
    const lock = await lockFile(path(), machine(10, { 10: 'a' }), () => now)
    expect(JSON.parse(readFileSync(lockPath(), 'utf8'))).toMatchObject({ process: 10 })
    expect(readdirSync(folder.path)).toEqual(['journal.lock'])
    lock.release()
    expect(readdirSync(folder.path)).toEqual([])
  })

  it.each([
    ['has ended', { process: 2 ** 22 + 1 }],
    ['is another one by now', { process: process.pid, start: '1' }],
  ])('by a process of this machine that %s is taken over', async (_name, holder) => {
    leave({ ...holder, host: hostname() }, seen)
    const lock = await lockFile(path())
    const { process: own, start } = JSON.parse(readFileSync(lockPath(), 'utf8'))
    expect(own).toBe(process.pid)
    if (process.platform === 'linux') expect(start).toMatch(/^\d+$/)
    lock.release()
  })

  it('is left to a process that is about to take it over', async () => {
    const successor = successorOf(leave(dead, seen))
    leave({ process: 12, start: 'c', host: 'here' }, seen, successor)
    let asked = 0
    const second: Machine = {
      ...machine(11, { 11: 'b', 12: 'c' }),
      isAlive(number) {
        if (number === 12) asked += 1
        // It goes on when the second has looked at it for the second time.
        if (asked === 2 && existsSync(successor)) renameSync(successor, lockPath())
        return number !== 9
      },
    }
    await expect(lockFile(path(), second, () => now)).rejects.toMatchObject({
      message: expect.stringContaining('process 12 on here'),
    })
    expect(readdirSync(folder.path)).toEqual(['journal.lock'])
  })

  it('is taken over at once, although those who were about to take it over were killed, too', async () => {
    const first = leave(dead, seen)
    const second = leave({ ...dead, id: 'second' }, seen, successorOf(first))
    leave({ ...dead, id: 'third' }, seen, successorOf(second))
    const lock = await lockFile(path(), machine(10, { 10: 'a' }), () => now)
    expect(readdirSync(folder.path)).toEqual(['journal.lock'])
    lock.release()
  })

  it.each([
    ['a process that is there', dead, now - 900_000],
    ['another machine a moment ago', { ...dead, process: 8, host: 'there' }, seen],
  ])('is none where it is of %s', async (_name, holder, last) => {
    const text = leave(holder, last)
    const { process, host } = holder
    await expect(lockFile(path(), machine(10, { 9: 'x', 10: 'a' }), () => now)).rejects.toThrow(
      `process ${process} on ${host}`,
    )
    expect(readFileSync(lockPath(), 'utf8')).toBe(text)
    expect(readdirSync(folder.path)).toEqual(['journal.lock'])
  })

  it.each([
    ['has it', false],
    ['has released it', true],
  ])(
    'is not taken over by a process that was slower, where the faster one %s',
    async (_name, isReleased) => {
      leave(dead, seen)
      const alive = { 10: 'a', 11: 'b' }
      // The second finds the lock stale, then the first takes it over, then the second goes on.
      let first: Promise<FileLock> | undefined
      const slow: Machine = {
        ...machine(11, alive),
        isAlive(number) {
          if (number === 9 && first === undefined) {
            first = lockFile(path(), machine(10, alive), () => now)
            if (isReleased) rmSync(lockPath())
          }
          return number in alive
        },
      }
      const second = lockFile(path(), slow, () => now)
      if (isReleased) (await second).release()
      else {
        await expect(second).rejects.toThrow('process 10 on here')
        ;(await first)?.release()
      }
      expect(readdirSync(folder.path)).toEqual([])
    },
  )
})

describe('processes that start together', () => {
  const rounds = 200
  const inOneSeries = 20
  const crowd = 4
  const source = fileURLToPath(new URL('./lock-contender.ts', import.meta.url))
  const programs = temporaryFolder()
  let children: readonly ChildProcess[] = []

  const answers = (): Promise<readonly (readonly string[])[]> =>
    Promise.all(children.map(async child => (await once(child, 'message'))[0]))

  beforeAll(async () => {
    const program = await bundled(source, programs.path)
    children = Array.from({ length: crowd }, () => fork(program, { execArgv: [] }))
    await answers()
  })
  afterAll(() => {
    for (const child of children) child.disconnect()
    programs.remove()
  })

  it.each([
    ['where there is no lock', () => {}],
    [
      'where one was left behind',
      (file: string) =>
        leave({ process: 2 ** 22 + 1, host: hostname() }, Date.now(), `${file}.lock`),
    ],
    [
      'where one was left behind, and who took it over was killed',
      (file: string) => {
        const holder = { process: 2 ** 22 + 1, host: hostname() }
        const text = leave(holder, Date.now(), `${file}.lock`)
        const id = createHash('sha256').update(text).digest('hex').slice(0, 16)
        leave({ ...holder, id }, Date.now(), `${file}.lock.${id}`)
      },
    ],
  ])('have exactly one holder in each round, %s', { timeout: 60_000 }, async (_name, prepare) => {
    const wrong: unknown[] = []
    for (let first = 0; first < rounds; first += inOneSeries) {
      const paths = Array.from({ length: inOneSeries }, (_nothing, index) =>
        join(folder.path, String(first + index)),
      )
      paths.forEach(prepare)
      const order: Series = { paths, at: Date.now() + 6 }
      for (const child of children) child.send(order)
      const answered = await answers()
      for (const [index, path] of paths.entries()) {
        const given = answered.map(answer => answer[index])
        const others = given.filter(answer => answer !== 'held')
        if (
          others.length !== crowd - 1 ||
          others.some(answer => !String(answer).includes('in use'))
        ) {
          wrong.push({ path, given })
        }
      }
    }
    expect(wrong).toEqual([])
  })
})
