// Stands for the program of a framework: has the tests run its command, see launcher.ts, and prints what
// it printed.
const { connect } = require('node:net')

const [port, ...words] = process.argv.slice(2)
const socket = connect({ port: Number(port), host: '127.0.0.1' })
let answer = ''
socket.setEncoding('utf8')
socket.on('data', text => {
  answer += text
})
socket.on('end', () => {
  const { stdout, stderr, exitCode } = JSON.parse(answer)
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = exitCode
})
socket.end(JSON.stringify({ words, folder: process.cwd(), environment: process.env }))
