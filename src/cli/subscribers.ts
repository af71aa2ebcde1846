import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { eventNames, regions, userPrefix } from '../core/alexa.ts'
import { jsonText, plainText } from '../core/escape.ts'
import { makeFolderOf } from '../core/file-system.ts'
import { isObject, type Json, parsedJson, valueAt } from '../core/json.ts'
import { readLines } from '../core/recipients/lines.ts'
import { padTo, type Row, rows, type Style } from '../core/report/layout.ts'
import { counted, didYouMean, nearest, users } from '../core/wording.ts'
import { reasonOf } from '../core/world.ts'
import type { Subscriber, SubscribersTable } from '../subscribers/table.ts'
import type { OtherInvocation } from './command-line.ts'
import { Refusal, type Terminal } from './output.ts'

/** Counts, exports or removes the subscribers in a table, and returns the exit code. */
export async function subscribersCommand(
  { operands, options, json }: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { out, environment } = terminal
  const { signal } = terminal.interruption
  const name = operands[0] ?? environment['ALEXA_SUBSCRIBERS_TABLE']?.trim() ?? ''
  if (name === '') {
    throw new Refusal(
      2,
      'There is no table: name it, or the stack that has it, or set ALEXA_SUBSCRIBERS_TABLE.',
    )
  }
  const event = eventOf(options.get('event'))
  const [file, list] = [options.get('export'), options.get('remove-from')]
  if (file !== undefined && list !== undefined) {
    throw new Refusal(2, 'Both --export and --remove-from are given; keep one of them.')
  }
  const { openSubscribers, explained } = await import('../subscribers/source.ts')
  const table = await openSubscribers(name, { folder: process.cwd() })
  try {
    const show = (value: object, text: string) => out.write(json ? `${jsonText(value)}\n` : text)
    if (list !== undefined) {
      const removed = await removeGone(table, list, signal)
      show(removed, removedText(removed, list))
    } else if (file !== undefined) {
      const exported = await exportTo(file, table.read(event, signal))
      show({ exported, file }, `${users(exported)} written to ${plainText(file)}.\n`)
    } else {
      const counts = await count(table.read(event, signal))
      show(counts, countsText(counts, out.style))
    }
    return 0
  } catch (failure) {
    signal.throwIfAborted()
    throw failure instanceof Refusal ? failure : explained(name, failure)
  } finally {
    table.close()
  }
}

function eventOf(event: string | undefined): string | undefined {
  if (event === undefined || eventNames.some(name => name === event)) return event
  const guess = didYouMean(nearest(event, eventNames))
  throw new Refusal(2, `There is no event "${event}"${guess}`)
}

type Counts = Awaited<ReturnType<typeof count>>

/** Counts by event, then by region, and by the day of the last change, in UTC. */
async function count(pages: AsyncIterable<readonly Subscriber[]>) {
  let subscribers = 0
  const events = new Map<string, Map<string, number>>()
  const days = new Map<string, number>()
  const add = (counts: Map<string, number>, key: string) =>
    counts.set(key, (counts.get(key) ?? 0) + 1)
  for await (const page of pages) {
    for (const { events: names, region = 'unknown', time } of page) {
      subscribers += 1
      add(days, time.slice(0, 10) || 'unknown')
      for (const name of names) {
        const counts = events.get(name) ?? new Map<string, number>()
        add(counts, region)
        events.set(name, counts)
      }
    }
  }
  const sorted = [...events].sort(([one], [other]) => one.localeCompare(other, 'en'))
  return {
    subscribers,
    events: Object.fromEntries(sorted.map(([name, counts]) => [name, Object.fromEntries(counts)])),
    days: Object.fromEntries([...days].sort().reverse()),
  }
}

/** As many days as a screen holds beside the events. */
const mostDays = 14

function countsText({ subscribers, events, days }: Counts, { colors, columns }: Style): string {
  const places = [...regions, 'unknown'].filter(place =>
    Object.values(events).some(counts => counts[place] !== undefined),
  )
  const cells = (texts: readonly string[]) => texts.map(text => text.padStart(9)).join('')
  const width = Math.max(0, ...Object.keys(events).map(name => name.length))
  const lines = Object.entries(events).map(([name, counts]) => {
    const all = Object.values(counts).reduce((sum, one) => sum + one, 0)
    return `  ${padTo(plainText(name), width)}${cells([...places.map(place => counted(counts[place] ?? 0)), counted(all)])}`
  })
  const dated = Object.entries(days)
  const recent: readonly Row[] = dated
    .slice(0, mostDays)
    .map(([label, number]) => ({ label, text: counted(number) }))
  const rest = dated.slice(mostDays).reduce((sum, [, number]) => sum + number, 0)
  const earlier = rest === 0 ? [] : [{ label: 'earlier', text: counted(rest) }]
  return [
    `${subscribers === 1 ? '1 subscriber' : `${counted(subscribers)} subscribers`}`,
    ...(lines.length === 0
      ? []
      : [
          '',
          colors.bold(`  ${padTo('by event and region', width)}${cells([...places, 'all'])}`),
          ...lines,
          '',
          colors.bold('  by the day of their last change'),
          rows([...recent, ...earlier], columns, label => label),
        ]),
    '',
  ].join('\n')
}

