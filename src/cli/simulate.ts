import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { eventNames } from '../core/alexa.ts'
import { noProxy } from '../core/delivery/proxy.ts'
import { countOf } from '../core/diagnostic.ts'
import { plainText } from '../core/escape.ts'
import { type Manifest, readManifest } from '../core/manifest/manifest.ts'
import { nodeWorld } from '../core/node-world.ts'
import { rows, rowsOf, type Style } from '../core/report/layout.ts'
import { findingsText } from '../core/report/text.ts'
import type { Credentials } from '../core/settings.ts'
import { codeOf, messageOf } from '../core/world.ts'
import type { ShownFiles } from '../simulator/inbox/inbox.ts'
import type { RecordedRequest, Simulator } from '../simulator/simulator.ts'
import type { OtherInvocation } from './command-line.ts'
import { Refusal, type Terminal } from './output.ts'

/** Serves the simulator until it is stopped or the reader of `out` is gone, and returns the exit code. */
export async function simulateCommand(
  invocation: OtherInvocation,
  terminal: Terminal,
): Promise<number> {
  const { out, error } = terminal
  const { options, json } = invocation

  const port = portOf(options.get('port'))
  if (port === undefined) {
    throw new Refusal(
      2,
      `"${options.get('port')}" is not a port; use a whole number from 0 to 65535.`,
    )
  }
  const [clientId, clientSecret] = ['client-id', 'client-secret'].map(name =>
    options.get(name)?.trim(),
  )
  if (!clientId !== !clientSecret) {
    throw new Refusal(
      2,
      '--client-id and --client-secret belong together: give both, or neither to have them generated.',
    )
  }
  const given = clientId && clientSecret ? { clientId, clientSecret } : undefined

  const world = nodeWorld(path => path, noProxy)
  const reading = await readManifest(options.get('manifest'), world, { sending: false })
  // That there is no manifest is no finding here: the list of publications tells it.
  const diagnostics = reading.diagnostics.filter(({ severity }) => severity !== 'notice')
  error.write(findingsText(diagnostics, reading.sources, error.style))
  if (reading.manifest === undefined && countOf(diagnostics, 'error') > 0) return 2

  const log = json ? error : out
  const { manifest } = reading
  const host = options.get('host')
  const { startInbox } = await import('../simulator/inbox/serve.ts')
  const serving = {
    port,
    host,
    credentials: given,
    publications: manifest?.publications,
    onRequest: (request: RecordedRequest) => log.write(`${requestText(request, log.style)}\n`),
  }
  const { simulator, inbox } = await startInbox(serving, manifest?.locales).catch(
    (failure: unknown) => {
      throw new Refusal(1, problemOfListening(failure, port, host))
    },
  )
  if (options.has('open')) {
    openBrowser(inboxUrl(simulator), sentence => error.write(`${plainText(sentence)}\n`))
  }
  out.write(
    json
      ? `${JSON.stringify(addressesObject(simulator, given, manifest))}\n`
      : welcomeText(simulator, given, manifest, out.style),
  )
  const stop = AbortSignal.any([terminal.interruption.signal, terminal.readerGone])
  const event = options.get('event-file')
  if (event !== undefined && !stop.aborted) {
    const { watch } = await import('../simulator/inbox/watch.ts')
    const files = { event, ...(reading.file === undefined ? {} : { manifest: reading.file }) }
    const show = (shown: ShownFiles) => {
      inbox.show(shown)
      if (shown.failed) log.write(`${failureText(shown, log.style)}\n`)
    }
    watch(files, simulator, show, stop)
  }
  if (!stop.aborted) await once(stop, 'abort')
  await simulator.close()
  return 0
}

/** Where the page of the inbox is: `http://127.0.0.1:1234/`. */
function inboxUrl({ authUrl }: Simulator): string {
  return new URL('/', authUrl).href
}

/** A program that opens an address in the user's browser, and its words. */
export function openerOf(platform: string, url: string): readonly [string, ...string[]] {
  // What follows `start` in quotes is a title; without one it would take the address for that.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url]
  return [platform === 'darwin' ? 'open' : 'xdg-open', url]
}

