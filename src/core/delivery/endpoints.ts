import type { Region, Stage } from '../alexa.ts'

/**
 * Where access tokens are asked for, for every region (Amazon's page on access tokens,
 * `access-token-api`).
 */
export const amazonTokenUrl = 'https://api.amazon.com/auth/o2/token'

/** The hosts of the API; India belongs to EU, Australia to FE (Amazon's Proactive Events API reference). */
const hosts = {
  NA: 'https://api.amazonalexa.com',
  EU: 'https://api.eu.amazonalexa.com',
  FE: 'https://api.fe.amazonalexa.com',
} as const satisfies Record<Region, string>

/** The paths of the API, both without a trailing slash (Amazon's Proactive Events API reference). */
const paths = {
  development: '/v1/proactiveEvents/stages/development',
  live: '/v1/proactiveEvents',
} as const satisfies Record<Stage, string>

/**
 * The address that events of a region and stage are posted to.
 *
 * @param apiUrl what stands before the path in place of Amazon's hosts; `{region}` in it becomes
 * `NA`, `EU` or `FE`
 */
export function eventsUrl(region: Region, stage: Stage, apiUrl: string | undefined): string {
  const prefix = apiUrl?.replaceAll('{region}', region).replace(/\/+$/, '') ?? hosts[region]
  return `${prefix}${paths[stage]}`
}
