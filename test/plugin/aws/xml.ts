/** Content of an element: text, elements by name, or nothing. A list repeats its element. */
export type Content =
  | string
  | number
  | undefined
  | { readonly [name: string]: Content | readonly Content[] }

/** Writes elements as XML, escaped. What is undefined is left out. */
export function toXml(content: Content): string {
  if (content === undefined) return ''
  if (typeof content !== 'object') return escaped(String(content))
  return Object.entries(content)
    .flatMap(([name, value]) => listOf(value).map(one => element(name, one)))
    .join('')
}

/** Undoes the escaping of XML text. */
export function fromXmlText(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

function element(name: string, content: Content): string {
  return content === undefined ? '' : `<${name}>${toXml(content)}</${name}>`
}

function listOf(value: Content | readonly Content[]): readonly Content[] {
  return isList(value) ? value : [value]
}

function isList(value: Content | readonly Content[]): value is readonly Content[] {
  return Array.isArray(value)
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
