import { buildApp } from 'fauxqs'

/**
 * S3 on loopback, for the process that forked this one: it is told the address, and may order faults.
 * The emulator knows no `If-None-Match`, by which of two writers at the same moment one is refused, and
 * so that is decided here, one put of a key after the other.
 */
const app = buildApp({ logger: false })

/** By path: when the put before is over. */
const queues = new Map()
/** Ends the turn of a request. */
const turns = new WeakMap()

/** What is still to go wrong, as many times: see `Faults` in ../support/s3.ts. */
const faults = { slowDown: 0, lostAnswers: 0 }
const counts = { requests: 0, slowedDown: 0, lostAnswers: 0, refused: 0 }

const isConditional = request =>
  request.method === 'PUT' && request.headers['if-none-match'] === '*'

/** A request of this process to itself. */
const own = 'x-own'

app.addHook('onRequest', async (request, reply) => {
  if (own in request.headers) return undefined
  counts.requests += 1
  if (faults.slowDown > 0) {
    faults.slowDown -= 1
    counts.slowedDown += 1
    return refuse(reply, 503, 'SlowDown', 'Please reduce your request rate.')
  }
  if (!isConditional(request)) return undefined
  const before = queues.get(request.url) ?? Promise.resolve()
  const turn = Promise.withResolvers()
  const { socket } = request.raw
  socket.once('close', turn.resolve)
  turns.set(request, () => {
    // A connection carries many requests.
    socket.off('close', turn.resolve)
    turn.resolve()
  })
  queues.set(
    request.url,
    before.then(() => turn.promise),
  )
  await before
  const url = request.url.replace(/\?.*/, '')
  const known = await app.inject({ method: 'HEAD', url, headers: { [own]: '' } })
  if (known.statusCode !== 200) return undefined
  counts.refused += 1
  const text = 'At least one of the pre-conditions you specified did not hold'
  return refuse(reply, 412, 'PreconditionFailed', text)
})

app.addHook('onSend', async (request, reply, payload) => {
  if (isConditional(request) && reply.statusCode === 200 && faults.lostAnswers > 0) {
    faults.lostAnswers -= 1
    counts.lostAnswers += 1
    request.raw.socket.destroy()
  }
  return payload
})

app.addHook('onResponse', async request => turns.get(request)?.())

function refuse(reply, status, code, message) {
  reply.header('content-type', 'application/xml')
  return reply
    .code(status)
    .send(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`)
}

process.on('message', ({ faults: ordered }) => {
  Object.assign(faults, ordered)
  process.send({ counts })
})
process.on('disconnect', () => process.exit())

process.send({ url: await app.listen({ host: '127.0.0.1', port: 0 }) })
