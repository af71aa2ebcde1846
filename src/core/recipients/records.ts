import type { Region } from '../alexa.ts'
import type { JsonObject } from '../json.ts'
import type { LineBatch } from './lines.ts'
import type { BadRecord, Recipient, RecipientBatch } from './recipient.ts'
import { problemOfUser } from './user-id.ts'

/** Gathers the records of a list in their order, numbers them, and checks their users. */
export interface Records {
  add(line: number, user: string, region: Region | undefined, variables?: JsonObject): void
  /** @param problem one sentence that can be printed anywhere */
  addBad(line: number, problem: string): void
  /** What was added since the last time. */
  take(): RecipientBatch
}

/** Understands the lines of one format. Records that go over several lines it keeps until they end. */
export interface RecordReader {
  read(batch: LineBatch): void
  /** There are no more lines. */
  finish(): void
}

/** Opens the records of one list. */
export function openRecords(): Records {
  let nextIndex = 0
  let recipients: Recipient[] = []
  let bad: BadRecord[] = []

  function addBad(line: number, problem: string): void {
    bad.push({ index: nextIndex, line, problem })
    nextIndex += 1
  }

  return {
    add(line, user, region, variables) {
      const problem = problemOfUser(user)
      if (problem !== undefined) {
        addBad(line, problem)
        return
      }
      recipients.push({ user, region, variables, index: nextIndex, line })
      nextIndex += 1
    },
    addBad,
    take() {
      const taken = { recipients, bad }
      recipients = []
      bad = []
      return taken
    },
  }
}
