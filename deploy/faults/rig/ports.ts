import { once } from 'node:events'
import { createServer } from 'node:net'

const taken = new Set<number>()
/** Below the range that the system gives to outgoing connections: a server must find its port again after a kill. */
const LOWEST = 18_000
const HIGHEST = 31_000

/** A port of 127.0.0.1 that is free, and is not given out again by this process. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (taken.has(port)) continue
    const server = createServer()
    server.listen(port, '127.0.0.1')
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    taken.add(port)
    return port
  }
}
