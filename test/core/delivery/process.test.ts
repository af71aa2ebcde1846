import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundled } from '../../support/bundled.ts'
import {
  type Certificate,
  type RecordedRequest,
  selfSigned,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { api, grant } from './delivery-case.ts'
import { startLoopbackProxy } from './loopback-proxy.ts'

const source = fileURLToPath(new URL('./send-once.ts', import.meta.url))
let program = ''

/** Runs the program to its end; where it does not end by itself, the test's time runs out. */
async function sendOnce(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Uint8Array[] = []
  child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  await new Promise(resolve => child.once('close', resolve))
  return Buffer.concat(chunks).toString().trim()
}

const amazon = ({ path }: RecordedRequest) =>
  path.startsWith('/auth') ? grant('Atc|token') : api(202)

describe('a program that delivers', { timeout: 90_000 }, () => {
  let folder = ''
  let certificate: Certificate
  let file = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alexa-proactive-'))
    program = await bundled(source, folder)
    certificate = await selfSigned()
    file = join(folder, 'ca.pem')
    await writeFile(file, certificate.cert)
  })

  afterAll(() => rm(folder, { recursive: true }))

  it('ends by itself, although the server would keep the connections', async () => {
    const server = await startLoopbackServer(amazon)
    const output = await sendOnce({ TARGET: server.origin })
    await server.close()
    expect(output).toBe('accepted accepted accepted')
  })

  it('ends by itself when it was interrupted in flight', async () => {
    const server = await startLoopbackServer(request =>
      request.path.startsWith('/auth') ? grant('Atc|token') : 'hang',
    )
    const output = await sendOnce({ TARGET: server.origin, INTERRUPT_AFTER: '300' })
    await server.close()
    expect(output).toBe('failed failed failed delivery/interrupted')
  })

  it('trusts the authorities that NODE_EXTRA_CA_CERTS names, where their certificates are good', async () => {
    const certificates = {
      good: certificate,
      ofAnotherName: await selfSigned({ dns: 'other.example' }),
      expired: await selfSigned(undefined, {
        notBeforeDate: new Date('2020-01-01'),
        notAfterDate: new Date('2021-01-01'),
      }),
      ofNobody: await selfSigned(),
    }
    const { good, ofAnotherName, expired } = certificates
    const authorities = join(folder, 'authorities.pem')
    await writeFile(authorities, [good, ofAnotherName, expired].map(({ cert }) => cert).join('\n'))
    const servers = await Promise.all(
      Object.values(certificates).map(one => startLoopbackServer(amazon, { certificate: one })),
    )
    const output = await sendOnce({
      TARGET: servers.map(({ origin }) => origin).join(' '),
      NODE_EXTRA_CA_CERTS: authorities,
    })
    await Promise.all(servers.map(server => server.close()))
    const refused = 'failed failed failed delivery/certificate-refused'
    expect(output.split('\n')).toEqual([
      'accepted accepted accepted',
      `${refused} ERR_TLS_CERT_ALTNAME_INVALID`,
      `${refused} CERT_HAS_EXPIRED`,
      `${refused} DEPTH_ZERO_SELF_SIGNED_CERT`,
    ])
  })

  it('trusts it through a proxy as well', async () => {
    const server = await startLoopbackServer(amazon, { certificate })
    const proxy = await startLoopbackProxy()
    const output = await sendOnce({
      TARGET: server.origin,
      NODE_EXTRA_CA_CERTS: file,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    })
    await proxy.close()
    await server.close()
    expect(output).toBe('accepted accepted accepted')
    expect(new Set(proxy.requests.map(({ method }) => method))).toEqual(new Set(['CONNECT']))
  })

  it('trusts a proxy over TLS as well', async () => {
    const server = await startLoopbackServer(amazon, { certificate })
    const proxy = await startLoopbackProxy(undefined, { certificate })
    const output = await sendOnce({
      TARGET: server.origin,
      NODE_EXTRA_CA_CERTS: file,
      HTTPS_PROXY: `https://user:p%40ss@127.0.0.1:${proxy.port}`,
    })
    await proxy.close()
    await server.close()
    expect(output).toBe('accepted accepted accepted')
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    const target = new URL(server.origin).host
    expect(proxy.requests).toEqual(
      proxy.requests.map(() => ({ method: 'CONNECT', target, authorization })),
    )
    // One for the token, one for each region.
    expect(proxy.connections()).toBe(4)
  })
})
