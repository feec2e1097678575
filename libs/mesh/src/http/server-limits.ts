import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpLimits } from '../config/http-limits.js'

/** Largest head of a request, in bytes, and most header fields. */
export const MAX_HEAD_BYTES = 16_384
const MAX_HEADERS = 100

/** Keeps one address from holding all sockets, and a slow sender from holding one for ever. */
export const limitServer = (server: Server, limits: HttpLimits): void => {
  server.maxHeadersCount = MAX_HEADERS
  server.requestTimeout = limits.requestTimeoutMs
  server.headersTimeout = limits.requestTimeoutMs
  const held = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (held.get(address) ?? 0) + 1
    if (count > limits.socketsPerAddress) {
      socket.destroy()
      return
    }
    held.set(address, count)
    socket.once('close', () => {
      const left = held.get(address)! - 1
      if (left > 0) held.set(address, left)
      else held.delete(address)
    })
  })
}
