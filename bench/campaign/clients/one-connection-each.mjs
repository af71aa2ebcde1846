// As the first samples for this API did it: a token and two new connections for each event.
import http from 'node:http'
import https from 'node:https'
import { bodyFor } from './body.mjs'
import { credentials, measure, origin, path } from './work.mjs'

const { request } = origin.protocol === 'https:' ? https : http

function post(target, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(target, origin),
      {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      answer => {
        const chunks = []
        answer.on('data', chunk => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString() }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

await measure(async index => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: 'alexa::proactive_events',
  }).toString()
  const token = await post(
    '/auth/o2/token',
    { 'content-type': 'application/x-www-form-urlencoded' },
    form,
  )
  const { status } = await post(
    path,
    {
      authorization: `Bearer ${JSON.parse(token.text).access_token}`,
      'content-type': 'application/json',
    },
    JSON.stringify(bodyFor(index)),
  )
  if (status !== 202) throw new Error(`HTTP ${status}`)
})
