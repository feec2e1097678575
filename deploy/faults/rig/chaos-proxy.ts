import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a network between two parts may behave. */
export type Weather = 'clear' | 'down' | 'black hole' | 'reset' | 'slow'

/** Delay of each piece of data in slow weather, in milliseconds. */
const SLOW_MS = 500

/**
 * A TCP proxy with weather. Down: connections are refused and the open ones end. Black hole: nothing moves, as with dropped
 * packets, and moves on when the weather clears. Reset: every open connection is reset, again and again. Slow: each piece
 * of data takes long.
 */
export class ChaosProxy {
  private readonly sockets = new Set<Socket>()
  private weather: Weather = 'clear'
  private server: Server | undefined

  constructor(
    readonly port: number,
    private readonly target: number,
  ) {}

  async start(): Promise<void> {
    this.server = createServer((client) => this.join(client))
    this.server.listen(this.port, '127.0.0.1')
    await once(this.server, 'listening')
  }

  /** Changes the weather; connections that are open feel it at once. */
  async set(weather: Weather): Promise<void> {
    const before = this.weather
    this.weather = weather
    if (before === 'down' && weather !== 'down') await this.start()
    if (weather === 'down') {
      this.server?.close()
      this.cut()
    }
    if (weather === 'reset') this.cut()
    for (const socket of this.sockets) if (weather === 'black hole') socket.pause()
    if (before === 'black hole') for (const socket of this.sockets) socket.resume()
  }

  async stop(): Promise<void> {
    this.server?.close()
    this.cut()
    await sleep(0)
  }

  private get isHole(): boolean {
    return this.weather === 'black hole'
  }

  private cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy()
    this.sockets.clear()
  }

  private join(client: Socket): void {
    if (this.weather === 'reset') return void client.resetAndDestroy()
    const server = connect(this.target, '127.0.0.1')
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from)
      from.setNoDelay(true)
      from.on('data', (data: Buffer) => void this.pass(from, to, data))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        this.sockets.delete(from)
        to.destroy()
      })
      if (this.weather === 'black hole') from.pause()
    }
  }

  private async pass(from: Socket, to: Socket, data: Buffer): Promise<void> {
    if (this.weather === 'slow') {
      // Paused meanwhile, so that the order is kept.
      from.pause()
      await sleep(SLOW_MS)
      if (!this.isHole) from.resume()
    }
    to.write(data)
  }
}
