// Stands for the program of a framework: has the server of the tests run its command, see launcher.ts, and
// prints what it printed.
const { connect } = require('node:net')
const { createInterface } = require('node:readline')

const [port, request, ...words] = process.argv.slice(2)
const { command, ...more } = JSON.parse(request)
const socket = connect({ port: Number(port), host: '127.0.0.1' })
const asked = { ...command, words, folder: process.cwd(), environment: process.env }
socket.write(`${JSON.stringify({ ...more, command: asked })}\n`)
createInterface(socket).on('line', line => {
  const { stream, text, end, error } = JSON.parse(line)
  if (stream !== undefined) process[stream].write(text)
  else {
    if (error !== undefined) process.stderr.write(error)
    process.exitCode = end?.exitCode ?? 1
    socket.end()
  }
})
