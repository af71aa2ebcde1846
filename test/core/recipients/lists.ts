import { readRecipients } from '../../../src/core/recipients/read.ts'
import type { BadRecord, Recipient } from '../../../src/core/recipients/recipient.ts'

/** A list as it comes from a file or the network, in chunks of so many bytes. */
export async function* chunksOf(
  content: string | Uint8Array,
  size = 256 * 1024,
): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What is read of a list, all at once. */
export async function readList(
  content: string | Uint8Array,
  name = '<users>',
  size?: number,
): Promise<{ readonly recipients: readonly Recipient[]; readonly bad: readonly BadRecord[] }> {
  const recipients: Recipient[] = []
  const bad: BadRecord[] = []
  for await (const batch of readRecipients(chunksOf(content, size), { name })) {
    for (const record of batch) {
      if ('problem' in record) bad.push(record)
      else recipients.push(record)
    }
  }
  return { recipients, bad }
}

/** A user id with a short ending. */
export function userOf(ending: string): string {
  return `amzn1.ask.account.${ending}`
}
