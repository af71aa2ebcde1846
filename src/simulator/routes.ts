import { type Region, regions, type Stage } from '../core/alexa.ts'

/** What a path leads to. `hint` says why a path leads nowhere and which one was probably meant. */
export type Route =
  | { readonly kind: 'token' }
  | { readonly kind: 'event'; readonly region: Region; readonly stage: Stage }
  | { readonly kind: 'unknown'; readonly hint: string }

const tokenPaths: readonly string[] = ['/auth/o2/token', '/auth/O2/token']

/**
 * Finds out what a request's path addresses. The paths are those of Amazon's "Proactive Events REST API
 * Reference" behind the region's name, which stands for the region's host: the live path with or without
 * a slash at its end, the development path without. A query is ignored.
 */
export function routeOf(path: string): Route {
  const plain = path.replace(/\?.*$/s, '')
  if (tokenPaths.includes(plain)) return { kind: 'token' }

  const [, first = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(plain) ?? []
  const region = regions.find(name => name === first)
  if (region === undefined) return { kind: 'unknown', hint: hintOfRegion(first, plain) }
  if (rest === '/v1/proactiveEvents' || rest === '/v1/proactiveEvents/') {
    return { kind: 'event', region, stage: 'live' }
  }
  if (rest === '/v1/proactiveEvents/stages/development') {
    return { kind: 'event', region, stage: 'development' }
  }
  return { kind: 'unknown', hint: hintOfPath(region, rest) }
}

function hintOfRegion(first: string, path: string): string {
  if (path.toLowerCase().startsWith('/auth')) {
    return 'Tokens are asked for at /auth/o2/token.'
  }
  const meant = regions.find(name => name === first.toUpperCase())
  if (meant !== undefined) return `The region is written in capitals: /${meant}/v1/proactiveEvents.`
  if (first === 'v1') {
    return 'The region is missing: here it stands before the path, for example /NA/v1/proactiveEvents.'
  }
  return 'There are /auth/o2/token and, for each of NA, EU and FE, /NA/v1/proactiveEvents (live) and /NA/v1/proactiveEvents/stages/development.'
}

function hintOfPath(region: Region, rest: string): string {
  const base = `/${region}/v1/proactiveEvents`
  if (/\/stages\/live\/?$/.test(rest)) {
    return `There is no /stages/live: the live stage is ${base} itself.`
  }
  if (rest.endsWith('/stages/development/')) {
    return `The development path has no slash at its end: ${base}/stages/development.`
  }
  return `The region ${region} has ${base} (live) and ${base}/stages/development.`
}
