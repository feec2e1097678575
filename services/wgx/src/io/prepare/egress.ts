import { type FileHandle, chmod, open } from 'node:fs/promises'
import { type IncomingMessage, type Server, createServer } from 'node:http'
import { type Socket, connect } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

/** Where a run may go, and how far. */
export interface EgressRules {
  /** Names, with a port where it is not 443. Whatever is not named is refused. */
  readonly hosts: readonly string[]
  /** Bytes of both directions together, after which every connection is ended. */
  readonly maxBytes: number
  /** The addresses of a name. */
  readonly resolve: (host: string) => Promise<readonly string[]>
  /** Whether an address may be connected to for a host. */
  readonly permits: (host: string, address: string) => boolean
}

/** What went to one host and came from it. */
export interface EgressCount {
  readonly host: string
  readonly connections: number
  readonly received_bytes: number
  readonly sent_bytes: number
}

/** What a run did with its way out. */
export interface EgressReport {
  readonly hosts: readonly EgressCount[]
  /** What was refused, each with its reason. Hostile. */
  readonly refused: readonly string[]
  readonly exceeded: boolean
}

const MOST_REFUSALS = 20
const MOST_CONNECTIONS = 128
const CONNECT_MS = 20_000
const IDLE_MS = 120_000
const PLACE = /^((?:[a-z0-9_-]+\.)*[a-z0-9_-]+)\.?:(\d{1,5})$/i

/**
 * The only way out of a run: a proxy on a Unix socket that opens tunnels (CONNECT) to the hosts that were named and to no
 * others. It looks at the addresses of a name once and connects to what it looked at. What is in a tunnel is the run's:
 * usually TLS, which nobody can read here.
 */
export class Egress {
  private readonly server: Server
  private readonly counts = new Map<string, { connections: number; received_bytes: number; sent_bytes: number }>()
  private readonly refused = new Set<string>()
  private readonly sockets = new Set<Duplex>()
  private readonly allowed: ReadonlySet<string>
  private exceeded = false

  private constructor(
    /** The socket. */
    readonly path: string,
    private readonly folder: FileHandle,
    private readonly rules: EgressRules,
  ) {
    this.allowed = new Set(rules.hosts.map((host) => (host.includes(':') ? host : `${host}:443`)))
    this.server = createServer({ maxHeaderSize: 8192, headersTimeout: 10_000 })
    this.server.maxConnections = MOST_CONNECTIONS
    this.server.on('connection', (socket: Socket) => this.hold(socket))
    this.server.on('request', (request: IncomingMessage, response) => {
      this.refuse(String(request.headers.host ?? '?'), 'only tunnels (https) are offered')
      response.writeHead(405, { connection: 'close' }).end('only CONNECT is offered\n')
    })
    this.server.on('connect', (request: IncomingMessage, inner: Duplex, head: Buffer) => {
      void this.tunnel(request.url ?? '', inner, head).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        this.refuse(request.url ?? '?', reason)
        inner.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\n${reason}\n`)
      })
    })
  }

  /** Listens on a socket in a folder of ours, which may be of any length. */
  static async open(folder: string, rules: EgressRules): Promise<Egress> {
    const handle = await open(folder, 'r')
    const egress = new Egress(join(folder, 'door'), handle, rules)
    // NOTE: the name of a socket has at most 107 bytes; by the open folder it is short.
    const path = `/proc/self/fd/${handle.fd}/door`
    try {
      await new Promise<void>((resolve, reject) => {
        egress.server.once('error', reject).listen(path, () => resolve())
      })
      // Whoever the run is must be able to connect; nobody else is shown it.
      await chmod(egress.path, 0o666)
    } catch (error) {
      await egress.close()
      throw error
    }
    return egress
  }

  /** What happened so far. */
  get report(): EgressReport {
    const hosts = [...this.counts].map(([host, count]) => ({ host, ...count }))
    return { hosts, refused: [...this.refused], exceeded: this.exceeded }
  }

  /** Ends every connection and stops listening. */
  async close(): Promise<void> {
    this.endAll()
    if (this.server.listening) await new Promise<void>((resolve) => this.server.close(() => resolve()))
    await this.folder.close()
  }

  private async tunnel(place: string, inner: Duplex, head: Buffer): Promise<void> {
    const [, name = '', port = ''] = PLACE.exec(place) ?? []
    const host = name.toLowerCase()
    const target = `${host}:${Number(port)}`
    if (!this.allowed.has(target)) throw new Error('it is not named by the step')
    if (this.exceeded) throw new Error(`more than ${this.rules.maxBytes} bytes were fetched`)
    const addresses = await this.rules.resolve(host).catch(() => [])
    if (addresses.length === 0) throw new Error('it has no address')
    // Of several all must be fine: which one is connected to is chance.
    const bad = addresses.find((address) => !this.rules.permits(host, address))
    if (bad !== undefined) throw new Error(`it is ${bad}, which is no public address`)
    const outer = await this.connected(addresses, Number(port))
    if (inner.destroyed) return void outer.destroy()
    this.hold(outer)
    const count = this.counts.get(target) ?? { connections: 0, received_bytes: 0, sent_bytes: 0 }
    this.counts.set(target, count)
    count.connections++
    const counted = (field: 'received_bytes' | 'sent_bytes') => (chunk: Buffer) => {
      count[field] += chunk.length
      this.weigh()
    }
    inner
      .on('data', counted('sent_bytes'))
      .on('error', () => outer.destroy())
      .on('close', () => outer.destroy())
    outer
      .on('data', counted('received_bytes'))
      .on('error', () => inner.destroy())
      .on('close', () => inner.destroy())
    outer.setTimeout(IDLE_MS, () => outer.destroy())
    inner.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) {
      counted('sent_bytes')(head)
      outer.write(head)
    }
    inner.pipe(outer).pipe(inner)
  }

  private async connected(addresses: readonly string[], port: number): Promise<Socket> {
    for (const address of addresses) {
      const socket = await new Promise<Socket | undefined>((resolve) => {
        const trying = connect({ host: address, port })
        trying.setTimeout(CONNECT_MS, () => trying.destroy())
        trying.once('connect', () => resolve(trying.setTimeout(0)))
        trying.once('error', () => undefined).once('close', () => resolve(undefined))
      })
      if (socket !== undefined) return socket.removeAllListeners('close')
    }
    throw new Error('it does not answer')
  }

  private hold(socket: Duplex): void {
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket)).on('error', () => undefined)
  }

  private weigh(): void {
    let bytes = 0
    for (const { received_bytes, sent_bytes } of this.counts.values()) bytes += received_bytes + sent_bytes
    if (bytes <= this.rules.maxBytes) return
    this.exceeded = true
    this.endAll()
  }

  private endAll(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  private refuse(place: string, reason: string): void {
    if (this.refused.size < MOST_REFUSALS) this.refused.add(`${place.slice(0, 260)}: ${reason.slice(0, 100)}`)
  }
}
