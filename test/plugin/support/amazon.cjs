// Loaded before a framework: leads what is sent to Amazon to the simulator, so that a service can be
// deployed as it stands, without addresses of ours in its settings.
const net = require('node:net')
const tls = require('node:tls')

const regions = {
  'api.amazonalexa.com': '/NA',
  'api.eu.amazonalexa.com': '/EU',
  'api.fe.amazonalexa.com': '/FE',
  // Where tokens come from, for all regions.
  'api.amazon.com': '',
}
const { hostname, port } = new URL(process.env.STAND_IN_AUTH_URL)

const connect = tls.connect
tls.connect = options => {
  const region = regions[options.host]
  if (region === undefined) return connect(options)
  const socket = net.connect({ host: hostname, port: Number(port) })
  socket.once('connect', () => socket.emit('secureConnect'))
  const write = socket.write.bind(socket)
  // Head and body may come apart, as text or as bytes.
  socket.write = (chunk, encoding, ...rest) => {
    const text = Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8')
    const led = text.toString('latin1').replace(/^POST \//, `POST ${region}/`)
    return write(led, 'latin1', ...rest)
  }
  return socket
}
