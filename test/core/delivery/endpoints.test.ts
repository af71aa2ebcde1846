import { expect, it } from 'vitest'
import { amazonTokenUrl, eventsUrl } from '../../../src/core/delivery/endpoints.ts'

it.each([
  ['NA', 'live', 'https://api.amazonalexa.com/v1/proactiveEvents'],
  ['EU', 'live', 'https://api.eu.amazonalexa.com/v1/proactiveEvents'],
  ['FE', 'live', 'https://api.fe.amazonalexa.com/v1/proactiveEvents'],
  ['NA', 'development', 'https://api.amazonalexa.com/v1/proactiveEvents/stages/development'],
  ['EU', 'development', 'https://api.eu.amazonalexa.com/v1/proactiveEvents/stages/development'],
  ['FE', 'development', 'https://api.fe.amazonalexa.com/v1/proactiveEvents/stages/development'],
] as const)("Amazon's address of %s, %s", (region, stage, url) => {
  expect(eventsUrl(region, stage, undefined)).toBe(url)
})

it.each([
  ['http://127.0.0.1:9/{region}', 'http://127.0.0.1:9/EU/v1/proactiveEvents'],
  ['http://127.0.0.1:9/{region}/', 'http://127.0.0.1:9/EU/v1/proactiveEvents'],
  ['https://{region}.example/a/{region}', 'https://EU.example/a/EU/v1/proactiveEvents'],
  ['http://[::1]:9', 'http://[::1]:9/v1/proactiveEvents'],
])('api-url %s is a prefix', (apiUrl, url) => {
  expect(eventsUrl('EU', 'live', apiUrl)).toBe(url)
})

it('asks Login with Amazon for tokens', () => {
  expect(amazonTokenUrl).toBe('https://api.amazon.com/auth/o2/token')
})
