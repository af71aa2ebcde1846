/** Why a request could not be read as a whole. */
export type Flaw = 'too-large' | 'headers-too-large' | 'broken-off' | 'timed-out' | 'not-http'

/** The largest body that is looked at, in bytes. Amazon's limit is not published; real events stay under 4 kB. */
export const bodyLimit = 1024 * 1024

/** Translates the code of a Node HTTP error: what was wrong with what the client sent. */
export function flawOf(code: string | undefined): Flaw {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'timed-out'
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large'
    case 'HPE_INVALID_EOF_STATE':
      return 'broken-off'
    default:
      return 'not-http'
  }
}

/** The status and the sentence that a flaw is answered with. */
export const flawAnswers: Readonly<
  Record<Flaw, { readonly status: number; readonly message: string }>
> = {
  'too-large': {
    status: 413,
    message: `the body is larger than ${bodyLimit} bytes; real events stay under 4 kB`,
  },
  'headers-too-large': { status: 431, message: 'the headers are too large' },
  'broken-off': {
    status: 400,
    message: 'the body ends before Content-Length bytes have come',
  },
  'timed-out': {
    status: 408,
    message: 'the request did not come to its end in time; Content-Length may count too many bytes',
  },
  'not-http': {
    status: 400,
    message:
      'this is not an HTTP request; if it follows another on its connection, the Content-Length of that one counts too few bytes',
  },
}
