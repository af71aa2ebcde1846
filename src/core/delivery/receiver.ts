import type { DeliveryOptions } from './deliver.ts'

/** Who answers, as it stands at the beginning of a sentence. */
export interface Receiver {
  /** Takes events. */
  readonly api: string
  /** Gives access tokens. */
  readonly login: string
}

/** Names those a delivery goes to. Nothing that others answer is to be laid at Amazon's door. */
export function receiverOf({
  simulated,
  authUrl,
  apiUrl,
}: Pick<DeliveryOptions, 'simulated' | 'authUrl' | 'apiUrl'>): Receiver {
  if (simulated) return { api: 'The simulator', login: 'The simulator' }
  return {
    api: apiUrl === undefined ? 'Amazon' : 'The server',
    login: authUrl === undefined ? 'Login with Amazon' : 'The server',
  }
}
