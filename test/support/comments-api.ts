import { createServer } from 'node:http'

interface Comment {
  readonly id: number
  body: string
  readonly user: { readonly type: string }
  readonly author_association: string
}

/** A stand-in for the comments of GitHub's REST API. */
export interface CommentsApi {
  /** For `GITHUB_API_URL`. */
  readonly url: string
  readonly comments: Comment[]
  /** `GET /repos/octo/skill/issues/7/comments?per_page=100&page=2` */
  readonly requests: string[]
  readonly tokens: Set<string | undefined>
  /** Answers every request that begins so with this status; undefined: none. */
  refuse: { readonly method: string; readonly status: number } | undefined
  close(): Promise<void>
}

/** Starts the stand-in on loopback, with no comments; a page has as many as are asked for. */
export async function startCommentsApi(): Promise<CommentsApi> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request
    api.requests.push(`${method} ${url}`)
    api.tokens.add(request.headers.authorization)
    const answer = (status: number, body: unknown, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(body))
    }
    let text = ''
    for await (const piece of request) text += String(piece)
    if (api.refuse?.method === method) {
      answer(api.refuse.status, { message: 'Resource not accessible by integration' })
      return
    }
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
    const id = /^\/repos\/octo\/skill\/issues\/comments\/(\d+)$/.exec(pathname)?.[1]
    if (method === 'PATCH' && id !== undefined) {
      const comment = api.comments.find(candidate => candidate.id === Number(id))
      if (comment === undefined) return answer(404, { message: 'Not Found' })
      comment.body = JSON.parse(text).body
      return answer(200, comment)
    }
    if (!/^\/repos\/octo\/skill\/issues\/\d+\/comments$/.test(pathname)) {
      return answer(404, { message: 'Not Found' })
    }
    if (method === 'POST') {
      const comment = commentOf(api.comments.length + 1, JSON.parse(text).body)
      api.comments.push(comment)
      return answer(201, comment)
    }
    const size = Number(searchParams.get('per_page') ?? 30)
    const page = Number(searchParams.get('page') ?? 1)
    const next = new URL(url, api.url)
    next.searchParams.set('page', String(page + 1))
    const link = page * size < api.comments.length ? { link: `<${next}>; rel="next"` } : {}
    answer(200, api.comments.slice((page - 1) * size, page * size), link)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const api: CommentsApi = {
    url: `http://127.0.0.1:${port}`,
    comments: [],
    requests: [],
    tokens: new Set(),
    refuse: undefined,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return api
}

/** A comment as GitHub tells it; of the token of a job, where nothing else is said. */
export function commentOf(id: number, body: string, type = 'Bot', association = 'NONE'): Comment {
  return { id, body, user: { type }, author_association: association }
}
