import type { Diagnostic } from '../../../src/core/diagnostic.ts'

/** All that a finding says, in one line: its severity, rule and place, its message and its help. */
export function shown({ severity, rule, place, message, help }: Diagnostic): string {
  const at = place && `${place.line}:${place.column}-${place.endLine}:${place.endColumn}`
  return `${severity} ${rule} ${at ?? 'nowhere'} | ${message} | ${help}`
}
