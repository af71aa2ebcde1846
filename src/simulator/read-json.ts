import type { Json } from '../core/json.ts'

/** Reads bytes as JSON in UTF-8. Returns what is wrong, in one sentence, where they are something else. */
export function readJson(
  bytes: Uint8Array,
): { readonly value: Json } | { readonly problem: string } {
  const text = textOf(bytes)
  if (text === undefined) {
    return {
      problem: `the body is not UTF-8; a character may have been cut off at byte ${bytes.byteLength}`,
    }
  }
  if (text.trim() === '') return { problem: 'the body is empty' }
  try {
    const value: Json = JSON.parse(text)
    return { value }
  } catch {
    return {
      problem: `the body of ${bytes.byteLength} bytes is not complete JSON; Content-Length must count bytes, not characters`,
    }
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
