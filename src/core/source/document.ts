import type { Place } from '../diagnostic.ts'
import type { Json, Path } from '../json.ts'

/** A file that was read: its value, and where each part of it stands. */
export interface Document {
  /** The path as the user wrote it, or a name in angle brackets for text that is in no file: `<event>`. */
  readonly file: string
  /** The text without byte order mark, for code frames. */
  readonly text: string
  readonly value: Json
  /**
   * The span of the value at `path`, or of its key. Where the path leads nowhere,
   * the span of its nearest existing ancestor: a missing property is shown at the object that lacks it.
   */
  place(path: Path, part?: 'value' | 'key'): Place
}
