import { createRequire } from 'node:module'
import { bodyFor } from './body.mjs'
import { concurrency, measure, origin, path } from './work.mjs'

const { Pool } = createRequire(new URL('../../peers/', import.meta.url))('undici')
const pool = new Pool(origin.origin, { connections: concurrency, pipelining: 1, allowH2: false })
const headers = { authorization: 'Bearer Atc|bench', 'content-type': 'application/json' }
await measure(async index => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(bodyFor(index)),
  })
  await body.dump()
  if (statusCode !== 202) throw new Error(`HTTP ${statusCode}`)
})
await pool.close()
