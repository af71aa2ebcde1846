import type { Part } from './envelope.ts'
import { kindOf } from './quote.ts'
import { referenceIdRemarks } from './reference-id.ts'
import { type Remark, remark } from './remark.ts'
import type { Rendered } from './templates.ts'

interface ChosenId {
  /** Undefined where nobody chose one. */
  readonly referenceId: string | undefined
  readonly remarks: readonly Remark[]
}

/** The reference id that somebody chose: the setting, else the file's own. */
export function chosenReferenceId(
  part: Part | undefined,
  setting: string | undefined,
  rendered: Rendered,
): ChosenId {
  if (setting !== undefined) {
    return { referenceId: setting, remarks: referenceIdRemarks(setting, undefined) }
  }
  if (part === undefined) return { referenceId: undefined, remarks: [] }
  const { value, path } = part
  const isNumber = typeof value === 'number' && rendered.isTemplate(path)
  if (typeof value !== 'string' && !isNumber) {
    const message = `referenceId is ${kindOf(value)}, not a text.`
    const help = 'Put it in quotes, or leave it out to have one derived.'
    return { referenceId: undefined, remarks: [remark('event/value-type', path, message, help)] }
  }
  const referenceId = String(value)
  return { referenceId, remarks: referenceIdRemarks(referenceId, path) }
}
