/**
 * Writes the beginning of a POST over HTTP/1.1 (RFC 9112), up to where the headers that differ from
 * request to request follow.
 *
 * @param path as the first line names the target
 * @param headers names and values
 * @returns text of characters up to U+00FF, without the empty line that ends a head
 * @throws TypeError for a value that would end its header, or cannot be written into one
 */
export function requestHead(
  path: string,
  headers: Iterable<readonly [name: string, value: string]>,
): string {
  let head = `POST ${path} HTTP/1.1\r\n`
  for (const [name, value] of headers) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new TypeError('A header holds a control character.')
    head += `${name}: ${value}\r\n`
  }
  return head
}
