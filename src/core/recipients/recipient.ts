import type { Region } from '../alexa.ts'
import type { JsonObject } from '../json.ts'

/** One user a notification is for, as a list of recipients names it. */
export interface Recipient {
  /** The user id, checked in form. */
  readonly user: string
  /** Undefined where the list names none. */
  readonly region: Region | undefined
  /** What the list gives templates for this user alone; undefined where that is nothing. */
  readonly variables: JsonObject | undefined
  /** Ordinal of the record in the list, from 0; records that are bad count too. */
  readonly index: number
  /** The line the record begins in, from 1. */
  readonly line: number
}

/** A recipient and the one region its notification is posted to. */
export type SelectedRecipient = Recipient & { readonly region: Region }

/** A record of a list that gets nothing. */
export interface BadRecord {
  readonly index: number
  readonly line: number
  /** One sentence that can be printed anywhere: escaped, with users shortened. */
  readonly problem: string
}

/** Some records of a list, each in the order of the list. */
export interface RecipientBatch {
  readonly recipients: readonly Recipient[]
  readonly bad: readonly BadRecord[]
}
