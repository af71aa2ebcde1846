const pattern =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?(Z|[+-]\d{2}(?::?\d{2})?)?$/

/**
 * Reads a time in ISO 8601, the form of Amazon's samples (`2018-06-18T22:10:01.00Z`). A time without
 * a zone is taken as UTC, since nothing shows that Amazon refuses it.
 * Returns milliseconds since 1970; undefined for any other text.
 */
export function instantOf(text: string): number | undefined {
  const [, seconds, fraction = '0', zone = 'Z'] = pattern.exec(text) ?? []
  if (seconds === undefined) return undefined
  const whole = Date.parse(`${seconds}${offsetOf(zone)}`)
  return Number.isNaN(whole) ? undefined : whole + Math.floor(Number(`0.${fraction}`) * 1000)
}

function offsetOf(zone: string): string {
  if (zone === 'Z') return zone
  const digits = zone.replace(':', '').padEnd(5, '0')
  return `${digits.slice(0, 3)}:${digits.slice(3)}`
}
