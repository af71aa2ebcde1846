import type { RuleId } from '../src/core/diagnostic.ts'
import type { Path } from '../src/core/json.ts'

/** Something wrong in the configuration of a service. */
export interface Problem {
  readonly rule: RuleId
  /** From the root of serverless.yml: `['custom', 'alexaProactive', 'retries']`. */
  readonly path: Path
  /** Whether the value is wrong, or the name it stands under. */
  readonly part: 'value' | 'key'
  readonly message: string
  readonly help: string
}