/** Opens the user's browser, or tells why there is none, where that shows. */
function openBrowser(url: string, onProblem: (sentence: string) => void): void {
  const [program, ...words] = openerOf(process.platform, url)
  const problem = (reason: string) =>
    onProblem(`No browser was opened, since ${program} ${reason}. Open ${url} yourself.`)
  // Quotes are as cmd wants them already.
  const verbatim = { windowsVerbatimArguments: true }
  const child = spawn(program, words, { stdio: 'ignore', detached: true, ...verbatim })
  child.on('error', failure =>
    problem(codeOf(failure) === 'ENOENT' ? 'is missing' : `cannot start: ${messageOf(failure)}`),
  )
  child.on('exit', code => {
    if (code !== null && code !== 0) problem(`ended with ${code}`)
  })
  child.unref()
}

/** @throws what is no failure to listen */
function problemOfListening(error: unknown, port: number, host = '127.0.0.1'): string {
  if (!(error instanceof Error && 'code' in error)) throw error
  switch (error.code) {
    case 'EADDRINUSE':
      return `The port ${port} of ${host} is in use; choose another, or leave --port out for any free one.`
    case 'EACCES':
      return `The port ${port} needs administrator rights; choose one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The address "${host}" is not an address of this machine; leave --host out for 127.0.0.1.`
    default:
      return `The simulator cannot listen on ${host}:${port}: ${error.message}.`
  }
}

function welcomeText(
  simulator: Simulator,
  given: Credentials | undefined,
  manifest: Manifest | undefined,
  { colors, columns }: Style,
): string {
  const { authUrl, apiUrl, credentials } = simulator
  const facts = [
    { label: 'inbox', text: inboxUrl(simulator) },
    { label: 'auth-url', text: authUrl },
    { label: 'api-url', text: apiUrl },
    { label: 'client-id', text: plainText(credentials.clientId) },
    { label: 'client-secret', text: given === undefined ? credentials.clientSecret : '(as given)' },
    { label: 'publications', text: plainText(publicationsText(manifest)) },
  ]
  const [how, pair] =
    given === undefined
      ? ['', ` --client-id ${credentials.clientId} --client-secret ${credentials.clientSecret}`]
      : [' with ALEXA_CLIENT_ID and ALEXA_CLIENT_SECRET as given here', '']
  return [
    colors.bold("Simulator of Amazon's side, on this machine. It notifies nobody."),
    rows(facts, columns, colors.dim),
    '',
    `${colors.bold('Send to it')}${how}`,
    `  npx alexa-proactive send --event-file event.yaml --auth-url "${authUrl}" --api-url "${apiUrl}"${pair}`,
    '',
    colors.bold('Requests (Ctrl-C stops)'),
    '',
  ].join('\n')
}

function publicationsText(manifest: Manifest | undefined): string {
  if (manifest === undefined)
    return `all ${eventNames.length} events, since there is no skill manifest`
  return `${manifest.publications.join(', ') || 'none'}, from ${manifest.file}`
}

function addressesObject(
  simulator: Simulator,
  given: Credentials | undefined,
  manifest: Manifest | undefined,
): Readonly<Record<string, string | readonly string[]>> {
  const { authUrl, apiUrl, credentials } = simulator
  return {
    inboxUrl: inboxUrl(simulator),
    authUrl,
    apiUrl,
    clientId: credentials.clientId,
    ...(given === undefined ? { clientSecret: credentials.clientSecret } : {}),
    publications: manifest?.publications ?? eventNames,
  }
}

/** Time, answer, what was asked for and what was decided. Neither headers nor bodies: they hold credentials. */
function requestText(
  { receivedAt, method, path, status, note }: RecordedRequest,
  { colors }: Style,
): string {
  const paint = status !== undefined && status < 400 ? colors.green : colors.red
  const time = receivedAt.toTimeString().slice(0, 8)
  const target = path.replace(/\?.*$/s, '').slice(0, 120)
  return `  ${colors.dim(time)}  ${paint(String(status ?? '---'))}  ${plainText(`${method} ${target}`)}  ${colors.dim(plainText(note))}`
}

/** What is wrong with the files that are watched; of what is sent, its requests tell. */
function failureText({ outcome, findings }: ShownFiles, { colors, columns }: Style): string {
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ text }) => text)
  const texts = errors.length === 0 ? [outcome] : errors
  const facts = rowsOf(...texts.map(text => ['error', plainText(text)] as const))
  return rows(facts, columns, colors.red)
}

function portOf(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return 0
  const port = /^\d{1,5}$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return port <= 65_535 ? port : undefined
}