/** Writes a list of users beside its place first, so that what has its name is whole. */
async function exportTo(
  file: string,
  pages: AsyncIterable<readonly Subscriber[]>,
): Promise<number> {
  const { lineOf } = await import('../subscribers/source.ts')
  const part = `${file}.part`
  let exported = 0
  let isOfTable = false
  const lines = async function* () {
    try {
      for await (const page of pages) {
        yield page.map(lineOf).join('')
        exported += page.length
      }
    } catch (failure) {
      isOfTable = true
      throw failure
    }
  }
  try {
    makeFolderOf(file)
    rmSync(part, { force: true })
    await pipeline(lines, createWriteStream(part, { mode: 0o600, flush: true }))
    renameSync(part, file)
    return exported
  } catch (failure) {
    rmSync(part, { force: true })
    if (isOfTable) throw failure
    throw new Refusal(1, `${file} cannot be written: ${reasonOf(failure)}.`)
  }
}

/** How many are removed at once. */
const together = 16

/** Removes those of a list who are gone, unless they were heard of since. */
async function removeGone(
  table: SubscribersTable,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly gone: number; readonly removed: number }> {
  const list = await listOfGone(path)
  // Where everybody was notified, nobody is gone.
  if (list === undefined) return { gone: 0, removed: 0 }
  const { file, time } = list
  let gone = 0
  let removed = 0
  for await (const lines of linesOf(file)) {
    const batch = lines.flatMap(line => (typeof line === 'string' ? (goneIn(line) ?? []) : []))
    gone += batch.length
    for (let at = 0; at < batch.length; at += together) {
      signal.throwIfAborted()
      const some = batch.slice(at, at + together)
      const answers = await Promise.all(some.map(user => table.remove(user, time, signal)))
      removed += answers.filter(isRemoved => isRemoved).length
    }
  }
  return { gone, removed }
}

/** The list that a report names, if the run left anybody out, with its time; any other file is a list itself. */
async function listOfGone(
  path: string,
): Promise<{ readonly file: string; readonly time: string } | undefined> {
  const report = path.endsWith('.json') ? await reportIn(path) : undefined
  const failed = valueAt(report, ['campaign', 'failedFile'])
  if (valueAt(report, ['campaign']) !== undefined && typeof failed !== 'string') return undefined
  const file = typeof failed === 'string' ? failed : path
  const time = valueAt(report, ['time'])
  try {
    const { mtime } = statSync(file)
    return { file, time: typeof time === 'string' ? time : mtime.toISOString() }
  } catch (failure) {
    throw unreadable(`The list ${file}`, failure)
  }
}

/** The lines of a list; what keeps them from being read is not the table's fault. */
async function* linesOf(file: string) {
  try {
    yield* readLines(createReadStream(file))
  } catch (failure) {
    throw unreadable(`The list ${file}`, failure)
  }
}

function unreadable(what: string, failure: unknown): Refusal {
  return new Refusal(2, `${what} cannot be read: ${reasonOf(failure).replace(/\.$/, '')}.`)
}

async function reportIn(path: string): Promise<Json | undefined> {
  const text = await readFile(path, 'utf8').catch(failure => {
    throw unreadable(`The report ${path}`, failure)
  })
  return parsedJson(text)
}

/** The user of a line who is gone: in a list of a campaign those with HTTP 403, in a plain list all. */
function goneIn(line: string): string | undefined {
  const text = line.trim()
  if (text.startsWith(userPrefix)) return text
  const record = text.startsWith('{') ? parsedJson(text) : undefined
  if (!isObject(record) || record['reason'] !== '403') return undefined
  return typeof record['user'] === 'string' ? record['user'] : undefined
}

function removedText(
  { gone, removed }: Awaited<ReturnType<typeof removeGone>>,
  list: string,
): string {
  if (gone === 0) return `Nobody in ${plainText(list)} is gone.\n`
  const rest = gone - removed
  const others = rest === 0 ? '' : ` ${counted(rest)} not: no longer there, or heard of since.`
  return `${users(removed)} of ${counted(gone)} removed.${others}\n`
}
