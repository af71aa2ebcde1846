import { readFileSync } from 'node:fs'
import { type Diagnostic, finding } from '../core/diagnostic.ts'
import type { Json } from '../core/json.ts'

/**
 * Reads the payload of the event that started the workflow.
 *
 * @param path value of `GITHUB_EVENT_PATH`
 * @returns the payload; without one, a warning that says why, as the stage may depend on it
 */
export function readPayload(path: string | undefined): {
  readonly payload: Json | undefined
  readonly diagnostics: readonly Diagnostic[]
} {
  if (path === undefined || path === '') {
    return without('GITHUB_EVENT_PATH is not set', 'Run this inside a workflow.')
  }
  try {
    const text = readFileSync(path, 'utf8')
    const payload: Json = JSON.parse(text.replace(/^\uFEFF/, ''))
    return { payload, diagnostics: [] }
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : reasonOf(error)
    return without(
      `The workflow event at GITHUB_EVENT_PATH cannot be read: ${reason}`,
      'Set stage yourself, or look why the file is not as the runner wrote it.',
    )
  }
}

function without(reason: string, help: string) {
  const message = `${reason}, so nothing is known of the release, pull request or deployment that started this run.`
  return {
    payload: undefined,
    diagnostics: [finding('settings/file-unreadable', undefined, message, help, 'warning')],
  }
}

/** A syntax error's own text would quote the payload; a system error names the file. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
