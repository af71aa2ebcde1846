/** The media type of a content-type header in lower case, without parameters; empty where there is none. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').replace(/;.*$/s, '').trim().toLowerCase()
}
