import { connect, createServer, type Server, type Socket } from 'node:net'

/** A door in front of a server, which a test shuts and opens again: shut, nobody gets in and nobody stays. */
export class Door {
  private readonly sockets = new Set<Socket>()
  private shutNow = false

  private constructor(
    private readonly server: Server,
    /** Port to use instead of the server's own. */
    readonly port: number,
  ) {}

  /** Opens a door on a free port. */
  static async before(host: string, port: number): Promise<Door> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const door = new Door(server, (server.address() as { port: number }).port)
    server.on('connection', (socket) => door.pass(socket, host, port))
    return door
  }

  /** Ends every connection and lets no new one in. */
  shut(): void {
    this.shutNow = true
    for (const socket of this.sockets) socket.destroy()
  }

  /** Lets them in again. */
  open(): void {
    this.shutNow = false
  }

  /** Removes the door. */
  async close(): Promise<void> {
    this.shut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private pass(inner: Socket, host: string, port: number): void {
    if (this.shutNow) return void inner.destroy()
    const outer = connect(port, host)
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.sockets.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        this.sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }
}
