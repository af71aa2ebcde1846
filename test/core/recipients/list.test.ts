import { describe, expect, it } from 'vitest'
import { openList, type UserList } from '../../../src/core/recipients/list.ts'
import { RecipientsError } from '../../../src/core/recipients/recipient.ts'
import { type CampaignFiles, type KeptInput, SourceError } from '../../../src/core/world.ts'
import { userOf } from './lists.ts'

const weather = 'AMAZON.WeatherAlert.Activated'

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** What a system says where a file cannot be opened, or not be read. */
const systemError = (code: string | undefined): Error =>
  Object.assign(new Error('it is broken'), code === undefined ? {} : { code })

async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a\n')
  throw error
}

interface Given {
  readonly recipients: Parameters<typeof openList>[0]
  readonly world?: Partial<Parameters<typeof openList>[1]>
  readonly files?: Partial<CampaignFiles>
  readonly event?: string | undefined
  readonly signal?: AbortSignal
}

const unused = (): never => {
  throw new Error('not to be used here')
}

function open({ recipients, world = {}, files = {}, ...given }: Given): Promise<UserList> {
  const kind = async () => ({ ids: [], kind: 'file', start: undefined }) as const
  const all: CampaignFiles = {
    syncEvery: 0,
    read: async () => undefined,
    keep: unused,
    append: unused,
    remove: unused,
    lock: unused,
    ...files,
  }
  const { signal = new AbortController().signal } = given
  const event = 'event' in given ? given.event : weather
  return openList(recipients, { identityOf: kind, ...world }, all, event, signal)
}

async function textOf(list: UserList): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of list.read()) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** What comes of a list: its name and text, or what is said where it cannot be read. */
async function outcome(given: Given): Promise<string> {
  try {
    const list = await open(given)
    const text = await textOf(list)
    // A list can be read more than once.
    expect(await textOf(list)).toBe(text)
    list.close()
    return `${list.name}: ${text}`
  } catch (error) {
    if (error instanceof RecipientsError) {
      const { rule, message, help } = error.finding
      return `${rule}: ${message} ${help}`
    }
    throw error
  }
}

const kept = (text: string) => async (): Promise<KeptInput> => ({
  read: () => bytesOf(text),
  close() {},
})
const asPipe = {
  identityOf: async () => ({ ids: [], kind: 'other', start: undefined }) as const,
}
const [one, two] = [userOf('A'), userOf('B')]

describe('a list of users', () => {
  it.each<[string, Given, string]>([
    [
      'a file',
      { recipients: { file: 'a.txt' }, files: { read: async () => bytesOf('x') } },
      'a.txt: x',
    ],
    [
      'a pipe',
      { recipients: { file: '/dev/fd/3' }, world: asPipe, files: { keep: kept('x') } },
      '/dev/fd/3: x',
    ],
    ['standard input', { recipients: 'input', world: { keepInput: kept('x') } }, '<stdin>: x'],
    [
      'subscribers',
      { recipients: { subscribers: 'table' }, world: { keepSubscribers: kept('x') } },
      '<subscribers>: x',
    ],
    [
      'users of a setting, separated by commas',
      { recipients: { text: `${one},${two}` } },
      `<users>: ${one}\n${two}`,
    ],
    [
      'users of a setting, after an empty line and spaces',
      { recipients: { text: `\n  ${one},${two} ` } },
      `<users>: \n  ${one}\n${two} `,
    ],
    [
      'users of a setting, as JSON',
      { recipients: { text: `["${one}","${two}"]` } },
      `<users>: ["${one}","${two}"]`,
    ],
  ])('may be %s', async (_, given, text) => {
    expect(await outcome(given)).toBe(text)
  })

  const unreadable = (what: string) =>
    `settings/file-unreadable: The list of users a.txt cannot be read: ${what}. Check the path of users-file and its permissions.`
  it.each<[string, Given, string]>([
    [
      'no standard input',
      { recipients: 'input' },
      'settings/users-file-missing: users-file is "-", which stands for standard input, and there is none here. Set users-file to the path of a file.',
    ],
    [
      'a file that is not there',
      { recipients: { file: 'a.txt' } },
      'settings/users-file-missing: The list of users "a.txt" does not exist. Correct the path of users-file; in a workflow, run the step that makes it before this one.',
    ],
    [
      'a file that may not be read',
      {
        recipients: { file: 'a.txt' },
        files: { read: () => Promise.reject(systemError('EACCES')) },
      },
      unreadable('EACCES'),
    ],
    [
      'a folder, as is known when it is read',
      {
        recipients: { file: 'a.txt' },
        files: { read: async () => failing(systemError('EISDIR')) },
      },
      unreadable('it is a folder'),
    ],
    [
      'an error without a code',
      {
        recipients: { file: 'a.txt' },
        files: { read: async () => failing(systemError(undefined)) },
      },
      unreadable('it is broken'),
    ],
    [
      'a pipe that breaks',
      {
        recipients: { file: 'a.txt' },
        world: asPipe,
        files: { keep: () => Promise.reject(systemError('EPIPE')) },
      },
      unreadable('EPIPE'),
    ],
    [
      'a pipe that was interrupted, whatever it says',
      {
        recipients: { file: 'a.txt' },
        world: asPipe,
        files: { keep: () => Promise.reject(systemError('EPIPE')) },
        signal: AbortSignal.abort(),
      },
      unreadable('interrupted'),
    ],
    [
      'subscribers of no event',
      { recipients: { subscribers: 'table' }, event: undefined },
      'settings/subscribers: The subscribers in "table" were not read, because the name of the event is not one of the eight. Correct "event.name" in the event file.',
    ],
    [
      'subscribers where there is no way to them',
      { recipients: { subscribers: 'table' } },
      'settings/subscribers: The subscribers in "table" cannot be read here. Export them with "alexa-proactive subscribers".',
    ],
    [
      'subscribers that are not given',
      {
        recipients: { subscribers: 'table' },
        world: {
          keepSubscribers: () => Promise.reject(new SourceError('No such table.', 'Deploy.')),
        },
      },
      'settings/subscribers: No such table. Deploy.',
    ],
  ])('says why it cannot be read: %s', async (_, given, text) => {
    expect(await outcome(given)).toBe(text)
  })
})
