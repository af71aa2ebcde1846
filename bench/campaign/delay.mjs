// Hands bytes on between a client and a server, each way after half of a round trip; the first bytes
// of a connection wait another one, as the handshake of TCP would. Run in a process of its own:
// node delay.mjs <port of the server> <milliseconds of a round trip>. Prints its own port.
import { connect, createServer } from 'node:net'

const [port, roundTrip] = process.argv.slice(2).map(Number)

function handOn(from, to, first) {
  const opensAt = performance.now() + first
  from.on('data', bytes => {
    const at = Math.max(performance.now(), opensAt) + roundTrip / 2
    setTimeout(() => to.destroyed || to.write(bytes), at - performance.now())
  })
  from.on('end', () => setTimeout(() => to.end(), roundTrip / 2))
  from.on('error', () => to.destroy())
  from.on('close', () => setTimeout(() => to.destroy(), roundTrip))
}

const server = createServer({ noDelay: true }, client => {
  const target = connect({ port, host: '127.0.0.1', noDelay: true })
  handOn(client, target, roundTrip)
  handOn(target, client, 0)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
