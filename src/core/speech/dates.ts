/**
 * A date the way Amazon's "Schemas for Proactive Events" shows it in a sentence: "May 10, 2019", in UTC.
 * A time without a zone is taken as UTC; what is no time at all comes back as it is.
 */
export function spokenDate(time: string): string {
  const date = new Date(hasZone(time) ? time : `${time}Z`)
  if (Number.isNaN(date.getTime())) return time
  return format.format(date)
}

const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })

/** A date without a time of day is UTC by itself, and a zone after it would make it invalid. */
function hasZone(time: string): boolean {
  return !/T\d/i.test(time) || /(?:z|[+-]\d\d:?\d\d)$/i.test(time)
}
