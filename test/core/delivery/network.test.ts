import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  closedPort,
  listen,
  selfSigned,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { api, grant, runDelivery } from './delivery-case.ts'
import { closedAfterwards } from './http-case.ts'
import { startLoopbackProxy } from './loopback-proxy.ts'

describe('a delivery over a bad network', () => {
  it('is repeated as often as retries says where nothing could be sent', async () => {
    const apiUrl = `http://127.0.0.1:${await closedPort()}`
    const told = await runDelivery({ apiUrl })
    expect(told.deliveries[0]?.outcome).toBe('failed')
    expect(told.deliveries[0]?.attempts).toBe(5)
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/unreachable'])
    expect(told.diagnostics[0]?.message).toContain('Nothing was sent')
    expect(told.pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(30_000)
  })

  it.each([0, 1, 3])('is tried once, and %i times more, whatever fails', async retries => {
    const proxy = closedAfterwards(await startLoopbackProxy('drop'))
    const dropped = { proxy: { https: `http://127.0.0.1:${proxy.port}` }, retries }
    await runDelivery({ ...dropped, apiUrl: 'https://api.example' })
    expect(proxy.connections()).toBe(retries + 1)
    await runDelivery({ ...dropped, authUrl: 'https://login.example' })
    expect(proxy.connections()).toBe(2 * (retries + 1))
    for (const failure of [api(503), 'cut'] as const) {
      expect((await runDelivery({ retries, events: [failure] })).eventRequests).toHaveLength(
        retries + 1,
      )
      expect((await runDelivery({ retries, token: [failure] })).tokenRequests).toHaveLength(
        retries + 1,
      )
    }
  })

  it('says that an earlier attempt may have arrived, though now nothing can be sent', async () => {
    const server = createServer(socket =>
      socket.once('data', () => {
        server.close()
        socket.destroy()
      }),
    )
    const told = await runDelivery({ apiUrl: `http://127.0.0.1:${await listen(server)}` })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/unreachable'])
    expect(told.diagnostics[0]?.message).toContain('may have been accepted')
    expect(told.diagnostics[0]?.message).not.toContain('Nothing was sent')
    expect(told.diagnostics[0]?.help).toContain('reference id stays the same')
  })

  it('asks for a token once where the certificate is not trusted, and says what helps', async () => {
    const server = closedAfterwards(
      await startLoopbackServer(() => ({ status: 200 }), { certificate: await selfSigned() }),
    )
    const told = await runDelivery({ authUrl: server.origin, regions: ['NA', 'EU'] })
    expect(told.pauses).toEqual([])
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/certificate-refused'])
    expect(told.diagnostics[0]?.help).toContain('NODE_EXTRA_CA_CERTS')
  })

  it('goes through a proxy, token and event alike', async () => {
    const server = closedAfterwards(
      await startLoopbackServer(({ path }) =>
        path.startsWith('/auth') ? grant('Atc|token') : api(202),
      ),
    )
    const { origin } = server
    const proxy = closedAfterwards(await startLoopbackProxy(undefined, { origin }))
    const told = await runDelivery({
      authUrl: 'http://login.example/auth/o2/token',
      apiUrl: 'http://api.example',
      proxy: { http: `http://127.0.0.1:${proxy.port}` },
    })
    expect(told.deliveries[0]?.outcome).toBe('accepted')
    expect(proxy.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })

  it('says which proxy refuses, without its password', async () => {
    const proxy = closedAfterwards(await startLoopbackProxy(407))
    const told = await runDelivery({
      authUrl: 'https://127.0.0.1:1/auth/o2/token',
      proxy: { https: `http://user:geheim@127.0.0.1:${proxy.port}` },
    })
    expect(told.diagnostics.map(({ rule }) => rule)).toEqual(['delivery/proxy-refused'])
    expect(JSON.stringify(told)).not.toContain('geheim')
    expect(proxy.requests).toHaveLength(1)
  })
})
