// Hands bytes on between a client and a server, each way after half of a round trip; the first bytes
// of a connection wait another one, as the handshake of TCP would. Run in a process of its own:
// node delay.mjs <port of the server> <milliseconds of a round trip>. Prints its own port.
import { connect, createServer } from 'node:net'

const [port, roundTrip] = process.argv.slice(2).map(Number)

function handOn(from, to, first) {
  const opensAt = performance.now() + first
  // One timer for all that is on its way: timers of their own would not keep the order.
  const underWay = []
  let isWaiting = false
  const arrive = () => {
    while (underWay.length > 0 && underWay[0].at <= performance.now()) underWay.shift().happen()
    isWaiting = underWay.length > 0
    if (isWaiting) setTimeout(arrive, Math.max(0, underWay[0].at - performance.now()))
  }
  const send = happen => {
    underWay.push({ at: Math.max(performance.now(), opensAt) + roundTrip / 2, happen })
    if (!isWaiting) setTimeout(arrive, Math.max(0, underWay[0].at - performance.now()))
    isWaiting = true
  }
  from.on('data', bytes => send(() => to.destroyed || to.write(bytes)))
  from.on('end', () => send(() => to.end()))
  from.on('error', () => to.destroy())
  from.on('close', () => send(() => to.destroySoon()))
}

const server = createServer({ noDelay: true, allowHalfOpen: true }, client => {
  const target = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  handOn(client, target, roundTrip)
  handOn(target, client, 0)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
