/**
 * A program that posts one event to each of the addresses in `TARGET` and prints what became of it, a line
 * each. It ends by itself: whatever a delivery left open would keep it alive.
 */
import { setTimeout } from 'node:timers/promises'
import { deliver } from '../../../src/core/delivery/deliver.ts'
import { openHttpClient } from '../../../src/core/delivery/http.ts'
import { readProxies } from '../../../src/core/delivery/proxy.ts'
import { noCampaign } from '../../support/no-campaign.ts'
import { planOf } from './delivery-case.ts'

const interrupted = process.env['INTERRUPT_AFTER']
for (const target of (process.env['TARGET'] ?? '').split(' ')) {
  const { deliveries, diagnostics } = await deliver(
    planOf({ expiryTime: '2999-01-01T00:00:00.000Z', regions: ['NA', 'EU', 'FE'] }),
    {
      credentials: { clientId: 'id', clientSecret: 'secret' },
      authUrl: `${target}/auth/o2/token`,
      apiUrl: target,
      retries: 0,
      timeout: 60_000,
      userAgent: 'alexa-proactive/test',
      simulated: false,
    },
    {
      ...noCampaign,
      readFile: async () => undefined,
      writeFile: async () => {},
      now: () => new Date(),
      random: () => 0,
      sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
      openHttp: options => openHttpClient(options, readProxies(process.env)),
    },
    interrupted === undefined
      ? new AbortController().signal
      : AbortSignal.timeout(Number(interrupted)),
    () => {},
  )
  const findings = diagnostics.flatMap(({ rule, message }) => [
    rule,
    // What the system calls it.
    ...(/[A-Z]+(?:_[A-Z]+)+/.exec(message) ?? []),
  ])
  console.log([...deliveries.map(({ outcome }) => outcome), ...findings].join(' '))
}
