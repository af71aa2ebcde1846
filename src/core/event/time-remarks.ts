import type { Json, Path } from '../json.ts'
import { type Remark, remark } from './remark.ts'
import { readTime } from './times.ts'

/** Checks the form of one time. `name` is what people call it: `timestamp`, `startTime`. */
export function timeRemarks(name: string, value: Json, path: Path): readonly Remark[] {
  const reading = readTime(value)
  if ('problem' in reading) {
    return [
      remark(
        'event/time-form',
        path,
        `${name} ${reading.problem}.`,
        `Write it like "${reading.example}".`,
      ),
    ]
  }
  if (reading.hasZone) return []
  return [
    remark(
      'event/time-zone',
      path,
      `${name} "${String(value)}" has no zone, and how Amazon reads it is not documented.`,
      `Write "${String(value)}Z" for UTC, or add an offset such as "+02:00".`,
    ),
  ]
}
