import { createRequire } from 'node:module'
import { bodyFor } from './body.mjs'
import { credentials, measure, origin } from './work.mjs'

const require = createRequire(new URL('../../peers/', import.meta.url))
const { DefaultApiClient } = require('ask-sdk-core')
const { services } = require('ask-sdk-model')

const client = new services.proactiveEvents.ProactiveEventsServiceClient(
  { apiClient: new DefaultApiClient(), apiEndpoint: `${origin.origin}/NA` },
  { ...credentials, authEndpoint: origin.origin },
)
await measure(index => client.createProactiveEvent(bodyFor(index), 'DEVELOPMENT'))
// Its connections stay open for a while.
process.exit(0)
