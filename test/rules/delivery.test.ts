import { describe, expect, it } from 'vitest'
import { runDelivery, type Told } from '../core/delivery/delivery-case.ts'
import { startLoopbackProxy } from '../core/delivery/loopback-proxy.ts'
import { closedPort, selfSigned, startLoopbackServer } from '../support/loopback-server.ts'
import { idsOf } from '../support/rules.ts'
import { type DeliveryRuleCase, deliveryCases } from './delivery.cases.ts'

type Cases = {
  readonly found: readonly DeliveryRuleCase[]
  readonly clean: readonly DeliveryRuleCase[]
}

async function runCase(one: DeliveryRuleCase): Promise<Told> {
  const { elsewhere } = one
  if (elsewhere === undefined) return runDelivery(one)
  if (elsewhere === 'closed') {
    return runDelivery({ ...one, apiUrl: `http://127.0.0.1:${await closedPort()}` })
  }
  if (elsewhere === 'untrusted') {
    const certificate = await selfSigned()
    const server = await startLoopbackServer(() => ({ status: 202 }), { certificate })
    return runDelivery({ ...one, apiUrl: server.origin }).finally(() => server.close())
  }
  const proxy = await startLoopbackProxy(elsewhere.proxyRefusing)
  const https = `http://127.0.0.1:${proxy.port}`
  return runDelivery({ ...one, apiUrl: 'https://api.example', proxy: { https } }).finally(() =>
    proxy.close(),
  )
}

describe('every rule of the network', () => {
  it.each(idsOf('delivery'))('%s has a case that triggers it and one that does not', id => {
    const cases: Readonly<Record<string, Cases>> = deliveryCases
    expect(cases[id]?.found.length).toBeGreaterThan(0)
    expect(cases[id]?.clean.length).toBeGreaterThan(0)
  })
})

for (const [id, cases] of Object.entries<Cases>(deliveryCases)) {
  describe(id, () => {
    it.each(cases.found)('is found: $name', async one => {
      const { diagnostics } = await runCase(one)
      expect(diagnostics.map(({ rule }) => rule)).toEqual([id])
      const text = diagnostics.map(({ message, help }) => `${message} ${help}`).join()
      expect(text).toContain(one.says)
    })

    it.each(cases.clean)('is not found: $name', async one => {
      const { diagnostics } = await runCase(one)
      expect(diagnostics.map(({ rule }) => rule)).not.toContain(id)
    })
  })
}
