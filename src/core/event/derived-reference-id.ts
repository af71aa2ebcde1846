import { hash } from 'node:crypto'
import type { Json } from '../json.ts'
import { sortedJson } from './sorted-json.ts'

/** What makes one announcement to one audience different from every other. */
export interface Announced {
  readonly announcement: readonly string[]
  readonly name: string
  readonly stage: string
  /** Event and texts as they are written, before templates are rendered. */
  readonly written: Json
  readonly variables: Json
  /** The user of a Unicast. */
  readonly user: string | undefined
}

/**
 * Derives a reference id: the same for every repetition of a run, another one for another
 * announcement, event file, stage or user.
 *
 * @returns 64 hexadecimal digits
 */
export function derivedReferenceId({
  announcement,
  name,
  stage,
  written,
  variables,
  user,
}: Announced): string {
  const parts = [
    announcement,
    name,
    stage,
    sortedJson(written),
    sortedJson(variables),
    user ?? null,
  ]
  return hash('sha256', JSON.stringify(parts))
}
