import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { parsedJson } from '../../core/json.ts'
import { page, script, style } from '../generated/page.ts'
import type { Front, SimulatorOptions } from '../simulator.ts'
import { startSimulator } from '../start.ts'
import { type Inbox, offeredFaults, openInbox, type ShownRequest, subscribersFor } from './inbox.ts'

/** Everything comes from this server and nothing else; nobody may put the page into a frame. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="12" fill="#10202e" stroke="#f5b800" stroke-width="5"/></svg>'

const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/': ['text/html; charset=utf-8', page],
  '/inbox/app.js': ['text/javascript; charset=utf-8', script],
  '/inbox/style.css': ['text/css; charset=utf-8', style],
  '/inbox/icon.svg': ['image/svg+xml', icon],
}

/** An action is a few words long. */
const longestAction = 1000

/** Starts a simulator with the page of its inbox, which has a customer for each locale of the manifest. */
export async function startInbox(options: SimulatorOptions = {}, locales: readonly string[] = []) {
  let inbox: Inbox | undefined
  const simulator = await startSimulator({
    ...options,
    subscribers: subscribersFor(locales),
    front: pageOf(options.host, () => inbox),
    onRequest(request) {
      options.onRequest?.(request)
      inbox?.add(request)
    },
  })
  inbox = openInbox(simulator)
  return { simulator, inbox }
}

/**
 * Serves the page of the inbox at `/` and under `/inbox/`. Only this machine's browser may use it: a host
 * that is a name other than localhost, or the one to listen on, is refused, since such a name may be bound to this
 * address by anybody (DNS rebinding), and so is whatever another site's page sends (CSRF).
 */
export function pageOf(host: string | undefined, shown: () => Inbox | undefined): Front {
  return (incoming, response) => {
    const path = (incoming.url ?? '').replace(/\?.*$/s, '')
    if (path !== '/' && !path.startsWith('/inbox/')) return false
    const inbox = shown()
    const refusal = refusalOf(incoming, host)
    if (refusal !== undefined) plain(response, 403, refusal)
    else if (inbox === undefined) plain(response, 403, 'The simulator is still starting.')
    else answer(path, incoming, response, inbox)
    return true
  }
}

function answer(
  path: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  inbox: Inbox,
): void {
  const isPost = incoming.method === 'POST'
  const file = files[path]
  if (isPost && path === '/inbox/act') act(incoming, response, inbox)
  else if (incoming.method !== 'GET') plain(response, 405, 'This is read with GET.')
  else if (path === '/inbox/live') live(response, inbox)
  else if (file === undefined) plain(response, 404, 'There is nothing here.')
  else response.writeHead(200, { ...headers, 'content-type': file[0] }).end(file[1])
}

/** Why a request is refused, if it is. */
function refusalOf({ headers: sent, method, url }: IncomingMessage, host?: string) {
  const name = hostName(sent.host)
  if (name === undefined || !(name === 'localhost' || name === host || isIP(name) > 0)) {
    return 'The inbox is served to localhost and to addresses in numbers only.'
  }
  if (sent.origin !== undefined && sent.origin !== `http://${sent.host}`) {
    return 'The inbox answers its own page only.'
  }
  const site = sent['sec-fetch-site']
  const isVisit = url === '/' && sent['sec-fetch-mode'] === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit) {
    return 'The inbox answers its own page only.'
  }
  if (method !== 'POST') return undefined
  const isJson = sent['content-type'] === 'application/json'
  return sent.origin !== undefined && isJson ? undefined : 'An action is JSON from the page itself.'
}

function hostName(header: string | undefined): string | undefined {
  const url = `http://${header}`
  return header !== undefined && URL.canParse(url)
    ? new URL(url).hostname.replace(/^\[|\]$/g, '')
    : undefined
}

function act(incoming: IncomingMessage, response: ServerResponse, inbox: Inbox): void {
  let text = ''
  incoming.setEncoding('utf8').on('data', (piece: string) => {
    if (text.length <= longestAction) text += piece
  })
  incoming.on('end', () => {
    const action = text.length > longestAction ? undefined : parsedJson(text)
    const problem = action === undefined ? 'This is no JSON.' : inbox.act(action)
    if (problem !== undefined) plain(response, 400, problem)
    else response.writeHead(204, headers).end()
  })
}

/** Milliseconds between two updates of a page: a person sees no more, and a flood of requests leaves time to draw. */
const updateEvery = 100

/** Sends all there is, and then what is new, as server-sent events. */
function live(response: ServerResponse, inbox: Inbox): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
  // Milliseconds after which a page connects again: browsers would wait for three seconds.
  response.write('retry: 1000\n')
  const send = (kind: string, value: unknown) => {
    response.write(`event: ${kind}\ndata: ${JSON.stringify(value)}\n\n`)
  }
  send('hello', { offered: Object.keys(offeredFaults), requests: inbox.requests() })
  send('view', inbox.view())
  let fresh: ShownRequest[] = []
  let planned: NodeJS.Timeout | undefined
  const flush = () => {
    planned = undefined
    if (fresh.length > 0) send('requests', fresh)
    fresh = []
    send('view', inbox.view())
  }
  const end = inbox.listen(request => {
    if (request !== undefined) fresh.push(request)
    planned ??= setTimeout(flush, updateEvery)
  })
  response.on('close', () => {
    end()
    clearTimeout(planned)
  })
}

function plain(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' })
    .end(`${text}\n`)
}
