import { bodyFor } from './body.mjs'
import { measure, origin, path } from './work.mjs'

const headers = { authorization: 'Bearer Atc|bench', 'content-type': 'application/json' }
await measure(async index => {
  const answer = await fetch(new URL(path, origin), {
    method: 'POST',
    headers,
    body: JSON.stringify(bodyFor(index)),
  })
  await answer.arrayBuffer()
  if (answer.status !== 202) throw new Error(`HTTP ${answer.status}`)
})
