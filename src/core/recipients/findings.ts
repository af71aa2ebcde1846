import { type Diagnostic, finding, type Place } from '../diagnostic.ts'
import type { Shard } from './shard.ts'
import type { Survey } from './survey.ts'

const mostShown = 3

/**
 * What a survey found, for the report.
 *
 * @param options.name the list's path, or a name in angle brackets
 * @param options.strict whether a bad record holds everything back; then it is an error
 */
export function recipientsFindings(
  {
    recipients,
    duplicates,
    others,
    firstOther,
    otherShards,
    bad,
    firstBad,
  }: Pick<
    Survey,
    'recipients' | 'duplicates' | 'others' | 'firstOther' | 'otherShards' | 'bad' | 'firstBad'
  >,
  {
    name,
    shard,
    strict,
  }: { readonly name: string; readonly shard: Shard | undefined; readonly strict: boolean },
): readonly Diagnostic[] {
  const findings: Diagnostic[] = []
  if (bad > 0) findings.push(badRecords(name, bad, firstBad, strict))
  if (firstOther !== undefined) findings.push(otherRecords(name, others, firstOther))
  if (duplicates > others) {
    const same = duplicates - others
    const message = `${counted(same, 'record')} of ${name} ${same === 1 ? 'names a user' : 'name users'} who stood there before; nobody is told twice.`
    const help = 'Nothing is to be done; a large number may point to a mistake in the list.'
    findings.push(finding('recipients/duplicate', undefined, message, help))
  }
  if (recipients === 0 && otherShards === 0) {
    const message = `${name} names no recipient${bad > 0 ? ' that is understood' : ''}.`
    const help = 'Check the path: a user id a line, CSV with a column "user", or JSON Lines.'
    findings.push(finding('recipients/none', undefined, message, help))
  } else if (recipients === 0 && shard !== undefined) {
    const message = `${name} has no recipient in shard ${shard.number}/${shard.of}; nothing is to be sent here.`
    const help = 'Nothing is to be done: a short list may leave a share empty.'
    findings.push(finding('recipients/none', undefined, message, help, 'notice'))
  }
  return findings
}

function otherRecords(name: string, others: number, line: number): Diagnostic {
  const names = others === 1 ? 'names a user' : 'name users'
  return finding(
    'recipients/other-duplicate',
    placeOf(name, line),
    `${counted(others, 'record')} of ${name} ${names} who stood there before with other values, and ${others === 1 ? 'is' : 'are'} left out: within one list a user is told one thing.`,
    'Where each is news of its own, such as a second order, put it into a second list: another value that the event uses makes another announcement.',
  )
}

function badRecords(
  name: string,
  bad: number,
  firstBad: Survey['firstBad'],
  strict: boolean,
): Diagnostic {
  const shown = firstBad.slice(0, mostShown)
  const place = placeOf(name, shown[0]?.line ?? 1)
  const [isOrAre, getOrGets] = bad === 1 ? ['is', 'gets'] : ['are', 'get']
  const message = [
    `${counted(bad, 'record')} of ${name} ${isOrAre} not understood and ${getOrGets} nothing.`,
    ...shown.map(one => `Line ${one.line}: ${one.problem}`),
    ...(bad > shown.length ? [`And ${(bad - shown.length).toLocaleString('en')} more.`] : []),
  ].join(' ')
  const help = strict
    ? 'Correct the list; with strict set, nothing is sent before.'
    : 'Correct the records and send them again: who got the announcement is not told twice.'
  return finding('recipients/bad-record', place, message, help, strict ? 'error' : undefined)
}

function placeOf(name: string, line: number): Place {
  return { file: name, line, column: 1, endLine: line, endColumn: 2 }
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}
