import { createServer, type Socket } from 'node:net'
import { listen } from './loopback-server.ts'

/**
 * Starts a server on this machine that speaks whatever it is told to.
 *
 * @param serve is given each connection, and its number, from 1
 */
export async function startRawServer(
  serve: (socket: Socket, connection: number) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket, sockets.size)
  })
  const port = await listen(server)
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
