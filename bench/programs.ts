import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { node24 } from '../test/e2e/support/node24.ts'
import { startAcceptingServer } from './accepting-server.ts'
import { findPeerActions } from './peer-actions.ts'

/** A command to measure. */
export interface Program {
  readonly file: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** To run in; absent: where the bench runs. */
  readonly folder?: string
  /** What it must end with; absent: 0. */
  readonly code?: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = join(root, 'examples', 'skill-package', 'skill.json')

/** An event file with no template and in JSON: what is measured is our start, not Liquid's or YAML's. */
const event = {
  event: {
    name: 'AMAZON.MediaContent.Available',
    payload: {
      availability: { startTime: '2026-05-01T12:00:00Z', method: 'RELEASE' },
      content: { name: 'localizedattribute:contentName', contentType: 'GAME' },
    },
  },
  localizedAttributes: Object.fromEntries(
    ['en-US', 'de-DE', 'fr-FR', 'ja-JP'].map(locale => [locale, { contentName: 'Star Quest' }]),
  ),
}

/** Opens what the measured programs need (a server, files), and says how to run each. */
export async function openPrograms() {
  const node = node24()
  const folder = mkdtempSync(join(tmpdir(), 'alexa-proactive-bench-'))
  const eventFile = join(folder, 'event.json')
  writeFileSync(eventFile, JSON.stringify(event))
  const payloadFile = join(folder, 'payload.json')
  writeFileSync(payloadFile, '{"repository":{"full_name":"org/skill","default_branch":"main"}}')
  const server = await startAcceptingServer()
  let runs = 0
  const authority = join(folder, 'authority.pem')
  writeFileSync(authority, server.certificate)
  const base = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', NODE_EXTRA_CA_CERTS: authority }
  const peers = findPeerActions(process.env['BENCH_ACTIONS'])

  const step = (main: string, inputs: Readonly<Record<string, string>>, code?: number): Program => {
    const environment: Record<string, string> = { ...base, GITHUB_ACTIONS: 'true' }
    for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV']) {
      environment[name] = join(folder, name)
      writeFileSync(join(folder, name), '')
    }
    environment['GITHUB_WORKSPACE'] = root
    environment['GITHUB_REPOSITORY'] = 'org/skill'
    environment['GITHUB_EVENT_NAME'] = 'push'
    environment['GITHUB_EVENT_PATH'] = payloadFile
    environment['GITHUB_REF'] = 'refs/heads/main'
    for (const [name, value] of Object.entries(inputs)) {
      environment[`INPUT_${name.toUpperCase()}`] = value
    }
    return {
      file: node,
      arguments: [main],
      environment,
      ...(code === undefined ? {} : { code }),
    }
  }
  const action = (inputs: Readonly<Record<string, string>>): Program =>
    step(join(root, 'dist', 'action.js'), inputs)
  const cli = (...args: readonly string[]): Program => ({
    file: node,
    arguments: [join(root, 'dist', 'cli.js'), ...args],
    environment: base,
  })
  const sendInputs = () => {
    runs += 1
    return {
      manifest,
      'event-file': eventFile,
      'client-id': 'amzn1.application-oa2-client.bench',
      'client-secret': 'bench',
      'auth-url': `${server.https}/auth/o2/token`,
      'api-url': `${server.https}/{region}`,
      regions: 'NA',
      variables: `{"run": ${runs}}`,
    }
  }

  return {
    version: `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)}`,
    createGithubAppToken: peers.createGithubAppToken,
    startCreateGithubAppToken: () => step(peers.createGithubAppToken ?? '', {}, 1),
    slack: peers.slack,
    sendSlack: () =>
      step(peers.slack ?? '', {
        errors: 'true',
        payload: '{"text": "Star Quest 2.1 is out"}',
        'payload-templated': 'false',
        retries: '0',
        webhook: `${server.http}/slack`,
        'webhook-type': 'incoming-webhook',
      }),
    validateAction: () => action({ command: 'validate', manifest }),
    validateCli: () => cli('validate', '--manifest', manifest),
    sendAction: () => action({ command: 'send', ...sendInputs() }),
    sendCli: () =>
      cli('send', ...Object.entries(sendInputs()).flatMap(([name, value]) => [`--${name}`, value])),
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
